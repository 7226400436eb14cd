"""A network whose states grow without bounds: noted before it runs, and diverged for every readout alike, wherever runs are counted."""
import csv
import re
import unittest

from sweeps import SweepTest, module

SWEEP = """
name = "unstable"
seeds = 3
lengths = [10, 100, 1000]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1

[[poles]]
network = "dense"
kind = "random"
count = 8
radius = 1.5
activation = "identity"

[[learner]]
recurrent = "fixed"
readout = ["rls", { kind = "nlms", step_size = 0.5 }, "ridge"]
"""


class Plan(SweepTest):
    def notes(self, sweep):
        done = self.call("plan", self.write("unstable.toml", sweep))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [line.removeprefix("note").strip() for line in done.stdout.splitlines() if line.startswith("note") and "radius" in line]

    def test_names_the_field_to_change(self):
        line = SWEEP[:SWEEP.index("radius")].count("\n") + 1
        cause = "the spectral radius of the network's step is 1.5: the states of a linear network have no finite power, and risks become infinite"
        self.assertEqual(self.notes(SWEEP), [f"unstable.toml:{line}:10: poles.radius: {cause}. Set radius below 1?"])

    def test_says_it_once_for_each_place(self):
        notes = self.notes(SWEEP.replace("radius = 1.5", "radius = [0.9, 1.2, 1.5]").replace("noise = 0.1", "noise = [0.1, 0.2]"))
        self.assertEqual(len(notes), 1)
        self.assertRegex(notes[0], r"step is 1\.2: .* Set radius below 1\? \(2 pole settings here\)$")
        self.assertEqual(len(self.notes(SWEEP.replace('"identity"', '["identity", "relu"]'))), 1)

    def test_leaves_alone_what_is_bounded(self):
        self.assertEqual(self.notes(SWEEP.replace('"identity"', '"tanh"')), [])
        self.assertEqual(self.notes(SWEEP.replace("1.5", "0.99")), [])


class Counted(SweepTest):
    def test_for_every_readout_alike(self):
        for evaluation in ("auto", "holdout"):
            with self.subTest(evaluation):
                self.write("unstable.toml", f"{SWEEP}\n[evaluation]\nkind = \"{evaluation}\"\n".replace("1000]", "3000]"))
                done = self.call("run", "unstable.toml", "-o", f"{evaluation}/r.h5")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("9 runs, 9 of them diverged", done.stderr)
                rows = [line.split() for line in done.stdout.splitlines() if line.startswith("linear_teacher")]
                self.assertEqual([row[-1] for row in rows], ["3", "3", "3"], done.stdout)
                report = self.folder / evaluation / "report"
                page = (report / "index.html").read_text(encoding="utf-8")
                self.assertEqual(re.findall(r"<b>(\d+ runs diverged)</b>", page), ["9 runs diverged"])
                with open(report / "points.csv", encoding="utf-8", newline="") as file:
                    self.assertEqual([row["fraction_diverged"] for row in csv.DictReader(file)], ["1", "1", "1"])

                xarray = module("xarray")
                with xarray.open_dataset(self.folder / evaluation / "r.h5") as results:
                    self.assertEqual(set(results.status.values.ravel()), {2})
                    self.assertTrue((results.risk.values[:, :, -1] == float("inf")).all())
                with xarray.open_dataset(self.folder / evaluation / "r.h5", group="statistics") as statistics:
                    self.assertEqual(list(statistics.fraction_diverged.values), [1, 1, 1])
                    self.assertEqual(list(statistics.fraction_infinite.values[:, -1]), [1, 1, 1])
                    # Flag 4: diverged.
                    self.assertEqual(set(statistics.convergence_rate_reason.values.ravel()), {4})


if __name__ == "__main__":
    unittest.main()
