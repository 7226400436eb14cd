"""Sweeps of very many short runs, very many points and very many ranks: memory, open files and the number of files stay within bounds.
POLESWEEP_CAMPAIGN=long makes it ten million runs, a million points and 256 ranks, which takes some ten minutes of two cores, 3 GB of memory
and 4 GB of disk. POLESWEEP_MANY_SEEDS, _STEP_SIZES (their product are the runs), _POINTS and _RANKS give other sizes."""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import ANALYZE, LONG, PROGRAM, SweepTest, environment, module  # noqa: E402
from test_kills import ranks_of  # noqa: E402

LONG_FORM = os.environ.get("POLESWEEP_CAMPAIGN") == "long"


def size(name, short, long):
    return int(os.environ.get(f"POLESWEEP_MANY_{name}", long if LONG_FORM else short))


SEEDS, STEP_SIZES = size("SEEDS", 200, 10_000), size("STEP_SIZES", 100, 1000)
POINTS = size("POINTS", 1000, 1_000_000)
RANKS = size("RANKS", 12, 256)
# Ten million runs are to be computed with 1 GiB in rank 0 and planned with 200 MiB. Rank 0 holds the runs while it computes, then status,
# risks and whatever else statistics are computed from, and the columns that are being written. What the program takes
# beside them, which is mostly its libraries and the launcher's, is seen in a sweep of a few runs.
BYTES_PER_RUN = 100
BYTES_OF_PLAN = 200 << 20
BYTES_OF_BUFFERS = 16_000_000  # of HDF5 and of records, once a file is large
SWEEP = """
name = "many"
seeds = {seeds}
lengths = [10, 20]
[[task]]
kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
[[poles]]
network = "diagonal"
kind = "ring"
count = 2
radius = 0.9
[[learner]]
recurrent = "fixed"
readout = {{ kind = "lms", step_size = {{ linspace = [0.0001, 0.1], count = {step_sizes} }} }}
"""
# Reads the results as their readers do, and says how much there is.
READERS = """
import sys, h5py, xarray
with h5py.File(sys.argv[1]) as file:
    risks = file["risk"][...]
    ids = file["point_id"][...]
    print(risks.shape, len(set(ids)), bool((risks > 0).all()))
root = xarray.open_dataset(sys.argv[1], engine="h5netcdf")
statistics = xarray.open_dataset(sys.argv[1], engine="h5netcdf", group="statistics")
print(root.sizes["point"], bool(root.risk.notnull().all()), bool(statistics.risk_median.notnull().all()))
"""


class ManyRuns(SweepTest):
    def watch(self, ranks, seeds, step_sizes):
        """Runs the sweep; the most memory (bytes), open files and files of results that were seen."""
        self.write("s.toml", SWEEP.format(seeds=seeds, step_sizes=step_sizes))
        start = time.monotonic()
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", ranks=ranks)
        most = {"memory": 0, "open": 0, "files": 0}
        first = None
        while process.poll() is None:
            try:
                first = first or (ranks_of(process.pid).get(0) if ranks else process.pid)
                if first:
                    status = pathlib.Path(f"/proc/{first}/status").read_text()
                    peak = [int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")]
                    most["memory"] = max([most["memory"], *peak])
                    most["open"] = max(most["open"], len(os.listdir(f"/proc/{first}/fd")))
            except OSError:
                pass
            most["files"] = max(most["files"], sum(len(files) for _, _, files in os.walk(self.folder)))
            time.sleep(0.01)
        most["seconds"] = time.monotonic() - start
        self.assertEqual(process.returncode, 0, self.said.read_text())
        self.assertIn(f"r.h5: {seeds * step_sizes} runs", self.said.read_text())
        most["bytes"] = (self.folder / "r.h5").stat().st_size
        self.assertFalse((self.folder / "r.h5.parts").exists())
        return most

    def check(self, ranks):
        runs = SEEDS * STEP_SIZES
        # A few runs are over so soon that the last moments may not be seen.
        few = []
        for _ in range(3):
            few.append(self.watch(ranks, 2, 2))
            (self.folder / "r.h5").unlink()
        program = {what: max(seen[what] for seen in few) for what in few[0]}
        most = self.watch(ranks, SEEDS, STEP_SIZES)
        print(f"{runs} runs on {max(1, ranks)} ranks: {most['memory'] / 1e6:.0f} MB ({program['memory'] / 1e6:.0f} MB with a few runs), "
              f"{most['open']} open files ({program['open']}), {most['files']} files of results, {most['seconds']:.0f} s, "
              f"results of {most['bytes'] / 1e6:.0f} MB")
        self.assertGreater(program["open"], 3)
        self.assertLess(most["memory"], program["memory"] + BYTES_OF_BUFFERS + BYTES_PER_RUN * runs)
        self.assertLess(most["open"], program["open"] + 8)
        # The sweep, what it said, a log, a session, its heartbeat, status, last message, the results and one temporary file.
        self.assertLessEqual(most["files"], 9 + max(1, ranks))

    def test_alone(self):
        self.check(0)
        for name, words in {"status": [PROGRAM, "status", "r.h5"], "page": [ANALYZE, "r.h5", "-o", "page"]}.items():
            memory, seconds, _ = self.peak_of(*words)
            print(f"{name} of {SEEDS * STEP_SIZES} runs: {memory / 1e6:.0f} MB, {seconds:.1f} s")
            self.assertLess(memory, (100 << 20) + BYTES_PER_RUN * SEEDS * STEP_SIZES)

    def test_plan(self):
        self.write("s.toml", SWEEP.format(seeds=SEEDS, step_sizes=STEP_SIZES))
        self.write("points.toml", SWEEP.format(seeds=10, step_sizes=POINTS))
        for sweep in ("s.toml", "points.toml"):
            memory, seconds, _ = self.peak_of(PROGRAM, "plan", sweep)
            print(f"plan of {sweep}: {memory / 1e6:.0f} MB, {seconds:.1f} s")
            self.assertLess(memory, BYTES_OF_PLAN)

    def test_two_ranks(self):
        self.need_mpi()
        self.check(2)


class ManyPoints(SweepTest):
    def test_are_written_and_read_back(self):
        for name in ("h5py", "xarray"):
            module(name)
        self.write("s.toml", SWEEP.format(seeds=1, step_sizes=POINTS))
        calls = {"run": [PROGRAM, "run", "s.toml", "--serial", "-o", "r.h5", "--no-report"],
                 "page": [ANALYZE, "r.h5", "-o", "page"],
                 "h5py and xarray": [sys.executable, "-c", READERS, "r.h5"]}
        for name, words in calls.items():
            memory, seconds, said = self.peak_of(*words)
            print(f"{name} of {POINTS} points: {memory / 1e6:.0f} MB, {seconds:.1f} s")
        self.assertEqual(said, f"({POINTS}, 1, 2) {POINTS} True\n{POINTS} True True\n")
        print(f"results of {POINTS} points: {(self.folder / 'r.h5').stat().st_size / 1e6:.0f} MB")


class ManyRanks(SweepTest):
    """More ranks than there are units for, or cores."""

    def test_give_the_bits_of_one(self):
        self.need_mpi()
        self.write("s.toml", LONG.replace("200_000", "20_000"))
        self.run_sweep("s.toml", "one.h5", limit=300)
        start = time.monotonic()
        self.run_sweep("s.toml", "many.h5", ranks=RANKS, limit=600)
        print(f"{RANKS} ranks: {time.monotonic() - start:.0f} s")
        self.assert_equal_data("one.h5", "many.h5")

    def test_go_on_after_a_kill(self):
        self.need_mpi()
        self.write("s.toml", LONG)
        self.run_sweep("s.toml", "one.h5", limit=300)
        process = self.start("run", "s.toml", "-o", "many.h5", "--no-report", "--checkpoint", "0.2", ranks=RANKS)
        parts = self.folder / "many.h5.parts"
        # Records are more than the header of a log.
        self.wait_until(lambda: sum(log.stat().st_size > 4096 for log in parts.glob("*.log")) > 1, "no records", limit=300)
        ranks = ranks_of(process.pid)
        self.assertEqual(len(ranks), RANKS)
        resident = [int(pathlib.Path(f"/proc/{rank}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") for rank in ranks.values()]
        os.kill(ranks[RANKS // 2], signal.SIGKILL)
        self.assertNotEqual(process.wait(timeout=120), 0)
        self.assertFalse((self.folder / "many.h5").exists())
        done = self.run_sweep("s.toml", "many.h5", ranks=RANKS, limit=900)
        print(f"{RANKS} ranks: {sum(resident) / 1e6:.0f} MB resident together, {max(resident) / 1e6:.0f} MB at most; "
              f"after a kill {done.stderr.splitlines()[0]}")
        self.assertRegex(done.stderr, r"found \d+ of 4760 runs already computed")
        self.assert_equal_data("one.h5", "many.h5")


class Status(SweepTest):
    """`polesweep status` opens a handful of files, however many logs, sessions and states there are."""

    def opened(self):
        library = self.folder / "counting_opens.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, pathlib.Path(__file__).parent / "counting_opens.c", "-ldl"], check=True,
                       timeout=60)
        listing = self.folder / "opened"
        done = self.call("status", "r.h5", LD_PRELOAD=str(library), COUNT_FILE=str(listing))
        self.assertEqual(done.returncode, 0, done.stderr)
        opened = [path for path in listing.read_text().splitlines() if "r.h5" in path]
        listing.unlink()
        return done.stdout, opened

    def test_opens_a_handful_of_files(self):
        self.write("s.toml", LONG)
        for _ in range(2):
            done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", "--deadline", "+0.8", "--headroom", "0.1")
            self.assertEqual(done.returncode, 75, done.stderr)
        parts = self.folder / "r.h5.parts"
        log = next(parts.glob("*.log"))
        for number in range(500):
            for suffix in (".log", ".session", ".beat", ".states"):
                (parts / f"20200101T000000Z-{number:016x}-0{suffix}").write_bytes(log.read_bytes())
        said, opened = self.opened()
        self.assertRegex(said, r"^\d+ of 4760 runs.*\nstopped early: ")
        self.assertIn("r.h5.parts/status.json", opened)
        self.assertLessEqual(len(opened), 4, opened)
        for path in parts.iterdir():
            path.unlink()
        parts.rmdir()
        self.write("s.toml", SWEEP.format(seeds=2, step_sizes=2))
        self.run_sweep("s.toml", "r.h5")
        said, opened = self.opened()
        self.assertTrue(said.startswith("r.h5: complete\n"), said)
        self.assertIn("r.h5", opened)
        self.assertLessEqual(len(opened), 4, opened)


if __name__ == "__main__":
    unittest.main()
