"""Properties over sweeps drawn at random from everything that the program can do: what is refused is refused with a reason, and what is
accepted has one set of bits, however it is computed. random_sweeps.py draws them.

POLESWEEP_CAMPAIGN=long draws 5000 sweeps, or POLESWEEP_RANDOM_SWEEPS of them, from number POLESWEEP_RANDOM_FIRST on, in at most
POLESWEEP_RANDOM_SECONDS. A failure prints the seed and number of its sweep and the file itself; POLESWEEP_RANDOM_SEED=seed
POLESWEEP_RANDOM_FIRST=number POLESWEEP_RANDOM_SWEEPS=1 repeats it."""
import collections
import json
import os
import pathlib
import random
import re
import shutil
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
import random_sweeps  # noqa: E402
from sweeps import ANALYZE, HAS_MPI, REGIMES, SweepTest, module  # noqa: E402

LONG_FORM = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
SEED = int(os.environ.get("POLESWEEP_RANDOM_SEED", 20261130))
FIRST = int(os.environ.get("POLESWEEP_RANDOM_FIRST", 0))
SWEEPS = int(os.environ.get("POLESWEEP_RANDOM_SWEEPS", 5000 if LONG_FORM else 50))
# In the short form; sweeps that are not reached are left out.
SECONDS = float(os.environ.get("POLESWEEP_RANDOM_SECONDS", "inf" if LONG_FORM else 40))
# Of all sweeps that are drawn at most this share may be refused in the end, though the advice of messages was followed this often.
MOST_REFUSED = 0.6
ADVICE = 10
# A drawn sweep has a few dozen runs of at most 120 samples.
SECONDS_OF_A_SWEEP = 20
# `file:line:column: field: problem`, or `file: problem` where no line is to blame.
DESIGNED = r"^(warning: .*\n)*{}(:\d+:\d+)?: [\w\[(].*\S"
OF_A_BUG = re.compile(r"internal error|please report|bug|std::|terminate|assert|exception|basic_string|vector::", re.I)
FINISHED = (1, 2)  # complete, diverged
NOT_OF_RUNS = ("statistics", "provenance")


def part_of(part, whole):
    """What differs between the finished runs of one results file and the same runs of another, and how many runs were compared."""
    h5py, numpy = module("h5py"), module("numpy")
    different = []
    with h5py.File(part) as one, h5py.File(whole) as other:
        names = [{point: row for row, point in enumerate(file["point_id"][()])} for file in (one, other)]
        seeds = [{int(seed): column for column, seed in enumerate(file["seed"][()])} for file in (one, other)]
        finished = [(point, seed) for point, row in names[0].items() for seed, column in seeds[0].items()
                    if one["status"][row, column] in FINISHED]
        # Rows of /training are numbered by themselves; its training_point says which points they are.
        rows = {"point": names}
        if "training" in one and "training" in other:
            rows["training_point"] = [{file["point_id"][int(point)]: row for row, point in enumerate(file["training/training_point"][()])}
                                      for file in (one, other)]

        def compare(name, data):
            if not isinstance(data, h5py.Dataset) or name.split("/")[0] in NOT_OF_RUNS or name in ("wall_seconds", "processor_seconds"):
                return
            dimensions = data.dims if "DIMENSION_LIST" in data.attrs else []
            axes = [[path.name.split("/")[-1] for path in dimension.values()] for dimension in dimensions]
            if len(axes) < 2 or axes[0][0] not in rows or axes[1][0] != "seed":
                return
            if name not in other:
                different.append(f"{name}: only in the part")
                return
            mine, theirs = data[()], other[name][()]
            fits = tuple(slice(min(a, b)) for a, b in zip(mine.shape[2:], theirs.shape[2:]))
            for point, seed in finished:
                if point in rows[axes[0][0]][0]:
                    x = mine[rows[axes[0][0]][0][point], seeds[0][seed]]
                    y = theirs[rows[axes[0][0]][1][point], seeds[1][seed]]
                    if fits:
                        x, y = x[fits], y[fits]
                    if numpy.asarray(x).tobytes() != numpy.asarray(y).tobytes():
                        different.append(f"{name} of point {point}, seed {seed}: differs")

        one.visititems(compare)
    return different, len(finished)


class Parts(SweepTest):
    """A part of other results is told from one with a bit that differs, at a length as at an iteration."""

    def test_one_bit(self):
        self.write("s.toml", REGIMES)
        self.run_sweep("s.toml", "whole.h5", "--serial")
        self.run_sweep("s.toml", "r.h5", "--serial", "--set", "seeds=1")
        self.assertEqual(part_of(self.folder / "r.h5", self.folder / "whole.h5"), ([], 2))
        for name, at in (("risk", (0, 0, 1)), ("training/risk", (0, 0, 1, 0)), ("spectrum_re", (0, 0, 0, 3))):
            with self.subTest(name), module("h5py").File(self.folder / "r.h5", "r+") as file:
                kept = file[name][at]
                file[name][at] = module("numpy").nextafter(kept, 9.0)
                file.flush()
                different, _ = part_of(self.folder / "r.h5", self.folder / "whole.h5")
                self.assertEqual([text.split(" ")[0] for text in different], [name])
                file[name][at] = kept


class RandomSweeps(SweepTest):
    def setUp(self):
        super().setUp()
        self.grammar = random_sweeps.Grammar(json.loads(self.call("list", "--json").stdout))
        self.counts, self.reasons, self.members = collections.Counter(), collections.Counter(), collections.Counter()

    def fresh(self):
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def refused(self, done, where="s\\.toml"):
        """What is refused is refused with a designed message."""
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, DESIGNED.format(where))
        self.assertNotRegex(done.stderr, OF_A_BUG)
        self.assertNotRegex(done.stderr, r"\A.* more combinations of this table cannot work", "a number of others before any reason")

    def accepted(self, sweep):
        """What `plan` says of the sweep once its advice was followed, and the sweep; or nothing."""
        for _ in range(ADVICE):
            self.write("s.toml", random_sweeps.text(sweep))
            done = self.call("plan", "s.toml", "--json")
            if done.returncode == 0:
                return sweep, json.loads(done.stdout)
            self.refused(done)
            self.counts["refusals with a reason"] += 1
            following = random_sweeps.mended(sweep, done.stderr)
            if following is None:
                break
            sweep = following
        reason = re.sub(r"\"[^\"]*\"|'[^']*'|-?\d[\w.+-]*|\(.*", "#", done.stderr.splitlines()[0].split(": ", 1)[1])
        self.reasons[reason] += 1
        run = self.call("run", "s.toml", "-o", "refused.h5", "--serial")
        self.assertEqual((run.returncode, run.stderr), (2, done.stderr))
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["s.toml"])
        return None

    def compute(self, results, *options, sweep="s.toml", **how):
        return self.run_sweep(sweep, results, *(() if how.get("ranks") else ("--serial",)), *options, limit=3 * SECONDS_OF_A_SWEEP, **how)

    def same(self, results, what):
        self.assert_equal_data("whole.h5", results)
        for path in self.folder.glob(f"{results}*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        self.counts[what] += 1

    # Each takes the dice, the sweep, what `plan` says of it, and the seconds that the whole took.

    def numbers_of_the_plan(self, _dice, sweep, plan, _seconds):
        with module("h5py").File(self.folder / "whole.h5") as file:
            points, seeds = file["status"].shape
            statuses = file["status"][()]
            self.assertEqual(len(set(file["point_id"][()])), points)
        self.assertEqual(points, plan["points"])
        if isinstance(sweep["seeds"], dict) and "until" in sweep["seeds"]:
            self.assertLessEqual(seeds, plan["seeds"])
        else:
            self.assertEqual((seeds, points * seeds), (plan["seeds"], plan["runs"]))
        self.assertTrue(set(statuses.ravel()) <= {1, 2, 4}, statuses)
        self.counts["runs"] += points * seeds
        self.counts["diverged runs"] += int((statuses == 2).sum())
        self.counts["points and runs as planned"] += 1

    def three_ranks(self, dice, *_):
        if HAS_MPI and dice.random() < 0.1:
            self.compute("r.h5", ranks=3)
            self.same("r.h5", "3 ranks = alone")

    def shards(self, dice, sweep, _plan, _seconds):
        if dice.random() < 0.5:
            return
        for shard in dice.sample(range(2), 2):
            done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", "--serial", "--shard", f"{shard}/2", limit=60)
            if done.returncode == 2:
                self.refused(done, "--shard")
                self.counts["shards refused"] += 1
                return
            self.assertEqual(done.returncode, 0, done.stderr)
        self.same("r.h5", "2 shards = whole")

    def killed(self, dice, _sweep, _plan, seconds):
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--serial", "--checkpoint", "0.001")
        try:
            time.sleep(dice.uniform(0, seconds))
            if dice.random() < 0.3:
                self.gathered("during a run")
        finally:
            process.kill()
            process.wait()
        self.gathered("after a kill")
        self.compute("r.h5")
        self.same("r.h5", "killed and resumed = whole")

    def gathered(self, when):
        done = self.call("gather", "s.toml", "-o", "r.h5", limit=60)
        if done.returncode in (0, 75) and (self.folder / "r.h5").exists():  # all or some of the runs
            different, runs = part_of(self.folder / "r.h5", self.folder / "whole.h5")
            self.assertEqual(different, [])
            self.counts[f"gathered {when}, some runs" if runs else f"gathered {when}, no runs"] += 1
        else:
            self.assertIn(done.returncode, (2, 75), done.stderr)
            self.assertNotRegex(done.stderr, OF_A_BUG)
            self.counts[f"gathered {when}, no file"] += 1

    def extended(self, dice, sweep, _plan, _seconds):
        fewer = dict(sweep)
        for key in ("lengths", "iterations"):
            if key in sweep and len(sweep[key]) > 1 and dice.random() < 0.7:
                fewer[key] = sweep[key][:-1]
        seeds = sweep["seeds"]
        if isinstance(seeds, int) and seeds > 1:
            fewer["seeds"] = dice.randint(1, seeds - 1)
        elif isinstance(seeds, list):
            fewer["seeds"] = seeds[:-1]
        elif isinstance(seeds, dict) and "count" in seeds:
            fewer["seeds"] = {**seeds, "count": seeds["count"] - 1}
        self.write("fewer.toml", random_sweeps.text(fewer))
        done = self.call("run", "fewer.toml", "-o", "r.h5", "--no-report", "--serial", limit=60)
        if done.returncode == 2:
            self.refused(done, "fewer\\.toml")
            self.counts["shorter sweep refused"] += 1
            return
        self.assertEqual(done.returncode, 0, done.stderr)
        self.compute("r.h5")
        self.same("r.h5", "extended = whole")

    def replayed(self, dice, *_):
        with module("h5py").File(self.folder / "whole.h5") as file:
            runs = [(file["point_id"][row].decode(), int(file["seed"][column]))
                    for row, column in zip(*(file["status"][()] != 4).nonzero())]
        point, seed = dice.choice(runs)
        done = self.call("replay", "whole.h5", point, seed)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        self.counts["replayed"] += 1

    def unfused(self, dice, *_):
        if dice.random() < 0.5:
            self.compute("r.h5", "--no-fuse")
            self.same("r.h5", "unfused = fused")

    def kernels(self, dice, *_):
        if dice.random() < 0.5:
            self.compute("r.h5", POLESWEEP_KERNELS="portable")
            self.same("r.h5", "portable kernels = vectors")

    def alone(self, dice, sweep, _plan, _seconds):
        """A learner without its neighbours in the file has the same runs. Where seeds are added, it may have other ones."""
        learners = [table for name, table in sweep["tables"] if name == "[[learner]]"]
        if len(learners) < 2 or (isinstance(sweep["seeds"], dict) and "until" in sweep["seeds"]):
            return
        chosen = dice.choice(learners)
        tables = [(name, table) for name, table in sweep["tables"]
                  if name not in ("[[learner]]", "[[claim]]", "[[compare]]") or table is chosen]
        only = {**sweep, "tables": tables}
        for _ in range(ADVICE):
            self.write("alone.toml", random_sweeps.text(only))
            done = self.call("run", "alone.toml", "-o", "r.h5", "--no-report", "--serial", limit=60)
            if done.returncode == 0:
                break
            self.refused(done, "alone\\.toml")  # an [[exclude]] or a length that was for another learner
            only = random_sweeps.mended(only, done.stderr)
            if only is None:
                self.counts["learner alone refused"] += 1
                return
        self.assertEqual(done.returncode, 0, done.stderr)
        different, _ = part_of(self.folder / "r.h5", self.folder / "whole.h5")
        self.assertEqual(different, [])
        for path in self.folder.glob("r.h5*"):
            path.unlink()
        self.counts["learner alone = among others"] += 1

    def read(self, _dice, _sweep, _plan, _seconds):
        done = self.call("whole.h5", "-o", "report", program=ANALYZE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stderr, OF_A_BUG)
        self.assertTrue((self.folder / "report/index.html").exists())
        self.counts["analysed"] += 1
        for words in (("explain", "s.toml"), ("status", "whole.h5")):
            done = self.call(*words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotRegex(done.stderr, OF_A_BUG)
            self.counts[words[0]] += 1

    def check(self, dice):
        drawn = self.accepted(self.grammar.sweep(dice))
        if drawn is None:
            return
        sweep, plan = drawn
        self.counts["accepted"] += 1
        self.members.update(self.grammar.members(sweep, [table["points"] for table in plan["tables"]]))
        begin = time.monotonic()
        self.compute("whole.h5")
        seconds = time.monotonic() - begin
        self.assertLess(seconds, SECONDS_OF_A_SWEEP)
        for holds in (self.numbers_of_the_plan, self.three_ranks, self.shards, self.killed, self.extended, self.replayed, self.unfused,
                      self.kernels, self.alone, self.read):
            holds(dice, sweep, plan, seconds)

    def test_every_way_to_compute_gives_the_same(self):
        end = time.monotonic() + SECONDS
        failed = []  # all of them, for a long form is to find more than its first
        for number in range(FIRST, FIRST + SWEEPS):
            if time.monotonic() > end:
                break
            self.counts["drawn"] += 1
            self.fresh()
            try:
                self.check(random.Random(f"{SEED}/{number}"))
            except Exception as error:
                text = (self.folder / "s.toml").read_text() if (self.folder / "s.toml").exists() else ""
                failed.append(f"POLESWEEP_RANDOM_SEED={SEED}, number {number}: {type(error).__name__}: {error}\n{text}")
                print(failed[-1], flush=True)
            if self.counts["drawn"] % 50 == 0:
                print(f"{self.counts['drawn']} drawn, {self.counts['accepted']} accepted, {len(failed)} failed", flush=True)
        print(f"seed {SEED}, from number {FIRST} on:")
        for what, count in self.counts.items():
            print(f"{count:7} {what}")
        never = self.grammar.drawable() - set(self.members)
        print(f"{len(self.members)} members were in accepted sweeps, {len(never)} never: {sorted(map(' '.join, never))}")
        print(f"{self.reasons.total()} refused in the end:")
        for reason, count in self.reasons.most_common():
            print(f"{count:7} {reason}")
        self.assertEqual(failed, [])
        if self.counts["drawn"] >= 20:
            self.assertLessEqual(self.reasons.total(), MOST_REFUSED * self.counts["drawn"])


if __name__ == "__main__":
    unittest.main()
