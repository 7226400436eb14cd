"""The job scripts under a real Slurm. Short: array, srun, a graceful stop with requeue, scancel, preemption. POLESWEEP_CAMPAIGN=long adds a node
that goes down, and time limits of a minute: by deadline alone, put off meanwhile, and for one run longer than the limit."""
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from private_slurm import PrivateSlurm  # noqa: E402
from sweeps import LONG, PROGRAM, SLOW, SweepTest, environment, missing, module  # noqa: E402

JOBS = pathlib.Path(__file__).parents[2] / "jobs/slurm"
LONG_FORM = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
SIZE = ("--ntasks=2", "--mem-per-cpu=100M")
# Jobs call mpirun as users do, who are not root; Open MPI wants to be told twice.
AS_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


class Slurm(SweepTest):
    @classmethod
    def setUpClass(cls):
        lacking = PrivateSlurm.missing()
        if lacking:
            missing(lacking)
        cls.slurm = PrivateSlurm()
        cls.slurm.start()
        cls.addClassCleanup(cls.slurm.stop)

    def setUp(self):
        super().setUp()
        self.need_mpi()
        self.folder.chmod(0o755)
        self.write("s.toml", LONG.replace("200_000]", "150_000]"))

    def submit(self, script, *options, results="r.h5", words=(), sweep="s.toml", **changes):
        settings = environment(**{"POLESWEEP": PROGRAM, **AS_ROOT, **self.slurm.environment, **changes})
        done = subprocess.run(["sbatch", "--parsable", *SIZE, *options, JOBS / script, sweep, results, "--no-report", *words], cwd=self.folder,
                              env=settings, capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def said(self):
        return "\n".join(f"{file.name}: {file.read_text()}" for file in self.folder.glob("*.out"))

    def wait_for(self, job, states, limit=90):
        end = time.monotonic() + limit
        while self.slurm.state(job)[0] not in states:
            self.assertLess(time.monotonic(), end, f"{self.slurm.state(job)}\n{self.said()}")
            time.sleep(0.1)
        return self.slurm.state(job)

    def wait_for_records(self, results="r.h5", of=1):
        """Until so many ranks have written some."""
        self.wait_until(lambda: sum(log.stat().st_size > 10_000 for log in self.folder.glob(results + ".parts/*.log")) >= of, self.said, 30)

    def assert_as_local(self, results="r.h5", limit=120):
        self.run_sweep("s.toml", "local.h5", limit=limit)
        self.assert_equal_data("local.h5", results)

    def test_array(self):
        # One job after the other, so that one finds runs missing; and at once, where two that end together may both find all and build.
        for array, at_once, tasks in (("0-1", "%1", (0, 1)), ("3-7:4", "", (3, 7))):
            job = self.submit("array.sbatch", f"--array={array}{at_once}", "--ntasks=1", results=f"{array}.h5")
            for task in tasks:
                self.assertEqual(self.wait_for(f"{job}_{task}", ["COMPLETED", "FAILED"])[:2], ("COMPLETED", "0:0"), self.said())
            if at_once:
                self.assertRegex(self.said(), rf"shard {tasks[0]} of {array} is done; \d+ runs of other shards are missing \(shard {tasks[1]}")
            self.assert_as_local(f"{array}.h5")
            self.assertFalse((self.folder / f"{array}.h5.parts").exists())
        # A list does not say how many parts there are.
        job = self.submit("array.sbatch", "--array=1,4", "--ntasks=1", results="list.h5")
        self.assertEqual(self.wait_for(f"{job}_4", ["COMPLETED", "FAILED"])[:2], ("FAILED", "2:0"), self.said())
        self.assertIn("--shard slurm: the array has 2 jobs from 1 to 4", self.said())

    def test_jobs_of_an_array_queue_themselves_again(self):
        self.write("s.toml", LONG)
        job = self.submit("requeue.sbatch", "--array=1-2", "--ntasks=1")
        # Its last job has the number of the whole array.
        self.wait_for_records(of=2)
        self.slurm.ask("scancel", "-b", "-s", "USR1", f"{job}_2")
        states = {task: self.wait_for(f"{job}_{task}", ["COMPLETED", "FAILED"], 180) for task in (2, 1)}
        self.assertEqual(states, {1: ("COMPLETED", "0:0", 0), 2: ("COMPLETED", "0:0", 1)}, self.said())
        self.assert_as_local()
        self.assertEqual(list(self.folder.glob("*outcome*")), [])

    def test_what_cannot_be_started_is_not_queued_again(self):
        for how in ({"POLESWEEP": "build/not-there"}, {"sweep": "gone.toml"}):
            job = self.submit("requeue.sbatch", **how)
            state = self.wait_for(job, ["COMPLETED", "FAILED"])
            self.assertEqual((state[0], state[2]), ("FAILED", 0), self.said())
            self.assertIn("polesweep was killed, refused its input or was never started", self.said())

    def test_the_limit_that_holds_when_it_begins(self):
        self.write("s.toml", LONG.replace("200_000]", "3_000_000]"))
        # Newer Slurm tells a job its end once; the limit is changed after that.
        program = self.folder / "program"
        program.write_text(f'#!/bin/sh\n[ "$PMIX_RANK" != 0 ] || scontrol update jobid=$SLURM_JOB_ID timelimit=1\n'
                           f'export SLURM_JOB_END_TIME=$(($(date +%s) + 6000))\nexec {PROGRAM} "$@"\n')
        program.chmod(0o755)
        job = self.submit("single.sbatch", "--time=100", "--signal=B:URG@10", words=("--headroom", "57"), POLESWEEP=str(program))
        self.assertEqual(self.wait_for(job, ["COMPLETED", "FAILED"])[:2], ("FAILED", "75:0"), self.said())
        self.assertIn("stopped early: ", self.said())
        self.assertNotIn("a signal asked for it", self.said())

    def test_requeue_until_complete(self):
        job = self.submit("requeue.sbatch")
        self.wait_for_records()
        self.slurm.ask("scancel", "-b", "-s", "USR1", job)
        state = self.wait_for(job, ["COMPLETED", "FAILED"])
        self.assertEqual(state, ("COMPLETED", "0:0", 1), self.said())
        self.assertIn("stopped early: a signal asked for it.", self.said())
        self.assert_as_local()

    def test_scancel_and_preemption(self):
        job = self.submit("single.sbatch")
        self.wait_for_records()
        self.slurm.ask("scancel", job)
        self.wait_for(job, ["CANCELLED"])
        victim = self.submit("requeue.sbatch")
        self.wait_until(lambda: "already computed" in self.said(), self.said, 30)
        other = subprocess.run(["sbatch", "--parsable", "-p", "high", "-n", "2", "--wrap", "sleep 0.1"], cwd=self.folder, check=True, text=True,
                               env=environment(**self.slurm.environment), capture_output=True).stdout.strip()
        self.wait_for(other, ["COMPLETED"])
        state = self.wait_for(victim, ["COMPLETED", "FAILED"])
        self.assertEqual(state[:2], ("COMPLETED", "0:0"), self.said())
        print("restarts after preemption:", state[2])
        self.assert_as_local()

    def test_srun_starts_the_ranks(self):
        if "pmix" not in self.slurm.ask("srun", "--mpi=list").split():
            self.skipTest("this srun has no plugin for PMIx, which Open MPI speaks")
        job = self.submit("single.sbatch", POLESWEEP_LAUNCHER="srun --mpi=pmix")
        self.assertEqual(self.wait_for(job, ["COMPLETED", "FAILED"])[:2], ("COMPLETED", "0:0"), self.said())
        with module("h5py").File(self.folder / "r.h5") as file:
            self.assertEqual(list(file["provenance/ranks"]), [2])
        self.assert_as_local()
        # Debian's Open MPI does not know the older ways of srun: it says so instead of computing everything twice.
        other = self.submit("single.sbatch", results="other.h5", POLESWEEP_LAUNCHER="srun --mpi=none")
        self.assertEqual(self.wait_for(other, ["COMPLETED", "FAILED"])[0], "FAILED", self.said())
        self.assertFalse((self.folder / "other.h5").exists())

    @unittest.skipUnless(LONG_FORM, "takes minutes: POLESWEEP_CAMPAIGN=long")
    def test_node_goes_down(self):
        self.write("s.toml", LONG.replace("200_000]", "400_000]"))
        job = self.submit("requeue.sbatch")
        self.wait_for_records()
        node = self.slurm.ask("sinfo", "-h", "-o", "%n").strip()
        self.slurm.ask("scontrol", "update", f"nodename={node}", "state=down", "reason=test")
        self.wait_for(job, ["PENDING"])
        self.slurm.ask("scontrol", "update", f"nodename={node}", "state=resume")
        state = self.wait_for(job, ["COMPLETED", "FAILED"], 240)
        self.assertEqual(state, ("COMPLETED", "0:0", 1), self.said())
        self.assertIn("already computed", self.said())
        self.assert_as_local()

    @unittest.skipUnless(LONG_FORM, "takes minutes: POLESWEEP_CAMPAIGN=long")
    def test_a_limit_that_is_put_off_while_it_runs(self):
        self.write("s.toml", LONG.replace("200_000]", "3_000_000]"))
        job = self.submit("single.sbatch", "--time=1", "--signal=B:URG@10")
        self.wait_for_records()
        self.slurm.ask("scontrol", "update", f"jobid={job}", "timelimit=30")
        self.assertEqual(self.wait_for(job, ["COMPLETED", "FAILED", "TIMEOUT"], 580)[:2], ("COMPLETED", "0:0"), self.said())
        self.assertIn("the time limit of this job was changed: ", self.said())
        self.assert_as_local(limit=900)

    def complete_under_a_minute_each(self):
        """The deadline alone stops each job: the signal that Slurm sends is one that everybody ignores."""
        job = self.submit("requeue.sbatch", "--time=1", "--signal=B:URG@10")
        state = self.wait_for(job, ["COMPLETED", "FAILED", "TIMEOUT"], 580)
        self.assertEqual(state[:2], ("COMPLETED", "0:0"), self.said())
        self.assertGreater(state[2], 0)
        self.assertNotIn("a signal asked for it", self.said())
        print("restarts under a limit of one minute:", state[2])
        return self.said()

    @unittest.skipUnless(LONG_FORM, "takes minutes: POLESWEEP_CAMPAIGN=long")
    def test_time_limit_by_deadline(self):
        self.write("s.toml", LONG.replace("200_000]", "2_000_000]"))
        self.complete_under_a_minute_each()
        self.assert_as_local(limit=600)

    @unittest.skipUnless(LONG_FORM, "takes minutes: POLESWEEP_CAMPAIGN=long")
    def test_one_run_longer_than_the_time_limit(self):
        self.write("s.toml", SLOW.replace("2_000_000]", "80_000_000]"))
        self.assertIn("went on from saved states", self.complete_under_a_minute_each())
        self.assert_as_local(limit=900)


if __name__ == "__main__":
    unittest.main()
