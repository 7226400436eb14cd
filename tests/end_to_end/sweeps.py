"""What all end-to-end tests share: the programs, how they are started, and sweeps small enough for a test."""
import importlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["POLESWEEP"]
ANALYZE = os.environ["POLESWEEP_ANALYZE"]
# The folder of recorded data, none of which the repository has.
DATA = pathlib.Path(os.environ.get("POLESWEEP_DATA", pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"))
HAS_MPI = os.environ.get("POLESWEEP_TEST_MPI", "1") == "1"

# Starts ranks by the mpirun at hand: as root in a container, more of them than cores.
LAUNCH = pathlib.Path(__file__).resolve().parents[2] / "jobs/launch.sh"
# What Open MPI 5 and 6 add about an exit code; they have no word to be quiet.
ABOUT_AN_EXIT_CODE = re.compile(r"^-{70,}\n+prterun detected that one or more processes exited with non-zero status,\n(?:.*\n)*?-{70,}\n", re.M)

TASKS = """
[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = [0.0, 0.3]

[[task]]
kind = "linear_teacher"
poles = [["0.5+0.3i", 0.8]]
gains = [[1.0, "0.5i"]]
noise = 0.1
complex = true

[[poles]]
network = "diagonal"
kind = ["ring", "random"]
count = [3, 8]
radius = 0.9

[[poles]]
network = "dense"
kind = "random"
count = [5, 9]
radius = 0.8
activation = "tanh"

[[exclude]]
poles.activation = "tanh"
task.complex = true

[[poles]]
network = "dense"
kind = "random"
count = 6
radius = 0.8
activation = "split_tanh"

[[exclude]]
poles.activation = "split_tanh"
task.complex = false

[[learner]]
label = "LMS"
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.01, 0.1, 10.0] }

[[learner]]
label = "NLMS"
recurrent = "fixed"
readout = { kind = "nlms", step_size = 0.2 }

[[learner]]
label = "RLS"
recurrent = "fixed"
readout = { kind = "rls", forgetting = [0.99, 1.0] }

[[learner]]
label = "ridge"
recurrent = "fixed"
readout = "ridge"

[evaluation]
samples = 2000

[measure]
metrics = ["nmse"]
"""

POINTS = 119  # (2 noises x 4 diagonal + 2 noises x 2 tanh + 4 diagonal + 1 split_tanh) settings x 7 learners

# One unit, well under a second: exact and holdout, real and complex, a step size that diverges; 12 seeds leave lanes of a block empty.
SMALL = 'name = "small"\nseeds = 12\nlengths = [10, 100, 1000]\n' + TASKS
SMALL_RUNS = POINTS * 12
# Some twenty units, about a second.
UNITS = 'name = "units"\nseeds = 40\nlengths = [100, 1000, 20_000]\n' + TASKS
# About a hundred units, some seconds: long enough to be killed in the middle.
LONG = 'name = "long"\nseeds = 40\nlengths = [100, 1000, 200_000]\n' + TASKS


# Learners that move their poles, in all regimes; lengths that chunks do not divide, a step size that diverges, several step sizes of one shape.
LEARNED = """
name = "learned"
seeds = 5
lengths = [10, 77, 500]
iterations = [1, 4, 9]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1

[[task]]
kind = "channel"
constellation = "qpsk"
fading = "rayleigh"
snr = 20.0
delay = 2

[[poles]]
network = "diagonal"
kind = "ring"
count = 6
radius = 0.8

[[poles]]
network = "dense"
kind = "random"
count = 5
radius = 0.8
input_scale = 0.3

[[learner]]
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.01, 0.02] }

[[learner]]
recurrent = ["rtrl", "snap1", "rflo"]
readout = "gradient"
optimizer = { kind = ["sgd", "adam"], step_size = [0.001, 0.003, 30.0] }

[[learner]]
recurrent = { kind = "tbptt", truncation = 4 }
readout = { kind = "rls", forgetting = 0.99 }
optimizer = { kind = "sgd", step_size = [0.001, 0.003] }

[[learner]]
recurrent = "bptt"
readout = "gradient"
optimizer = { kind = "adam", step_size = 0.01 }
regime = { kind = "repeat", passes = 10 }

[[learner]]
recurrent = { kind = "rtrl", update_every = 5 }
readout = "gradient"
optimizer = { kind = "sgd", step_size = 0.01 }
regime = { kind = "episodes", batch = 2, length = 40 }

[measure]
metrics = ["alignment", "averaged_risk", "gradient_norm", "spectrum", "symbol_error_rate"]
shadows = ["immediate"]

[evaluation]
samples = 1000
"""


# One learner that repeats its samples and one of fresh episodes.
REPEAT = """
[[learner]]
recurrent = "rtrl"
readout = "gradient"
optimizer = { kind = "sgd", step_size = 0.001 }
regime = { kind = "repeat", passes = 3 }
"""
EPISODES = """
[[learner]]
recurrent = "snap1"
readout = "gradient"
optimizer = { kind = "sgd", step_size = 0.001 }
regime = { kind = "episodes", batch = 2, length = 30 }
"""
REGIMES = """name = "regimes"
seeds = 2
lengths = [10, 40]
iterations = [1, 4]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1

[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.8

[measure]
metrics = ["alignment", "singular_values", "spectrum"]
shadows = ["immediate"]
""" + REPEAT + EPISODES


# One unit whose runs take about two seconds together.
SLOW = """
name = "slow"
seeds = 2
lengths = [1000, 2_000_000]
[[task]]
kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
noise = 0.1
[[poles]]
network = "diagonal"
kind = "ring"
count = 8
radius = 0.9
[[learner]]
recurrent = "fixed"
readout = ["rls", { kind = "lms", step_size = 0.01 }]
[[learner]]
recurrent = "rtrl"
readout = "gradient"
optimizer = { kind = "adam", step_size = 0.001 }
"""


def environment(**changes):
    """This environment without the traces of any launcher and without the user's settings, with changes."""
    dropped = ("OMPI_COMM_", "PMI_", "PMIX_", "PMI2_", "MPI_LOCAL", "SLURM_", "POLESWEEP_KERNELS", "POLESWEEP_DATA")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**clean, **changes}


def launcher(ranks):
    """The words before the program that start it on some ranks; none for 0."""
    return [LAUNCH, str(ranks)] if ranks else []


def missing(what):
    """Skips a test on a machine that lacks something, but fails where all tests have to run."""
    if os.environ.get("CI"):
        raise AssertionError(f"{what} is missing")
    raise unittest.SkipTest(f"{what} is missing")


def module(name):
    """A module that not every Python has."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        return missing(f"{error.name} of Python")


class SweepTest(unittest.TestCase):
    """A test with a folder of its own, in which the programs run."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="polesweep-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def need_mpi(self):
        if not HAS_MPI:
            self.skipTest("the program was built without MPI")
        if not shutil.which(os.environ.get("MPIRUN", "mpirun")):
            missing("mpirun")

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return name

    def call(self, *words, program=PROGRAM, ranks=0, limit=60, **changes):
        """Starts a program and waits for it: its exit code, stdout and stderr."""
        done = subprocess.run([*launcher(ranks), program, *map(str, words)], cwd=self.folder, env=environment(**changes), text=True,
                              capture_output=True, timeout=limit, check=False)
        done.stderr = ABOUT_AN_EXIT_CODE.sub("", done.stderr)
        return done

    def start(self, *words, ranks=0, **changes):
        """Starts the program and goes on; what it says goes to the file `said`."""
        self.said = self.folder / "said"
        with open(self.said, "w", encoding="utf-8") as said:
            process = subprocess.Popen([*launcher(ranks), PROGRAM, *map(str, words)], cwd=self.folder, env=environment(**changes),
                                       stdout=said, stderr=said)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def run_sweep(self, sweep, results, *options, **how):
        """A run without page that has to succeed."""
        done = self.call("run", sweep, "-o", results, "--no-report", *options, **how)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def peak_of(self, *words):
        """What a program, which has to succeed, took of memory at most (bytes), its seconds, and what it said."""
        start = time.monotonic()
        with open(self.folder / "call", "w+", encoding="utf-8") as said:
            process = subprocess.Popen(list(map(str, words)), cwd=self.folder, env=environment(), stdout=said, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read()
        self.assertEqual(process.returncode, 0, text)
        return usage.ru_maxrss * 1024, time.monotonic() - start, text

    def assert_equal_data(self, first, second):
        self.assertEqual(module("results_equal").compare(self.folder / first, self.folder / second), [])

    def wait_until(self, condition, what, limit=20):
        end = time.monotonic() + limit
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.005)
