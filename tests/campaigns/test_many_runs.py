"""A sweep of very many short runs: memory of rank 0, open files and the number of files stay within bounds for each run and rank.
POLESWEEP_CAMPAIGN=long makes it a million runs, which takes about half a minute."""
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import LONG, SweepTest  # noqa: E402
from test_kills import ranks_of  # noqa: E402

LONG_FORM = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
SEEDS, STEP_SIZES = (1000, 1000) if LONG_FORM else (200, 100)
# Rank 0 holds the results while it builds them, and their image as a file: per run status, divergence, risks, and their statistics. What the
# program takes beside them, which is mostly its libraries and the launcher's, is seen in a sweep of a few runs.
BYTES_PER_RUN = 700
BYTES_OF_BUFFERS = 8_000_000  # of HDF5, once a file is large
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


class ManyRuns(SweepTest):
    def watch(self, ranks, seeds, step_sizes):
        """Runs the sweep; the most memory (bytes), open files and files of results that were seen."""
        self.write("s.toml", SWEEP.format(seeds=seeds, step_sizes=step_sizes))
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
        self.assertEqual(process.returncode, 0, self.said.read_text())
        self.assertIn(f"r.h5: {seeds * step_sizes} runs", self.said.read_text())
        (self.folder / "r.h5").unlink()
        self.assertFalse((self.folder / "r.h5.parts").exists())
        return most

    def check(self, ranks):
        runs = SEEDS * STEP_SIZES
        # A few runs are over so soon that the last moments may not be seen.
        few = [self.watch(ranks, 2, 2) for _ in range(3)]
        program = {what: max(seen[what] for seen in few) for what in few[0]}
        most = self.watch(ranks, SEEDS, STEP_SIZES)
        print(f"{runs} runs on {max(1, ranks)} ranks: {most['memory'] / 1e6:.0f} MB ({program['memory'] / 1e6:.0f} MB with a few runs), "
              f"{most['open']} open files ({program['open']}), {most['files']} files of results")
        self.assertGreater(program["open"], 3)
        self.assertLess(most["memory"], program["memory"] + BYTES_OF_BUFFERS + BYTES_PER_RUN * runs)
        self.assertLess(most["open"], program["open"] + 8)
        # The sweep, what it said, a log, a session, its heartbeat, status, last message, the results and one temporary file.
        self.assertLessEqual(most["files"], 9 + max(1, ranks))

    def test_alone(self):
        self.check(0)

    def test_two_ranks(self):
        self.need_mpi()
        self.check(2)


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
