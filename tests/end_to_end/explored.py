"""A sweep whose texts are hostile, and its page in a browser."""
import re

from browsers import DESK, Browser
from sweeps import ANALYZE, SweepTest, missing, module

EVIL = "<img src=x onerror=window.pwned=1></script><script>window.pwned=2</script> & 'q' \\\\ \\\""
SWEEP = """name = "explored"
seeds = 6
lengths = [10, 100, 1000]
iterations = [1, 4, 9]

[[task]]
kind = "linear_teacher"
poles = [["0.5+0.3i", 0.8]]
gains = [[1.0, "0.5i"]]
noise = [0.0, 0.3]
complex = true

[[poles]]
network = "diagonal"
kind = ["ring", "random"]
count = [3, 8]
radius = 0.9

[[exclude]]
poles.count = 3
task.noise = 0.3

[[learner]]
label = "LMS"
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.01, 0.1, 10.0] }
tune = ["readout.step_size"]

[[learner]]
label = "EVIL"
recurrent = "rtrl"
readout = { kind = "rls", forgetting = 0.99 }
optimizer = { kind = "adam", step_size = 0.001 }

[[learner]]
label = "repeats"
recurrent = { kind = "tbptt", truncation = 4 }
readout = "gradient"
optimizer = { kind = "sgd", step_size = 0.01 }
regime = { kind = "repeat", passes = 2 }

[[compare]]
reference = "LMS"

[[claim]]
kind = "ratio"
statement = "learned poles are better"
of = "repeats"
reference = "LMS"
below = 1.0

[measure]
metrics = ["spectral_radius"]
""".replace("EVIL", EVIL)
LABEL = EVIL.replace("\\\\", "\\").replace('\\"', '"')
POINTS = 30  # (2 kinds of poles x 2 counts + 2 kinds) x 5 learners
REPEATING = 6  # of them, which have values at updates
CHART = "const chart = Chart.getChart('explorer-canvas');"


class Explorer(SweepTest):
    def setUp(self):
        super().setUp()
        self.report()

    def report(self):
        self.run_sweep(self.write("sweep.toml", SWEEP), "results.h5")
        done = self.call("results.h5", "-o", "report", program=ANALYZE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.page = self.folder / "report/index.html"
        if 'id="explorer"' not in self.page.read_text(encoding="utf-8"):
            missing("Chart.js (libjs-chart.js), without which polesweep was built,")

    def open(self, size=DESK, fragment="", **how):
        browser = Browser(*size, **how)
        self.addCleanup(browser.close)
        browser.open(self.page.as_uri() + fragment)
        return browser

    def value(self, name, point, *places):
        """Of /statistics, of the point whose id begins with a text."""
        with module("h5py").File(self.folder / "results.h5") as file:
            at = [one.decode().startswith(point) for one in file["point_id"]].index(True)
            return float(file["statistics"][name][(at, *places)])

    def drawn(self, browser):
        """Of each series its name and its data; gaps between lines are left out."""
        return browser.run(CHART + "return chart.data.datasets.map(one => [one.label, one.data.filter(datum => !Number.isNaN(datum.x))])")

    def values_drawn(self, browser):
        return sum(len(data) for _, data in self.drawn(browser))

    def pixel_of(self, browser, series, index):
        """Where a datum is drawn, from the middle of the canvas."""
        browser.run("document.getElementById('explorer-plot').scrollIntoView({ block: 'center' })")
        return browser.run(CHART + """const datum = chart.data.datasets[arguments[0]].data.filter(one => !Number.isNaN(one.x))[arguments[1]];
            return [Math.round(chart.scales.x.getPixelForValue(datum.x) - chart.width / 2),
                    Math.round(chart.scales.y.getPixelForValue(datum.y) - chart.height / 2)]""", series, index)

    def point_at(self, browser, series, index, click=False):
        canvas = browser.one("#explorer-canvas")
        actions = browser.actions(browser.driver).move_to_element_with_offset(canvas, *self.pixel_of(browser, series, index))
        browser.perform(actions.click() if click else actions)

    def check_said(self, text, length):
        """What is said of a value, against the file. Returns the beginning of the point's id."""
        point = re.search(r"point ([0-9a-f]+), 6 runs", text).group(1)
        value = float(re.search(r"risk, median: (\S+)", text).group(1))
        low, high = re.search(r"95 % interval: \[(\S+), (\S+)\]", text).groups()
        self.assertEqual(value, self.value("risk_median", point, length))
        # Where a bound is open the file has an infinite one.
        self.assertEqual(float(low.replace("open", "-inf")), self.value("risk_median_low", point, length))
        self.assertEqual(float(high.replace("open", "inf")), self.value("risk_median_high", point, length))
        return point
