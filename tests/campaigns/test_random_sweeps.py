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
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
import random_parts  # noqa: E402
import random_questions  # noqa: E402
import random_sweeps  # noqa: E402
from random_results import Data, axes_of_runs, part_of  # noqa: E402
from sweeps import ANALYZE, HAS_MPI, REGIMES, SweepTest, module  # noqa: E402

LONG_FORM = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
SEED = int(os.environ.get("POLESWEEP_RANDOM_SEED", 20261130))
FIRST = int(os.environ.get("POLESWEEP_RANDOM_FIRST", 0))
SWEEPS = int(os.environ.get("POLESWEEP_RANDOM_SWEEPS", 5000 if LONG_FORM else 50))
# In the short form; sweeps that are not reached are left out.
SECONDS = float(os.environ.get("POLESWEEP_RANDOM_SECONDS", "inf" if LONG_FORM else 40))
# Of all sweeps that are drawn at most this share may be refused in the end, though the advice of messages was followed this often.
MOST_REFUSED = 0.4
ADVICE = 10
# A drawn sweep has a few dozen runs of at most 120 samples. Larger ones get one seed, then fewer settings, or are left out.
OPERATIONS, RUNS = 5e7, 200
# Units that are not fused take up to ten times as long: they are tried on all sweeps of fewer operations than these.
SHORT = 2e7
# Of one command, on a machine that has other things to do.
LIMIT = 3600 if LONG_FORM else 300
# `file:line:column: field: problem`, or `file: problem` where no line is to blame.
DESIGNED = r"^(warning: .*\n)*{}(:\d+:\d+)?: [\w\[(].*\S"
OF_A_BUG = re.compile(r"internal error|please report|bug|std::|terminate|assert|exception|basic_string|vector::", re.I)


class Parts(SweepTest):
    """A part of other results is told from one with a bit that differs, at a length as at an iteration."""

    def test_one_bit(self):
        self.write("s.toml", REGIMES)
        self.run_sweep("s.toml", "whole.h5", "--serial")
        self.run_sweep("s.toml", "r.h5", "--serial", "--set", "seeds=1")
        self.run_sweep("s.toml", "again.h5", "--serial")
        whole, axes = Data(self.folder / "whole.h5"), axes_of_runs(self.folder / "whole.h5")
        self.assertTrue(whole.equals(Data(self.folder / "again.h5")))
        self.assertFalse(whole.equals(Data(self.folder / "r.h5")))
        self.assertEqual(part_of(self.folder / "r.h5", whole, axes), ([], 2))
        for index, other in enumerate(("lengths=[40]", "iterations=[4]")):
            self.run_sweep("s.toml", f"other{index}.h5", "--serial", "--set", other)
            self.assertEqual(part_of(self.folder / f"other{index}.h5", whole, axes), ([], 4))
        with module("h5py").File(self.folder / "other0.h5", "r+") as file:
            file["risk"][0, 0, 0] = module("numpy").nextafter(file["risk"][0, 0, 0], 9.0)
            file.flush()
            self.assertEqual([text.split(" ")[0] for text in part_of(self.folder / "other0.h5", whole, axes)[0]], ["risk"])
        for name, at in (("risk", (0, 0, 1)), ("training/risk", (0, 0, 1, 0)), ("spectrum_re", (0, 0, 0, 3))):
            with self.subTest(name), module("h5py").File(self.folder / "r.h5", "r+") as file:
                kept = file[name][at]
                file[name][at] = module("numpy").nextafter(kept, 9.0)
                file.flush()
                different, _ = part_of(self.folder / "r.h5", whole, axes)
                self.assertEqual([text.split(" ")[0] for text in different], [name])
                file[name][at] = kept
            with self.subTest(name, of="all"), module("h5py").File(self.folder / "again.h5", "r+") as file:
                kept = file[name][at]
                file[name][at] = module("numpy").nextafter(kept, 9.0)
                file.flush()
                self.assertFalse(whole.equals(Data(self.folder / "again.h5")))
                file[name][at] = kept
        with module("h5py").File(self.folder / "again.h5", "r+") as file:
            self.assertTrue(whole.equals(Data(self.folder / "again.h5")))
            file.attrs["resolved"] = "another"
            file.flush()
            self.assertFalse(whole.equals(Data(self.folder / "again.h5")))


class RandomSweeps(SweepTest):
    def setUp(self):
        super().setUp()
        self.spent = collections.Counter()
        # A session without vectors spends half a second on the check of its numerics.
        self.kernels = [name for name in ("v3", "portable") if self.call("--version", POLESWEEP_KERNELS=name).returncode == 0]
        self.grammar = random_sweeps.Grammar(lambda *words: self.call(*words).stdout)
        self.counts, self.reasons, self.members = collections.Counter(), collections.Counter(), collections.Counter()

    def call(self, *words, **how):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            return super().call(*words, **{"limit": LIMIT, **how})
        finally:
            end = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.spent["analyze" if "program" in how else words[0]] += end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime

    def fresh(self):
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def refused(self, done, where="s\\.toml"):
        """What is refused is refused with a designed message."""
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, DESIGNED.format(where))
        self.assertNotRegex(done.stderr, OF_A_BUG)
        self.assertNotRegex(done.stderr, r"\A.* more combinations of this table cannot work", "a number of others before any reason")

    def accepted(self, dice, sweep):
        """What `plan` says of the sweep once its advice was followed, and the sweep; or nothing."""
        for _ in range(ADVICE):
            self.write("s.toml", random_parts.text(sweep))
            done = self.call("plan", "s.toml", "--json")
            if done.returncode == 0:
                plan = json.loads(done.stdout)
                if plan["operations"]["separate"] < OPERATIONS and plan["runs"] <= RUNS:
                    return sweep, plan
                fewer = {**sweep, "seeds": 1} if sweep["seeds"] != 1 else random_parts.thinned(dice, sweep)
                if fewer == sweep:
                    break
                sweep = fewer
                continue
            self.refused(done)
            self.counts["refusals with a reason"] += 1
            following = random_parts.mended(sweep, done.stderr)
            if following is None:
                break
            sweep = following
        if done.returncode == 0:
            self.counts["too large"] += 1
            return None
        reason = re.sub(r"\"[^\"]*\"|'[^']*'|-?\d[\w.+-]*|\(.*", "#", done.stderr.splitlines()[0].split(": ", 1)[1])
        self.reasons[reason] += 1
        run = self.call("run", "s.toml", "-o", "refused.h5", "--serial")
        self.assertEqual((run.returncode, run.stderr), (2, done.stderr))
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith("refused.h5")], [])
        return None

    # Each takes the dice, the sweep and what `plan` says of it.

    def numbers_of_the_plan(self, _dice, sweep, plan):
        statuses = self.whole.arrays["status"]
        points, seeds = statuses.shape
        self.assertEqual((len(self.whole.rows["point"]), points), (points, plan["points"]))
        values = sum(len(statuses_of) for name, statuses_of in self.whole.arrays.items() if name.endswith("/unit_status"))
        self.assertEqual(values, plan["theory_units"])
        if "seeds" not in sweep:
            self.counts["formulas alone"] += 1
        elif isinstance(sweep["seeds"], dict) and "until" in sweep["seeds"]:
            self.assertLessEqual(seeds, plan["seeds"])
        else:
            self.assertEqual((seeds, points * seeds), (plan["seeds"], plan["runs"]))
        self.assertTrue(set(statuses.ravel()) <= {1, 2, 4}, statuses)
        self.counts["runs"] += points * seeds
        self.counts["diverged runs"] += int((statuses == 2).sum())
        self.counts["points and runs as planned"] += 1

    def words(self, dice):
        """Words and settings by which a step is computed, and what they are called. None may change a bit."""
        words, how, called = [], {}, []
        if dice.random() < 0.3 * self.short:
            words, called = [*words, "--no-fuse"], [*called, "unfused"]
        kernels = dice.choices(["", "v3", "portable"], [0.7, 0.25, 0.05])[0]
        if kernels in self.kernels:
            how["POLESWEEP_KERNELS"] = kernels
            called.append(f"kernels {kernels}")
        if dice.random() < 0.1:
            words, called = [*words, "--states", "0"], [*called, "no saved states"]
        if HAS_MPI and dice.random() < 0.05:
            how["ranks"] = 3
            called.append("3 ranks")
        return (words if "ranks" in how else [*words, "--serial"]), how, called

    def history(self, dice, sweep, plan):
        """Results that came about by several steps, each of which computed a part, or was killed: the same data as those of one."""
        steps, self.steps = [], []
        self.short = plan["operations"]["separate"] < SHORT or dice.random() < 0.2
        for _ in range(dice.choice([0, 1, 1, 1, 2])):
            part, called = (sweep, []) if dice.random() < 0.3 else random_parts.smaller(dice, sweep)
            words, how, more = self.words(dice)
            if dice.random() < 0.25 and "--states" not in words:
                words, more = [*words, "--shard", f"{dice.randrange(2)}/2"], [*more, "one shard"]
            kills = dice.random() < 0.6 and "ranks" not in how
            elsewhere = not kills and not (self.folder / "r.h5").exists() and dice.random() < 0.2
            results = "other.h5" if elsewhere else "r.h5"
            done = self.step(dice, part, ["-o", results, *words, *(["--checkpoint", "0.001"] if kills else [])], how, kills)
            if done is None:
                continue
            called = [*called, *more, *(["killed or stopped"] if kills else []), *(["other results reused"] if elsewhere else [])]
            if not kills and "--shard" not in words and self.has_fixed_runs(sweep):
                self.assertEqual(part_of(self.folder / results, self.whole, self.axes)[0], [], called)
                self.counts["a part = the same in the whole"] += 1
            if not kills and not elsewhere and dice.random() < 0.3:
                self.gathered(dice, "after a part")
            self.steps.append(called)
            steps += called
        words, how, called = self.words(dice)
        if (self.folder / "other.h5").exists():
            words = [*words, "--reuse", "other.h5"]
        if dice.random() < 0.25:
            for shard in dice.sample(range(2), 2):
                done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", *words, "--shard", f"{shard}/2", **how)
                if done.returncode == 2:
                    self.refused(done, "--shard")
                    break
                self.assertEqual(done.returncode, 0, done.stderr)
            else:
                called = [*called, "2 shards"]
        if "2 shards" not in called:
            self.run_sweep("s.toml", "r.h5", *words, **how)
        self.steps.append(called)
        if SWEEPS == 1:
            print(f"steps: {self.steps}")
        if not self.whole.equals(Data(self.folder / "r.h5")):
            self.assert_equal_data("whole.h5", "r.h5")
        self.counts.update({f"{what} = whole": 1 for what in {*steps, *called}})
        self.counts["results of several steps" if steps else "results of one other step"] += 1

    def has_fixed_runs(self, sweep):
        """Whether the runs of a part are those of the whole: not where seeds are added, or settings race."""
        return "until" not in str(sweep.get("seeds")) and not any("race" in str(table.get("tune")) for _, table in sweep["tables"])

    def step(self, dice, part, words, how, kills):
        """Computes a part of the sweep, or some of it before it is killed; nothing if it is refused whatever is tried."""
        for _ in range(ADVICE):
            self.write("part.toml", random_parts.text(part))
            words_of_run = ["run", "part.toml", "--no-report", *words]
            done = self.killed(dice, words_of_run, how) if kills else self.call(*words_of_run, **how)
            if done is None or done.returncode == 0:
                return part
            self.refused(done, "(--shard|part\\.toml)")  # an [[exclude]] or a length that was for another table
            part = random_parts.mended(part, done.stderr)
            if part is None:
                break
        self.counts["step refused"] += 1
        return None

    def killed(self, dice, words, how):
        """Kills a run at some time, or asks it to stop; what it has said if it ended of itself and is bad input."""
        process = self.start(*words, **how)
        try:
            time.sleep(dice.uniform(0.2, 1) * self.seconds)
            if dice.random() < 0.3:
                self.gathered(dice, "during a run")
        finally:
            process.send_signal(dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1]))
            try:
                code = process.wait(LIMIT)
            finally:
                process.kill()
        if code == 2:
            return subprocess.CompletedProcess(words, code, "", self.said.read_text())
        # A signal may come before the program listens to it.
        self.assertIn(code, (0, 75, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGUSR1), self.said.read_text())
        self.assertNotRegex(self.said.read_text(), OF_A_BUG)
        if dice.random() < 0.6:
            self.gathered(dice, "after a kill")
        return None

    def gathered(self, dice, when):
        done = self.call("gather", "s.toml", "-o", "r.h5")
        if done.returncode in (0, 75) and (self.folder / "r.h5").exists():  # all or some of the runs
            different, runs = part_of(self.folder / "r.h5", self.whole, self.axes)
            self.assertEqual(different, [])
            self.counts[f"gathered {when}, some runs" if runs else f"gathered {when}, no runs"] += 1
            if dice.random() < 0.1:
                done = self.call("r.h5", "-o", "report", program=ANALYZE)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.counts["analysed before the end"] += 1
        else:
            self.assertIn(done.returncode, (2, 75), done.stderr)
            self.assertNotRegex(done.stderr, OF_A_BUG)
            self.counts[f"gathered {when}, no file"] += 1

    def replayed(self, dice, *_):
        arrays = self.whole.arrays
        runs = [(arrays["point_id"][row].decode(), int(arrays["seed"][column])) for row, column in zip(*(arrays["status"] != 4).nonzero())]
        if not runs:
            return
        point, seed = dice.choice(runs)
        done = self.call("replay", "whole.h5", point, seed)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        self.counts["replayed"] += 1

    def read(self, dice, *_):
        what = dice.choices(["analysed", "explain", "status", "nothing"], [1, 1, 1, 4])[0]
        if what == "nothing":
            return
        if what == "analysed":
            done = self.call("whole.h5", "-o", "report", program=ANALYZE)
            self.assertTrue((self.folder / "report/index.html").exists(), done.stderr)
        else:
            done = self.call(what, "s.toml" if what == "explain" else "whole.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stderr, OF_A_BUG)
        self.counts[what] += 1

    def check(self, dice):
        drawn = self.grammar.sweep(dice)
        random_questions.write_data(drawn["files"], self.folder)
        drawn = self.accepted(dice, drawn)
        if drawn is None:
            return
        sweep, plan = drawn
        self.counts["accepted"] += 1
        for what in ("zip", "draws", "[[theory]]", "[[mark]]", "[[claim]]", "[[compare]]", "path", "tune", "until", "linspace"):
            self.counts[f"  with {what}"] += bool(re.search(rf"^(.*\b)?{re.escape(what)}", random_parts.text(sweep), re.M))
        self.members.update(self.grammar.members(sweep, [table["points"] for table in plan["tables"]]))
        begin = time.monotonic()
        page = dice.random() < 0.15
        self.run_sweep("s.toml", "whole.h5", "--serial") if not page else self.assertEqual(
            (done := self.call("run", "s.toml", "-o", "whole.h5", "--serial")).returncode, 0, done.stderr)
        self.counts["with a page"] += page
        self.seconds = time.monotonic() - begin
        self.whole, self.axes = Data(self.folder / "whole.h5"), axes_of_runs(self.folder / "whole.h5")
        for holds in (self.numbers_of_the_plan, self.history, self.replayed, self.read):
            holds(dice, sweep, plan)

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
                text = f"{getattr(self, 'steps', '')}\n" + (self.folder / "s.toml").read_text() if (self.folder / "s.toml").exists() else ""
                failed.append(f"POLESWEEP_RANDOM_SEED={SEED}, number {number}: {type(error).__name__}: {error}\n{text}")
                print(failed[-1], flush=True)
            if self.counts["drawn"] % 20 == 0:
                print(f"{self.counts['drawn']} drawn, {self.counts['accepted']} accepted, {len(failed)} failed", flush=True)
        print(f"seed {SEED}, from number {FIRST} on:")
        for what, count in self.counts.items():
            print(f"{count:7} {what}")
        own = resource.getrusage(resource.RUSAGE_SELF)
        self.spent["the test itself"] = own.ru_utime + own.ru_stime
        print("processor seconds: " + ", ".join(f"{what} {spent:.1f}" for what, spent in self.spent.most_common(30)))
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
