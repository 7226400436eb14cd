"""The explorer of the page, in a browser: how it reads, looks and draws."""
import re
import shutil
import subprocess

from browsers import DESK, PHONE, Browser
from explored import CHART, LABEL, POINTS, REPEATING, Explorer
from sweeps import ANALYZE, SweepTest, missing, module


class Reading(Explorer):
    def test_without_scripts_the_page_reads_as_with_them(self):
        read = []
        for scripts in (True, False):
            browser = self.open(scripts=scripts)
            self.assertEqual(browser.one("#explorer").is_displayed(), scripts)
            read.append(browser.one("main").text)
            if scripts:
                read[0] = read[0].replace(browser.one("#explorer").text + "\n", "")
        self.assertGreater(len(read[1]), 3000)
        self.assertIn("Figures", read[1])
        self.assertEqual(*read)

    def test_texts_of_the_sweep_are_texts(self):
        browser = self.open()
        self.assertIn(LABEL, [one.text for one in browser.all("#explorer-legend label span:last-child")])
        index = [name for name, _ in self.drawn(browser)].index(LABEL)
        self.point_at(browser, index, 0, click=True)
        for place in ("#explorer-hover", "#explorer-list"):
            self.assertIn(LABEL, browser.text(place))
        browser.run("document.querySelectorAll('#explorer details').forEach(one => { one.open = true })")
        self.assertEqual(browser.all("main img, #explorer script"), [])
        self.assertIsNone(browser.run("return window.pwned ?? null"))

    def test_nothing_is_loaded_and_nothing_reported(self):
        browser = self.open()
        for control in ("y", "x", "colour", "at"):
            for value in browser.run("return [...document.querySelectorAll(arguments[0])].map(one => one.value)", f"#explorer-{control} option"):
                if browser.one(f"#explorer-{control}").is_displayed():
                    browser.choose(f"#explorer-{control}", value)
        browser.run("document.querySelectorAll('#explorer details').forEach(one => { one.open = true })")
        for button in browser.all("#explorer button"):
            if button.is_displayed():
                browser.click(button)
        self.assertEqual(browser.messages(), [])
        self.assertEqual(set(browser.requests()), {self.page.as_uri()})

    def test_scripts_are_clean(self):
        if not shutil.which("node"):
            self.skipTest("node is missing")
        scripts = [text for words, text in re.findall(r"<script([^>]*)>(.*?)</script>", self.page.read_text(encoding="utf-8"), re.DOTALL) if "json" not in words]
        self.assertEqual(len(scripts), 2)
        for i, text in enumerate(scripts):
            self.write(f"{i}.js", text)
            subprocess.run(["node", "--check", self.folder / f"{i}.js"], check=True)

    def test_every_control_has_a_name_and_a_role(self):
        browser = self.open()
        browser.run("document.querySelectorAll('#explorer details').forEach(one => { one.open = true })")
        root = browser.tell("DOM.getDocument")["root"]["nodeId"]
        named = {}
        for node in browser.tell("DOM.querySelectorAll", nodeId=root, selector="#explorer :is(button, input, select, textarea, summary, [tabindex])")["nodeIds"]:
            tree = browser.tell("Accessibility.getPartialAXTree", nodeId=node, fetchRelatives=False)["nodes"][0]
            if tree.get("ignored"):
                continue
            role = tree["role"]["value"]
            self.assertNotEqual(tree.get("name", {}).get("value", "").strip(), "", tree)
            named.setdefault(role, []).append(tree["name"]["value"])
        self.assertIn("Chart of risk, median over training samples N", named["application"])
        self.assertIn("Value", named["combobox"])
        for role in ("button", "checkbox", "radio", "combobox", "textbox"):
            self.assertGreater(len(named.get(role, [])), 0, role)


class Drawing(Explorer):
    def test_filters_change_what_is_drawn(self):
        browser = self.open()
        self.assertEqual(browser.text("#explorer-drawn").split(" drawn")[0], f"{self.values_drawn(browser)} values of {POINTS} points")
        before = self.values_drawn(browser)
        image = browser.run("return document.getElementById('explorer-canvas').toDataURL()")
        box = browser.all("#explorer-legend input")[1]
        browser.click(box)
        names = [name for name, _ in self.drawn(browser)]
        self.assertEqual(len(names), 2)
        self.assertNotEqual(browser.run("return document.getElementById('explorer-canvas').toDataURL()"), image)
        browser.click(box)
        self.assertEqual(self.values_drawn(browser), before)
        # Another axis: of the six settings of task and poles two have three poles.
        browser.run("document.getElementById('explorer-filters').open = true")
        for field in browser.all("#explorer-filters fieldset"):
            if field.find_element("css selector", "legend").text == "poles count":
                browser.click(field.find_element("css selector", "input"))
        self.assertEqual(browser.text("#explorer-drawn").split(" drawn")[0].split(" of ")[1], "20 points")
        self.assertIn("(20 points of 30 drawn)", browser.text("#explorer-filtered"))

    def test_axes_and_values_are_what_is_chosen(self):
        browser = self.open()
        browser.choose("#explorer-y", "spectral_radius_quantile")
        browser.choose("#explorer-x", "poles.count")
        browser.choose("#explorer-at", "100")
        browser.choose("#explorer-colour", "task.noise")
        series = dict(self.drawn(browser))
        self.assertEqual(list(series), ["0", "0.3"])
        self.assertEqual({datum["x"] for datum in series["0"]}, {3, 8})
        for datum in series["0"] + series["0.3"]:
            with module("h5py").File(self.folder / "results.h5") as file:
                self.assertIn(datum["y"], file["statistics/spectral_radius_quantile"][:, 1])
        # Words as an axis, and a value over another.
        browser.choose("#explorer-x", "poles.kind")
        self.assertEqual(browser.run(CHART + "return chart.scales.x.ticks.map(one => one.label)"), ["random", "ring"])
        self.assertFalse(browser.one("#explorer-log-x").is_enabled())
        browser.choose("#explorer-x", "value:operations")
        self.assertEqual(browser.run(CHART + "return chart.options.scales.x.title.text"), "operations of a run")
        kinds = CHART + "return [chart.scales.x.type, chart.scales.y.type]"
        before = browser.run(kinds)
        for box in ("x", "y"):
            browser.click(browser.one(f"#explorer-log-{box}"))
        self.assertNotIn(True, [a == b for a, b in zip(before, browser.run(kinds))])

    def test_infinite_values_are_counted(self):
        browser = self.open()
        with module("h5py").File(self.folder / "results.h5") as file:
            infinite = int((file["statistics/risk_median"][:] == float("inf")).sum())
            measured = int((file["statistics/risk_median"][:] < float("inf")).sum())
        self.assertGreater(infinite, 0)
        self.assertIn(f"{measured} values of ", browser.text("#explorer-drawn"))
        self.assertIn(f"{infinite} values infinite", browser.text("#explorer-drawn"))

    def test_what_is_measured_at_updates_is_drawn_over_them(self):
        browser = self.open()
        browser.choose("#explorer-y", "training/risk")
        data = [datum for _, data in self.drawn(browser) for datum in data]
        self.assertEqual({datum["x"] for datum in data}, {1, 4, 9})
        self.assertEqual(browser.text("#explorer-drawn").split(" drawn")[0], f"{3 * REPEATING} values of {REPEATING} points")
        numpy, h5py = module("numpy"), module("h5py")
        with h5py.File(self.folder / "results.h5") as file:
            medians = numpy.median(file["training/risk"][:, :, -1, :], axis=1)
        self.assertEqual({datum["y"] for datum in data}, set(map(float, medians.flat)))

    def test_what_is_chosen_stands_in_the_address(self):
        browser = self.open()
        browser.choose("#explorer-y", "nmse_mean")
        browser.choose("#explorer-x", "task.noise")
        browser.click(browser.all("#explorer-legend input")[0])
        drawn = self.drawn(browser)
        address = browser.driver.current_url
        again = self.open(fragment="#" + address.split("#", 1)[1])
        self.assertEqual(self.drawn(again), drawn)
        # One that fits no sweep is passed over.
        self.assertGreater(self.values_drawn(self.open(fragment="#y=nothing&x=%3Cimg%3E&range.x=1")), 0)

    def test_dragging_zooms_or_selects(self):
        browser = self.open()
        view = CHART + "return [chart.scales.x.min, chart.scales.x.max, chart.scales.y.min, chart.scales.y.max]"
        whole = browser.run(view)

        def drag():
            browser.run("document.getElementById('explorer-plot').scrollIntoView({ block: 'center' })")
            actions = browser.actions(browser.driver).move_to_element_with_offset(browser.one("#explorer-canvas"), -300, -180)
            browser.perform(actions.click_and_hold().move_by_offset(100, 60).move_by_offset(500, 300).release())
        drag()
        zoomed = browser.run(view)
        self.assertGreater(zoomed[0], whole[0])
        self.assertLess(zoomed[1], whole[1])
        browser.click(browser.one("#explorer-whole"))
        self.assertEqual(browser.run(view), whole)
        browser.click(browser.one("#explorer-zoom-in"))
        self.assertGreater(browser.run(view)[0], whole[0])
        browser.click(browser.one("#explorer-whole"))
        browser.click(browser.one("input[name=explorer-drag][value=select]"))
        drag()
        self.assertEqual(browser.run(view), whole)
        self.assertGreater(int(browser.text("#explorer-selected")), 0)


class Looks(Explorer):
    def test_it_fits_a_phone_and_a_desk(self):
        for size in (PHONE, DESK):
            browser = self.open(size)
            browser.run("document.querySelectorAll('#explorer details').forEach(one => { one.open = true })")
            self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), size[0])
            wide = browser.run("""return [...document.querySelectorAll('#explorer *')].filter(one => one.checkVisibility() &&
                !one.closest('option, .wide, #explorer-said') && one.getBoundingClientRect().right > arguments[0] + 1).map(one => one.outerHTML)""", size[0])
            self.assertEqual(wide, [])
            self.assertGreater(browser.one("#explorer-canvas").rect["width"], size[0] * 0.7)

    def test_light_dark_and_paper_have_their_colours(self):
        browser = self.open(dark=True)
        ink = CHART + "return chart.options.scales.x.ticks.color"
        self.assertEqual(browser.run(ink), "#e6edf3")
        # The page hears of a change after the browser has answered.
        browser.media(dark=False)
        self.wait_until(lambda: browser.run(ink) == "#1b1f24", "light ink")
        browser.media(dark=True, kind="print")
        self.wait_until(lambda: browser.run(ink) == "#000", "ink of paper")
        self.assertFalse(browser.one("#explorer-filters").is_displayed())
        self.assertTrue(browser.one("#explorer-canvas").is_displayed())
        # Paper is narrower than the window: the chart shrinks with it.
        browser.tell("Emulation.setDeviceMetricsOverride", width=600, height=800, deviceScaleFactor=1, mobile=False)
        self.wait_until(lambda: browser.one("#explorer-canvas").rect["width"] <= 600, "a narrow chart")
        self.assertLess(1000, len(browser.tell("Page.printToPDF")["data"]))


class Large(SweepTest):
    def test_ten_thousand_points_open_within_a_second(self):
        steps = ", ".join(str(round(0.0001 * 1.05 ** i, 9)) for i in range(100))
        noises = ", ".join(str(round(0.01 * (i + 1), 2)) for i in range(100))
        self.write("s.toml", f"""name = "large"
seeds = 4
lengths = [10, 20]
[[task]]
kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
noise = [{noises}]
[[poles]]
network = "diagonal"
kind = "ring"
count = 2
radius = 0.8
[[learner]]
recurrent = "fixed"
readout = {{ kind = "lms", step_size = [{steps}] }}
""")
        self.run_sweep("s.toml", "r.h5", limit=150)
        self.assertEqual(self.call("r.h5", "-o", "report", program=ANALYZE, limit=150).returncode, 0)
        page = self.folder / "report/index.html"
        self.assertLess(page.stat().st_size, 3_000_000)
        browser = Browser(*DESK)
        self.addCleanup(browser.close)
        # The time of this page's own thread: others may be at work on the machine.
        browser.tell("Performance.enable", timeDomain="threadTicks")
        browser.open(page.as_uri())
        if not browser.all("#explorer"):
            missing("Chart.js (libjs-chart.js), without which polesweep was built,")
        spent = {one["name"]: one["value"] for one in browser.tell("Performance.getMetrics")["metrics"]}["TaskDuration"]
        self.assertIn("10,000 values of 10,000 points drawn", browser.text("#explorer-drawn"))
        self.assertLess(spent, 1)
