"""jobs/launch.sh: the words for every mpirun, in one place. Each MPI's own answer to `mpirun --version` is played back; what the mpirun at hand
makes of its words is seen with two more ranks than cores."""
import os
import pathlib
import re
import subprocess

from sweeps import LAUNCH, SweepTest, environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
# First lines of `mpirun --version`.
OPEN_MPI_4 = "mpirun (Open MPI) 4.1.4"
OPEN_MPI_4_BY_ANOTHER_NAME = "mpiexec (OpenRTE) 4.1.4"
OPEN_MPI_5 = "mpirun (Open MPI) 5.0.7"
OPEN_MPI_6 = "mpirun (Open MPI) 6.0.0rc2"
MPICH_4 = "HYDRA build details:\n    Version:                                 4.0.2"
MPICH_5 = "HYDRA build details:\n    Version:                                 5.0.2"

LOCAL = ["--mca", "btl_tcp_if_include", "lo"]
PLAIN = ["--oversubscribe", "--bind-to", "none"]


class Launch(SweepTest):
    def program(self, name, text):
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return path

    def launch(self, *words, version=None, user=1000, **changes):
        """Calls the script with an mpirun that answers with a version and otherwise says its words, one a line."""
        if version:
            self.program("mpirun", f"""if [ "$*" = --version ]; then cat <<'END'\n{version}\nEND\nexit; fi\nprintf '%s\\n' "$@" "HWLOC $HWLOC_COMPONENTS" "pid $$"\n""")
        self.program("id", f"echo {user}\n")
        process = subprocess.Popen([LAUNCH, *words], env=environment(**{"MPIRUN": "mpirun", "PATH": f"{self.folder}/bin:{os.environ['PATH']}", **changes}),
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)
        said, complained = process.communicate(timeout=20)
        return process, said.splitlines(), complained

    def words(self, version, **how):
        """What mpirun is called with for three ranks of `program 'two words'`."""
        process, said, complained = self.launch("3", "program", "two words", version=version, **how)
        self.assertEqual((process.returncode, complained), (0, ""))
        self.assertEqual(said[-1], f"pid {process.pid}")  # mpirun has taken the place of the script, so that signals reach it
        self.assertEqual(said[-5:-2], ["3", "program", "two words"])
        self.assertEqual(said[-6], "-n")
        return said[:-6]

    def test_words_for_each_mpi(self):
        for version, words in ((OPEN_MPI_4, [*PLAIN, "-q", *LOCAL]), (OPEN_MPI_4_BY_ANOTHER_NAME, [*PLAIN, "-q", *LOCAL]),
                               (OPEN_MPI_5, [*PLAIN, *LOCAL]), (OPEN_MPI_6, [*PLAIN, *LOCAL]), (MPICH_4, []), (MPICH_5, [])):
            with self.subTest(version=version):
                self.assertEqual(self.words(version), words)

    def test_root_needs_a_word_of_open_mpi(self):
        self.assertEqual(self.words(OPEN_MPI_4, user=0), [*PLAIN, "--allow-run-as-root", "-q", *LOCAL])
        self.assertEqual(self.words(OPEN_MPI_6, user=0), [*PLAIN, "--allow-run-as-root", *LOCAL])
        self.assertEqual(self.words(MPICH_5, user=0), [])

    def test_ranks_of_a_batch_system_may_be_elsewhere(self):
        for job in ("SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID"):
            self.assertEqual(self.words(OPEN_MPI_5, **{job: "7"}), PLAIN)

    def test_signals_are_left_to_mpirun(self):
        _, said, _ = self.launch("1", "program", version=OPEN_MPI_4)
        self.assertEqual(said[-2], "HWLOC -opencl")
        _, said, _ = self.launch("1", "program", version=OPEN_MPI_4, HWLOC_COMPONENTS="-gl")
        self.assertEqual(said[-2], "HWLOC -gl")

    def test_prints_its_words(self):
        self.assertEqual(self.launch("--words", version=OPEN_MPI_4)[1], ["mpirun --oversubscribe --bind-to none -q"])
        self.assertEqual(self.launch("--words", version=MPICH_5)[1], ["mpirun"])
        self.program("mpirun.mpich", f"echo '{MPICH_4}'\n")
        self.assertEqual(self.launch("--words", version=OPEN_MPI_4, MPIRUN="mpirun.mpich")[1], ["mpirun.mpich"])

    def test_says_what_is_wrong(self):
        process, said, complained = self.launch("2", "program", MPIRUN="no-such-mpirun")
        self.assertEqual((process.returncode, said), (127, []))
        self.assertRegex(complained, r"^launch.sh: no-such-mpirun cannot be run \(.*not found\)\. Install Open MPI or MPICH, or start the "
                                     r"program without a launcher\?\n$")
        for ranks in ("program", "0", "-1", "2x", ""):
            process, said, complained = self.launch(ranks, "program", version=OPEN_MPI_4)
            self.assertEqual((process.returncode, said), (2, []))
            self.assertEqual(complained, f"launch.sh: got '{ranks}' (must be a number of ranks, then the program and its words)\n")

    def test_the_mpirun_at_hand_takes_the_words(self):
        self.need_mpi()
        ranks = os.cpu_count() + 2
        done = subprocess.run([LAUNCH, str(ranks), "grep", "Cpus_allowed_list", "/proc/self/status"], env=environment(), text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        # As many as this process may use: no rank is bound to a core.
        mine = re.search("Cpus_allowed_list:\t(.*)", pathlib.Path("/proc/self/status").read_text())[0]
        self.assertEqual(done.stdout.splitlines(), [mine] * ranks)
        self.assertEqual(self.call("run", "gone.toml", ranks=2).stderr, "gone.toml: cannot be read (No such file or directory)\n")


class OnePlace(SweepTest):
    def test_nothing_else_has_words_for_mpirun(self):
        words = re.compile("--oversubscribe|--allow-run-as-root|--bind-to|OMPI_MCA_(rmaps|hwloc)|PRTE_MCA|mpirun -q")
        files = [path for folder in ("jobs", "tests", ".ci", "driver") for path in (ROOT / folder).rglob("*")
                 if path.is_file() and path.suffix in ("", ".sh", ".py", ".sbatch", ".cpp", ".hpp", ".txt")]
        self.assertGreater(len(files), 100)
        found = [path for path in files if words.search(path.read_text(encoding="utf-8", errors="replace"))]
        self.assertEqual(found, [LAUNCH, pathlib.Path(__file__).resolve()])
