"""The explorer of the page, in a browser: what is said and copied is what results.h5 holds."""
import os
import re
import shlex
import subprocess

from explored import LABEL, Explorer
from sweeps import PROGRAM, environment, module


class Numbers(Explorer):
    def test_hovering_says_value_and_interval_of_the_file(self):
        browser = self.open()
        browser.choose("#explorer-x", "task.noise")
        said = set()
        for length in (2, 1):
            browser.choose("#explorer-at", str([10, 100, 1000][length]))
            for series, (_, data) in enumerate(self.drawn(browser)):
                for index in range(0, len(data), 4):
                    self.point_at(browser, series, index)
                    self.assertTrue(browser.one("#explorer-hover").is_displayed())
                    said.add(self.check_said(browser.text("#explorer-hover"), length))
        self.assertGreater(len(said), 4)

    def test_keys_are_enough(self):
        browser = self.open()
        browser.run("document.getElementById('explorer-take').focus()")
        for _ in range(10):
            if browser.run("return document.activeElement.id") == "explorer-plot":
                break
            browser.perform(browser.actions(browser.driver).key_down(browser.keys.SHIFT).send_keys(browser.keys.TAB).key_up(browser.keys.SHIFT))
        self.assertEqual(browser.run("return document.activeElement.id"), "explorer-plot")
        self.assertNotEqual(browser.run("return getComputedStyle(document.activeElement).outlineStyle"), "none")
        keys = browser.keys
        for length in range(3):
            browser.press(keys.ARROW_RIGHT)
            first = self.check_said(browser.text("#explorer-said"), length)
        browser.press(keys.ARROW_DOWN)
        second = self.check_said(browser.text("#explorer-said"), 2)
        self.assertNotEqual(first, second)
        browser.press(keys.ENTER)
        self.assertEqual(browser.text("#explorer-selected"), "1")
        self.assertIn(second, browser.one("#explorer-commands").get_property("value"))
        browser.press("+")
        self.assertEqual(self.check_said(browser.text("#explorer-hover"), 2), second)
        browser.press("0", keys.ENTER)
        self.assertEqual(browser.text("#explorer-selected"), "none")
        # On to the commands and away from the chart: no trap.
        browser.press(keys.TAB)
        self.assertEqual(browser.run("return document.activeElement.id"), "explorer-zoom-in")

    def test_the_table_holds_what_is_drawn(self):
        browser = self.open()
        browser.choose("#explorer-x", "poles.kind")
        browser.run("document.getElementById('explorer-table').open = true")
        rows = browser.all("#explorer-table tbody tr")
        self.assertEqual(len(rows), self.values_drawn(browser))
        shown = {float(row.find_elements("css selector", "td")[2].text) for row in rows}
        self.assertEqual(shown, {datum["y"] for _, data in self.drawn(browser) for datum in data})


class Commands(Explorer):
    def shell(self, command):
        """The command as a reader pastes it."""
        (self.folder / "bin").mkdir(exist_ok=True)
        link = self.folder / "bin/polesweep"
        if not link.exists():
            link.symlink_to(PROGRAM)
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(["sh", "-c", command], cwd=self.folder, env=environment(PATH=path), text=True, capture_output=True, timeout=60, check=False)

    def commands(self, browser):
        browser.click(browser.one("#explorer-take"))
        return browser.one("#explorer-commands").get_property("value").splitlines()

    def check_alone(self, lines):
        """Two points of each learner, computed alone. Returns the learners."""
        h5py, numpy = module("h5py"), module("numpy")
        seen = {}
        for command in lines:
            id_ = re.search(r"-o point-([0-9a-f]+)\.h5", command).group(1)
            with h5py.File(self.folder / "results.h5") as all_of:
                at = [one.decode().startswith(id_) for one in all_of["point_id"]].index(True)
                label = all_of["learner_label"][at].decode()
                if seen.setdefault(label, 0) == 2:
                    continue
                seen[label] += 1
                done = self.shell(command + " --serial --no-report")
                self.assertEqual(done.returncode, 0, command + done.stderr)
                with h5py.File(self.folder / f"point-{id_}.h5") as alone:
                    self.assertEqual(list(alone["point_id"]), [all_of["point_id"][at]])
                    numpy.testing.assert_array_equal(alone["risk"][0], all_of["risk"][at])
                    numpy.testing.assert_array_equal(alone["statistics/risk_median_low"][0], all_of["statistics/risk_median_low"][at])
        return set(seen)

    def test_set_lines_compute_the_points_alone_to_the_bit(self):
        lines = self.commands(self.open(fragment="#y=risk_mean_runs"))
        note = "# First take iterations out of the sweep file: this point has none."
        streams = [line for above, line in zip(lines, lines[1:]) if above == note]
        repeats = [line for above, line in zip([""] + lines, lines) if note not in (above, line)]
        self.assertGreater(len(streams), 10)
        self.assertEqual(self.check_alone(repeats), {"repeats"})
        sweep = (self.folder / "sweep.toml").read_text(encoding="utf-8")
        self.write("sweep.toml", re.sub(r"^iterations.*\n", "", sweep, flags=re.M))
        self.assertEqual(self.check_alone(streams), {"LMS", LABEL})

    def test_replay_lines_find_the_same_bits(self):
        browser = self.open()
        browser.run("document.getElementById('explorer-selection').open = true")
        browser.click(browser.one("input[name=explorer-command][value=replay]"))
        browser.one("#explorer-seed").clear()
        browser.one("#explorer-seed").send_keys("4")
        commands = self.commands(browser)
        self.assertGreater(len(commands), 20)
        for command in commands[:6]:
            done = self.shell(command)
            self.assertEqual(done.returncode, 0, command + done.stderr)
            self.assertIn("the same bits as stored", done.stdout)
            self.assertEqual(shlex.split(command)[-1], "4")

    def test_copying_puts_them_on_the_clipboard(self):
        browser = self.open()
        browser.tell("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        browser.run("document.getElementById('explorer-selection').open = true")

        def copy(answer):
            browser.click(browser.one("#explorer-to-clipboard"))
            self.wait_until(lambda: browser.text("#explorer-copied") == answer, answer)
            return browser.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], error => arguments[0](String(error)))")
        browser.driver.execute_async_script("navigator.clipboard.writeText('kept').then(arguments[0], error => arguments[0](String(error)))")
        self.assertEqual(copy("No point is selected."), "kept")
        self.point_at(browser, 0, 0, click=True)
        commands = browser.one("#explorer-commands").get_property("value")
        self.assertEqual(len(commands.splitlines()), 2)  # and what to do first
        self.assertEqual(copy("Copied."), commands)
