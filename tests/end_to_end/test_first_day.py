"""What helps on the first day: a sweep said in sentences, a schema that editors complete and check sweep files by, differences, progress."""
import json
import os
import pathlib
import pty
import subprocess
import tomllib
import unittest

from sweeps import ANALYZE, LEARNED, PROGRAM, REGIMES, SMALL, UNITS, SweepTest, environment, module

JOBS = pathlib.Path(__file__).resolve().parents[2] / "jobs"


class Explain(SweepTest):
    def explained(self, *words):
        done = self.call("explain", *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertLess(max(map(len, done.stdout.splitlines())), 101)
        return " ".join(done.stdout.split())

    def test_says_a_sweep_in_sentences(self):
        said = self.explained(JOBS / "sweeps/quickstart.toml")
        plan = json.loads(self.call("plan", JOBS / "sweeps/quickstart.toml", "--json").stdout)
        self.assertIn(f"That is {plan['runs']} runs of {plan['points']} points.", said)
        for name in {member["name"] for member in json.loads(self.call("list", "tasks", "--json").stdout)["tasks"]} & {"linear_teacher", "channel"}:
            self.assertIn(f"{name} (", said)
        self.assertIn("Chosen out of 4 settings: optimizer.step_size.", said)
        self.assertRegex(said, r"\d core-hours, .* on 1 rank, .* of memory in each, predicted from short runs")

    def test_takes_settings_and_says_claims_of_formulas(self):
        said = self.explained(JOBS / "studies/fixed-poles/closed-forms.toml")
        claims = tomllib.loads((JOBS / "studies/fixed-poles/closed-forms.toml").read_text())["claim"]
        for number, claim in enumerate(claims, 1):
            self.assertIn(f'{number}. "{" ".join(claim["statement"].split())}". This is claimed of ', said)
        self.assertIn("Each point is run with 4 seeds", self.explained(JOBS / "sweeps/quickstart.toml", "--set", "seeds=4"))

    def test_refuses_what_plan_refuses(self):
        self.write("s.toml", "seeds = 2\n")
        self.assertEqual(self.call("explain", "s.toml").stderr, self.call("plan", "s.toml").stderr)
        self.assertEqual(self.call("explain", "s.toml").returncode, 2)


class Diff(SweepTest):
    def diff(self, *names):
        done = self.call("diff", *names, program=ANALYZE)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def test_says_what_is_concluded_differently(self):
        claim = '[[claim]]\nkind = "value"\nstatement = "the risk is low"\nlabel = "RLS"\nbelow = 0.01\npoles.kind = "ring"\n'
        self.run_sweep(self.write("a.toml", SMALL + claim), "a.h5")
        self.run_sweep(self.write("b.toml", SMALL.replace('"rls", forgetting = [0.99, 1.0]', '"rls", forgetting = 0.99') + claim), "b.h5")
        self.assertEqual(self.diff("a.h5", "a.h5"), (0, ""))
        code, said = self.diff("a.h5", "b.h5")
        self.assertEqual(code, 1)
        self.assertRegex(said, r'settings and versions\n  sweep: - .*forgetting = \[0.99, 1.*\n  sweep: \+ .*\npoints\n  only in the first: ')
        self.assertNotIn("only in the second", said)
        self.assertNotIn("do not overlap", said)
        gone = self.call("diff", "a.h5", "gone.h5", program=ANALYZE)
        self.assertEqual((gone.returncode, gone.stderr), (2, "gone.h5: no such file\n"))

    def test_other_seeds_are_no_other_answer_but_another_task_parameter_is_another_point(self):
        self.run_sweep(self.write("a.toml", SMALL), "a.h5")
        self.run_sweep("a.toml", "b.h5", "--set", "seeds={ start = 100, count = 12 }")
        code, said = self.diff("a.h5", "b.h5")
        self.assertEqual(code, 1)
        self.assertIn("seeds: 0, 1, ", said)
        self.assertNotIn("points\n", said)


class ProgressBar(SweepTest):
    def test_stands_on_a_terminal_alone(self):
        self.write("units.toml", UNITS)
        done = self.call("run", "units.toml", "-o", "a.h5", "--serial", "--no-report")
        self.assertNotIn("\x1b", done.stderr)
        self.assertNotIn("[#", done.stderr)
        ours, theirs = pty.openpty()
        with subprocess.Popen([PROGRAM, "run", "units.toml", "-o", "b.h5", "--serial", "--no-report"], stderr=theirs, stdout=subprocess.DEVNULL,
                              cwd=self.folder, env=environment()) as process:
            process.wait(timeout=60)
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:  # the other end is closed
            pass
        self.assertIn(b"\r\x1b[K[####################] 100 %  ", said)
        for line in said.decode().split("\x1b[K")[1:]:
            self.assertLess(len(line.split("\r")[0].rstrip()), 80, line)


class Schema(SweepTest):
    def setUp(self):
        super().setUp()
        schema = json.loads(self.call("schema").stdout)
        draft = module("jsonschema").Draft7Validator
        draft.check_schema(schema)
        self.validator = draft(schema)

    def wrong(self, text):
        """Where the schema is not met, as paths."""
        return {".".join(str(step) for step in error.absolute_path) for error in self.validator.iter_errors(tomllib.loads(text))}

    def test_every_sweep_of_ours_is_valid(self):
        sweeps = sorted(JOBS.rglob("*.toml"))
        self.assertGreater(len(sweeps), 40)
        for sweep in sweeps:
            self.assertEqual(self.wrong(sweep.read_text()), set(), sweep)
        for text in (SMALL, LEARNED, REGIMES):
            self.assertEqual(self.wrong(text), set(), text)

    def test_every_example_of_a_claim_is_valid(self):
        for claim in json.loads(self.call("list", "claims", "--json").stdout)["claims"]:
            self.assertEqual(self.wrong(REGIMES + claim["example"]), set(), claim["name"])

    HEAD = "seeds = 2\nlengths = [10, 100]\n"
    TASK = "[[task]]\nkind = 'leaky_memory'\ndecay = 0.9\n"
    POLES = "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = 0.9\n"
    LEARNER = "[[learner]]\nrecurrent = 'fixed'\nreadout = 'rls'\n"

    def test_what_a_sweep_may_hold_is_valid(self):
        for right in (
                self.HEAD.replace("2", "{ start = 3, count = 4 }") + self.TASK + self.POLES + self.LEARNER,
                self.HEAD.replace("2", "{ until = 0.1, at_most = 64, of = 'risks' }") + self.TASK + self.POLES + self.LEARNER,
                self.HEAD.replace("[10, 100]", "{ logspace = [10, 1e3], count = 3 }") + self.TASK + self.POLES + self.LEARNER,
                self.HEAD + self.TASK.replace("0.9", "{ linspace = [0.1, 0.9], count = 3 }") + self.POLES + self.LEARNER,
                self.HEAD + self.TASK + self.POLES.replace("4", "[4, 8]").replace("0.9", "{ range = [0.1, 0.2, 0.1] }")
                + "zip = [['count', 'radius']]\n" + self.LEARNER,
                self.HEAD + self.TASK + self.POLES.replace("0.9", "{ loguniform = [0.1, 0.9] }") + "draws = { count = 3, seed = 1 }\n" + self.LEARNER,
                self.HEAD + self.TASK + self.POLES.replace("'ring'", "['ring', 'random']") + self.LEARNER,
                self.HEAD + self.TASK + self.POLES + self.LEARNER.replace("'rls'", "['rls', { kind = ['lms', 'nlms'], step_size = [0.1, 0.2] }]"),
                self.HEAD + self.TASK + self.POLES + self.LEARNER.replace("'rls'", "{ kind = 'rls', forgetting = [0.9, 1] }")
                + "tune = { fields = ['readout.forgetting'], race = { keep = 0.5 } }\n",
                self.HEAD + self.TASK + self.POLES + self.LEARNER + "[[exclude]]\npoles = 'ring'\nlearner.readout = 'lms'\nlabel = 'a'\n",
                self.HEAD + self.TASK + self.POLES + self.LEARNER + "[[exclude]]\npoles.count = [3, 4]\nlearner.readout.step_size = 0.1\n",
                "[[theory]]\nformula = 'p1.f'\nx = [0.1, 0.2]\ny = 0.1\nc = 0.75\nd = 0.8\n"):
            self.assertEqual(self.wrong(right), set(), right)

    TWO = LEARNER.replace("[[learner]]", "[[learner]]\nlabel = 'RLS'") + (
        "[[learner]]\nlabel = 'LMS'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n")

    def test_sides_may_be_tables(self):
        whole = self.HEAD + self.TASK + self.POLES.replace("4", "[4, 8]") + self.TWO
        ratio = whole + "[[claim]]\nkind = 'ratio'\nstatement = 's'\nbelow = 1\n"
        for right in (
                ratio + "of = { label = 'LMS', learner.readout.step_size = 0.1 }\nreference = 'RLS'\n",
                ratio + "of = { label = 'LMS', learner.readout.step_size = 0.1 }\n"
                "reference = { label = 'LMS', learner = { readout = { step_size = [0.01, 0.1] } } }\n",
                ratio + "between = 'poles.count'\nof = { poles.count = 8, label = 'RLS' }\nreference = { poles.count = 4, task.decay = 0.9, label = 'RLS' }\n",
                ratio + "between = 'poles.count'\nof = 8\nreference = 4\n",
                whole + "[[compare]]\nreference = { label = 'LMS', learner.readout.step_size = 0.01 }\n"):
            self.assertEqual(self.wrong(right), set(), right)
            planned = self.call("plan", self.write("s.toml", right))
            self.assertEqual(planned.returncode, 0, planned.stderr)
        for text, path in (
                (ratio + "of = { label = 'LMS', learner.readout.stepsize = 0.1 }\nreference = 'RLS'\n", "claim.0.of"),
                (ratio + "of = { label = 'LMS', at = 10 }\nreference = 'RLS'\n", "claim.0.of"),
                (ratio + "of = 'RLS'\nreference = { label = 'LMS', poles.count = 'four' }\n", "claim.0.reference"),
                (ratio + "of = 'RLS'\nreference = {}\n", "claim.0.reference"),
                (ratio + "of = ['RLS']\nreference = 'LMS'\n", "claim.0.of"),
                (whole + "[[compare]]\nreference = { label = 'LMS', readout.step_size = 0.01 }\n", "compare.0.reference")):
            wrong = self.wrong(text)
            self.assertTrue(any(found.startswith(path) for found in wrong), (text, path, wrong))
            self.assertEqual(self.call("plan", self.write("s.toml", text)).returncode, 2, text)

    def test_a_wrong_sweep_is_not(self):
        whole = self.HEAD + self.TASK + self.POLES + self.LEARNER
        for text, path in (
                (whole.replace("seeds = 2", "seeds = 'two'"), "seeds"),
                (whole.replace("seeds = 2", "seeds = 0"), "seeds"),
                (whole.replace("seeds = 2", "seeds = { until = 0.1 }"), "seeds"),
                (whole.replace("seeds = 2\n", ""), ""),
                (self.HEAD + self.TASK + self.POLES, ""),
                ("nmae = 'x'\n" + whole, ""),
                (whole.replace("[10, 100]", "[10, 1.5]"), "lengths.1"),
                (whole.replace("[10, 100]", "{ logspace = [10, 100] }"), "lengths"),
                (whole.replace("[10, 100]", "{ uniform = [10, 100] }"), "lengths"),
                (whole.replace("'leaky_memory'", "'leaky_memroy'"), "task.0.kind"),
                (whole.replace("decay = 0.9", "decay = 1.0"), "task.0.decay"),
                (whole.replace("decay = 0.9", "decay = '0.9'"), "task.0.decay"),
                (whole.replace("decay = 0.9", ""), "task.0"),
                (whole.replace("decay", "gain = 1\ndecay = 0.9\ndealy"), "task.0"),
                (whole.replace("radius = 0.9", "radius = 0.9\nlongest = 3"), "poles.0"),
                (whole.replace("count = 4", "count = 4.5"), "poles.0.count"),
                (whole.replace("count = 4", "count = []"), "poles.0.count"),
                (whole.replace("count = 4", "count = { linspace = [1, 2], count = 2, number = 3 }"), "poles.0.count"),
                (whole.replace("radius = 0.9", "radius = 0.9\nzip = ['count', 'radius']"), "poles.0.zip.0"),
                (whole.replace("radius = 0.9", "radius = 0.9\ndraws = { count = 3 }"), "poles.0.draws"),
                (whole.replace("'rls'", "'rlss'"), "learner.0.readout"),
                (whole.replace("'rls'", "'lms'"), "learner.0.readout"),
                (whole.replace("'rls'", "{ kind = 'rls', step_size = 0.1 }"), "learner.0.readout"),
                (whole.replace("'rls'", "{ kind = 'rls', forgetting = 'much' }"), "learner.0.readout"),
                (whole + "tune = 'readout.forgetting'\n", "learner.0.tune"),
                (whole + "[evaluation]\nkind = 'exactly'\n", "evaluation.kind"),
                (whole + "[measure]\nmetrics = ['rsik']\n", "measure.metrics.0"),
                (whole + "[[exclude]]\n", "exclude.0"),
                (whole + "[[exclude]]\npoles.cuont = 3\n", "exclude.0.poles"),
                (whole + "[[claim]]\nkind = 'ratoi'\nstatement = 's'\n", "claim.0.kind"),
                (whole + "[[claim]]\nkind = 'ratio'\nstatement = 's'\nof = 'a'\n", "claim.0"),
                (whole + "[[claim]]\nkind = 'value'\nstatement = 's'\nbelow = 'low'\n", "claim.0.below"),
                (whole + "[[claim]]\nkind = 'value'\nstatement = 's'\nbelow = 1\naxis = 'length'\n", "claim.0"),
                (whole + "[[compare]]\nreference = 'a'\nbelow = 1\n", "compare.0"),
                ("[[theory]]\nformula = 'p1.ff'\n", "theory.0.formula")):
            wrong = self.wrong(text)
            self.assertTrue(any(found.startswith(path) if path else found == "" for found in wrong), (text, path, wrong))
            refused = self.call("plan", self.write("s.toml", text))
            self.assertEqual(refused.returncode, 2, text)


if __name__ == "__main__":
    unittest.main()
