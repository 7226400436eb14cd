"""A run comes to an early end in good order: signals, a stop file, a deadline. Whatever was finished stays, and the same command goes on."""
import os
import re
import signal
import subprocess
import time
import unittest

from sweeps import LONG, SLOW, UNITS, SweepTest, environment
from test_kills import is_gone, ranks_of

# About sixty units, some seconds.
MIDDLE = LONG.replace("200_000]", "150_000]")
LONG_RUNS = 4760

# One run of a minute: no unit comes to its end while a test waits.
ENDLESS = """
name = "endless"
seeds = 1
lengths = [200_000_000]
[[task]]
kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
[[poles]]
network = "diagonal"
kind = "ring"
count = 32
radius = 0.9
[[learner]]
recurrent = "fixed"
readout = "rls"
"""


# Its runs learn within milliseconds, and are tested for a second and more.
TESTED = SLOW.replace("2_000_000", "10_000") + """
[evaluation]
kind = "holdout"
samples = 5_000_000
"""


class StopTest(SweepTest):
    def start_computing(self, *options, ranks=0, sweep=MIDDLE):
        self.write("s.toml", sweep)
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", *options, ranks=ranks)
        logs = max(1, ranks)
        self.wait_until(lambda: process.poll() is not None or len(list(self.folder.glob("r.h5.parts/*.log"))) >= logs, "no logs")
        return process

    def stored(self, said):
        found = re.search(r"Run the same command again to go on; (\d+) of 4760 runs are stored\.", said)
        self.assertTrue(found, said)
        return int(found[1])

    def go_on(self, ranks=0):
        """Runs the same command to its end, which has to equal an uninterrupted run. Returns how many runs it found."""
        again = self.run_sweep("s.toml", "r.h5", ranks=ranks, limit=120)
        self.run_sweep("s.toml", "whole.h5", limit=120)
        self.assert_equal_data("whole.h5", "r.h5")
        self.assertFalse((self.folder / "r.h5.parts").exists())
        found = re.search(r"found (\d+) of 4760 runs already computed", again.stderr)
        return int(found[1]) if found else 0


def codes_after_a_signal():
    """What mpirun may return: MPICH 4.0 at times 0."""
    version = subprocess.run([os.environ.get("MPIRUN", "mpirun"), "--version"], env=environment(), capture_output=True, text=True, check=True)
    return (0, 75) if re.search(r"HYDRA(.|\n)*Version: +4\.0", version.stdout) else (75,)


class Stops(StopTest):
    def test_graceful_signal_loses_nothing(self):
        process = self.start_computing()
        time.sleep(0.5)
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.wait(20), 75, self.said.read_text())
        self.assertIn("stopped early: a signal asked for it. ", self.said.read_text())
        stored = self.stored(self.said.read_text())
        self.assertTrue(0 < stored < LONG_RUNS)
        self.assertEqual(self.go_on(), stored)

    def test_graceful_signal_to_mpirun(self):
        self.need_mpi()
        process = self.start_computing(ranks=2)
        time.sleep(0.5)
        process.send_signal(signal.SIGUSR1)
        self.assertIn(process.wait(20), codes_after_a_signal(), self.said.read_text())
        self.assertIn("stopped early: a signal asked for it.", self.said.read_text())
        stored = self.stored(self.said.read_text())
        self.assertTrue(0 < stored < LONG_RUNS)
        self.assertEqual(self.go_on(ranks=2), stored)

    def test_sigterm_keeps_what_is_finished(self):
        process = self.start_computing("--checkpoint", "1000")
        self.wait_until(lambda: any(log.stat().st_size > 10_000 for log in self.folder.glob("r.h5.parts/*.log")), "nothing is computed")
        process.terminate()
        asked = time.monotonic()
        self.assertEqual(process.wait(5), 75)
        self.assertLess(time.monotonic() - asked, 0.5)
        self.assertIn("stopped by a signal: finished runs are stored.", self.said.read_text())
        self.assertGreater(self.go_on(), 0)

    def test_stop_file(self):
        process = self.start_computing()
        (self.folder / "r.h5.parts/stop").touch()
        self.assertEqual(process.wait(20), 75, self.said.read_text())
        self.assertIn("stopped early: r.h5.parts/stop is there. ", self.said.read_text())
        self.assertEqual(self.go_on(), self.stored(self.said.read_text()))

    def test_deadline(self):
        begin = time.monotonic()
        process = self.start_computing("--deadline", "+1.2", "--headroom", "0.2")
        self.assertEqual(process.wait(20), 75, self.said.read_text())
        self.assertLess(time.monotonic() - begin, 4)  # the start of a process on a busy machine included
        self.assertEqual(self.go_on(), self.stored(self.said.read_text()))

    def test_deadline_comes_from_slurm(self):
        self.write("s.toml", ENDLESS)
        done = self.call("run", "s.toml", "-o", "r.h5", SLURM_JOB_ID="1", SLURM_JOB_END_TIME=str(int(time.time()) + 12))
        self.assertEqual(done.returncode, 75, done.stderr)
        # A run that fits into no job is begun all the same: the next job goes on with it.
        self.assertIn("stopped early: the deadline has come. ", done.stderr)
        self.assertEqual(len(list(self.folder.glob("r.h5.parts/*.running"))), 1)

    def test_mistaken_deadline_is_refused(self):
        self.write("s.toml", UNITS)
        done = self.call("run", "s.toml", "-o", "r.h5", "--deadline", "soon")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--deadline: got 'soon'", done.stderr)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["s.toml"])


class ThroughMpirun(StopTest):
    """Every way to stop two ranks, by the mpirun at hand ($MPIRUN), whichever MPI that is of."""

    def stop(self, how):
        """Starts a sweep, stops it when both ranks have stored something, and waits for all of its processes. The code of mpirun."""
        words = ("--deadline", "+2.5", "--headroom", "0.5") if how == "deadline" else ()
        process = self.start("run", "s.toml", "-o", f"{how}.h5", "--no-report", "--outcome", f"{how}.outcome", *words, ranks=2)
        if how == "deadline":
            return process.wait(60)
        parts = self.folder / f"{how}.h5.parts"
        self.wait_until(lambda: sum(log.stat().st_size > 10_000 for log in parts.glob("*-[01].log")) == 2, "nothing is computed")
        ranks = ranks_of(process.pid)
        self.assertEqual(sorted(ranks), [0, 1])
        if how == "stop file":
            (parts / "stop").touch()
        else:
            process.send_signal(signal.Signals["SIG" + how])
        code = process.wait(60)
        self.wait_until(lambda: all(map(is_gone, ranks.values())), "ranks outlive mpirun")
        return code

    def test_in_every_way(self):
        self.need_mpi()
        self.write("s.toml", LONG.replace("200_000]", "400_000]"))
        self.run_sweep("s.toml", "whole.h5", ranks=2, limit=240)
        for how in ("USR1", "stop file", "deadline", "TERM", "INT"):
            with self.subTest(how=how):
                code = self.stop(how)
                outcome = self.folder / f"{how}.outcome"
                print(f"{how}: mpirun returned {code}, outcome {outcome.read_text().split()[0] if outcome.exists() else 'none'}")
                if how in ("TERM", "INT"):
                    # The launcher's answer is its own: some let ranks speak, some kill them.
                    self.assertFalse(outcome.exists())
                else:
                    # On a very busy machine a job of two seconds may get nowhere.
                    idle = how == "deadline" and "Nothing was added" in outcome.read_text()
                    word = "stopped" if how == "stop file" or idle else "go-on"
                    self.assertTrue(outcome.read_text().startswith(f"{word} 75\nstopped early: "), outcome.read_text())
                    self.assertIn(code, codes_after_a_signal())
                self.assertFalse((self.folder / f"{how}.h5").exists())
                again = self.run_sweep("s.toml", f"{how}.h5", ranks=2, limit=240)
                if how != "deadline":
                    self.assertRegex(again.stderr, r"found [1-9]\d* of 4760 runs already computed")
                self.assert_equal_data("whole.h5", f"{how}.h5")


class Grace(StopTest):
    def stop(self, ranks, second_signal):
        process = self.start_computing("--grace", "1000" if second_signal else "0.3", ranks=ranks, sweep=ENDLESS)
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        if second_signal:
            time.sleep(1.3)
            self.assertIsNone(process.poll(), self.said.read_text())
            process.send_signal(signal.SIGUSR1)
        asked = time.monotonic()
        self.assertEqual(process.wait(20), 75, self.said.read_text())
        self.assertLess(time.monotonic() - asked, 3)

    def test_ends_a_unit_that_takes_too_long(self):
        self.stop(ranks=0, second_signal=False)
        self.assertIn("stopped early: a signal asked for it. ", self.said.read_text())
        self.assertIn("stopped early: a signal asked for it. ", (self.folder / "r.h5.parts/last-message").read_text())

    def test_ends_units_on_all_ranks(self):
        self.need_mpi()
        self.stop(ranks=2, second_signal=False)

    def test_is_cut_short_by_a_second_signal(self):
        self.stop(ranks=0, second_signal=True)


class LongRuns(SweepTest):
    """Runs that are longer than a job: they go on where the job before has left them."""

    def spared(self, said):
        return sum(int(samples) for samples in re.findall(r"from saved states: (\d+) samples were not computed again", said))

    def in_jobs(self, ranks):
        for job in range(1, 30):
            # On a busy machine a job of half a second may get nowhere, so each has a little more time.
            done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", "--headroom", "0.2", "--deadline", f"+{0.4 + 0.2 * job:.1f}", ranks=ranks)
            if done.returncode == 0:
                break
            self.assertEqual(done.returncode, 75, done.stderr)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(self.spared(done.stderr), 0)
        self.assert_as_in_one_go()
        return job

    def assert_as_in_one_go(self):
        self.run_sweep("s.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "r.h5")
        self.assertFalse((self.folder / "r.h5.parts").exists())

    def test_complete_over_several_jobs(self):
        self.write("s.toml", SLOW)
        self.assertGreater(self.in_jobs(0), 1)

    def test_complete_over_several_jobs_of_two_ranks(self):
        self.need_mpi()
        self.write("s.toml", SLOW)
        self.assertGreater(self.in_jobs(2), 1)

    def test_may_be_stopped_while_they_are_evaluated(self):
        self.write("s.toml", TESTED)
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--grace", "0.05")
        self.wait_until(lambda: list(self.folder.glob("r.h5.parts/*.log")), "no log")
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        asked = time.monotonic()
        self.assertEqual(process.wait(20), 75, self.said.read_text())
        self.assertLess(time.monotonic() - asked, 1)
        done = self.run_sweep("s.toml", "r.h5")
        self.assertEqual(self.spared(done.stderr), 6 * 10_000)
        self.assert_as_in_one_go()

    def test_lose_what_was_not_saved_when_they_are_killed(self):
        self.write("s.toml", SLOW)
        for _ in range(2):
            process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.1")
            before = set(self.folder.glob("r.h5.parts/*.running"))
            self.wait_until(lambda: process.poll() is not None or set(self.folder.glob("r.h5.parts/*.running")) - before, "nothing is saved")
            process.kill()
            process.wait()
        done = self.run_sweep("s.toml", "r.h5")
        self.assertGreater(self.spared(done.stderr), 0)
        self.assert_as_in_one_go()


if __name__ == "__main__":
    unittest.main()
