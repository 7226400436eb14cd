"""Calls that fail and disks that are full leave the old or the new state, say what is wrong, and the same command goes on afterwards."""
import errno
import os
import pathlib
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import LAUNCH, LONG, PROGRAM, SLOW, SMALL, SweepTest, environment, missing  # noqa: E402
from test_races import RACE  # noqa: E402
from test_seeds_until import UNTIL  # noqa: E402

OLD = SMALL.replace("seeds = 12", "seeds = 10")
LIBRARY_SOURCE = pathlib.Path(__file__).parent / "failing_calls.c"


class Faults(SweepTest):
    def setUp(self):
        super().setUp()
        self.library = self.folder / "failing_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, LIBRARY_SOURCE, "-ldl"], check=True, timeout=60)
        self.write("old.toml", OLD)
        self.write("s.toml", SMALL)
        self.run_sweep("old.toml", "old.h5")
        self.run_sweep("s.toml", "whole.h5")

    def test_every_call_that_can_fail(self):
        """An extended sweep, with each call on each of its files failing once. A file that was read may fail to close, everything else is noticed."""
        stopped = []
        results_file = ("r.h5", ".parts")
        log, session = (".log", ".h5.damaged"), (".session", ".h5.damaged")
        calls = [("write", log), ("fdatasync", log), *((call, results_file) for call in ("pwrite", "fsync", "close", "rename")), ("write", session),
                 ("rename", session)]
        for call, (part, without) in calls:
            for error in (errno.ENOSPC, errno.EIO) if call in ("write", "pwrite") else (errno.EIO,):
                for at in range(1, 9) if call == "close" else (1, 2):
                    with self.subTest(call=call, file=part, error=errno.errorcode[error], at=at):
                        out = self.folder / f"case{len(stopped)}-{at}-{call}-{error}-{len(part)}"
                        out.mkdir()
                        (out / "r.h5").write_bytes((self.folder / "old.h5").read_bytes())
                        results = f"{out.name}/r.h5"
                        done = self.call("run", "s.toml", "-o", results, "--no-report", "--checkpoint", "0.01", LD_PRELOAD=str(self.library),
                                         FAIL_CALL=call, FAIL_PATH=part, FAIL_NOT=without, FAIL_AT=str(at), FAIL_ERRNO=str(error), FAIL_ONCE="1", FAIL_MARK=str(out / "failed"))
                        if done.returncode == 0:
                            # This call is not made so often, or failed on the saved states, which are a convenience.
                            if (out / "failed").exists() and call != "close":
                                self.assertIn(os.strerror(error), done.stderr)
                                self.assertIn("Longer lengths will be computed from the start", done.stderr)
                            self.assert_equal_data("whole.h5", results)
                            continue
                        stopped.append((call, part))
                        # Before the work a place that cannot be written is bad input, and so are results that cannot be read (once for their
                        # seal, once for what they hold); later it is a stop.
                        before_work = part == ".session" or (call, part, at) in (("write", ".log", 1), ("close", "r.h5", 1), ("close", "r.h5", 2))
                        self.assertEqual(done.returncode, 2 if before_work else 75, done.stderr)
                        self.assertIn(os.strerror(error), done.stderr)
                        self.assert_equal_data("old.h5", results)
                        self.run_sweep("s.toml", results)
                        self.assert_equal_data("whole.h5", results)
                        self.assertEqual([path.name for path in out.iterdir() if path.name.endswith(".tmp") or "damaged" in path.name], [])
        print(f"{len(stopped)} failing calls stopped a run")
        self.assertEqual(set(stopped), {(call, part) for call, (part, _) in calls})


class Decisions(SweepTest):
    """What was computed is read again in the middle of a run, where it is decided what comes next: a failing read stops the run."""

    def setUp(self):
        super().setUp()
        self.library = self.folder / "failing_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, LIBRARY_SOURCE, "-ldl"], check=True, timeout=60)

    def check(self, sweep, ranks):
        self.write("s.toml", sweep)
        self.run_sweep("s.toml", "whole.h5")
        for call, at in (("fread", 1), ("fstat", 2)):  # a rank looks at its log when it syncs it
            with self.subTest(call=call, ranks=ranks):
                words = [LAUNCH, str(ranks)] if ranks else []
                fault = [f"{name}={value}" for name, value in self.faulty(call, ".log", at).items()]
                words += ["env", *fault, PROGRAM, "run", "s.toml", "-o", f"{call}.h5", "--no-report", "--outcome", "outcome"]
                done = subprocess.run(words, cwd=self.folder, env=environment(), capture_output=True, text=True, timeout=60, check=False)
                self.assertTrue((self.folder / "failed").exists(), "it is not read")
                self.assertEqual(done.returncode, 75, done.stderr)
                self.assertRegex(done.stderr, r"stopped early: f\w+\.h5\.parts/\S+\.log: cannot read[a-z0-9 ]* \(Input/output error\)\. "
                                              "Run the same command again")
                self.assertRegex((self.folder / "outcome").read_text(), "^(go-on|stopped) 75\n")
                (self.folder / "failed").unlink()
                again = self.run_sweep("s.toml", f"{call}.h5", ranks=ranks)
                self.assertRegex(again.stderr, r"found [1-9]\d* of \d+ runs already computed")
                self.assert_equal_data("whole.h5", f"{call}.h5")

    def test_of_a_race(self):
        self.check(RACE, 0)

    def test_of_a_race_on_two_ranks(self):
        self.need_mpi()
        self.check(RACE, 2)

    def test_of_a_look_at_seeds(self):
        self.check(UNTIL, 0)

    def faulty(self, call, part, at=1):
        return {"LD_PRELOAD": str(self.library), "FAIL_CALL": call, "FAIL_PATH": part, "FAIL_NOT": "/proc", "FAIL_AT": str(at),
                "FAIL_ERRNO": str(errno.EIO), "FAIL_MARK": str(self.folder / "failed")}

    def test_states_of_a_run_that_is_stopped(self):
        self.write("s.toml", SLOW.replace("2_000_000", "200_000_000"))
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.05", "--grace", "0.1",
                             **self.faulty("fread", ".running"))
        self.wait_until(lambda: any(self.folder.glob("r.h5.parts/*.running")), "nothing is saved")
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.wait(30), 75, self.said.read_text())
        self.assertTrue((self.folder / "failed").exists())
        self.assertRegex(self.said.read_text(), r"stopped early: a signal asked for it \(r.h5.parts/\S+\.running: cannot read.*"
                                                "Run the same command again")

    def test_a_page_that_cannot_be_written(self):
        self.write("s.toml", SMALL)
        done = self.call("run", "s.toml", "-o", "r.h5", **self.faulty("open", "report/index.html"))
        self.assertTrue((self.folder / "failed").exists())
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertRegex(done.stderr, r"stopped early: \./report/index\.html: .*Input/output error.*"
                                      "Run the same command again to go on; 1428 of 1428 runs")
        again = self.call("run", "s.toml", "-o", "r.h5")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("found 1428 of 1428 runs already computed", again.stderr)
        self.assertTrue((self.folder / "report/index.html").exists())


class FullDisk(SweepTest):
    def test_goes_on_when_there_is_room(self):
        if os.geteuid() != 0:
            missing("root, to mount a small disk")
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            missing("the right to mount: " + mounted.stderr)
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        self.write("s.toml", LONG)
        process = self.start("run", "s.toml", "-o", "disk/r.h5", "--no-report")
        self.wait_until(lambda: any(log.stat().st_size > 10_000 for log in disk.glob("r.h5.parts/*.log")), "nothing is computed")
        # Somebody else fills the disk.
        with open(disk / "ballast", "wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(1 << 16)):
                    pass
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)
        self.assertEqual(process.wait(30), 75, self.said.read_text())
        self.assertIn("No space left on device", self.said.read_text())
        self.assertFalse((disk / "r.h5").exists())
        (disk / "ballast").unlink()
        again = self.run_sweep("s.toml", "disk/r.h5", limit=120)
        self.assertIn("runs already computed", again.stderr)
        self.run_sweep("s.toml", "whole.h5")
        self.assert_equal_data("whole.h5", "disk/r.h5")


if __name__ == "__main__":
    unittest.main()
