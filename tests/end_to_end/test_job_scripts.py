"""The logic of the scripts in jobs/slurm, without Slurm: its variables are set by hand, `mpirun` and `scontrol` are scripts. The program is the
real one wherever it matters. campaigns/test_slurm.py runs the same scripts under a real Slurm."""
import errno
import json
import os
import pathlib
import re
import signal
import subprocess

from sweeps import LONG, PROGRAM, SMALL, SMALL_RUNS, SweepTest, environment

JOBS = pathlib.Path(__file__).resolve().parents[2] / "jobs/slurm"
FAILING_CALLS = pathlib.Path(__file__).resolve().parents[1] / "campaigns/failing_calls.c"
SCRIPTS = ("single.sbatch", "array.sbatch", "requeue.sbatch")
LONG_RUNS = 4760
KILLED = "polesweep was killed, refused its input or was never started (exit code {} of mpirun)\n"


class JobTest(SweepTest):
    def setUp(self):
        super().setUp()
        self.write("s.toml", SMALL)
        (self.folder / "bin").mkdir()
        # Passes on what polesweep returns, or what $RETURNS says; a program that is not there is Open MPI 6's 75.
        self.program("mpirun", 'command -v "$1" >/dev/null || exit 75\n"$@" & pid=$!\ntrap "kill -USR1 $pid" USR1\n'
                               "while wait $pid; code=$?; kill -0 $pid 2>/dev/null; do :; done\nexit ${RETURNS:-$code}\n")
        self.program("scontrol", 'echo "$@" >> scontrol.asked\nexit ${SCONTROL_RETURNS:-0}\n')

    def program(self, name, text):
        path = self.folder / "bin" / name
        path.write_text("#!/bin/bash\n" + text)
        path.chmod(0o755)
        return path

    def job(self, script, *words, sweep="s.toml", results="out/r.h5", **changes):
        """A job: its exit code, what it said, and the jobs that were to be queued again."""
        process = self.start_job(script, *words, sweep=sweep, results=results, **changes)
        process.wait(60)
        return self.ended(process)

    def start_job(self, script, *words, sweep="s.toml", results="out/r.h5", **changes):
        self.said = self.folder / "said"
        settings = environment(**{"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "POLESWEEP": PROGRAM, "SLURM_JOB_ID": "17", **changes})
        with open(self.said, "w", encoding="utf-8") as said:
            process = subprocess.Popen(["bash", JOBS / script, sweep, results, "--no-report", *words], cwd=self.folder, env=settings, stdout=said,
                                       stderr=said)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def ended(self, process):
        asked = self.folder / "scontrol.asked"
        queued = asked.read_text() if asked.exists() else ""
        asked.unlink(missing_ok=True)
        self.assertEqual(list(self.folder.glob("**/*.outcome-*")), [])
        return process.returncode, self.said.read_text(), queued

    def part(self, task, first, last, step=1, count=None):
        """What Slurm tells a job of an array. The last one has the number of the whole array."""
        count = count or (last - first) // step + 1
        return {"SLURM_JOB_ID": "17" if task == last else str(17 + count - task), "SLURM_ARRAY_JOB_ID": "17", "SLURM_ARRAY_TASK_ID": str(task),
                "SLURM_ARRAY_TASK_MIN": str(first), "SLURM_ARRAY_TASK_MAX": str(last), "SLURM_ARRAY_TASK_STEP": str(step),
                "SLURM_ARRAY_TASK_COUNT": str(count)}

    def stopped_job(self, script, **how):
        """A job that gets Slurm's signal when it has computed something: its exit code, what it said, and the jobs to be queued again."""
        parts = self.folder / (how.get("results", "out/r.h5") + ".parts")

        def own_log():
            status = parts / "status.json"
            return parts / f"{json.loads(status.read_text())['session']}-0.log" if status.exists() else None

        before = own_log()
        process = self.start_job(script, **how)
        self.wait_until(lambda: own_log() != before and own_log().stat().st_size > 10_000, "nothing is computed")
        process.send_signal(signal.SIGUSR1)
        process.wait(60)
        return self.ended(process)


class JobScripts(JobTest):
    def test_are_the_same_in_what_matters(self):
        texts = [re.search(r"# -- The same in all scripts.*?\n# -- .*?\n", (JOBS / script).read_text(), re.DOTALL)[0] for script in SCRIPTS]
        self.assertEqual([texts[0]] * 3, texts)
        heads = [re.search(r"^polesweep=.*?\n\n", (JOBS / script).read_text(), re.DOTALL | re.MULTILINE)[0] for script in SCRIPTS]
        self.assertEqual([heads[0]] * 3, heads)

    def test_complete_in_one_job(self):
        for script in ("single.sbatch", "requeue.sbatch"):
            with self.subTest(script=script):
                code, said, queued = self.job(script, results=f"{script}.h5")
                self.assertEqual((code, queued), (0, ""), said)
                self.assertIn(f"{script}.h5: {SMALL_RUNS} runs", said)

    def test_goes_on_until_complete(self):
        self.write("s.toml", LONG)
        jobs = []
        for restart in range(3):
            run = self.stopped_job if restart < 2 else self.job
            code, said, queued = run("requeue.sbatch", SLURM_RESTART_COUNT=str(restart))
            self.assertEqual(code, 0, said)
            jobs.append(queued)
        self.assertEqual(jobs, ["requeue 17\n", "requeue 17\n", ""])
        self.assertIn(f"r.h5: {LONG_RUNS} runs", said)
        self.run_sweep("s.toml", "whole.h5", limit=120)
        self.assert_equal_data("whole.h5", "out/r.h5")

    def test_goes_on_where_the_launcher_lost_the_code(self):
        self.write("s.toml", LONG)
        for returns in ("0", "9"):
            self.assertEqual(self.stopped_job("requeue.sbatch", RETURNS=returns, results=f"out/{returns}.h5")[::2], (0, "requeue 17\n"), self.said.read_text())
        # A script that does not queue itself again says what is true.
        for script in ("single.sbatch", "array.sbatch"):
            code, said, queued = self.stopped_job(script, RETURNS="0", results=f"out/{script}.h5")
            self.assertEqual((code, queued), (75, ""), said)

    def test_a_job_of_an_array_queues_itself_alone(self):
        self.write("s.toml", LONG)
        for task in (1, 2):
            code, said, queued = self.stopped_job("requeue.sbatch", results=f"{task}.h5", **self.part(task, 1, 2))
            self.assertEqual((code, queued), (0, f"requeue 17_{task}\n"), said)

    def test_a_program_that_is_not_there_is_not_started_for_ever(self):
        for script in SCRIPTS:
            for returns, code in ((None, 1), ("0", 1), ("183", 183)):
                with self.subTest(script=script, returns=returns):
                    how = {"RETURNS": returns} if returns else {}
                    program = "true" if returns else "build/not-there"
                    self.assertEqual(self.job(script, POLESWEEP=program, **how), (code, KILLED.format(returns or 75), ""))
        self.assertFalse((self.folder / "out").exists())

    def test_what_an_earlier_start_left_does_not_count(self):
        (self.folder / "out").mkdir()
        self.write("out/r.h5.outcome-17-0", "go-on 75\nstopped early\n")
        self.write("out/r.h5.outcome-17-1", "go-on 75\nstopped early\n")
        self.write("out/r.h5.outcome-16-1", "go-on 75\nstopped early\n")
        for name in ("last-message", "requeued-with"):
            (self.folder / "out/r.h5.parts").mkdir(exist_ok=True)
            self.write(f"out/r.h5.parts/{name}", "stopped early: the deadline has come. Run the same command again to go on; 3 of 8 runs are stored.\n")
        process = self.start_job("requeue.sbatch", POLESWEEP="build/not-there", SLURM_RESTART_COUNT="1")
        self.assertEqual(process.wait(20), 1)
        self.assertFalse((self.folder / "scontrol.asked").exists())
        self.assertEqual(self.said.read_text(), KILLED.format(75))

    def test_refused_input_is_not_tried_again(self):
        self.write("s.toml", SMALL.replace("seeds = 12", "seeds = 0"))
        for sweep, words in (("s.toml", "seeds: got 0"), ("gone.toml", "gone.toml: cannot be read")):
            code, said, queued = self.job("requeue.sbatch", sweep=sweep)
            self.assertEqual((code, queued), (2, ""))
            self.assertIn(words, said)
            self.assertTrue(said.endswith(KILLED.format(2)), said)
        self.assertFalse((self.folder / "out").exists())

    def test_a_job_that_adds_nothing_is_the_last(self):
        self.write("s.toml", LONG)
        code, said, queued = self.job("requeue.sbatch", "--deadline", "+1", "--headroom", "10")
        self.assertEqual((code, queued), (75, ""), said)
        self.assertRegex(said, r"\nnot queued again: stopped early: .* 0 of 4760 runs are stored\. Nothing was added to them\.\n$")

    def test_a_full_disk_ends_it(self):
        library = self.folder / "failing_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, FAILING_CALLS, "-ldl"], check=True, timeout=60)
        code, said, queued = self.job("requeue.sbatch", LD_PRELOAD=str(library), FAIL_CALL="write", FAIL_PATH=".log", FAIL_NOT=".h5.damaged",
                                      FAIL_AT="4", FAIL_ERRNO=str(errno.ENOSPC))
        self.assertEqual((code, queued), (75, ""), said)
        self.assertRegex(said, r"\nnot queued again: stopped early: .*No space left on device.* [1-9]\d* of 1428 runs are stored\.\n$")

    def test_a_stop_file_stops_for_good(self):
        self.write("s.toml", LONG)
        process = self.start_job("requeue.sbatch")
        self.wait_until(lambda: any(log.stat().st_size > 10_000 for log in self.folder.glob("out/r.h5.parts/*.log")), "nothing is computed")
        (self.folder / "out/r.h5.parts/stop").touch()
        process.wait(60)
        code, said, queued = self.ended(process)
        self.assertEqual((code, queued), (75, ""), said)
        self.assertRegex(said, r"\nnot queued again: stopped early: out/r\.h5\.parts/stop is there\. .*\n$")

    def test_a_signal_to_the_script_stops_and_goes_on(self):
        self.write("s.toml", LONG)
        for script, expected in (("requeue.sbatch", (0, "requeue 17\n")), ("single.sbatch", (75, "")), ("array.sbatch", (75, ""))):
            code, said, queued = self.stopped_job(script, results=f"{script}.h5")
            self.assertEqual((code, queued), expected, said)
            self.assertIn("stopped early: a signal asked for it. ", said)

    def test_says_when_it_cannot_be_queued_again(self):
        self.write("s.toml", LONG)
        code, said, _ = self.stopped_job("requeue.sbatch", SCONTROL_RETURNS="1")
        self.assertEqual(code, 75)
        self.assertTrue(said.endswith("\ncould not be queued again: submit the same line to go on\n"), said)

    def test_reads_the_word_of_its_program(self):
        """Words that are hard to bring about."""
        for left, code, queued, said in (("complete 3\\nsome failed", 3, "", ""), ("go-on 75\\nlate", 0, "requeue 17\n", ""),
                                         ("stopped 75\\nstopped early: No space left on device", 75, "",
                                          "not queued again: stopped early: No space left on device\n")):
            program = self.program("polesweep", f'for last; do :; done\nwhile [ "$1" != --outcome ]; do shift; done\nprintf "{left}\\n" > "$2"\n')
            self.assertEqual(self.job("requeue.sbatch", results="r.h5", POLESWEEP=str(program)), (code, said, queued))


class Arrays(JobTest):
    """Jobs of arrays, of which each computes its part."""

    # Three units, one for each eight seeds.
    SWEEP = """seeds = 24
lengths = [35_000]
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

    def setUp(self):
        super().setUp()
        self.write("s.toml", self.SWEEP)

    def test_count_from_any_number(self):
        for first, last, step in ((0, 2, 1), (1, 3, 1), (5, 9, 2)):
            for script in ("array.sbatch", "requeue.sbatch"):
                results = f"{script}-{first}.h5"
                one, two, three = range(first, last + 1, step)
                array = f"{first}-{last}" + (f":{step}" if step > 1 else "")
                for task, words in ((two, f"shard {two} of {array} is done; 16 runs of other shards are missing (shards {one},{three}), and the "
                                          f"last shard builds {results}"),
                                    (three, f"shard {three} of {array} is done; 8 runs of other shards are missing (shard {one}), and the last "
                                            f"shard builds {results}"),
                                    (one, f"{results}: 24 runs, 0 of them diverged")):
                    code, said, queued = self.job(script, results=results, **self.part(task, first, last, step))
                    self.assertEqual((code, queued), (0, ""), said)
                    self.assertEqual(said.splitlines()[-1], words)

    def test_some_of_them_again(self):
        # The second and third job of 1-3 were lost.
        self.assertEqual(self.job("array.sbatch", **self.part(1, 1, 3))[0], 0)
        code, said, _ = self.job("array.sbatch", **self.part(2, 2, 5, count=2))
        self.assertEqual(code, 2)
        self.assertIn("--shard slurm: the array has 2 jobs from 2 to 5 (a list does not say how many parts there are)", said)
        for task, words in ((2, "shard 2 of 1-3 is done; 8 runs of other shards are missing (shard 3)"), (3, "r.h5: 24 runs")):
            code, said, _ = self.job("array.sbatch", POLESWEEP_SHARDS="1-3", **self.part(task, 2, 3))
            self.assertEqual(code, 0, said)
            self.assertIn(words, said)

    def test_a_number_of_parts_counts_from_0(self):
        self.assertIn("shard 2 of 3 is done", self.job("array.sbatch", POLESWEEP_SHARDS="3", **self.part(2, 2, 2))[1])
        code, said, _ = self.job("array.sbatch", POLESWEEP_SHARDS="3", **self.part(3, 3, 3))
        self.assertEqual(code, 2)
        self.assertIn("--shard: got '3/3' (must be i/N with 0 <= i < N). Where parts count from 1, write 3/1-3?", said)
