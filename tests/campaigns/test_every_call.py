"""Every use of every call on files of a small sweep fails, once or from then on: nothing is lost, and the same command goes on.

POLESWEEP_CAMPAIGN=long tries every use; the short form takes a fixed few of each call. Prints a table: README.md has that of the short form.
"""
import collections
import errno
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import ANALYZE, PROGRAM, SweepTest  # noqa: E402

IS_LONG = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
# Looks at one kind of call alone.
ONLY = os.environ.get("POLESWEEP_CALLS", "").split()
LIBRARY_SOURCE = pathlib.Path(__file__).parent / "failing_calls.c"

SWEEP = """name = "tiny"
seeds = 3
lengths = [10, 100]
[[task]]
kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
noise = 0.1
[[poles]]
network = "diagonal"
kind = "ring"
count = 3
radius = 0.9
[[learner]]
recurrent = "fixed"
readout = ["ridge", { kind = "lms", step_size = [0.01, 0.02] }]
[evaluation]
samples = 500
"""

SHORT = "short"
SUCH_CALLS = {
    "open": ("EIO", "EMFILE", "EACCES", "ESTALE"), "read": ("EIO", "ESTALE", "short"), "fread": ("EIO", "ESTALE", "EINTR"),
    "pread": ("EIO", "ESTALE", "EINTR", "short"), "write": ("ENOSPC", "EDQUOT", "EIO", "EINTR", "short"),
    "pwrite": ("ENOSPC", "EDQUOT", "EIO", "short"), "fsync": ("EIO", "EDQUOT"), "fdatasync": ("EIO",), "close": ("EIO",),
    "rename": ("EIO", "EACCES"), "stat": ("EIO", "ESTALE", "EACCES"), "fstat": ("EIO", "ESTALE"), "statvfs": ("EIO",),
    "mkdir": ("EACCES", "ENOSPC"),
    "unlink": ("EIO", "EACCES"), "opendir": ("EIO", "EMFILE"), "readdir": ("EIO", "ESTALE"), "ftruncate": ("EIO",), "lseek": ("EIO",),
    "access": ("EACCES",), "flock": ("EIO",), "mmap": ("EIO",)}
# What a read-only place says from a moment on.
READ_ONLY = ("open", "write", "pwrite", "rename", "unlink", "mkdir")
# More than there are of any call.
MOST_USES = 2000
# Of calls that a sweep makes often, the short form takes these.
SHORT_USES = {"fresh": (3,), "extended": (1, 7), "resumed": (1, 2, 5)}


class EveryCall(SweepTest):
    def setUp(self):
        super().setUp()
        self.library = self.folder / "failing_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, LIBRARY_SOURCE, "-ldl"], check=True, timeout=60)
        self.write("old.toml", SWEEP.replace("seeds = 3", "seeds = 2"))
        self.write("s.toml", SWEEP)
        self.run_sweep("old.toml", "old.h5")
        self.run_sweep("s.toml", "whole.h5")
        self.places = {name: self.folder / name for name in ("fresh", "extended", "resumed")}
        for place in self.places.values():
            place.mkdir()
        shutil.copy(self.folder / "old.h5", self.places["extended"] / "r.h5")
        if (self.folder / "old.h5.states").exists():
            shutil.copy(self.folder / "old.h5.states", self.places["extended"] / "r.h5.states")
        # All is computed, and stands in a log, when the results cannot get their name.
        place = self.places["resumed"]
        stopped = self.faulty(place, ("run", "s.toml"), "rename", "EIO", 1, once=False, FAIL_NOT=".session")
        self.assertEqual(stopped.returncode, 75, stopped.stderr)
        self.assertTrue(list(place.glob("r.h5.parts/*.log")))
        (place / "failed").unlink()
        self.table = collections.defaultdict(collections.Counter)
        self.addCleanup(self.print_table)

    def print_table(self):
        print("| call | injections | survived | stopped and resumed | not as promised | repaired by hand |\n|---|---|---|---|---|---|")
        for call, row in self.table.items():
            print("|", " | ".join([call, *(str(row[what]) for what in ("injections", "survived", "stopped", "lost", "repaired"))]), "|")

    def faulty(self, out, words, call, error, at, once=True, **more):
        how = {"LD_PRELOAD": str(self.library), "FAIL_CALL": call, "FAIL_PATH": str(out), "FAIL_NOT": ".beat", "FAIL_AT": str(at),
               "FAIL_ERRNO": "0" if error == SHORT else str(getattr(errno, error)), "FAIL_MARK": str(out / "failed"), **more}
        if once:
            how["FAIL_ONCE"] = "1"
        if error == SHORT:
            how["FAIL_SHORT"] = "1"
        program, words = (ANALYZE, (*words[1:], out / "r.h5", "-o", out / "page")) if words[0] == "analyze" else (
            PROGRAM, (*words, "-o", out / "r.h5", *(("--no-report", "--serial", "--checkpoint", "0.01") if words[0] == "run" else ())))
        return self.call(*words, program=program, **how)

    def check(self, start, words, call, error, at, once):
        """Makes one call fail; false if it is not made so often."""
        out = self.folder / "case"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.places[start], out)
        done = self.faulty(out, words, call, error, at, once)
        if not (out / "failed").exists():
            return False
        failed = pathlib.Path((out / "failed").read_text(errors="replace"))
        row = self.table[call if once else call + ", from then on"]
        row["injections"] += 1
        with self.subTest(start=start, words=words[0], call=call, error=error, at=at, once=once, path=str(failed.relative_to(self.folder))):
            try:
                self.assertIn(done.returncode, (0, 2, 75), done.stderr)
                if done.returncode != 0:
                    self.assertNotEqual(error, SHORT, done.stderr)
                    # Of a file that it cannot look at HDF5 says that alone.
                    if not (call == "stat" and ": cannot read (" in done.stderr):
                        self.assertIn(os.strerror(getattr(errno, error)), done.stderr)
                    self.assertIn(str(out), done.stderr)
                self.assertEqual([path.name for path in out.rglob("*damaged*")], [], done.stderr)
                if words[0] == "analyze":
                    self.assert_equal_data("old.h5", out / "r.h5")
                elif done.returncode == 0 and words[0] == "run":
                    self.assert_equal_data("whole.h5", out / "r.h5")
                elif start == "extended" and done.returncode != 0:
                    # The last things that a run does come after the new results have got their name.
                    try:
                        self.assert_equal_data("old.h5", out / "r.h5")
                    except AssertionError:
                        self.assert_equal_data("whole.h5", out / "r.h5")
                (out / "failed").unlink()
                again = self.call("run", "s.toml", "-o", out / "r.h5", "--no-report", "--serial")
                self.assertEqual(again.returncode, 0, again.stderr)
                if start == "resumed":
                    # What was in the log is not computed a second time.
                    first = done if done.returncode == 0 and words[0] == "run" else again
                    self.assertRegex(first.stderr, "found 9 of 9 runs already computed")
                    self.assertNotIn("cut off", done.stderr + again.stderr)
                    self.assertNotIn("not used", done.stderr + again.stderr)
                self.assert_equal_data("whole.h5", out / "r.h5")
                self.assertEqual([path.name for path in out.rglob("*") if path.name.endswith(".tmp") or "damaged" in path.name], [])
            except AssertionError:
                row["lost"] += 1
                raise
            row["stopped" if done.returncode else "survived"] += 1
        return True

    def check_all(self, start, words, calls, once):
        for number, call in enumerate(calls):
            if ONLY and call not in ONLY:
                continue
            errors = ("EROFS",) if not once else SUCH_CALLS[call]
            # Errors take turns, so that all meet some use of a call.
            for turn, at in enumerate(range(1, MOST_USES) if IS_LONG else SHORT_USES[start]):
                tried = [self.check(start, words, call, error, at, once) for error in (errors if IS_LONG and at <= 40 else
                                                                                       [errors[(turn + number) % len(errors)]])]
                if not any(tried):
                    break

    def test_fresh(self):
        self.check_all("fresh", ("run", "s.toml"), SUCH_CALLS, True)

    def test_extended(self):
        self.check_all("extended", ("run", "s.toml"), SUCH_CALLS, True)

    def test_resumed(self):
        self.check_all("resumed", ("run", "s.toml"), SUCH_CALLS, True)

    def test_gather(self):
        self.check_all("resumed", ("gather", "s.toml"), SUCH_CALLS, True)

    def test_analyze(self):
        self.check_all("extended", ("analyze",), ("open", "read", "pread", "stat", "fstat", "lseek"), True)

    def test_read_only_from_a_moment_on(self):
        for start in ("fresh", "extended", "resumed"):
            self.check_all(start, ("run", "s.toml"), READ_ONLY, False)


if __name__ == "__main__":
    unittest.main()
