"""Nothing that was computed is lost by a kill, and the same command goes on from there."""
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import time
import unittest

from sweeps import LONG, SMALL, SweepTest

RANKS = 2
MOMENTS = 20261122  # seed of the moments at which runs are killed
KILLS = 8  # campaigns/test_kill_storm.py kills more, and in more moments


def ranks_of(launcher):
    """Process ids of the ranks below an mpirun, by rank: its children, or those of MPICH's proxy."""
    ranks = {}
    try:
        children = [child for file in pathlib.Path(f"/proc/{launcher}/task").glob("*/children") for child in file.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return ranks
    for child in children:
        try:
            found = re.search(rb"(?:OMPI_COMM_WORLD|PMI)_RANK=(\d+)", pathlib.Path(f"/proc/{child}/environ").read_bytes())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since it was listed
        ranks.update({int(found[1]): int(child)} if found else ranks_of(child))
    return ranks


def is_gone(process):
    """Whether a process has ended; one that nobody waits for counts."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


class KillTest(SweepTest):
    def setUp(self):
        super().setUp()
        self.need_mpi()
        self.sweep = self.write("long.toml", LONG)

    def reference(self, results, *settings):
        """The uninterrupted run."""
        done = self.call("run", self.sweep, *settings, "-o", results, "--no-report", ranks=RANKS, limit=120)
        self.assertEqual(done.returncode, 0, done.stderr)

    def start_computing(self, results, *settings):
        """Starts a session and returns when its ranks have opened their logs, or when it has ended."""
        parts = self.folder / (results + ".parts")
        before = {log.name for log in parts.glob("*.log")}
        process = self.start("run", self.sweep, *settings, "-o", results, "--no-report", "--checkpoint", "0.2", ranks=RANKS)
        self.wait_until(lambda: process.poll() is not None or len({log.name for log in parts.glob("*-[01].log")} - before) >= RANKS,
                        "no logs")
        return process

    def runs_found(self):
        found = re.search(r"found (\d+) of \d+ runs already computed", self.said.read_text())
        return int(found[1]) if found else 0


class Launcher(KillTest):
    """SIGKILL of mpirun, whose ranks then end by themselves."""

    def kill_until_complete(self, number, moments, wait):
        """One sweep, killed again and again until a session comes to its end. Returns the number of kills."""
        # Two sweeps of other seeds share an uninterrupted run: one whose ranks are awaited, and one where they are not.
        settings = ("--set", f"seeds={{ start = {40 * (number // 2)}, count = 40 }}")
        whole = f"whole-{number // 2}.h5"
        results = f"killed-{number}.h5"
        found, kills, orphans = [], 0, []
        while True:
            self.assertLess(kills, 20, "the sweep never ends")
            process = self.start_computing(results, *settings)
            try:
                process.wait(moments.uniform(0.05, 1.1))
            except subprocess.TimeoutExpired:
                ranks = list(ranks_of(process.pid).values())
                if ranks:  # else the sweep has just come to its end
                    self.assertEqual(len(ranks), RANKS)
                    process.kill()
                process.wait()
                # A kill counts where it stopped a computation: logs are there and no results.
                kills += not (self.folder / results).exists()
                if wait:
                    self.wait_until(lambda: all(map(is_gone, ranks)), "ranks outlive mpirun")
                orphans += ranks
            found.append(self.runs_found())
            if process.returncode != -signal.SIGKILL:
                break
        self.assertEqual(process.returncode, 0, self.said.read_text())
        print(f"sweep {number}, {'ranks awaited' if wait else 'started again at once'}: {kills} kills, runs found by each session {found}")
        self.assertEqual(found, sorted(found), "runs were lost")
        self.assertGreater(found[-1], 0)
        self.wait_until(lambda: all(map(is_gone, orphans)), "ranks outlive mpirun")
        if not (self.folder / whole).exists():
            self.reference(whole, *settings)
        self.assert_equal_data(whole, results)
        return kills

    def test_killed_again_and_again(self):
        moments = random.Random(MOMENTS)
        kills, number = 0, 0
        while kills < KILLS:
            self.assertLess(number, 12, "the sweep is over before it can be killed")
            # The ranks of a killed mpirun live on for a moment, beside the next session if that starts at once.
            kills += self.kill_until_complete(number, moments, wait=number % 2 == 0)
            number += 1
        print(f"{kills} kills of mpirun while computing, {number} sweeps, seed of the moments {MOMENTS}")


class Rank(KillTest):
    """SIGKILL of one rank, as the kernel does when memory is short."""

    def test_killed_rank_ends_the_run_and_loses_nothing(self):
        self.reference("whole.h5")
        for rank, name in ((0, "coordinator"), (1, "worker")):
            with self.subTest(killed=name):
                results = name + ".h5"
                process = self.start_computing(results)
                time.sleep(0.6)
                self.assertIsNone(process.poll(), "the sweep is over before it can be killed")
                os.kill(ranks_of(process.pid)[rank], signal.SIGKILL)
                killed = time.monotonic()
                code = process.wait(10)
                print(f"mpirun ended {time.monotonic() - killed:.1f} s after the {name} was killed, exit code {code}")
                self.assertNotEqual(code, 0)
                self.assertFalse((self.folder / results).exists())
                again = self.run_sweep(self.sweep, results, ranks=RANKS, limit=120)
                self.assertRegex(again.stderr, r"found [1-9]\d* of 4760 runs already computed")
                self.assert_equal_data("whole.h5", results)


class Leftovers(SweepTest):
    def test_temporary_files_of_dead_sessions_are_deleted(self):
        self.write("s.toml", SMALL)
        parts = self.folder / "r.h5.parts"
        parts.mkdir()
        dead, alive = ("20260101T000000Z-" + digit * 16 for digit in "de")
        # Of a session on another host, whose heartbeat nobody has looked at.
        (parts / f"{alive}.session").write_text(json.dumps({
            "session": alive, "started": "", "version": "", "commit": "", "compiler": "", "kernels": "", "fingerprint": "", "hosts": "elsewhere",
            "ranks": 1, "process": 1, "process_started": 1}))
        names = [f"{place}.{session}.{'0' * 16}.tmp" for session in (dead, alive) for place in ("r.h5", "r.h5.states", "r.h5.parts/x.running")]
        others = ["other.h5." + dead + "." + "0" * 16 + ".tmp", "r.h5.tmp"]
        for name in names + others:
            self.write(name, "half")
        done = self.run_sweep("s.toml", "r.h5")
        self.assertIn("another session (" + alive, done.stderr)
        self.assertEqual([name for name in names + others if (self.folder / name).exists()], names[3:] + others)


if __name__ == "__main__":
    unittest.main()
