"""`[[theory]]` tables: values of formulas beside runs, or alone."""
import json
import unittest

from sweeps import ANALYZE, HAS_MPI, SweepTest, module

ALONE = """
[[theory]]
formula = "p1.f"
x = { linspace = [0.0, 0.95], count = 60 }
y = { linspace = [0.0, 0.95], count = 50 }
c = 0.75
d = 0.8

[[theory]]
label = "rates, <both>"
formula = "p2.rates"
algorithm = ["bptt", "rflo"]
s = [0.5, 1.0, 2.0]
teacher = [[1.1, 0.9, 0.8], [1.0, 0.5, 0.9]]

[[theory]]
formula = "p3.delay_w"
zip = [["d", "k"]]
d = [1, 2, 3, 3]
k = [2, 2, 5, 4]
"""

RUNS = """
seeds = 4
lengths = [30, 100, 300]

[[task]]
kind = "linear_teacher"
poles = [[0.5, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.3

[[poles]]
network = "diagonal"
kind = "explicit"
values = [[0.5, 0.8]]

[[learner]]
recurrent = "fixed"
readout = "rls"

[[theory]]
label = "2K s2/N"
formula = "p1.excess_risk"
beside = "risk"
N = [30, 100, 300]
s2 = 0.09
poles = [[0.5, 0.8]]
gains = [[1.0, 1.0]]
fixed_poles = [[0.5, 0.8]]
"""


class TheoryTables(SweepTest):
    def group(self, results, name):
        return module("xarray").open_dataset(self.folder / results, engine="h5netcdf", group=f"theory/{name}")

    def test_values_stand_on_their_axes(self):
        self.run_sweep(self.write("alone.toml", ALONE), "r.h5")
        surface = self.group("r.h5", "p1.f")
        self.assertEqual(surface["value"].dims, ("x", "y"))
        one = surface["value"].isel(x=19, y=33)
        command = ["theory", "p1.f", f"x={float(one.x)}", f"y={float(one.y)}", "c=0.75", "d=0.8"]
        self.assertEqual(json.loads(self.call(*command).stdout)["value"], float(one))
        self.assertEqual(surface.attrs["parameter_c"], "0.75")
        rates = self.group("r.h5", "p2.rates")
        self.assertEqual(rates.attrs["label"], "rates, <both>")
        self.assertEqual(rates["value_re"].dims, ("algorithm", "s", "teacher", "component"))
        command = ["theory", "p2.rates", "algorithm=rflo", "s=2", "teacher=[1,0.5,0.9]"]
        (first, _), (second, _) = json.loads(self.call(*command).stdout)["value"]
        self.assertEqual(list(rates["value_re"].sel(algorithm="rflo", s=2.0).isel(teacher=1).values), [first, second])
        poles = self.group("r.h5", "p3.delay_w")
        self.assertEqual(poles["value"].dims, ("d_k",))
        self.assertAlmostEqual(float(poles["value"][2]), 0.9134126301261444, 9)

    def test_values_outside_the_domain_are_named(self):
        self.run_sweep(self.write("out.toml", '[[theory]]\nformula = "p1.kappa_pole"\nc = 0.75\nd = [0.75, 0.8]\n'), "r.h5")
        group = self.group("r.h5", "p1.kappa_pole")
        self.assertTrue(bool(group["value"].isnull()[0]) and not bool(group["value"].isnull()[1]))
        self.assertIn("p1.kappa_pole: outside the domain", str(group["unit_message"].values[0]))

    def test_stored_values_are_not_computed_again(self):
        sweep = self.write("alone.toml", ALONE)
        self.run_sweep(sweep, "r.h5")
        self.write("more.toml", ALONE + '\n[[theory]]\nformula = "p1.f"\nx = [0.1]\ny = 0.2\nc = 0.75\nd = 0.8\n')
        done = self.run_sweep("more.toml", "r.h5")
        self.assertIn("found 3016 of 3017 values of formulas already computed\n", done.stderr)
        self.assertEqual(self.group("r.h5", "p1.f_2")["value"].dims, ())
        self.run_sweep("more.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")

    def test_a_figure_holds_the_line_beside_the_runs(self):
        (self.folder / "out").mkdir()
        done = self.call("run", self.write("runs.toml", RUNS), "-o", "out/r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        script = (self.folder / "out/report/figures/learning-curves-1.gp").read_text()
        self.assertIn('2K s2/N · component 0', script)
        self.assertTrue((self.folder / "out/report/figures/theory-1.gp").exists())
        data = module("xarray").open_dataset(self.folder / "out/r.h5", engine="h5netcdf")
        self.assertEqual(data["risk"].shape, (1, 4, 3))
        self.assertAlmostEqual(float(self.group("out/r.h5", "p1.excess_risk")["value"][0, 0]), 0.09 * 2 / 30, 12)

    def test_claims_on_values(self):
        claims = """
[[theory]]
label = "nearing"
formula = "p1.kappa_pole"
c = 0.75
d = [0.76, 0.77, 0.8, 0.9]

[[claim]]
kind = "monotonicity"
statement = "nearer poles are worse"
theory = "nearing"
axis = "d"
direction = "falling"

[[claim]]
kind = "fraction"
statement = "most of the map is steep"
theory = "p1.f"
run_above = 0.5
above = 0.95

[[claim]]
kind = "value"
statement = "three steps, five taps"
theory = "p3.delay_w"
parameters = { d = 3, k = 5 }
above = 0.9134
below = 0.9135
"""
        (self.folder / "out").mkdir()
        done = self.call("run", self.write("claims.toml", ALONE + claims), "-o", "out/r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.splitlines()[0], r"^holds      nearer poles are worse: monotonicity -[0-9.e]+ \[.*\], claimed falling, n = 4$")
        table = module("xarray").open_dataset(self.folder / "out/report/analysis.h5", engine="h5netcdf", group="claims")
        self.assertEqual(list(table["verdict"].values), [1, 2, 1])
        self.assertEqual(list(table["runs"].values), [4, 3000, 1])
        values = self.group("out/r.h5", "p1.f")["value"]
        self.assertEqual(float(table["value"][1]), float((values > 0.5).mean()))
        for bound in ("value_low", "value_high"):
            self.assertEqual(list(table[bound].values), list(table["value"].values))
        self.assertAlmostEqual(float(table["value"][2]), 0.9134126301261444, 9)
        self.assertEqual(list(table["quantity"].values), ["nearing", "p1.f", "p3.delay_w"])

        # The resolved sweep, which the results hold, asks the same; an unknown table is refused before any work.
        again = self.call("out/r.h5", "-o", "again", program=ANALYZE)
        self.assertEqual(again.stdout.splitlines()[:3], done.stdout.splitlines()[:3])
        self.write("wrong.toml", ALONE + claims.replace('"nearing"\naxis', '"nearby"\naxis'))
        failed = self.call("run", "wrong.toml", "-o", "wrong.h5")
        self.assertEqual(failed.returncode, 2)
        self.assertIn("claim.theory: no [[theory]] table is called 'nearby' (labels and formulas: ", failed.stderr)
        self.assertFalse((self.folder / "wrong.h5").exists())

    def test_mistakes_are_refused(self):
        cases = [
            ('[[theory]]\nformula = "p1.ff"\n', "t.toml:2:11: theory.formula: unknown \"p1.ff\" (one of p1.f, p1.gradient"),
            ('[[theory]]\nformula = "p1.f"\nx = 0.1\ny = 0.2\nc = 0.5\n', "t.toml:1:1: theory.d: missing (p1.f needs it: a real number)"),
            ('seeds = 3\n[[theory]]\nformula = "p1.f"\nx = 0.1\ny = 0.2\nc = 0.5\nd = 0.1\n',
             "t.toml:1:1: seeds: not used (all tables are [[theory]], and formulas have no runs). Remove it?"),
            ('[[theory]]\nformula = "p1.f"\nx = [0.1, 0.2]\ny = [0.2, 0.3]\nc = 0.5\nd = 0.1\nbeside = "risk"\n',
             "t.toml:7:10: theory.beside: needs exactly one axis of several numbers (the training samples of learning curves, the parameter that a map of the winner has as its axis)"),
        ]
        for text, message in cases:
            self.write("t.toml", text)
            failed = self.call("run", "t.toml")
            self.assertEqual(failed.returncode, 2)
            self.assertIn(message, failed.stderr)
            self.assertFalse((self.folder / "results.h5").exists())

    @unittest.skipUnless(HAS_MPI, "built without MPI")
    def test_ranks_share_the_values(self):
        self.write("runs.toml", RUNS + ALONE)
        self.run_sweep("runs.toml", "one.h5")
        self.run_sweep("runs.toml", "three.h5", ranks=3)
        self.assert_equal_data("one.h5", "three.h5")
