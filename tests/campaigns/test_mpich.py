"""The program built against MPICH, in a folder of its own, on two ranks: the data of the other build. Launchers go by their full names,
because Debian's `mpirun` is a switch between them."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import SMALL, SMALL_RUNS, SweepTest, environment  # noqa: E402

SOURCES = pathlib.Path(__file__).parents[2]
# The build is kept for the next time.
BUILD = pathlib.Path(os.environ.get("POLESWEEP_MPICH_BUILD", SOURCES / "build/mpich"))


class Mpich(SweepTest):
    def test_two_ranks(self):
        if not shutil.which("mpirun.mpich") or not shutil.which("mpicc.mpich"):
            raise unittest.SkipTest("MPICH is missing (libmpich-dev, mpich)")
        for words in (["cmake", "-S", SOURCES, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DMPI_C_COMPILER=mpicc.mpich",
                       "-DMPIEXEC_EXECUTABLE=mpirun.mpich", "-DPOLESWEEP_TESTS=OFF"],
                      ["cmake", "--build", BUILD, "--target", "polesweep"]):
            done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=3000, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        program = BUILD / "polesweep"
        self.assertIn("libmpich", subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout)
        self.write("small.toml", SMALL)
        done = self.call("run", "small.toml", "-o", "mpich.h5", "--no-report", program=program, ranks=2, MPIRUN="mpirun.mpich")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"mpich.h5: {SMALL_RUNS} runs", done.stderr)
        self.run_sweep("small.toml", "serial.h5")
        self.assert_equal_data("serial.h5", "mpich.h5")


if __name__ == "__main__":
    unittest.main()
