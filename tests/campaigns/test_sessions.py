"""Sessions that meet: two at once, one whose rank was stopped for minutes, on hosts whose clocks jump or are wrong and whose names change.
Nothing is lost, and no session takes another one that works for dead. The short form pauses for seconds, POLESWEEP_CAMPAIGN=long for
minutes. Other hosts are namespaces, which need root."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import LONG, PROGRAM, SweepTest, environment, launcher, missing  # noqa: E402
from test_kills import is_gone, ranks_of  # noqa: E402

LIBRARY_SOURCE = pathlib.Path(__file__).parent / "other_clock.c"
# More than the two minutes after which a heartbeat that stands still means that its session is dead.
IS_LONG = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
PAUSE = 150 if IS_LONG else 2
MIDDLE = LONG.replace("200_000]", "50_000]")
RUNS = 4760
SHORT = ("--deadline", "+2", "--headroom", "0.5")
YEAR, HOUR = 365 * 86400, 3600


class SessionsTest(SweepTest):
    def setUp(self):
        super().setUp()
        self.library = self.folder / "other_clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, LIBRARY_SOURCE, "-ldl"], check=True, timeout=60)
        self.write("s.toml", MIDDLE)
        self.number = 0

    def begin(self, *words, ranks=0, host=None, ahead=None, name=None):
        """Starts a session, which gets files of its own: what it says, its clock, and its host's name. `host`: in namespaces of its own."""
        self.number += 1
        files = {what: self.folder / f"{what}{self.number}" for what in ("said", "clock", "host")}
        if ahead is not None:
            files["clock"].write_text(str(ahead))
        if name:
            files["host"].write_text(name)
        called = [*launcher(ranks), "env", f"LD_PRELOAD={self.library}", f"CLOCK_FILE={files['clock']}", f"HOST_FILE={files['host']}",
                  PROGRAM, "run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.1", *words]
        if host:
            if os.geteuid() != 0:
                self.skipTest("needs root, for namespaces")
            called = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts",
                      "sh", "-c", 'hostname "$1"; shift; exec "$@"', "_", host, *called]
        with open(files["said"], "w", encoding="utf-8") as said:
            process = subprocess.Popen(called, cwd=self.folder, env=environment(), stdout=said, stderr=said)
        process.files = files
        self.addCleanup(lambda: process.poll() is None and (process.kill(), process.wait()))
        return process

    def said_by(self, process):
        return process.files["said"].read_text()

    def end(self, process, codes=(0,), limit=120):
        self.assertIn(process.wait(limit), codes, self.said_by(process))
        return self.said_by(process)

    def wait_for_records(self, session=""):
        logs = f"r.h5.parts/{session}*.log"
        self.wait_until(lambda: any(log.stat().st_size > 5000 for log in self.folder.glob(logs)), "nothing is stored", 60)

    def session_of(self, process):
        """The name of the session that a process without a launcher leads."""
        def files():
            return [file for file in self.folder.glob("r.h5.parts/*.session") if f'"process": {process.pid},' in file.read_text()]
        self.wait_until(files, "no session")
        return files()[0].stem

    def found(self, said):
        found = re.search(rf"found (\d+) of {RUNS} runs already computed", said)
        return int(found[1]) if found else 0

    def assert_nothing_lost(self):
        """The same command goes on, and ends with the data of one session that nobody disturbed."""
        said = self.end(self.begin())
        self.run_sweep("s.toml", "whole.h5", limit=120)
        self.assert_equal_data("whole.h5", "r.h5")
        return said


class AtOnce(SessionsTest):
    def test_two_work_on_the_same_results(self):
        self.need_mpi()
        first = self.begin(ranks=2)
        self.wait_for_records()
        second = self.begin(ranks=2)
        self.assertIn("works on these results. That is harmless, but work is done twice", self.end(second))
        self.end(first)
        self.assert_nothing_lost()
        self.assertFalse((self.folder / "r.h5.parts").exists())


class Paused(SessionsTest):
    """SIGSTOP of a rank, as by a debugger or a machine that sleeps."""

    def pause(self, rank, ranks=2):
        self.need_mpi()
        process = self.begin(ranks=ranks)
        self.wait_for_records()
        pid = ranks_of(process.pid)[rank]
        os.kill(pid, signal.SIGSTOP)
        return process, pid

    def check_each_rank(self, meanwhile):
        for rank in (0, 1):
            with self.subTest(rank=rank):
                process, pid = self.pause(rank)
                meanwhile()
                time.sleep(PAUSE)
                os.kill(pid, signal.SIGCONT)
                self.end(process)
                self.assert_nothing_lost()
                for file in self.folder.glob("r.h5*"):
                    file.unlink()

    def test_goes_on(self):
        self.check_each_rank(lambda: None)

    def test_goes_on_after_another_session_has_finished(self):
        self.check_each_rank(lambda: self.assertIn("another session", self.end(self.begin())))

    def test_is_killed(self):
        for rank in (0, 1):
            with self.subTest(rank=rank):
                process, pid = self.pause(rank)
                time.sleep(min(PAUSE, 5))
                ranks = ranks_of(process.pid)
                os.kill(pid, signal.SIGKILL)
                self.assertNotEqual(process.wait(30), 0)
                self.wait_until(lambda ranks=ranks: all(map(is_gone, ranks.values())), "ranks outlive mpirun")
                self.assertGreater(self.found(self.assert_nothing_lost()), 0)
                for file in self.folder.glob("r.h5*"):
                    file.unlink()

    def test_on_another_host(self):
        """Its heartbeat stands still, and after two minutes it counts as dead: what it has stored is taken over, and it stops then."""
        self.write("s.toml", LONG)  # more than the second one has time for
        asleep = self.begin()
        self.wait_for_records()
        asleep.send_signal(signal.SIGSTOP)
        self.assertIn("another session", self.end(self.begin(*SHORT, host="pswb"), (75,)))
        time.sleep(PAUSE)
        self.end(self.begin(host="pswc"))
        asleep.send_signal(signal.SIGCONT)
        said = self.end(asleep, (0, 75))
        print(f"woke up after {PAUSE} s: {said.splitlines()[-1]}")
        self.assert_nothing_lost()


class Clocks(SessionsTest):
    def test_jump_while_a_session_works(self):
        for ahead in (YEAR, -HOUR):
            with self.subTest(ahead=ahead):
                # A deadline is a span of time, whatever the clock says.
                process = self.begin("--deadline", "+100")
                self.wait_for_records()
                process.files["clock"].write_text(str(ahead))
                self.end(process)
                self.assert_nothing_lost()
                (self.folder / "r.h5").unlink()

    def test_jump_on_two_ranks(self):
        self.need_mpi()
        process = self.begin("--deadline", "+100", ranks=2)
        self.wait_for_records()
        process.files["clock"].write_text(str(YEAR))
        time.sleep(0.3)
        process.files["clock"].write_text(str(-HOUR))
        self.end(process)
        self.assert_nothing_lost()

    def test_jump_between_sessions(self):
        stored = 0
        for ahead in (0, -HOUR, YEAR, -YEAR):
            process = self.begin(ahead=ahead)
            self.wait_for_records(self.session_of(process))
            process.kill()
            process.wait()
            found = self.found(self.said_by(process))
            self.assertGreaterEqual(found, stored)
            stored = found
        self.assertGreater(stored, 0)
        self.assertGreaterEqual(self.found(self.assert_nothing_lost()), stored)

    @unittest.skipUnless(IS_LONG, "takes half a minute: POLESWEEP_CAMPAIGN=long")
    def test_a_wrong_clock_does_not_make_a_session_dead(self):
        """The second session leaves a look at the first one's heartbeat. By the third one's clock that is long ago, but it takes no log."""
        self.write("s.toml", LONG.replace("200_000]", "1_000_000]"))
        first = self.begin()
        self.wait_for_records()
        self.wait_until(lambda: any(self.folder.glob("r.h5.parts/*.beat")), "no heartbeat")
        self.end(self.begin(*SHORT, host="pswb"), (75,))
        third = self.begin("--deadline", "+18", "--headroom", "0.5", host="pswc", ahead=YEAR)
        said = self.end(third, (75,))
        self.assertIsNone(first.poll(), self.said_by(first))
        self.assertEqual(said.count("another session"), 1, said)
        first.send_signal(signal.SIGUSR1)
        self.assertRegex(self.end(first, (75,)), "stopped early: a signal asked for it")
        self.assertTrue(list(self.folder.glob("r.h5.parts/*.log")))


class Names(SessionsTest):
    """A host's name may change, and two hosts may have the same one."""

    def test_changes_while_a_session_works(self):
        process = self.begin(name="before")
        self.wait_for_records()
        process.files["host"].write_text("after")
        self.assertIn("another session", self.end(self.begin(name="after")))
        self.end(process)
        self.assert_nothing_lost()
        self.assertFalse((self.folder / "r.h5.parts").exists())

    def test_changes_between_sessions(self):
        process = self.begin(name="before")
        self.wait_for_records()
        process.kill()
        process.wait()
        said = self.end(self.begin(name="after"))
        self.assertGreater(self.found(said), 0)
        # The process of a session of this machine is known to have ended, whatever the machine was called.
        self.assertNotIn("another session", said)
        self.assertFalse((self.folder / "r.h5.parts").exists())
        self.assert_nothing_lost()

    def test_the_same_on_two_hosts(self):
        first = self.begin(name="localhost")
        self.wait_for_records()
        # Over there the process of the first session is not to be seen, which says nothing.
        second = self.begin(*SHORT, host="pswb", name="localhost")
        self.assertIn("another session", self.end(second, (0, 75)))
        self.assertNotIn("deleted", self.end(first))
        self.assert_nothing_lost()


if __name__ == "__main__":
    unittest.main()
