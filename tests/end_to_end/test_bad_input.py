"""Every mistake in what a person writes is named with file and place before any work, ends with exit code 2 and leaves nothing behind."""
import json
import os
import re
import time
import unittest

from sweeps import SMALL, SweepTest

SWEEP = """seeds = 2
lengths = [10]
[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.9
[[learner]]
recurrent = "fixed"
readout = { kind = "lms", step_size = 0.1 }
"""

RECORDED = SWEEP.replace("""kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
""", """kind = "file"
path = "tiny.csv"
inputs = [["x"]]
targets = [["y"]]
window_length = 20
windows = 2
""")

UNSEEN = r"launcher: started 2 processes that do not see each other \(the launcher belongs to another MPI than this program\)\."
# How MPI calls itself, and the plugin by which srun starts its programs.
PLUGINS = (("Open MPI v", "pmix"), ("MPICH ", "pmi2"))


def csv(target):
    """A tiny recording of 60 rows; target gives the text of row i."""
    return "x,y\n" + "".join(f"{i % 7 * 0.5},{target(i)}\n" for i in range(60))


class BadInput(SweepTest):
    def setUp(self):
        super().setUp()
        self.write("tiny.csv", csv(lambda i: i % 5 * 0.25))

    def names(self, family):
        return ", ".join(member["name"] for member in json.loads(self.call("list", family, "--json").stdout)[family])

    def refuse(self, sweep, message, results="out/r.h5"):
        """The program, alone and on two ranks, says exactly this once and leaves the folder as it was."""
        name = "s.toml"
        if sweep is not None:
            self.write(name, sweep)
        before = sorted(self.folder.rglob("*"))
        for ranks in (0, 2):
            with self.subTest(ranks=ranks):
                if ranks:
                    self.need_mpi()
                start = time.monotonic()
                done = self.call("run", name, "-o", results, ranks=ranks)
                self.assertLess(time.monotonic() - start, 10)
                self.assertEqual(done.stderr, message)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertEqual(sorted(self.folder.rglob("*")), before)

    def test_recording_without_mistake_runs(self):
        self.run_sweep(self.write("s.toml", RECORDED), "r.h5")

    def test_missing_sweep_file(self):
        self.refuse(None, "s.toml: cannot be read (No such file or directory)\n")

    def test_missing_data_file(self):
        self.refuse(RECORDED.replace("tiny.csv", "gone.csv"),
                    "s.toml:5:8: task.path: no file 'gone.csv' (tried gone.csv; paths are relative to the sweep file, "
                    "then $POLESWEEP_DATA)\n")

    def test_unknown_column(self):
        self.refuse(RECORDED.replace('"y"', '"z"'), "s.toml:7:11: task.targets: got 'z' (tiny.csv has the columns x, y)\n")

    def test_text_among_numbers(self):
        self.write("tiny.csv", csv(lambda i: "abc" if i == 3 else i % 5))
        self.refuse(RECORDED, "s.toml:3:1: task: tiny.csv:5:y: got 'abc' (must be a number)\n")

    def test_column_without_values(self):
        self.write("tiny.csv", csv(lambda i: "NaN"))
        self.refuse(RECORDED, "s.toml:7:11: task.targets: got 'y' (tiny.csv has no value in any row of this column)\n")

    def test_some_missing_values_are_allowed(self):
        self.write("tiny.csv", csv(lambda i: "NaN" if i == 3 else i % 5))
        self.run_sweep(self.write("s.toml", RECORDED), "r.h5")

    def test_empty_axis(self):
        self.refuse(SWEEP.replace("step_size = 0.1", "step_size = []"),
                    "s.toml:14:39: learner.readout.step_size: empty axis (write at least one value, or leave the field out)\n")

    def test_bare_list_for_a_list_valued_field(self):
        self.refuse(SWEEP.replace("[[0.75, 0.8]]", "[0.75, 0.8]"),
                    "s.toml:5:9: task.poles: got [0.75, 0.8] (one value of this field is a list, and the outermost list is an axis). "
                    "Write poles = [[0.75, 0.8]]?\n")

    def test_unknown_readout(self):
        self.refuse(SWEEP.replace('{ kind = "lms", step_size = 0.1 }', '"rlss"'),
                    "s.toml:14:11: learner.readout.kind: unknown \"rlss\" (one of " + self.names("readouts") + "). Did you mean 'rls'? "
                    "See: polesweep list readouts\n")

    def test_negative_step_size(self):
        self.refuse(SWEEP.replace("0.1 }", "[0.1, -0.1] }"), "s.toml:14:45: learner.readout.step_size: got -0.1 (must be > 0)\n")

    def test_length_beyond_the_data(self):
        self.refuse(RECORDED.replace("lengths = [10]", "lengths = [10, 25]"),
                    "s.toml:15:1: learner: lengths: got 25 (the data supply at most 20 training samples after the washout) (with "
                    "[[learner]] at s.toml:15:1, [[poles]] at s.toml:10:1, [[task]] at s.toml:3:1). Change one of the three?\n")

    def test_poles_around_a_teacher_that_is_not_there(self):
        delay = '[[task]]\nkind = "delay"\ndelay = 3\n[[poles]]'
        self.refuse(SWEEP.replace("[[poles]]", delay).replace('"ring"\ncount = 4\nradius = 0.9', '"teacher"\ndistance = 0.1'),
                    "s.toml:13:12: poles.distance: from no pole (the task has no teacher whose poles are known) (with [[learner]] at "
                    "s.toml:14:1, [[poles]] at s.toml:10:1, [[task]] at s.toml:7:1). Drop such points?\n"
                    "  [[exclude]]\n  task.kind = \"delay\"\n")

    def test_results_below_a_regular_file(self):
        self.write("regular", "")
        self.refuse(SWEEP, "regular: is not a folder (results go to regular/r.h5)\n", "regular/r.h5")

    def test_folder_without_permission(self):
        if os.geteuid() == 0:
            self.skipTest("root may write everywhere")
        (self.folder / "closed").mkdir(mode=0o555)
        self.refuse(SWEEP, "closed: cannot be written (Permission denied; results go to closed/r.h5). Choose another place with -o?\n", "closed/r.h5")

    def test_file_that_is_no_toml(self):
        self.refuse(SWEEP.replace("count = 4", "count = = 4"),
                    "s.toml:10:9: not TOML (Error while parsing value: could not determine value type)\n")

    def test_all_mistakes_of_a_file_in_one_go_and_in_its_order(self):
        mistaken = SWEEP.replace("[10]", "[10, 0]").replace("radius", "raduis").replace('"fixed"', '"fixd"').replace("0.1", "-0.1")
        self.refuse(mistaken,
                    "s.toml:2:16: lengths: got 0 (must be >= 1)\n"
                    "s.toml:7:1: poles.radius: missing (ring needs it: a real number)\n"
                    "s.toml:11:1: poles.raduis: unknown key (diagonal with ring reads: input_weights, input_scale, input_density, pole_limit, count, radius, "
                    "network, kind, zip, draws). Did you mean 'radius'? See: polesweep list networks diagonal poles ring\n"
                    "s.toml:13:13: learner.recurrent.kind: unknown \"fixd\" (one of " + self.names("recurrent") + "). Did you mean 'fixed'? See: polesweep list recurrent\n"
                    "s.toml:14:39: learner.readout.step_size: got -0.1 (must be > 0)\n")


class ForeignResults(SweepTest):
    def test_other_files_are_never_overwritten(self):
        self.write("s.toml", SWEEP)
        self.write("r.h5", "a letter")
        done = self.call("run", "s.toml", "-o", "r.h5")
        self.assertEqual(done.stderr, "r.h5: exists and is not a results file of polesweep (r.h5: cannot read (file signature not found)). "
                                      "Move it away, or choose another name with -o?\n")
        self.assertEqual(done.returncode, 2)
        self.assertEqual((self.folder / "r.h5").read_text(), "a letter")


class Options(SweepTest):
    def refuse(self, message, *words):
        self.write("s.toml", SWEEP)
        done = self.call("run", "s.toml", "-o", "r.h5", *words)
        self.assertEqual((done.returncode, done.stderr), (2, message))
        self.assertFalse((self.folder / "r.h5").exists())

    def test_unknown_key_of_set(self):
        self.refuse("--set learner.0.readout.step_sze=[0.1]: learner.readout.step_sze: unknown key (lms reads: kind, step_size, "
                    "regressors, intercept, initial_readout, initial_scale, initial_weights, average_from). Did you mean 'step_size'? "
                    "See: polesweep list readouts lms\n",
                    "--set", "learner.0.readout.step_sze=[0.1]")

    def test_numbers_and_names_that_are_none(self):
        self.write("s.toml", SWEEP)
        for words, said in ((("run", "s.toml", "-o", ""), "--output: got '' (must be the name of a file)"),
                            (("gather", "s.toml", "-o", ""), "--output: got '' (must be the name of a file)"),
                            (("plan", "s.toml", "--ranks", "0"), "--ranks: got 0 (must be an integer > 0)"),
                            (("run", "s.toml", "--headroom", "inf"), "--headroom: got inf (must be a number >= 0)"),
                            (("run", "s.toml", "--grace", "-1"), "--grace: got -1 (must be a number >= 0)"),
                            (("run", "s.toml", "--states", "nan"), "--states: got nan (must be a number >= 0)")):
            done = self.call(*words)
            self.assertEqual((done.returncode, done.stderr.split("\n")[0]), (2, said))

    def test_checkpoint_of_no_time(self):
        self.refuse("--checkpoint: got 0 (must be > 0)\nRun with --help or --help-all for more information.\n", "--checkpoint", "0")


class ForeignLauncher(SweepTest):
    """A launcher of another MPI starts processes that each believe to be alone."""

    def setUp(self):
        super().setUp()
        self.need_mpi()
        self.write("s.toml", SMALL)

    def refuse(self, rank="0", **changes):
        """What the program says beyond that."""
        done = self.call("run", "s.toml", "-o", "out/r.h5", PMI_SIZE="2", PMI_RANK=rank, **changes)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertFalse((self.folder / "out").exists())
        self.assertRegex(done.stderr, UNSEEN)
        return re.sub(UNSEEN, "", done.stderr)

    def test_run_is_refused(self):
        self.assertRegex(self.refuse(), r"^ Use the mpirun of the MPI it was built with \((Open MPI v|MPICH )\d+\.\d+\.\d\w*\)\?\n$")
        self.assertEqual(self.refuse(rank="1"), "\n")  # once is enough

    def test_srun_is_named_where_it_can_start_the_program(self):
        own = self.refuse()
        library, plugin = next(pair for pair in PLUGINS if pair[0] in own)
        (self.folder / "bin").mkdir()
        srun = self.folder / "bin/srun"
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        asked = self.folder / "asked"
        for listed, named in ((f"MPI plugin types are...\n\tnone\n\t{plugin}\n\tcray_shasta", True),
                              ("MPI plugin types are...\n\tnone\n\tcray_shasta\nspecific pmix plugin versions available: pmix_v5", False),
                              ("srun: error: fetch_config: DNS SRV lookup failed", False)):
            srun.write_text(f'#!/bin/sh\necho "$@" > {asked}\nprintf "{listed}\\n"\n')
            srun.chmod(0o755)
            said = self.refuse(SLURM_JOB_ID="17", PATH=path)
            self.assertEqual(said, own.replace("?", f", or `srun --mpi={plugin}`?") if named else own)
            self.assertEqual(asked.read_text(), "--mpi=list\n")
            asked.unlink()
            # Outside of a job, and by the second process, nothing is asked.
            self.refuse(PATH=path)
            self.refuse(rank="1", SLURM_JOB_ID="17", PATH=path)
            self.assertFalse(asked.exists())

    def test_serial_run_is_not_affected(self):
        done = self.call("run", "s.toml", "-o", "r.h5", "--no-report", "--serial", PMI_SIZE="2", PMI_RANK="0")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_other_commands_are_not_affected(self):
        self.run_sweep("s.toml", "r.h5")
        for words in (["list"], ["plan", "s.toml"], ["status", "r.h5"], ["gather", "s.toml", "-o", "r.h5"]):
            with self.subTest(words=words):
                done = self.call(*words, PMI_SIZE="2", PMI_RANK="0")
                self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
