"""Runs of programs whose numerics differ are never mixed unless somebody says so, and each run says what computed it."""
import collections
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from sweeps import ANALYZE, POINTS, PROGRAM, SLOW, SMALL, SMALL_RUNS, UNITS, SweepTest, module

MIX = "--mix-numerics"
SUGGESTION = ("Go on with the program that computed them, compute all of them again (another name with -o, without --reuse), or take them as "
              "they are with --mix-numerics?\n")
AT_THE_END = ("Nothing is lost, all of them are stored. Take them as they are with --mix-numerics, or let one program compute all of them "
              "(another name with -o, without --reuse)?\n")
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
readout = ["rls", "ridge", { kind = "lms", step_size = 0.01 }]
"""
STREAM_RUNS = 9


class NumericsTest(SweepTest):
    """With another program, which is this one under a library that changes its fingerprint."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="polesweep-e2e-")
        cls.addClassCleanup(folder.cleanup)
        library = pathlib.Path(folder.name) / "other_numerics.so"
        source = pathlib.Path(__file__).parent / "other_numerics.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, timeout=60)
        cls.other = {"LD_PRELOAD": str(library), "OTHER_NUMERICS": "1"}
        cls.third = {"LD_PRELOAD": str(library), "OTHER_NUMERICS": "2"}

    def fingerprint(self, **how):
        """Of a program, and what it says of itself beside it."""
        said = self.call("--version", **how).stdout
        eigen, processor, kernels, fingerprint = re.search(r"\nEigen (\S+), (\S+), kernels (\S+), numerics fingerprint ([0-9a-f]{32})\n$",
                                                           said).groups()
        compiler, build = re.search(r", ([^,]+), (\w+)\)\n", said).groups()
        return fingerprint, f"Eigen {eigen}, {compiler}, {build}, {processor}, kernels {kernels}"

    def line(self, what, today, **how):
        fingerprint, described = self.fingerprint(**how)
        return rf"  {fingerprint}: {re.escape(what)} \({re.escape(described)}{'; 20[0-9-]{8}' if today else ''}\)" + "\n"

    def refused(self, done, *lines, suggestion=SUGGESTION, results="r.h5", before=""):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, "^" + before + re.escape(
            f"{results}: would hold runs of several numerics (a run has other last bits in each, so that the whole equals no fresh run)\n")
            + "".join(lines) + re.escape(suggestion) + "$")

    def refuse(self, *lines, words=("run", "s.toml", "-o", "r.h5", "--no-report"), results="r.h5", suggestion=SUGGESTION, **how):
        """The command is refused and leaves every file as it is."""
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        self.refused(self.call(*words, **how), *lines, suggestion=suggestion, results=results)
        self.assertEqual({path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}, before)

    def runs(self, results="r.h5"):
        """Number of runs by what computed them, as any reader finds it."""
        with module("h5py").File(self.folder / results) as file:
            numerics = file["provenance/numerics"]
            names = [text.decode() for text in numerics["fingerprint"]]
            counted = collections.Counter(names[row] for row in numerics["run_numerics"][()].ravel() if row >= 0)
            self.assertEqual({name: count for name, count in zip(names, numerics["runs"]) if count}, counted)
            return dict(counted)


class Stored(NumericsTest):
    def setUp(self):
        super().setUp()
        self.write("s.toml", SMALL)
        self.ours, self.theirs = self.fingerprint()[0], self.fingerprint(**self.other)[0]
        self.assertNotEqual(self.ours, self.theirs)

    def test_in_results_with_more_seeds(self):
        self.run_sweep("s.toml", "r.h5")
        self.write("s.toml", SMALL.replace("seeds = 12", "seeds = 13"))
        self.refuse(self.line(f"{SMALL_RUNS} runs in r.h5", True), self.line("this program", False, **self.other), **self.other)
        told = self.run_sweep("s.toml", "r.h5", MIX, **self.other)
        self.assertIn(f"warning: r.h5: takes runs of several numerics as they are\n  {self.ours}: {SMALL_RUNS} runs in r.h5 (", told.stderr)
        self.assertEqual(self.runs(), {self.ours: SMALL_RUNS, self.theirs: POINTS})
        with module("h5py").File(self.folder / "r.h5") as file:
            provenance = file["provenance"]
            self.assertEqual([text.decode() for text in provenance["fingerprint"]], [self.ours, self.theirs])
            self.assertEqual([text.decode() for text in provenance["mixed_with"]], ["", self.ours])
            ours = [text.decode() for text in provenance["numerics/fingerprint"]].index(self.ours)
            self.assertTrue((provenance["numerics/run_numerics"][:, :12] == ours).all())
            self.assertTrue((provenance["numerics/run_numerics"][:, 12] != ours).all())
        # Both may go on now, and a third may not.
        self.write("s.toml", SMALL.replace("seeds = 12", "seeds = 14"))
        self.assertNotIn("numerics", self.run_sweep("s.toml", "r.h5").stderr)
        self.assertEqual(self.runs(), {self.ours: SMALL_RUNS + POINTS, self.theirs: POINTS})
        self.write("s.toml", SMALL.replace("seeds = 12", "seeds = 15"))
        sides = sorted([(self.ours, self.line(f"{SMALL_RUNS + POINTS} runs in r.h5", True)),
                        (self.theirs, self.line(f"{POINTS} runs in r.h5", True, **self.other))])
        self.refuse(*(line for _, line in sides), self.line("this program", False, **self.third), **self.third)

    def test_in_results_and_nothing_to_compute(self):
        self.run_sweep("s.toml", "r.h5")
        self.run_sweep("s.toml", "r.h5", **self.other)
        self.assertEqual(self.runs(), {self.ours: SMALL_RUNS})

    def test_in_results_to_reuse(self):
        self.run_sweep("s.toml", "other.h5", **self.other)
        self.write("s.toml", SMALL.replace("seeds = 12", "seeds = 13"))
        words = ("run", "s.toml", "-o", "r.h5", "--no-report", "--reuse", "other.h5")
        self.refuse(self.line(f"{SMALL_RUNS} runs in other.h5", True, **self.other), self.line("this program", False), words=words)
        self.run_sweep("s.toml", "r.h5", "--reuse", "other.h5", MIX)
        self.assertEqual(self.runs(), {self.theirs: SMALL_RUNS, self.ours: POINTS})

    def test_in_results_of_the_version_before(self):
        self.run_sweep("s.toml", "r.h5", **self.other)
        with module("h5py").File(self.folder / "r.h5", "r+") as file:
            for name in ("numerics", "eigen", "processor", "mixed_with"):
                del file["provenance"][name]
        self.write("s.toml", SMALL.replace("seeds = 12", "seeds = 13"))
        done = self.call("run", "s.toml", "-o", "r.h5", "--no-report")
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"  {self.theirs}: {SMALL_RUNS} runs in r.h5 (", done.stderr)
        self.run_sweep("s.toml", "r.h5", **self.other)  # its own
        self.assertEqual(self.runs(), {self.theirs: SMALL_RUNS + POINTS})

    def test_readers_open_the_group(self):
        self.run_sweep("s.toml", "r.h5")
        xarray = module("xarray")
        for engine in ("netcdf4", "h5netcdf"):
            with xarray.open_dataset(self.folder / "r.h5", engine=engine, group="provenance/numerics") as numerics:
                self.assertEqual(dict(numerics.sizes), {"numerics": 1, "point": POINTS, "seed": 12})
                self.assertEqual(list(numerics.fingerprint.values), [self.ours])
                self.assertEqual(int(numerics.run_numerics.sel(seed=3).max()), 0)
        page = self.call("r.h5", "-o", "page", program=ANALYZE)
        self.assertEqual(page.returncode, 0, page.stderr)
        self.assertIn(f"<tr><th>numerics {self.ours}</th><td class=\"name\">{SMALL_RUNS} runs; eigen ", (self.folder / "page/index.html").read_text())


class States(NumericsTest):
    def test_of_finished_runs_for_longer_lengths(self):
        self.write("s.toml", STREAMS)
        self.run_sweep("s.toml", "r.h5")
        ours, theirs = self.fingerprint()[0], self.fingerprint(**self.other)[0]
        self.write("s.toml", STREAMS.replace("20_000]", "20_000, 30_000]"))
        self.refuse(self.line(f"{STREAM_RUNS} saved states in r.h5.states", True), self.line("this program", False, **self.other), **self.other)
        told = self.run_sweep("s.toml", "r.h5", MIX, **self.other)
        self.assertIn(f"{STREAM_RUNS} runs went on from saved states: {STREAM_RUNS * 20_000} samples were not computed again", told.stderr)
        self.assertEqual(self.runs(), {f"{ours}+{theirs}": STREAM_RUNS})
        self.run_sweep("s.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")

    def test_of_runs_in_progress(self):
        self.write("s.toml", SLOW)
        ours, theirs = self.fingerprint()[0], self.fingerprint(**self.other)[0]
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.1", "--grace", "0")
        self.wait_until(lambda: list(self.folder.glob("r.h5.parts/*.running")), "nothing is saved")
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.wait(30), 75, self.said.read_text())
        saved = re.search(r" (\d+) saved states? in ", self.call("run", "s.toml", "-o", "r.h5", "--no-report", **self.other).stderr)
        self.refuse(self.line(f"{saved[1]} saved states in r.h5.parts", True), self.line("this program", False, **self.other), **self.other)
        told = self.run_sweep("s.toml", "r.h5", MIX, **self.other)
        self.assertIn(f"{saved[1]} runs went on from saved states", told.stderr)
        self.assertEqual(self.runs(), {f"{ours}+{theirs}": int(saved[1]), theirs: 6 - int(saved[1])})


class Parts(NumericsTest):
    def setUp(self):
        super().setUp()
        self.write("s.toml", UNITS)
        self.ours, self.theirs = self.fingerprint()[0], self.fingerprint(**self.other)[0]

    def shard(self, number, *options, **how):
        return self.call("run", "s.toml", "-o", "r.h5", "--no-report", "--shard", f"{number}/2", *options, **how)

    def sides(self, counts):
        """Lines of what stands in the folder of logs."""
        return [line for _, line in sorted([(self.ours, self.line(f"{counts[self.ours]} runs in r.h5.parts", True)),
                                            (self.theirs, self.line(f"{counts[self.theirs]} runs in r.h5.parts", True, **self.other))])]

    def test_of_a_stopped_sweep(self):
        first = self.shard(0)
        missing = int(re.search(r"(\d+) runs of other shards are missing", first.stderr)[1])
        stored = POINTS * 40 - missing
        self.refuse(self.line(f"{stored} runs in r.h5.parts", True), self.line("this program", False, **self.other), **self.other)
        self.run_sweep("s.toml", "r.h5", MIX, **self.other)
        self.assertEqual(self.runs(), {self.ours: stored, self.theirs: missing})
        self.assertFalse((self.folder / "r.h5.parts").exists())

    def test_of_two_are_gathered_only_when_told(self):
        self.write("s.toml", UNITS)
        for shard, how in ((0, {}), (1, self.other)):
            done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", "--shard", f"{shard}/3", MIX, **how)
            self.assertEqual(done.returncode, 0, done.stderr)
        missing = int(re.search(r"(\d+) runs of other shards are missing", done.stderr)[1])
        self.assertEqual(self.call("gather", "s.toml", "-o", "r.h5", **self.third).returncode, 75)  # the second was told
        first = self.runs()
        self.assertEqual(set(first), {self.ours, self.theirs})
        self.assertEqual(sum(first.values()), POINTS * 40 - missing)
        # As if the two had met without a word.
        (self.folder / "r.h5").unlink()
        for file in self.folder.glob("r.h5.parts/*.session"):
            session = json.loads(file.read_text())
            file.write_text(json.dumps({**session, "mixed_with": ""}))
        self.refuse(*self.sides(first), words=("gather", "s.toml", "-o", "r.h5"), suggestion=AT_THE_END)
        self.assertEqual(self.call("gather", "s.toml", "-o", "r.h5", MIX).returncode, 75)
        self.assertEqual(self.runs(), first)
        self.run_sweep("s.toml", "r.h5")  # now the results say that it is known
        self.assertEqual(self.runs(), {self.ours: first[self.ours] + missing, self.theirs: first[self.theirs]})

    def test_of_two_shards_at_the_same_time(self):
        """Whoever comes second is refused. If both have begun before they could see each other, nobody builds, and nothing is lost."""
        both = [self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--shard", f"{shard}/2", **how)
                for shard, how in ((0, {}), (1, self.other))]
        codes = sorted(process.wait(60) for process in both)
        self.assertEqual(codes[1], 2, "none was refused")
        self.assertFalse((self.folder / "r.h5").exists())
        self.assertEqual(self.shard(0, MIX).returncode, 0)
        self.assertEqual(self.shard(1, MIX, **self.other).returncode, 0)
        self.assertEqual(set(self.runs()), {self.ours, self.theirs})
        self.run_sweep("s.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")

    def test_that_come_while_others_are_computed(self):
        """As when neither shard can see the other: the last one finds at the end what it must not build, and nothing is lost."""
        aside = self.call("run", "s.toml", "-o", "aside.h5", "--no-report", "--shard", "1/2", **self.other)
        self.assertEqual(aside.returncode, 0, aside.stderr)
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--shard", "0/2")
        self.wait_until(lambda: any(log.stat().st_size > 10_000 for log in self.folder.glob("r.h5.parts/*.log")), "nothing is computed")
        for log in self.folder.glob("aside.h5.parts/*.log"):
            shutil.copy(log, self.folder / "r.h5.parts")
        self.assertEqual(process.wait(60), 2)
        last = (self.folder / "r.h5.parts/last-message").read_text()
        counts = {name: int(count) for name, count in re.findall(r"  (\w+): (\d+) runs in r\.h5\.parts", last)}
        self.assertEqual((set(counts), sum(counts.values())), ({self.ours, self.theirs}, POINTS * 40))
        self.assertTrue(self.said.read_text().endswith(last))
        self.refuse(*self.sides(counts), words=("gather", "s.toml", "-o", "r.h5"), suggestion=AT_THE_END)
        self.assertEqual(self.call("gather", "s.toml", "-o", "r.h5", MIX).returncode, 0)
        self.assertEqual(self.runs(), counts)

    def test_of_shards_that_were_told(self):
        self.assertEqual(self.shard(0).returncode, 0)
        self.assertEqual(self.shard(1, MIX, **self.other).returncode, 0)
        self.assertEqual(set(self.runs()), {self.ours, self.theirs})


class Ranks(NumericsTest):
    def test_all_say_what_computed_their_runs(self):
        self.need_mpi()
        self.write("s.toml", UNITS)
        self.run_sweep("s.toml", "r.h5", ranks=3)
        self.assertEqual(self.runs(), {self.fingerprint()[0]: POINTS * 40})

    def test_of_one_run_that_disagree_are_refused(self):
        self.need_mpi()
        self.write("s.toml", SMALL)
        self.write("ranks.sh", f"""#!/bin/sh
[ "${{OMPI_COMM_WORLD_RANK:-$PMI_RANK}}" != 1 ] || export LD_PRELOAD={self.other["LD_PRELOAD"]} OTHER_NUMERICS=1
exec {PROGRAM} "$@"
""")
        (self.folder / "ranks.sh").chmod(0o755)
        done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", MIX, program=self.folder / "ranks.sh", ranks=2)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("numerics: ranks do not compute the same bits (", done.stderr)
        self.assertFalse((self.folder / "r.h5.parts").exists())


class Replay(NumericsTest):
    def test_names_the_numerics_before_it_differs(self):
        h5py = module("h5py")
        self.write("s.toml", SMALL)
        self.run_sweep("s.toml", "r.h5", **self.other)
        with h5py.File(self.folder / "r.h5", "r+") as file:
            point = next(i for i, status in enumerate(file["status"][:, 3]) if status == 1)
            name = file["point_id"][point].decode()
            file["risk"][point, 3, 0] *= 1 + 1e-15
        ours, theirs = (re.escape(" ".join([f"{fingerprint} ({described}"])) for fingerprint, described in
                        (self.fingerprint(), self.fingerprint(**self.other)))
        here = self.call("replay", "r.h5", name, 3)
        self.assertEqual(here.returncode, 1)
        self.assertRegex(here.stdout, rf"\nstored by other numerics: {theirs}; 20[0-9-]{{8}}\)\n             this program: {ours}\)\n"
                                      r"DIFFERS from what is stored\n$")
        there = self.call("replay", "r.h5", name, 3, **self.other)
        self.assertRegex(there.stdout, rf"\nstored by the numerics of this program: {theirs}\)\nDIFFERS from what is stored\n$")


if __name__ == "__main__":
    unittest.main()
