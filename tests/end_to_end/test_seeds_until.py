"""Seeds are added until intervals are narrow: which runs are computed, that it does not depend on ranks, restarts or the past, and what
readers are told."""
import json
import re
import signal

from sweeps import SweepTest, module

UNTIL = """
name = "until"
seeds = { until = 0.3, at_most = 200, first = 10 }
lengths = [100, 1000, 30_000]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = [0.1, 0.5]

[[poles]]
network = "diagonal"
kind = "ring"
count = [4, 8]
radius = 0.8

[[learner]]
label = "NLMS"
recurrent = "fixed"
readout = { kind = "nlms", step_size = 0.05 }

[[learner]]
label = "LMS"
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.003, 0.01, 10.0] }
tune = ["readout.step_size"]

[[claim]]
kind = "ratio"
statement = "NLMS is no worse"
of = "NLMS"
reference = "LMS"
below = 1.0

[measure]
metrics = ["nmse"]
"""
GIVEN = UNTIL.replace("{ until = 0.3, at_most = 200, first = 10 }", "SEEDS")
POINTS = 16


class SeedsUntil(SweepTest):
    def looks(self, results):
        h5py = module("h5py")
        with h5py.File(self.folder / results) as file:
            return {name: file["looks"][name][()].tolist() for name in ("look_seeds", "look_answers", "look_narrow", "look_width")}

    def used(self, results):
        h5py = module("h5py")
        with h5py.File(self.folder / results) as file:
            return file["seed"].size

    def assert_same_runs(self, a, b, but=("looks", "statistics")):
        """All variables of the root are equal to the bit, but the times."""
        h5py, numpy = module("h5py"), module("numpy")
        with h5py.File(self.folder / a) as one, h5py.File(self.folder / b) as other:
            names = {name for name in one if name not in but + ("provenance", "wall_seconds", "processor_seconds")}
            self.assertEqual(names, {name for name in other if name not in but + ("provenance", "wall_seconds", "processor_seconds")})
            for name in names:
                if isinstance(one[name], h5py.Dataset):
                    self.assertEqual(one[name].dtype, other[name].dtype, name)
                    self.assertEqual(numpy.asarray(one[name][()]).tolist().__repr__(), numpy.asarray(other[name][()]).tolist().__repr__(), name)

    def test_a_sweep_ends_where_its_intervals_are_narrow_with_the_runs_of_so_many_seeds(self):
        done = self.run_sweep(self.write("until.toml", UNTIL), "until.h5")
        looks, seeds = self.looks("until.h5"), self.used("until.h5")
        self.assertEqual(looks["look_seeds"], [10, 20, 40, 80, 160, 200])
        last = looks["look_seeds"].index(seeds)
        self.assertTrue(0 < last < 5, seeds)
        self.assertEqual(looks["look_answers"], [8] * (last + 1) + [-1] * (5 - last))
        self.assertTrue(all(width > 0.3 for width in looks["look_width"][:last]), looks)
        self.assertLessEqual(looks["look_width"][last], 0.3)
        self.assertEqual(len(re.findall(r"^\d+ of at most 200 seeds, look \d of 6: ", done.stderr, re.M)), last)
        self.assertRegex(done.stderr, rf"{POINTS * seeds} runs, \d+ of them diverged; {seeds} of at most 200 seeds, look {last + 1} of 6: "
                                      r"8 of 8 intervals are within 30 % of their values, the widest [\d.]+ %\n$")
        self.run_sweep(self.write("given.toml", GIVEN.replace("SEEDS", str(seeds))), "given.h5")
        self.assert_same_runs("until.h5", "given.h5")

    def test_statistics_are_those_of_the_level_that_pays_for_the_looks(self):
        h5py, numpy = module("h5py"), module("numpy")
        self.run_sweep(self.write("until.toml", UNTIL), "until.h5")
        strict = GIVEN.replace("SEEDS", str(self.used("until.h5"))) + f"[statistics]\nconfidence = {1 - 0.05 / 6!r}\n"
        self.run_sweep(self.write("strict.toml", strict), "strict.h5")
        with h5py.File(self.folder / "until.h5") as until, h5py.File(self.folder / "strict.h5") as strict:
            self.assertEqual(set(until["statistics"]), set(strict["statistics"]))
            for name in until["statistics"]:
                numpy.testing.assert_array_equal(until["statistics"][name][()], strict["statistics"][name][()], name)
            self.assertEqual(until.attrs["confidence"], b"0.95" if isinstance(until.attrs["confidence"], bytes) else "0.95")

    def test_ranks_do_not_matter(self):
        self.need_mpi()
        self.write("until.toml", UNTIL)
        self.run_sweep("until.toml", "one.h5")
        self.run_sweep("until.toml", "two.h5", ranks=2)
        self.assert_equal_data("one.h5", "two.h5")

    def test_a_session_that_is_killed_between_looks_does_not_matter(self):
        self.write("until.toml", UNTIL)
        self.run_sweep("until.toml", "whole.h5")
        process = self.start("run", "until.toml", "-o", "cut.h5", "--no-report", "--checkpoint", "0.01")
        logs = lambda: sum(file.stat().st_size for file in (self.folder / "cut.h5.parts").glob("*.log"))
        self.wait_until(lambda: process.poll() is not None or logs() > 60_000, "no logs")
        process.send_signal(signal.SIGKILL)
        self.assertEqual(process.wait(), -signal.SIGKILL)
        self.run_sweep("until.toml", "cut.h5")
        self.assert_equal_data("whole.h5", "cut.h5")

    def test_what_was_computed_before_does_not_matter_and_stays(self):
        self.write("until.toml", UNTIL)
        self.write("all.toml", GIVEN.replace("SEEDS", "200"))
        self.run_sweep("until.toml", "whole.h5")
        self.run_sweep("all.toml", "all.h5")
        self.run_sweep("all.toml", "r.h5")
        done = self.run_sweep("until.toml", "r.h5")
        self.assertIn("it is kept as r.h5.", done.stderr)
        self.assert_equal_data("whole.h5", "r.h5")
        done = self.run_sweep("all.toml", "r.h5")
        self.assertIn(f"found {POINTS * 200} of {POINTS * 200} runs already computed", done.stderr)
        self.assert_equal_data("all.h5", "r.h5")

    def test_more_seeds_narrower_intervals_and_longer_lengths_go_on(self):
        self.write("until.toml", UNTIL)
        for number, (old, new) in enumerate((("at_most = 200", "at_most = 400"), ("until = 0.3", "until = 0.15"), ("30_000]", "30_000, 40_000]"))):
            with self.subTest(new=new):
                self.write("more.toml", UNTIL.replace(old, new))
                self.run_sweep("until.toml", f"r{number}.h5")
                self.run_sweep("more.toml", f"r{number}.h5")
                self.run_sweep("more.toml", f"whole{number}.h5")
                self.assert_equal_data(f"whole{number}.h5", f"r{number}.h5")

    def test_gather_of_a_stopped_sweep_has_the_seeds_of_its_look(self):
        sweep = self.write("until.toml", UNTIL)
        self.run_sweep("until.toml", "whole.h5")
        process = self.start("run", sweep, "-o", "cut.h5", "--no-report", "--checkpoint", "0.01")
        self.wait_until(lambda: process.poll() is not None or any((self.folder / "cut.h5.parts").glob("*.log")), "no log")
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = self.call("gather", sweep, "-o", "cut.h5")
        if done.returncode == 75:
            self.assertIn(self.used("cut.h5"), [10, 20, 40, 80, 160, 200])
        self.run_sweep("until.toml", "cut.h5")
        self.assert_equal_data("whole.h5", "cut.h5")

    def test_at_most_is_a_note_and_no_error(self):
        done = self.run_sweep(self.write("until.toml", UNTIL.replace("until = 0.3, at_most = 200", "until = 1e-6, at_most = 25")), "r.h5")
        self.assertRegex(done.stderr, r"25 of at most 25 seeds, look 3 of 3: [0-7] of 8 intervals are within 0\.0001 % of their values, "
                                      r"the widest [\d.]+ %; no more seeds are allowed\n$")

    def test_claims_end_a_sweep_when_they_are_decided(self):
        self.run_sweep(self.write("until.toml", UNTIL.replace("until = 0.3,", 'until = 1e-6, of = "claims",')), "r.h5")
        looks, seeds = self.looks("r.h5"), self.used("r.h5")
        last = looks["look_seeds"].index(seeds)
        self.assertTrue(0 < last < 5, seeds)
        self.assertEqual(looks["look_answers"], [1] * (last + 1) + [-1] * (5 - last))
        self.assertEqual(looks["look_narrow"], [0] * last + [1] + [-1] * (5 - last))

    def test_plan_says_what_the_seeds_take(self):
        text = self.call("plan", self.write("until.toml", UNTIL)).stdout
        least, most = map(float, re.search(r"^  seeds +from 10 to 200 in 6 looks, (\S+) to (\S+) operations$", text, re.M).groups())
        self.assertAlmostEqual(least / most, 10 / 200, delta=0.01)
        needed = "8 for an interval of a median (twice as many where settings are chosen on half of them), 46 for an upper bound of the 0.9 quantile at 0.991667 confidence at each look; there are 10 to 200"
        self.assertIn(f"seeds needed   {needed}\n", text)
        plan = json.loads(self.call("plan", "until.toml", "--json").stdout)["looks"]
        self.assertEqual(plan["seeds"], [10, 20, 40, 80, 160, 200])
        self.assertAlmostEqual(plan["confidence"], 1 - 0.05 / 6)
        self.assertNotIn("  seeds ", self.call("plan", self.write("given.toml", GIVEN.replace("SEEDS", "10"))).stdout)

    def test_page_and_terminal_say_where_it_ended(self):
        done = self.call("run", self.write("until.toml", UNTIL), "-o", "r.h5")
        seeds = self.used("r.h5")
        told = rf"{seeds} of at most 200 seeds, look \d of 6: 8 of 8 intervals are within 30 % of their values, the widest [\d.]+ %"
        self.assertRegex(done.stdout, rf"\nseeds: {told}\n")
        self.assertRegex((self.folder / "report/index.html").read_text(),
                         rf"<p>Seeds were added until answers were narrow: {told}\. At each of 6 possible looks an interval has 99\.17 % confidence "
                         r"by itself, so that 95 % hold wherever the sweep ends\.</p>")
        replayed = self.call("replay", "r.h5", self.point("r.h5"), str(seeds - 1))
        self.assertEqual(replayed.returncode, 0, replayed.stderr)

    def point(self, results):
        h5py = module("h5py")
        with h5py.File(self.folder / results) as file:
            return file["point_id"].asstr()[0]

    def test_shards_and_races_are_refused(self):
        done = self.call("run", self.write("until.toml", UNTIL), "-o", "r.h5", "--shard", "0/2")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "--shard: not for a sweep that adds seeds until intervals are narrow (that is decided by all runs). "
                             "Use more ranks, or give the number of seeds?\n"))
        race = UNTIL.replace('tune = ["readout.step_size"]', 'tune = { fields = ["readout.step_size"], race = {} }')
        done = self.call("plan", self.write("race.toml", race))
        self.assertEqual(done.returncode, 2)
        self.assertIn("race.toml:3:19: seeds.until: not for a sweep whose settings race", done.stderr)
