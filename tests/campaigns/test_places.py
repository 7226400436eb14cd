"""Places that results cannot go to: a read-only folder, one that vanishes while a sweep runs, a disk that is too small, a quota. What is wrong
is said with exit code 2 (before the work) or 75 (after its start), and the same command goes on afterwards. Needs root, to mount."""
import errno
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import LONG, SMALL, SweepTest, missing  # noqa: E402

LIBRARY_SOURCE = pathlib.Path(__file__).parent / "failing_calls.c"
# Some seconds of work.
MIDDLE = LONG.replace("200_000]", "150_000]")


class Places(SweepTest):
    def setUp(self):
        super().setUp()
        self.need_mpi()
        if os.geteuid() != 0:
            self.skipTest("needs root")

    def mount(self, *options):
        place = self.folder / "place"
        place.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", place], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            missing(f"a mount ({done.stderr.strip()})")
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=False)
        return place

    def assert_as_elsewhere(self, sweep, results):
        self.run_sweep(sweep, "elsewhere.h5", limit=120)
        self.assert_equal_data("elsewhere.h5", results)

    def test_read_only(self):
        place = self.mount("size=100m")
        self.write("s.toml", SMALL)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        for ranks in (0, 2):
            done = self.call("run", "s.toml", "-o", "place/r.h5", ranks=ranks)
            self.assertEqual((done.returncode, done.stderr),
                             (2, "place: cannot be written (Read-only file system; results go to place/r.h5). Choose another place with -o?\n"))
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        self.run_sweep("s.toml", "place/r.h5")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        # What is there can still be read.
        self.assertEqual(self.call("status", "place/r.h5").returncode, 0)

    def test_folder_vanishes(self):
        self.write("s.toml", MIDDLE)
        for ranks in (0, 2):
            process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.2", ranks=ranks)
            self.wait_until(lambda: any(log.stat().st_size > 10_000 for log in self.folder.glob("r.h5.parts/*.log")), "nothing is computed")
            shutil.rmtree(self.folder / "r.h5.parts")
            self.assertEqual(process.wait(60), 75, self.said.read_text())
            self.assertRegex(self.said.read_text(), r"stopped early: r.h5.parts/\S+\.log: was deleted while it was written")
            self.assertFalse((self.folder / "r.h5").exists())
        self.write("s.toml", SMALL)
        self.run_sweep("s.toml", "r.h5")
        self.assert_as_elsewhere("s.toml", "r.h5")

    def test_disk_is_too_small(self):
        place = self.mount("size=1200k")
        self.write("s.toml", SMALL)
        (place / "filler").write_bytes(bytes(1024 * 1000))
        done = self.call("run", "s.toml", "-o", "place/r.h5", "--no-report")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^place: 0 MB are free \(about \d MB are needed\)\. Choose another place with -o\?\n$")
        self.assertEqual([path.name for path in place.iterdir()], ["filler"])
        (place / "filler").unlink()
        subprocess.run(["mount", "-o", "remount,size=20m", place], check=True)
        self.run_sweep("s.toml", "place/r.h5")

    def test_quota(self):
        """No file system with quotas is at hand: the calls fail as under one."""
        self.write("s.toml", SMALL)
        library = self.folder / "failing_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, LIBRARY_SOURCE, "-ldl"], check=True, timeout=60)
        done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", LD_PRELOAD=str(library), FAIL_CALL="write", FAIL_PATH=".log",
                         FAIL_NOT=".h5.damaged", FAIL_AT="4", FAIL_ERRNO=str(errno.EDQUOT))
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertIn(os.strerror(errno.EDQUOT), done.stderr)
        again = self.run_sweep("s.toml", "r.h5")
        self.assertRegex(again.stderr, r"found [1-9]\d* of 1428 runs already computed")
        self.assert_as_elsewhere("s.toml", "r.h5")


if __name__ == "__main__":
    unittest.main()
