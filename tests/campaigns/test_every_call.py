"""Every use of every call on files of a small sweep fails, once or from then on, and so do large allocations: nothing is lost, and the
same command goes on.

POLESWEEP_CAMPAIGN=long tries every use; the short form takes a fixed few of each call. Prints a table: README.md has it. TMPDIR=/dev/shm
saves the waiting for a disk.
"""
import collections
import errno
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from copies import Copies  # noqa: E402
from sweeps import ANALYZE, PROGRAM, SweepTest, module  # noqa: E402

IS_LONG = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
# Looks at one kind of call alone.
ONLY = os.environ.get("POLESWEEP_CALLS", "").split()
# Ends each test after so many seconds, and says so.
SECONDS = float(os.environ.get("POLESWEEP_CALLS_SECONDS", "inf"))
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

# Its one cell decides twice who goes on.
RACE = """name = "race"
seeds = 4
lengths = { logspace = [100, 800], count = 4 }
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
readout = { kind = "lms", step_size = [0.0003, 0.001, 0.01, 10.0] }
tune = { fields = ["readout.step_size"], race = { keep = 0.34, rungs = 3 } }
[evaluation]
samples = 500
"""

SHORT = "short"
SUCH_CALLS = {
    "open": ("EIO", "EMFILE", "EACCES", "ESTALE", "ENOSPC", "EDQUOT", "EINTR"), "read": ("EIO", "ESTALE", "EINTR", "short"),
    "fread": ("EIO", "ESTALE", "EINTR"), "pread": ("EIO", "ESTALE", "EINTR", "short"),
    "write": ("ENOSPC", "EDQUOT", "EIO", "ESTALE", "EINTR", "short"), "writev": ("ENOSPC", "EDQUOT", "EIO", "ESTALE", "EINTR", "short"),
    "pwrite": ("ENOSPC", "EDQUOT", "EIO", "ESTALE", "EINTR", "short"), "sendfile": ("ENOSPC", "EIO", "ESTALE", "short"),
    "fsync": ("EIO", "EDQUOT", "ENOSPC", "ESTALE"), "fdatasync": ("EIO", "ENOSPC", "EDQUOT"),
    "close": ("EIO", "ENOSPC", "EDQUOT", "ESTALE", "EINTR"),
    "rename": ("EIO", "EACCES", "ENOSPC", "ESTALE"), "link": ("EIO", "EPERM", "ENOSPC", "EMLINK"), "stat": ("EIO", "ESTALE", "EACCES"),
    "fstat": ("EIO", "ESTALE"), "statvfs": ("EIO", "ESTALE", "EINTR"), "mkdir": ("EACCES", "ENOSPC", "EDQUOT"),
    "unlink": ("EIO", "EACCES", "ESTALE"), "opendir": ("EIO", "EMFILE", "ESTALE"), "readdir": ("EIO", "ESTALE"), "ftruncate": ("EIO",),
    "lseek": ("EIO", "ESTALE"), "access": ("EACCES", "EIO"), "flock": ("EIO",), "fcntl": ("EIO", "ENOLCK"), "mmap": ("EIO",),
    "readlink": ("EACCES", "EMFILE", "EIO")}
# What a session asks the machine about processes, hosts and memory.
ABOUT_THE_MACHINE = ("/proc/", "/sys/", "/etc/")
# What an analysis draws with may fail on its own.
ANALYSIS = ("open", "read", "pread", "write", "writev", "fsync", "close", "rename", "stat", "fstat", "mkdir", "unlink", "lseek", "opendir",
            "readdir", "access")
# What a read-only place says from a moment on.
READ_ONLY = ("open", "write", "pwrite", "rename", "unlink", "mkdir")
# More than there are of any call.
MOST_USES = 2000
# Of calls that a sweep makes often, the short form takes these.
SHORT_USES = {"fresh": (3,), "extended": (1, 7), "resumed": (1, 2, 5), "changed": (4,), "race": (12,), "beside": (2, 4), "complete": (3, 9)}
# In the long form the first uses of a call meet every error, and later ones one of them in turn.
WITH_EVERY_ERROR = 1
# Allocations of at least so many bytes fail.
ALLOCATIONS = (1 << 20, 1 << 16, 1 << 12) if IS_LONG else (1 << 16,)


class EveryCall(SweepTest):
    def setUp(self):
        super().setUp()
        self.copies = {}
        self.addCleanup(lambda: [copies.end() for copies in self.copies.values()])
        self.library = self.folder / "failing_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, LIBRARY_SOURCE, "-ldl"], check=True, timeout=60)
        self.write("old.toml", SWEEP.replace("seeds = 3", "seeds = 2"))
        self.write("s.toml", SWEEP)
        self.run_sweep("old.toml", "old.h5")
        self.run_sweep("s.toml", "whole.h5")
        self.write("wide.toml", SWEEP.replace("0.02]", "0.02, 0.03]"))
        self.run_sweep("wide.toml", "wide.h5")
        self.write("race.toml", RACE)
        self.run_sweep("race.toml", "race.h5")
        self.places = {name: self.folder / name for name in ("fresh", "extended", "resumed", "changed", "race", "complete")}
        for place in self.places.values():
            place.mkdir()
        shutil.copy(self.folder / "old.h5", self.places["extended"] / "r.h5")
        if (self.folder / "old.h5.states").exists():
            shutil.copy(self.folder / "old.h5.states", self.places["extended"] / "r.h5.states")
        # The results have runs that are not asked for now, and are kept under another name.
        shutil.copy(self.folder / "wide.h5", self.places["changed"] / "r.h5")
        # All is computed, and stands in a log, when the results cannot get their name.
        place = self.places["resumed"]
        stopped = self.faulty(place, ("run", "s.toml"), "rename", "EIO", 1, once=False, FAIL_NOT=".session")
        self.assertEqual(stopped.returncode, 75, stopped.stderr)
        self.assertTrue(list(place.glob("r.h5.parts/*.log")))
        (place / "failed").unlink()
        for file in self.folder.glob("whole.h5*"):
            shutil.copy(file, self.places["complete"] / file.name.replace("whole", "r"))
        self.places["beside"] = self.folder / "beside"
        shutil.copytree(place, self.places["beside"])
        self.make_live(self.places["beside"])
        self.untouched = {name: self.files_of(place) for name, place in self.places.items()}
        self.page = None
        self.end = time.monotonic() + SECONDS
        self.table = collections.defaultdict(collections.Counter)
        self.addCleanup(self.print_table)

    def make_live(self, place):
        """The session that left this log is made one that works: this process is said to be its."""
        self.live_log = next(place.glob("r.h5.parts/*.log")).relative_to(place)
        session = next(place.glob("r.h5.parts/*.session"))
        said = json.loads(session.read_text())
        started = pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
        said.update(process=os.getpid(), process_started=int(started), ended=False)
        session.write_text(json.dumps(said))

    def print_table(self):
        print("| call | injections | survived | stopped and resumed | not as promised | repaired by hand |\n|---|---|---|---|---|---|")
        for call, row in self.table.items():
            print("|", " | ".join([call, *(str(row[what]) for what in ("injections", "survived", "stopped", "lost", "repaired"))]), "|")
        if crashed := sum(row["crashed"] for row in self.table.values()):
            print(f"{crashed} of these crashed in the HDF5 library")
        if as_before := sum(row["as before"] for row in self.table.values()):
            print(f"{as_before} of these left every file as it was")

    def faulty(self, out, words, call, error, at, once=True, **more):
        how = {"LD_PRELOAD": str(self.library), "FAIL_CALL": call, "FAIL_PATH": str(out), "FAIL_NOT": ".beat", "FAIL_AT": str(at),
               "FAIL_ERRNO": "0" if error == SHORT else str(getattr(errno, error)), "FAIL_MARK": str(out / "failed"), **more}
        if once:
            how["FAIL_ONCE"] = "1"
        if error == SHORT:
            how["FAIL_SHORT"] = "1"
        program, words = (ANALYZE, (*words[1:], out / "r.h5", "-o", out / "page")) if words[0] == "analyze" else (
            PROGRAM, (*words, "-o", out / "r.h5", *(("--no-report", "--serial", "--checkpoint", "0.01") if words[0] == "run" else ())))
        how["FAIL_PROGRAM"] = pathlib.Path(program).name
        return self.ask(program, words, how) if how["FAIL_PATH"] == str(out) else self.call(*words, program=program, **how)

    def ask(self, program, words, how):
        words = (program, *words)
        if words not in self.copies:
            self.copies[words] = Copies(self.folder, words, {name: how[name] for name in ("LD_PRELOAD", "FAIL_PATH", "FAIL_NOT")})
        return self.copies[words].call(how)

    def again(self, out, sweep):
        return self.ask(PROGRAM, ("run", sweep, "-o", out / "r.h5", "--no-report", "--serial"),
                        {"LD_PRELOAD": str(self.library), "FAIL_PATH": str(out), "FAIL_NOT": ".beat"})

    def assert_one_of(self, names, results):
        if not any(self.is_equal_data(name, results) for name in names):
            self.assert_equal_data(names[0], results)

    def is_equal_data(self, first, second):
        return module("results_equal").compare(self.folder / first, self.folder / second) == []

    def files_of(self, place):
        return {str(path.relative_to(place)): path.is_file() and path.read_bytes() for path in place.rglob("*") if path.name != "failed"}

    def check(self, start, words, call, error, at, once, **more):
        """Makes one call fail; false if it is not made so often."""
        out = self.folder / "case"
        sweep, whole = words[1] if len(words) > 1 else "s.toml", "race.h5" if start == "race" else "whole.h5"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.places[start], out)
        done = self.faulty(out, words, call, error, at, once, **more)
        if not (out / "failed").exists():
            return False
        failed = pathlib.Path((out / "failed").read_text(errors="replace"))
        row = self.table[more.get("ROW", call) if once else call + ", from then on"]
        row["injections"] += 1
        with self.subTest(start=start, words=words[0], call=call, error=error, at=at, once=once, path=str(failed).removeprefix(str(out))):
            try:
                self.check_end(done, words, call, error, more.get("FAIL_PATH", str(out)))
                self.assertEqual([path.name for path in out.rglob("*damaged*")], [], done.stderr)
                (out / "failed").unlink()
                if done.returncode != 0 and self.files_of(out) == self.untouched[start]:
                    # The same command began here when it was undisturbed.
                    row["as before"] += 1
                else:
                    self.check_what_is_stored(start, done, words, sweep, whole)
            except AssertionError:
                row["lost"] += 1
                raise
            row["stopped" if done.returncode else "survived"] += 1
        return True

    def check_end(self, done, words, call, error, place):
        """The exit code is documented, and what is said names place and reason."""
        self.assertIn(done.returncode, (0, 2) if words[0] == "analyze" else (0, 2, 75), done.stderr)
        if done.returncode == 0:
            return
        self.assertNotEqual(error, SHORT, done.stderr)
        # Of a file that it cannot look at HDF5 says that alone.
        if not (call == "stat" and ": cannot read (" in done.stderr):
            self.assertIn(os.strerror(getattr(errno, error)), done.stderr)
        self.assertIn(place, done.stderr)

    def check_what_is_stored(self, start, done, words, sweep, whole):
        """Where a run ended well the results are complete, else the same command completes them."""
        out = self.folder / "case"
        is_complete = done.returncode == 0 and words[0] == "run"
        if is_complete:
            self.assert_equal_data(whole, out / "r.h5")
        elif start in ("extended", "changed") and done.returncode != 0:
            # The last things that a run does come after the new results have got their name.
            self.assert_one_of(["old.h5" if start == "extended" else "wide.h5", "whole.h5"], out / "r.h5")
        first, said = done, done.stderr
        # Where it ended well and left nothing else there is nothing to go on with.
        if not is_complete or [path for path in out.iterdir() if path.name != "r.h5"]:
            again = self.again(out, sweep)
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assert_equal_data(whole, out / "r.h5")
            if done.returncode == 2 and start in ("fresh", "race"):
                # It is bad input before the work alone.
                self.assertNotIn("already computed", again.stderr, done.stderr)
            first = first if is_complete else again
            said += again.stderr
        if start in ("resumed", "beside"):
            # What was in the log is not computed a second time.
            self.assertRegex(first.stderr, "found 9 of 9 runs already computed")
            self.assertNotIn("cut off", said)
            self.assertNotIn("not used", said)
        if start == "beside":
            self.assertTrue((out / self.live_log).exists(), "the log of a session that works is gone\n" + done.stderr)
        if start == "changed":
            self.assertTrue(any(self.is_equal_data("wide.h5", kept) for kept in out.glob("r.h5.*Z*")), "the old results are gone")
        self.assertEqual([path.name for path in out.rglob("*") if path.name.endswith(".tmp") or "damaged" in path.name], [])

    def check_all(self, start, words, calls, once, **more):
        numbers = {call: number for number, call in enumerate(calls) if not ONLY or call in ONLY}
        check = self.check_analysis if words[0] == "analyze" else self.check
        for turn, at in enumerate(range(1, MOST_USES) if IS_LONG else SHORT_USES[start]):
            for call, number in list(numbers.items()):
                if time.monotonic() > self.end:
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
        self.check_all("complete", ("analyze",), ANALYSIS, True)

    def check_analysis(self, start, words, call, error, at, once, **more):
        """A page is whole, or the analysis says why it is not."""
        out = self.folder / "case"
        if not self.page:
            shutil.copytree(self.places[start], out, dirs_exist_ok=True)
            self.assertEqual(self.faulty(out, words, "", "EIO", 1).returncode, 0)
            self.page = shutil.copytree(out / "page", self.folder / "page")
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.places[start], out)
        done = self.faulty(out, words, call, error, at, once, **more)
        if not (out / "failed").exists():
            return False
        row = self.table[f"{call}, of an analysis"]
        row["injections"] += 1
        with self.subTest(words=words[0], call=call, error=error, at=at, path=(out / "failed").read_text(errors="replace")):
            try:
                self.check_end(done, words, call, error, str(out))
                if done.returncode == 0:
                    self.assert_equal_pages(out)
                (out / "failed").unlink()
                again = self.faulty(out, words, "", "EIO", 1)
                self.assertEqual(again.returncode, 0, again.stderr)
                self.assert_equal_pages(out)
                self.assertEqual({name: text for name, text in self.files_of(out).items() if name.split("/")[0] != "page"},
                                 self.untouched[start])
            except AssertionError:
                row["lost"] += 1
                raise
            row["stopped" if done.returncode else "survived"] += 1
        return True

    def assert_equal_pages(self, out):
        """Of a PDF its time differs."""
        whole, files = self.files_of(self.page), self.files_of(out / "page")
        self.assertEqual(sorted(whole), sorted(files))
        self.assertEqual([name for name, text in whole.items()
                          if name not in ("analysis.h5",) and not name.endswith(".pdf") and text != files[name]], [])
        self.assert_equal_data(self.page / "analysis.h5", out / "page" / "analysis.h5")

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
                while time.monotonic() < self.end and self.check_memory(start, bytes_least, at):
                    at += 1 if IS_LONG else 40


if __name__ == "__main__":
    unittest.main()
