"""Settings of a learner race: what is computed, that it does not depend on ranks, restarts or the past, and what readers are told."""
import csv
import math
import re
import signal

from sweeps import SweepTest, module

# Two cells, a learner that does not race and two that do, with a step size that diverges.
RACE = """
name = "race"
seeds = 13
lengths = { logspace = [100, 6400], count = 7 }

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = [0.1, 0.5]

[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.8

[[learner]]
label = "RLS"
recurrent = "fixed"
readout = "rls"

[[learner]]
label = "LMS"
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.0003, 0.001, 0.003, 0.01, 0.03, 10.0] }
tune = { fields = ["readout.step_size"], race = { keep = 0.34, rungs = 4 } }

[[learner]]
label = "RTRL"
recurrent = "rtrl"
readout = "gradient"
optimizer = { kind = "adam", step_size = { logspace = [1e-4, 3e-2], count = 5 }, beta1 = [0.8, 0.9] }
tune = { fields = ["optimizer.step_size"], race = {} }

[measure]
metrics = ["nmse"]
"""
FULL = re.sub(r"tune = \{ fields = (\[.*?\]).*\}\n", r"tune = \1\n", RACE)
RUNGS = [800, 1600, 3200, 6400]
KEEP = {"LMS": 0.34, "RTRL": 0.33}


def lengths_of_race(lengths, risk, keep):
    """What a race computes of the risks [settings][choosing seeds][lengths] of one learner in one cell: the number of lengths of each setting
    on the seeds that choose, and on the others."""
    numpy = module("numpy")
    median = numpy.median(risk, axis=1)
    rungs = [lengths.index(rung) for rung in RUNGS]
    left = list(range(len(risk)))
    reached = [0] * len(risk)
    for number, rung in enumerate(rungs):
        for setting in left:
            reached[setting] = rung + 1
        if rung == rungs[-1]:
            break

        def outlook(setting, rung=rung):
            here, before = median[setting][rung], median[setting][rung - 1]  # half as long
            if not math.isfinite(here):
                return math.inf
            fall = min(0, math.log(here / before) / math.log(2)) if math.isfinite(before) else 0
            return math.log(here) + fall / 2 * math.log(lengths[-1] / lengths[rung])

        places = max(1, math.ceil(len(risk) * keep ** ((number + 1) / 3) - 1e-9))
        left = sorted(sorted(left, key=outlook)[:places])
        finite = [setting for setting in left if math.isfinite(outlook(setting))]
        left = finite or left[:1]
    judged = [0] * len(risk)
    for length in range(len(lengths)):
        best = min((median[setting][length], setting) for setting in range(len(risk)) if reached[setting] > length)[1]
        judged[best] = length + 1
    return reached, judged


class Races(SweepTest):
    def read(self, results):
        h5py = module("h5py")
        with h5py.File(self.folder / results) as file:
            return {name: file[name][()] for name in file if isinstance(file[name], h5py.Dataset)}

    def races(self, data):
        """Positions of the settings of each race, in the order of the points."""
        races = {}
        for point, label in enumerate(data["learner_label"]):
            if label != b"RLS":
                key = (label.decode(), data["task_noise"][point], repr(data["learner_optimizer_beta1"][point]))
                races.setdefault(key, []).append(point)
        return races

    def test_a_race_computes_what_it_should_and_the_same_values(self):
        numpy = module("numpy")
        self.run_sweep(self.write("full.toml", FULL), "full.h5")
        done = self.run_sweep(self.write("race.toml", RACE), "race.h5")
        self.assertRegex(done.stderr, r"\d+ runs went on from saved states")
        self.assertIn("442 of 442 runs", done.stderr)
        full, race = self.read("full.h5"), self.read("race.h5")
        lengths = full["length"].tolist()
        expected = numpy.full(race["risk"].shape[:2], len(lengths))
        races = self.races(full)
        self.assertEqual(len(races), 6)
        for (label, _, _), points in races.items():
            reached, judged = lengths_of_race(lengths, full["risk"][points][:, ::2], KEEP[label])
            for setting, point in enumerate(points):
                expected[point, ::2] = reached[setting]
                expected[point, 1::2] = judged[setting]
        self.assertLess(expected.sum(), 0.8 * expected.size * len(lengths))
        computed = numpy.arange(len(lengths)) < expected[:, :, None]
        for name in ("risk", "nmse"):
            numpy.testing.assert_array_equal(race[name], numpy.where(computed, full[name], numpy.nan))
        ends = numpy.array([0] + lengths)[expected]
        numpy.testing.assert_array_equal(race["dropped_after"], numpy.where(expected == len(lengths), -1, ends))
        infinite = numpy.isinf(race["risk"]).any(axis=2)
        numpy.testing.assert_array_equal(race["status"], numpy.where(infinite, 2, numpy.where(expected == len(lengths), 1, 4)))
        self.assertTrue(infinite.any())
        self.assertNotIn("dropped_after", full)

    def test_ranks_do_not_matter(self):
        self.need_mpi()
        self.write("race.toml", RACE)
        self.run_sweep("race.toml", "one.h5")
        self.run_sweep("race.toml", "two.h5", ranks=2)
        self.assert_equal_data("one.h5", "two.h5")

    def test_a_session_that_is_killed_between_rungs_does_not_matter(self):
        self.write("race.toml", RACE)
        self.run_sweep("race.toml", "whole.h5")
        process = self.start("run", "race.toml", "-o", "cut.h5", "--no-report", "--checkpoint", "0.01")
        states = lambda: any(file.stat().st_size > 1000 for file in (self.folder / "cut.h5.parts").glob("*.states"))
        self.wait_until(lambda: process.poll() is not None or states(), "no states")
        process.send_signal(signal.SIGKILL)
        self.assertEqual(process.wait(), -signal.SIGKILL)
        self.run_sweep("race.toml", "cut.h5")
        self.assert_equal_data("whole.h5", "cut.h5")

    def test_what_was_computed_before_does_not_matter_and_stays(self):
        self.write("race.toml", RACE)
        self.write("full.toml", FULL)
        self.run_sweep("race.toml", "whole.h5")
        self.run_sweep("full.toml", "full.h5")
        self.run_sweep("full.toml", "r.h5")
        done = self.run_sweep("race.toml", "r.h5")
        self.assertIn("it is kept as r.h5.", done.stderr)
        self.assert_equal_data("whole.h5", "r.h5")
        # The other way round, the runs that were dropped go on from where they were left.
        self.run_sweep("full.toml", "whole.h5")
        self.assert_equal_data("full.h5", "whole.h5")

    def test_more_seeds_decide_anew(self):
        self.write("race.toml", RACE)
        self.write("more.toml", RACE.replace("seeds = 13", "seeds = 16"))
        self.run_sweep("race.toml", "r.h5")
        self.run_sweep("more.toml", "r.h5")
        self.run_sweep("more.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")

    def test_plan_says_what_races_take(self):
        plan = self.call("plan", self.write("race.toml", RACE)).stdout
        about, most, without = (float(number) for number in
                                re.search(r"^  races +about (\S+), at most (\S+) instead of (\S+) for 32 settings in 6 races$", plan, re.M).groups())
        self.assertLess(about, most)
        self.assertLess(most, without)
        self.assertNotIn("  races", self.call("plan", self.write("full.toml", FULL)).stdout)

    def test_page_and_tables_say_what_was_dropped(self):
        self.call("run", self.write("race.toml", RACE), "-o", "race.h5")
        page = (self.folder / "report/index.html").read_text()
        self.assertRegex(page, r"\d+</b> ended early, or never began: their settings lost a race")
        self.assertIn("readout step_size 10 lost the race at N = 800", page)
        with open(self.folder / "report/tuning.csv", encoding="utf-8") as file:
            left = [(row["learner"], row["settings_left"]) for row in csv.DictReader(file)]
        self.assertEqual(left[:7], [("LMS", "6")] * 4 + [("LMS", "5"), ("LMS", "3"), ("LMS", "3")])

    def test_shards_and_other_regimes_are_refused(self):
        sweep = self.write("race.toml", RACE)
        done = self.call("run", sweep, "-o", "r.h5", "--shard", "0/2")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "--shard: not for a sweep whose settings race (a rung is decided by all of its runs). "
                             "Use more ranks, or tune without race?\n"))
        repeat = RACE.replace('label = "RTRL"', 'label = "RTRL"\nregime = { kind = "repeat", passes = 2 }')
        done = self.call("plan", self.write("repeat.toml", repeat))
        self.assertIn("learner.tune.race: not for the regime 'repeat' (settings race over the lengths of a 'stream'). Remove it?", done.stderr)
