"""A changed sweep computes exactly the runs that are missing, and equals the sweep that was whole from the start."""
import re
import shutil
import unittest

from sweeps import POINTS, SMALL, SMALL_RUNS, UNITS, SweepTest, module

NOISES = "noise = [0.0, 0.3]"
RIDGE = """
[[learner]]
label = "ridge"
recurrent = "fixed"
readout = "ridge"
"""


class ExtensionTest(SweepTest):
    def times(self, results):
        """The time each run took, which no run that is computed again repeats to the last bit."""
        with module("h5py").File(self.folder / results) as file:
            seconds = file["wall_seconds"][()]
            return {(point, int(seed)): seconds[i, j].tobytes()
                    for i, point in enumerate(file["point_id"][()]) for j, seed in enumerate(file["seed"])}

    def change(self, text, found, total, *options, again=0):
        """Runs a changed sweep over r.h5; `again` runs of before have to be computed again, no more and no fewer."""
        before = self.times("r.h5")
        self.write("changed.toml", text)
        done = self.run_sweep("changed.toml", "r.h5", *options)
        if found:
            self.assertIn(f"found {found} of {total} runs already computed\n", done.stderr)
        else:
            self.assertNotIn("already computed", done.stderr)
        after = self.times("r.h5")
        self.assertEqual(len(after), total)
        shared = before.keys() & after.keys()
        self.assertEqual(sum(before[run] != after[run] for run in shared), again)
        self.run_sweep("changed.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")
        (self.folder / "whole.h5").unlink()


class Extension(ExtensionTest):
    def setUp(self):
        super().setUp()
        self.run_sweep(self.write("small.toml", SMALL), "r.h5")

    def test_more_seeds(self):
        self.change(SMALL.replace("seeds = 12", "seeds = 15"), SMALL_RUNS, POINTS * 15)

    def test_more_values(self):
        # One more of two noises of the real task: its 12 settings of 7 learners.
        self.change(SMALL.replace(NOISES, "noise = [0.0, 0.1, 0.3]"), SMALL_RUNS, (POINTS + 6 * 7) * 12)

    def test_another_table(self):
        added = SMALL.replace("[evaluation]", '[[learner]]\nrecurrent = "fixed"\nreadout = { kind = "rls", forgetting = 0.9 }\n[evaluation]')
        self.change(added, SMALL_RUNS, (POINTS + 17) * 12)

    def test_more_lengths_and_metrics_are_computed_again(self):
        self.change(SMALL.replace("lengths = [10,", "lengths = [10, 50,"), 0, SMALL_RUNS, again=SMALL_RUNS)
        self.change(SMALL.replace('["nmse"]', '["nmse", "spectral_radius"]'), 0, SMALL_RUNS, again=SMALL_RUNS)

    def test_fewer_lengths_compute_nothing(self):
        self.change(SMALL.replace("lengths = [10, 100,", "lengths = [10,"), SMALL_RUNS, SMALL_RUNS)

    def test_a_table_that_is_removed_and_put_back_computes_nothing(self):
        first = self.times("r.h5")
        fewer = (POINTS - 17) * 12
        self.change(SMALL.replace(RIDGE, ""), fewer, fewer)
        self.change(SMALL, SMALL_RUNS, SMALL_RUNS)
        self.assertEqual(self.times("r.h5"), first)

    def test_reuse_of_other_results(self):
        shutil.copy(self.folder / "r.h5", self.folder / "other.h5")
        first = self.times("other.h5")
        done = self.run_sweep("small.toml", "new/r.h5", "--reuse", "other.h5")
        self.assertIn(f"found {SMALL_RUNS} of {SMALL_RUNS} runs", done.stderr)
        self.assertEqual(self.times("new/r.h5"), first)
        gone = self.call("run", "small.toml", "-o", "new/r.h5", "--reuse", "gone.h5")
        self.assertEqual((gone.returncode, gone.stderr), (2, "--reuse gone.h5: no such file\n"))
        self.write("text.h5", "no results")
        text = self.call("run", "small.toml", "-o", "new/r.h5", "--reuse", "text.h5")
        self.assertEqual(text.returncode, 2)
        self.assertIn("--reuse text.h5: is not a results file of polesweep", text.stderr)


# Learners that learn as the samples pass, one that repeats them, and one that diverges.
STREAMS = """
name = "streams"
seeds = 3
lengths = [100, 20_000]
[[task]]
kind = "linear_teacher"
poles = [[0.8, 0.5]]
gains = [[1.0, 1.0]]
noise = 0.1
[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.9
[[learner]]
recurrent = "fixed"
readout = ["rls", "ridge", { kind = "lms", step_size = [0.01, 20.0] }]
[[learner]]
recurrent = ["rtrl", { kind = "tbptt", truncation = 4 }]
readout = "gradient"
optimizer = { kind = "adam", step_size = 0.001 }
"""
REPEATED = """
[[learner]]
recurrent = "fixed"
readout = { kind = "lms", step_size = 0.01 }
regime = { kind = "repeat", passes = 2 }
"""


class LongerLengths(SweepTest):
    """A finished sweep whose lengths grow goes on from the states that its runs had at the end."""

    def extend(self, text, lengths, **how):
        self.write("s.toml", text.replace("[100, 20_000]", lengths))
        done = self.run_sweep("s.toml", "r.h5", **how)
        found = re.search(r"(\d+) runs went on from saved states: (\d+) samples were not computed again", done.stderr)
        self.run_sweep("s.toml", "whole.h5", "--states", "0")
        self.assert_equal_data("whole.h5", "r.h5")
        self.assertFalse((self.folder / "whole.h5.states").exists())
        return tuple(int(number) for number in found.groups()) if found else (0, 0)

    def test_compute_only_the_samples_beyond(self):
        self.assertEqual(self.extend(STREAMS, "[100, 20_000]"), (0, 0))
        self.assertEqual(self.extend(STREAMS, "[100, 20_000, 30_000]"), (18, 18 * 20_000))
        self.assertEqual(self.extend(STREAMS, "[20_000, 30_000, 35_000, 41_000]"), (18, 18 * 30_000))
        self.assertTrue((self.folder / "r.h5.states").exists())

    def test_of_a_recording_compute_only_the_samples_beyond(self):
        rows = [f"{i * i % 17 * 0.25},{i * i % 13 * 0.5}" for i in range(60_000)]
        rows[7_000] = ","  # missing: every window has two segments, in each of which the state begins at zero
        self.write("two.csv", "x,y\n" + "\n".join(rows) + "\n")
        recorded = STREAMS.replace('''kind = "linear_teacher"
poles = [[0.8, 0.5]]
gains = [[1.0, 1.0]]
noise = 0.1
''', '''kind = "file"
path = "two.csv"
inputs = [["x"]]
targets = [["y"]]
windows = 1
window_length = 35_000
washout = 50
''').replace("seeds = 3", "seeds = 1")
        self.assertNotEqual(recorded.find("two.csv"), -1)
        self.assertEqual(self.extend(recorded, "[100, 20_000]"), (0, 0))
        self.assertEqual(self.extend(recorded, "[100, 20_000, 30_000]"), (6, 6 * 20_000))
        self.assertEqual(self.extend(recorded, "[20_000, 30_000, 34_000]"), (6, 6 * 30_000))

    def test_from_zero_where_a_length_before_the_last_is_new(self):
        self.extend(STREAMS, "[100, 20_000]")
        self.assertEqual(self.extend(STREAMS, "[100, 500, 20_000, 30_000]"), (0, 0))

    def test_from_zero_where_the_regime_repeats(self):
        self.extend(STREAMS + REPEATED, "[100, 20_000]")
        self.assertEqual(self.extend(STREAMS + REPEATED, "[100, 20_000, 30_000]"), (18, 18 * 20_000))

    def test_more_seeds_as_well(self):
        self.extend(STREAMS, "[100, 20_000]")
        self.assertEqual(self.extend(STREAMS.replace("seeds = 3", "seeds = 5"), "[100, 20_000, 30_000]"), (18, 18 * 20_000))

    def test_without_states_or_with_damaged_ones(self):
        self.extend(STREAMS, "[100, 20_000]")
        states = self.folder / "r.h5.states"
        states.write_bytes(states.read_bytes()[:1000] + b"?" + states.read_bytes()[1001:])
        runs, samples = self.extend(STREAMS, "[100, 20_000, 30_000]")
        self.assertLess(runs, 18)
        self.assertEqual(samples, runs * 20_000)
        states.unlink()
        self.assertEqual(self.extend(STREAMS, "[100, 20_000, 30_000, 31_000]"), (0, 0))


class Shards(SweepTest):
    def test_together_make_the_whole(self):
        self.write("s.toml", UNITS)
        seen = 0
        for shard in (2, 0):
            done = self.run_sweep("s.toml", "r.h5", "--shard", f"{shard}/3")
            found = re.search(rf"shard {shard} of 3 is done; (\d+) runs of other shards are missing", done.stderr)
            self.assertTrue(found, done.stderr)
            self.assertFalse((self.folder / "r.h5").exists())
            self.assertGreater(POINTS * 40 - int(found[1]), seen)
            seen = POINTS * 40 - int(found[1])
        last = self.run_sweep("s.toml", "r.h5", "--shard", "1/3")
        self.assertIn(f"found {seen} of {POINTS * 40} runs already computed", last.stderr)
        self.assertFalse((self.folder / "r.h5.parts").exists())
        self.run_sweep("s.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")

    def test_at_the_same_time(self):
        self.write("s.toml", UNITS)
        shards = [self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--shard", f"{shard}/3") for shard in range(3)]
        self.assertEqual([shard.wait(60) for shard in shards], [0, 0, 0])
        self.assertTrue((self.folder / "r.h5").exists())
        self.run_sweep("s.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")

    def test_mistake_is_refused(self):
        self.write("s.toml", UNITS)
        done = self.call("run", "s.toml", "-o", "r.h5", "--shard", "3/3")
        self.assertEqual((done.returncode, done.stderr), (2, "--shard: got '3/3' (must be i/N with 0 <= i < N). Where parts count from 1, write 3/1-3?\n"))


if __name__ == "__main__":
    unittest.main()
