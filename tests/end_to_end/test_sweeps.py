"""The sweeps in jobs/sweeps, with as few seeds as decide: what they claim holds, in the terminal and on the page."""
import html
import os
import pathlib
import re
import unittest

from sweeps import SweepTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWEEPS = ROOT / "jobs" / "sweeps"
DATA = pathlib.Path(os.environ.get("POLESWEEP_DATA", ROOT.parent / "shared" / "data"))
FIGURE = re.compile(r"<figure><h3>(.*?)</h3>\n(.*?)\n<figcaption>(.*?)</figcaption>", re.S)
TEXT = re.compile(r"<tspan[^>]*>(.*?)</tspan>")
PAIRED = "Median ratio on paired seeds; left of the dashed line the "
BEST = "How many times the risk of the best learner "
CURVES = "Learning curves: median risk "


class SweepThatClaims(SweepTest):
    def check(self, name, claims, seeds, figure, **settings):
        """`figure`: title and caption of the one that answers, and what stands in it: learners, rows, axes."""
        done = self.call("run", SWEEPS / f"{name}.toml", "-o", "r.h5", "--set", f"seeds={seeds}", **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(" 0 of them diverged", done.stderr)
        verdicts = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith(("holds ", "fails ", "undecided "))]
        self.assertEqual(len(verdicts), claims, done.stdout)
        page = (self.folder / "report" / "index.html").read_text()
        title, caption, shown = figure
        drawn = [svg for a_title, svg, a_caption in FIGURE.findall(page) if html.unescape(a_title) == title and html.unescape(a_caption).startswith(caption)]
        self.assertEqual(len(drawn), 1, f"{title}: {caption}")
        texts = [html.unescape(text) for text in TEXT.findall(drawn[0])]
        self.assertEqual([text for text in shown if text not in texts], [], texts)
        for verdict, statement in verdicts:
            self.assertEqual(verdict, "holds", statement)
            words = statement.split(" (given the data: ")[0].rsplit(": ", 1)[0]
            self.assertTrue(words.replace("'", "&#39;") in page, statement)


class Sweeps(SweepThatClaims):
    def test_memory_capacity(self):
        self.check("memory-capacity", 3, 7, ("Risk over poles count · input_scale 1, input_weights ones, kind ring, network diagonal", "Risk over poles count at N = 10000", ["poles count", "ridge"]))

    def test_benchmarks(self):
        self.check("benchmarks", 3, 12, ("risk against activation identity", PAIRED, []))

    def test_channels(self):
        self.check("channels", 3, 7, ("", "Sample complexity over task width (samples)", ["LMS", "RLS"]))

    def test_tracking(self):
        self.check("tracking", 3, 12, ("", BEST, []))

    def test_memory_tasks(self):
        self.check("memory-tasks", 2, 8, ("risk against RTRL", PAIRED, []))

    def test_network_teachers(self):
        self.check("network-teachers", 2, 24, ("risk against RTRL", PAIRED, []))

    def test_moving_channel(self):
        self.check("moving-channel", 3, 24, ("Risk over task doppler (cycles/sample)", "Risk over task doppler", ["LMS", "RLS", "RTRL"]))

    def test_ofdm(self):
        self.check("ofdm", 4, 16, ("risk against fixed, RLS", PAIRED, []))

    def test_pilots(self):
        self.check("pilots", 4, 16, ("risk at 640 against pilot_spacing 1", PAIRED, []))

    def test_simulated_book(self):
        self.check("simulated-book", 1, 16, ("", BEST, []))

    def test_output_feedback(self):
        self.check("output-feedback", 1, 24, ("risk against no feedback", PAIRED, []))

    def test_immediate_rmsprop(self):
        self.check("immediate-rmsprop", 3, 48, ("risk against RTRL, RMSProp", PAIRED, []))

    def test_bases(self):
        self.check("bases", 3, 24, ("risk against basis identity", PAIRED, []))

    def test_free_running(self):
        self.check("free-running", 2, 12, ("free_running_nrmse84 against leak 1", PAIRED, []))


class Recorded(SweepThatClaims):
    def setUp(self):
        super().setUp()
        if not DATA.is_dir():
            self.skipTest(f"no recorded data in {DATA} (set POLESWEEP_DATA)")

    def check(self, name, claims, seeds, figure, **settings):
        super().check(name, claims, seeds, figure, POLESWEEP_DATA=str(DATA), **settings)

    def test_power_amplifier(self):
        self.check("power-amplifier", 3, 12, ("file", CURVES, []))

    def test_laser(self):
        self.check("laser", 1, 12, ("file", CURVES, []))

    def test_classic_series(self):
        self.check("classic-series", 2, 24, ("", CURVES, []))


if __name__ == "__main__":
    unittest.main()
