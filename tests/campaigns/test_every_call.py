"""Every use of every call on files of a small sweep fails, once or from then on, and so do large allocations: nothing is lost, and the
same command goes on.

POLESWEEP_CAMPAIGN=long tries every use; the short form takes a fixed few of each call. Prints a table: README.md has it. TMPDIR=/dev/shm
saves the waiting for a disk.
"""
import os
import pathlib
import shutil
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from faulty_runs import PRODUCT, SUCH_CALLS, FaultyRuns  # noqa: E402

IS_LONG = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
# Looks at one kind of call alone.
ONLY = os.environ.get("POLESWEEP_CALLS", "").split()
# Ends each test after so many seconds, and says so.
SECONDS = float(os.environ.get("POLESWEEP_CALLS_SECONDS", "inf"))
# What a session asks the machine about processes, hosts and memory.
ABOUT_THE_MACHINE = ("/proc/", "/sys/", "/etc/")
# On files of results and of what is made of them, by programs that do nothing else.
PRODUCTS = tuple(call for call in SUCH_CALLS if call not in ("link", "statvfs"))
# What a read-only place says from a moment on.
READ_ONLY = ("open", "write", "pwrite", "rename", "unlink", "mkdir")
# More than there are of any call.
MOST_USES = 2000
# Of calls that a sweep makes often, the short form takes these.
SHORT_USES = {"fresh": (3,), "extended": (1, 7), "resumed": (1, 2, 5), "changed": (4,), "race": (12,), "beside": (2, 4),
              "complete": (3, 6, 9)}
# In the long form the first uses of a call meet every error, and later ones one of them in turn.
WITH_EVERY_ERROR = 1
# Allocations of at least so many bytes fail.
ALLOCATIONS = (1 << 20, 1 << 16, 1 << 12) if IS_LONG else (1 << 16,)


class EveryCall(FaultyRuns):
    def setUp(self):
        super().setUp()
        self.deadline = time.monotonic() + SECONDS

    def check_all(self, start, words, calls, once, **more):
        numbers = {call: number for number, call in enumerate(calls) if not ONLY or call in ONLY}
        check = self.check_product if words[0] in PRODUCT else self.check
        for turn, at in enumerate(range(1, MOST_USES) if IS_LONG else SHORT_USES[start]):
            for call, number in list(numbers.items()):
                if time.monotonic() > self.deadline:
                    print(f"{start}: the time was over at use {at} of {', '.join(numbers)}")
                    return
                errors = SUCH_CALLS[call] if once else ("EROFS",)
                # Errors take turns, so that all meet some use of a call.
                now = errors if IS_LONG and at <= WITH_EVERY_ERROR else [errors[(turn + number) % len(errors)]]
                if not any([check(start, words, call, error, at, once, **more) for error in now]):
                    del numbers[call]

    def test_fresh(self):
        self.check_all("fresh", ("run", "s.toml"), SUCH_CALLS, True)

    def test_extended(self):
        self.check_all("extended", ("run", "s.toml"), SUCH_CALLS, True)

    def test_resumed(self):
        self.check_all("resumed", ("run", "s.toml"), SUCH_CALLS, True)

    def test_changed(self):
        self.check_all("changed", ("run", "s.toml"), SUCH_CALLS, True)

    def test_changed_where_there_are_no_links(self):
        self.check_all("changed", ("run", "s.toml"), ("open", "read", "write", "sendfile", "fsync", "close", "rename"), True,
                       FAIL_ALSO="link")

    def test_race(self):
        self.check_all("race", ("run", "race.toml"), SUCH_CALLS, True)

    def test_gather(self):
        self.check_all("resumed", ("gather", "s.toml"), SUCH_CALLS, True)

    def test_beside_a_session_that_works(self):
        self.check_all("beside", ("run", "s.toml"), SUCH_CALLS, True)

    def test_the_sweep_file(self):
        for start in ("fresh", "extended"):
            self.check_all(start, ("run", str(self.folder / "s.toml")), SUCH_CALLS, True, FAIL_PATH="s.toml", ROW="any, on the sweep file")

    def test_the_machine(self):
        for place in ABOUT_THE_MACHINE:
            for start in ("resumed", "beside"):
                self.check_all(start, ("run", "s.toml"), SUCH_CALLS, True, FAIL_PATH=place, ROW=f"any, below {place}")

    def test_analyze(self):
        self.check_all("complete", ("analyze",), PRODUCTS, True)

    def test_replay_with_a_trace(self):
        self.check_all("complete", ("replay",), PRODUCTS, True)

    def test_read_only_from_a_moment_on(self):
        for start in self.places:
            self.check_all(start, ("run", "race.toml" if start == "race" else "s.toml"), READ_ONLY, False)

    def check_memory(self, start, bytes_least, at):
        """Refuses one allocation; false if there are not so many."""
        out = self.folder / "case"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.places[start], out)
        done = self.faulty(out, ("run", "s.toml"), "malloc", "ENOMEM", at, FAIL_SIZE=str(bytes_least), FAIL_PATH="")
        if not (out / "failed").exists():
            return False
        row = self.table[f"malloc of {bytes_least} bytes or more"]
        row["injections"] += 1
        with self.subTest(start=start, bytes=bytes_least, at=at):
            try:
                # The HDF5 library itself may crash where it is refused memory, which is as a kill.
                crashed = done.returncode in (-signal.SIGSEGV, -signal.SIGABRT)
                row["crashed"] += crashed
                if not crashed:
                    self.assertIn(done.returncode, (0, 2, 3, 75), done.stderr)
                if done.returncode in (2, 75):
                    self.assertRegex(done.stderr, "(?i)memory|alloc")
                (out / "failed").unlink()
                self.run_sweep("s.toml", out / "r.h5", "--serial")
                self.assert_equal_data("whole.h5", out / "r.h5")
                self.assertEqual([path.name for path in out.rglob("*") if path.name.endswith(".tmp") or "damaged" in path.name], [])
            except AssertionError:
                row["lost"] += 1
                raise
            row["stopped" if done.returncode else "survived"] += 1
        return True

    def test_memory(self):
        if ONLY and "malloc" not in ONLY:
            return
        for start in ("fresh", "extended", "resumed"):
            for bytes_least in ALLOCATIONS:
                at = 1
                while time.monotonic() < self.deadline and self.check_memory(start, bytes_least, at):
                    at += 1 if IS_LONG else 40


if __name__ == "__main__":
    unittest.main()
