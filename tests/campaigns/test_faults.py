"""Calls that fail and disks that are full leave the old or the new state, say what is wrong, and the same command goes on afterwards."""
import errno
import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import LONG, SMALL, SweepTest, missing  # noqa: E402

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
        calls = [("write", log), ("fdatasync", log), *((call, results_file) for call in ("write", "fsync", "close", "rename")), ("write", session),
                 ("rename", session)]
        for call, (part, without) in calls:
            for error in (errno.ENOSPC, errno.EIO) if call == "write" else (errno.EIO,):
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
                        # Before the work a place that cannot be written is bad input; later it is a stop.
                        before_work = part == ".session" or (call, part, at) in (("write", ".log", 1), ("close", "r.h5", 1))
                        self.assertEqual(done.returncode, 2 if before_work else 75, done.stderr)
                        self.assertIn(os.strerror(error), done.stderr)
                        self.assert_equal_data("old.h5", results)
                        self.run_sweep("s.toml", results)
                        self.assert_equal_data("whole.h5", results)
                        self.assertEqual([path.name for path in out.iterdir() if path.name.endswith(".tmp") or "damaged" in path.name], [])
        print(f"{len(stopped)} failing calls stopped a run")
        self.assertEqual(set(stopped), {(call, part) for call, (part, _) in calls})


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
