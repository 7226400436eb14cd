"""One fault in one process that runs, gathers, analyses or replays, and what has to be true after it."""
import collections
import errno
import json
import os
import pathlib
import shutil
import subprocess

from copies import Copies
from sweeps import ANALYZE, PROGRAM, SweepTest, module

LIBRARY_SOURCE = pathlib.Path(__file__).parent / "failing_calls.c"
WORK = ("--no-report", "--serial", "--checkpoint", "0.01")
# What the programs that read results make beside them.
PRODUCT = {"analyze": "page", "replay": "trace.h5"}

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


class FaultyRuns(SweepTest):
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
        with module("h5py").File(self.folder / "whole.h5") as file:
            self.point = file["point_id"][1].decode()
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
        if words[0] == "analyze":
            program, words = ANALYZE, (out / "r.h5", "-o", out / "page")
        elif words[0] == "replay":
            program, words = PROGRAM, ("replay", out / "r.h5", self.point, "1", "--trace", out / "trace.h5")
        else:
            program, words = PROGRAM, (*words, "-o", out / "r.h5", *(WORK if words[0] == "run" else ()))
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

    def check_product(self, start, words, call, error, at, once, **more):
        """A page or a trace is whole, or the program says why it is not; the results are read alone."""
        out = self.folder / "case"
        product, whole = PRODUCT[words[0]], self.folder / "whole"
        if not whole.exists():
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(self.places[start], out)
            self.assertEqual(self.faulty(out, words, "", "EIO", 1).returncode, 0)
            whole.mkdir()
            (out / product).rename(whole / product)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.places[start], out)
        done = self.faulty(out, words, call, error, at, once, **more)
        if not (out / "failed").exists():
            return False
        row = self.table[f"{call}, of {'an analysis' if words[0] == 'analyze' else 'a replay'}"]
        row["injections"] += 1
        with self.subTest(words=words[0], call=call, error=error, at=at, path=(out / "failed").read_text(errors="replace")):
            try:
                self.check_end(done, words, call, error, str(out))
                (out / "failed").unlink()
                # A trace replaces no file: where there is one it is whole.
                if done.returncode != 0 and not (out / product).is_file():
                    again = self.faulty(out, words, "", "EIO", 1)
                    self.assertEqual(again.returncode, 0, again.stderr)
                self.assert_equal_products(whole, out, product)
                self.assertEqual({name: text for name, text in self.files_of(out).items() if name.split("/")[0] != product},
                                 self.untouched[start])
            except AssertionError:
                row["lost"] += 1
                raise
            row["stopped" if done.returncode else "survived"] += 1
        return True

    def assert_equal_products(self, whole, out, product):
        """Of a PDF its time differs, of a file of results what is no data."""
        if (out / product).is_file():
            self.assert_equal_data(whole / product, out / product)
            return
        # An empty log that could not be deleted says nothing; the next report takes it away.
        first, second = ({name: text for name, text in self.files_of(place / product).items() if text != b"" or not name.endswith(".log")}
                         for place in (whole, out))
        self.assertEqual(sorted(first), sorted(second))
        self.assertEqual([name for name in first if not name.endswith((".h5", ".pdf")) and first[name] != second[name]], [])
        for name in first:
            if name.endswith(".h5"):
                self.assert_equal_data(whole / product / name, out / product / name)
