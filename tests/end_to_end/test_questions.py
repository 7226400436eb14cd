"""A sweep that compares and claims: verdicts with number and interval, in the terminal, the tables, the page and analysis.h5."""
import csv
import json
import shutil
import unittest

from sweeps import ANALYZE, SweepTest, module

NAME = 'LMS, <b>"fast"</b> & ö\n\'new\' `x`'
SWEEP = """
name = "asked"
seeds = 24
lengths = [100, 300, 1000]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = [0.1, 0.2]

[[poles]]
network = "diagonal"
kind = "ring"
count = [4, 8]
radius = 0.8

[[learner]]
label = NAME
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.001, 0.003, 0.01] }
tune = ["readout.step_size"]

[[learner]]
label = "RLS"
recurrent = "fixed"
readout = "rls"

[measure]
metrics = ["state_condition"]
""".replace("NAME", json.dumps(NAME, ensure_ascii=False))

QUESTIONS = """
[[compare]]
reference = "RLS"
task.noise = 0.1

[[claim]]
kind = "ratio"
statement = 'RLS beats "LMS", <by> ü half'
between = "learner.readout"
of = "rls"
reference = "lms"
below = 0.9
at = 100

[[claim]]
kind = "slope"
statement = "eight poles have less risk than four"
axis = "poles.count"
label = "RLS"
above = 0

[[claim]]
kind = "fraction"
statement = "hardly any run of RLS diverges"
quantity = "diverged"
run_below = 0.5
label = "RLS"
above = 0.8
"""


class Questions(SweepTest):
    def run_questions(self):
        self.write("asked.toml", SWEEP + QUESTIONS)
        done = self.call("run", "asked.toml", "-o", "out/r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_a_side_may_name_a_setting(self):
        side = "{ label = %s, learner.readout.step_size = %%s }" % json.dumps(NAME, ensure_ascii=False)
        claims = f"""
[[claim]]
kind = "ratio"
statement = "the smallest step errs more than the largest"
of = {side % 0.001}
reference = {side % 0.01}
above = 1

[[compare]]
reference = {side % 0.003}
task.noise = 0.1
poles.count = 4
"""
        self.write("asked.toml", SWEEP + claims)
        done = self.call("run", "asked.toml", "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^holds      the smallest step errs more than the largest: ratio [0-9.]+ \[[0-9.]+, [0-9.]+\], claimed > 1, n = 24, weakest of 4$")
        self.assertRegex(lines[1], r"^smaller      risk of RLS at N = 1000: .* times that of LMS.* \(learner.readout.step_size 0.003\), n = 24$")
        self.assertEqual(self.call("r.h5", "-o", "report", program=ANALYZE).returncode, 0)
        with open(self.folder / "report/claims.csv", encoding="utf-8", newline="") as file:
            self.assertEqual([claim["verdict"] for claim in csv.DictReader(file)], ["holds"])

    def test_what_no_run_could_decide_is_refused(self):
        claim = '[[claim]]\nkind = "value"\nstatement = "s"\nabove = 1\n'
        for lines, what in (
                ('quantity = "state_condition"\ndivided_by = "learner.readout.step_size"\nlabel = "RLS"\n',
                 "claim.divided_by: no point that it is about has learner.readout.step_size"),
                ('minus = "risk"\n', "claim.minus: got 'risk' (it is the quantity itself)")):
            done = self.call("plan", self.write("asked.toml", SWEEP + claim + lines))
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(what, done.stderr)

    def test_verdicts_stand_in_terminal_tables_page_and_file(self):
        lines = self.run_questions().stdout.splitlines()
        self.assertRegex(lines[0], r'^holds      RLS beats "LMS", <by> ü half: ratio [0-9.e-]+ \[[0-9.e-]+, [0-9.e-]+\], claimed < 0.9, n = 12, weakest of 4$')
        self.assertRegex(lines[1], r"^fails      eight poles have less risk than four: slope -[0-9.]+ \[.*\], claimed > 0, n = 24, weakest of 2$")
        self.assertRegex(lines[2], r"^holds      hardly any run of RLS diverges: fraction 1 \[0.8[0-9]+, 1\]")
        self.assertRegex(lines[3], r'^larger       risk of LMS, <b>"fast"</b> & ö \'new\' `x` \(count 4\) at N = 1000: ')

        with open(self.folder / "out/report/claims.csv", encoding="utf-8", newline="") as file:
            claims = list(csv.DictReader(file))
        self.assertEqual([claim["verdict"] for claim in claims], ["holds", "fails", "holds"])
        self.assertEqual(claims[0]["statement"], 'RLS beats "LMS", <by> ü half')
        with open(self.folder / "out/report/comparisons.csv", encoding="utf-8", newline="") as file:
            pairs = list(csv.DictReader(file))
        self.assertEqual([pair["of"] for pair in pairs], [NAME, NAME])
        self.assertEqual(pairs[0]["reference"], "RLS")

        page = (self.folder / "out/report/index.html").read_text(encoding="utf-8")
        self.assertIn("RLS beats &quot;LMS&quot;, &lt;by&gt; ü half", page)
        self.assertNotIn("<b>\"fast\"", page)
        self.assertLess(page.index("<h2>Verdicts</h2>"), page.index("<h2>Answers</h2>"))
        for heading in ("Comparisons", "Scaling", "Tuning", "On equal terms"):
            self.assertIn(f"<h2>{heading}</h2>", page)

        xarray = module("xarray")
        module("netCDF4")
        with xarray.open_dataset(self.folder / "out/report/analysis.h5", group="claims") as claims:
            self.assertEqual(list(claims.statement.values)[0], 'RLS beats "LMS", <by> ü half')
            self.assertEqual(list(claims.verdict.values), [1, 2, 1])
            self.assertEqual(claims.verdict.attrs["flag_meanings"], "undecided holds fails")
            self.assertEqual(claims.sizes["part"], 4 + 2 + 4)
        with xarray.open_dataset(self.folder / "out/report/analysis.h5", group="comparisons") as comparisons:
            self.assertEqual(list(comparisons["of"].values), [NAME, NAME])
            self.assertTrue((comparisons.ratio_low.values > 1).all())
        with xarray.open_dataset(self.folder / "out/report/analysis.h5", group="scaling") as scaling:
            self.assertEqual(scaling.sizes["fit"], 8)
        with xarray.open_dataset(self.folder / "out/report/analysis.h5", group="tuning") as tuning:
            self.assertEqual((tuning.sizes["choice"], tuning.sizes["contender"]), (12, 8))

    def test_new_questions_compute_no_run_and_analyze_decides_alike(self):
        self.write("asked.toml", SWEEP)
        self.assertEqual(self.call("run", "asked.toml", "-o", "out/r.h5").returncode, 0)
        shutil.copy(self.folder / "out/r.h5", self.folder / "before.h5")
        asked = self.run_questions()
        self.assertTrue(asked.stderr.startswith("found 384 of 384 runs already computed\n"), asked.stderr)
        analyzed = self.call("out/r.h5", "-o", "again", program=ANALYZE)
        self.assertEqual(analyzed.returncode, 0, analyzed.stderr)
        self.assertEqual(analyzed.stdout.splitlines()[:4], asked.stdout.splitlines()[:4])
        self.assertEqual((self.folder / "again/analysis.h5").read_bytes(), (self.folder / "out/report/analysis.h5").read_bytes())
        h5py = module("h5py")
        with h5py.File(self.folder / "before.h5") as before, h5py.File(self.folder / "out/r.h5") as after:
            self.assertNotIn("questions", before)
            self.assertIn("questions", after)
            self.assertEqual(before["risk"][()].tobytes(), after["risk"][()].tobytes())


# One aligned mode under expected updates: theory's rate is exact near the optimum, and no floor ends the fall.
RATE = """
name = "rate"
seeds = 6
iterations = { range = [1, 200, 1] }

[[task]]
kind = "data_aligned"
m = [[0.99]]
w = [[0.8]]
inputs = 1
outputs = 1

[[poles]]
network = "dense"
kind = "aligned"
count = 1
a = [[0.995]]
b = [[0.9955]]
w = [[0.80001]]

[[learner]]
recurrent = { kind = "bptt", train_bias = false }
readout = { kind = "gradient", initial_readout = "aligned" }
optimizer = { kind = "sgd", step_size = 0.003 }
regime = { kind = "episodes", length = 150, loss = "final", expected = true }

[[claim]]
statement = "theory"
kind = "theory"
quantity = "update_rate"
formula = "p2.rate_slow"
parameters = { algorithm = "bptt", s = 0.995, teacher = [0.995, 0.995, 0.8] }
factor = 0.006
tolerance = 0.01
"""


class Rates(SweepTest):
    def test_of_a_fall_without_a_floor_is_that_of_theory(self):
        done = self.call("run", self.write("rate.toml", RATE), "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^holds      theory: theory 0\.01[0-9]+ \[.*, n = 6\n")

    def test_that_is_not_there_has_its_reason_in_words(self):
        done = self.call("run", self.write("rate.toml", RATE.replace("[1, 200, 1]", "[1, 4, 1]")), "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^undecided  theory: .* n = 0 \(no run has a value: few points \(6\)\)\n")


RECORD = """
name = "record"
seeds = 12
lengths = [20, 100]

[[task]]
kind = "file"
path = "record.csv"
inputs = [["x"]]
targets = [["y"]]
windows = 1
window_length = 100

[[poles]]
network = "dense"
kind = "random"
count = 4
radius = 0.9

[[learner]]
label = "RLS"
recurrent = "fixed"
readout = "rls"

[[learner]]
label = "LMS"
recurrent = "fixed"
readout = { kind = "lms", step_size = 1e-6 }

[[claim]]
statement = "RLS is better"
kind = "ratio"
between = "label"
of = "RLS"
reference = "LMS"
quantity = "risk"
below = 1
"""


class OneWindow(SweepTest):
    def run_record(self, sweep):
        rows = "".join(f"{(i * i * 7 + 3) % 11 - 5},{(i * i * 7 + 3) % 11 + ((i - 1) ** 2 * 7 + 3) % 11 - 10}\n" for i in range(200))
        self.write("record.csv", "x,y\n" + rows)
        done = self.call("run", self.write("record.toml", sweep), "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        with module("xarray").open_dataset(self.folder / "r.h5") as results:
            self.assertEqual(list(results.distinct_runs.values), [1, 1])
            self.assertTrue(results.distinct_runs.attrs["long_name"].startswith("number of data windows"))
        return done.stdout

    def test_of_runs_that_differ_has_an_interval_given_the_data(self):
        given = "given the data: the runs differ in initial weights alone"
        text = self.run_record(RECORD)
        self.assertRegex(text, rf"^holds      RLS is better: ratio \S+ \[\S+, \S+\], claimed < 1, n = 12 \({given}\)\n")
        self.assertIn(f"\nintervals of tasks with one data window hold {given}\n", text)
        self.assertIn("<b>given these data</b>", (self.folder / "report/index.html").read_text(encoding="utf-8"))
        note = "12 seeds share one window of data: intervals are over what is drawn for the learners (initial weights), given the data"
        self.assertIn(note, self.call("plan", "record.toml").stdout)

    def test_of_runs_that_do_not_is_one_run(self):
        text = self.run_record(RECORD.replace('"random"', '"ring"').replace('"dense"', '"diagonal"\ninput_weights = "ones"'))
        self.assertRegex(text, r"^undecided  RLS is better: .*, n = 1 \(the runs are not independent\)\n")
        self.assertNotIn("given the", text)

if __name__ == "__main__":
    unittest.main()
