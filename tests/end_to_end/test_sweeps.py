"""The sweeps in jobs/sweeps, with as few seeds as decide: what they claim holds, in the terminal and on the page."""
import os
import pathlib
import unittest

from sweeps import SweepTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWEEPS = ROOT / "jobs" / "sweeps"
DATA = pathlib.Path(os.environ.get("POLESWEEP_DATA", ROOT.parent / "shared" / "data"))


class SweepThatClaims(SweepTest):
    def check(self, name, claims, seeds, **settings):
        done = self.call("run", SWEEPS / f"{name}.toml", "-o", "r.h5", "--set", f"seeds={seeds}", **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(" 0 of them diverged", done.stderr)
        verdicts = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith(("holds ", "fails ", "undecided "))]
        self.assertEqual(len(verdicts), claims, done.stdout)
        page = (self.folder / "report" / "index.html").read_text()
        self.assertTrue("<figure" in page)
        for verdict, statement in verdicts:
            self.assertEqual(verdict, "holds", statement)
            words = statement.split(" (given the data: ")[0].rsplit(": ", 1)[0]
            self.assertTrue(words.replace("'", "&#39;") in page, statement)


class Sweeps(SweepThatClaims):
    def test_memory_capacity(self):
        self.check("memory-capacity", 3, 7)

    def test_benchmarks(self):
        self.check("benchmarks", 3, 12)

    def test_channels(self):
        self.check("channels", 3, 7)

    def test_tracking(self):
        self.check("tracking", 3, 12)

    def test_memory_tasks(self):
        self.check("memory-tasks", 2, 8)

    def test_network_teachers(self):
        self.check("network-teachers", 2, 24)

    def test_moving_channel(self):
        self.check("moving-channel", 3, 24)

    def test_ofdm(self):
        self.check("ofdm", 4, 16)

    def test_pilots(self):
        self.check("pilots", 4, 16)

    def test_simulated_book(self):
        self.check("simulated-book", 1, 16)

    def test_output_feedback(self):
        self.check("output-feedback", 1, 24)

    def test_immediate_rmsprop(self):
        self.check("immediate-rmsprop", 3, 48)

    def test_bases(self):
        self.check("bases", 3, 24)

    def test_free_running(self):
        self.check("free-running", 2, 12)


class Recorded(SweepThatClaims):
    def setUp(self):
        super().setUp()
        if not DATA.is_dir():
            self.skipTest(f"no recorded data in {DATA} (set POLESWEEP_DATA)")

    def check(self, name, claims, seeds, **settings):
        super().check(name, claims, seeds, POLESWEEP_DATA=str(DATA), **settings)

    def test_power_amplifier(self):
        self.check("power-amplifier", 3, 12)

    def test_laser(self):
        self.check("laser", 1, 12)

    def test_classic_series(self):
        self.check("classic-series", 2, 24)


if __name__ == "__main__":
    unittest.main()
