"""A sweep to begin with: every kind that `polesweep list` offers gives a file that plans, is valid, and runs."""
import json
import os
import pty
import shutil
import subprocess
import tomllib
import unittest

from sweeps import PROGRAM, SweepTest, environment, module

# Small enough for a test: about a second of one core.
FEW = ("--seeds", "4", "--budget", "0.0003")


class Init(SweepTest):
    def setUp(self):
        super().setUp()
        self.validator = module("jsonschema").Draft7Validator(json.loads(self.call("schema").stdout))

    def init(self, *words):
        """The file that is written, which has to be valid."""
        name = "new.toml"
        (self.folder / name).unlink(missing_ok=True)
        done = self.call("init", name, *words, *(() if "--budget" in words else FEW))
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        text = (self.folder / name).read_text()
        sweep = tomllib.loads(text)
        self.assertEqual([error.message for error in self.validator.iter_errors(sweep)], [], words)
        self.assertTrue(sweep["claim"], words)
        self.assertRegex(done.stdout, rf"^{name}: \d+ runs, about \S+ core-hours\. Next: polesweep explain {name}\n$")
        return sweep

    def run_it(self, sweep):
        """The new sweep, cut short."""
        short = [] if "lengths" not in sweep else ["--set", "lengths=[20,100]"]
        short += [] if "iterations" not in sweep else ["--set", "iterations=[1,4]"]
        for old in self.folder.glob("r.h5*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        done = self.call("run", "new.toml", "-o", "r.h5", "--serial", "--set", "seeds=2", "--set", "evaluation.samples=200", *short)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(", claimed ", done.stdout)

    def kinds(self, family):
        return [member["name"] for member in json.loads(self.call("list", family, "--json").stdout)[family]]

    def check_all(self, family, option, key, *words, leave_out=(), part=slice(None)):
        """`key`: where the kind has to stand in the file."""
        for kind in self.kinds(family)[part]:
            if kind in leave_out:
                continue
            with self.subTest(kind=kind):
                sweep = self.init(option, kind, *words)
                found = sweep
                for step in key:
                    found = found[step]
                self.assertEqual(found["kind"] if isinstance(found, dict) else found, kind)
                self.run_it(sweep)

    def test_first_tasks(self):
        self.check_all("tasks", "--task", ("task", 0, "kind"), part=slice(0, 10))

    def test_more_tasks(self):
        self.check_all("tasks", "--task", ("task", 0, "kind"), part=slice(10, 18))

    def test_other_tasks(self):
        self.check_all("tasks", "--task", ("task", 0, "kind"), part=slice(18, None), leave_out=("file", "order_book"))

    def test_networks_and_poles(self):
        self.check_all("networks", "--network", ("poles", 0, "network"))
        self.check_all("poles", "--poles", ("poles", 0, "kind"))

    def test_recurrent_rules(self):
        self.check_all("recurrent", "--learner", ("learner", 0, "recurrent"))

    def test_readouts(self):
        self.check_all("readouts", "--learner", ("learner", 0, "readout"))

    def test_optimizers_and_regimes(self):
        self.check_all("optimizers", "--optimizer", ("learner", 0, "optimizer"), "--learner", "rtrl")
        self.check_all("regimes", "--regime", ("learner", 0, "regime"), "--learner", "rtrl", leave_out=("stream",))

    def test_recorded_data(self):
        self.write("d.csv", "x,y,z\n" + "".join(f"{i % 7},{i % 5},{(i * i) % 11}\n" for i in range(3000)))
        sweep = self.init("--task", "file", "--data", "d.csv", "--inputs", "x", "y", "--targets", "z")
        self.assertEqual(sweep["task"][0]["inputs"], [["x", "y"]])
        self.run_it(sweep)
        columns = ["ask_p1", "ask_q1", "bid_p1", "bid_q1"]
        self.write("book.csv", ",".join(columns) + "\n" + "".join(f"{1001 + i % 3},{5 + i % 4},{999 + i % 3},{4 + i % 6}\n" for i in range(3000)))
        self.run_it(self.init("--task", "order_book", "--data", "book.csv"))

    def test_a_file_that_is_there_stays(self):
        self.write("new.toml", "a letter")
        done = self.call("init", "new.toml", *FEW)
        self.assertEqual((done.returncode, done.stderr), (2, "new.toml: exists (it is never overwritten). Choose another name?\n"))
        self.assertEqual((self.folder / "new.toml").read_text(), "a letter")

    def test_the_cost_fits_the_budget(self):
        long, short = (max(self.init("--seeds", "4", "--budget", budget)["lengths"]["logspace"]) for budget in ("0.001", "0.00001"))
        self.assertGreater(long, short)
        plan = json.loads(self.call("plan", "new.toml", "--json").stdout)
        self.assertLess(plan["core_hours"], 0.00003)  # times are measured again, on a machine that others use
        done = self.call("init", "other.toml", "--budget", "1e-9")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--budget: got 1e-09 core-hours (the shortest sweep of these kinds takes ", done.stderr)
        self.assertFalse((self.folder / "other.toml").exists())

    def test_asks_at_a_terminal(self):
        ours, theirs = pty.openpty()
        with subprocess.Popen([PROGRAM, "init", "--budget", "0.0003"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=self.folder, env=environment()) as process:
            os.write(ours, b"delay\nnlms\n3\n")
            said, asked = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, asked)
        self.assertEqual(asked, "Task (polesweep list tasks) [linear_teacher]: Learners (polesweep list recurrent readouts) [rls rtrl]: Seeds [16]: ")
        self.assertTrue(said.startswith("sweep.toml: 15 runs"), said)
        sweep = tomllib.loads((self.folder / "sweep.toml").read_text())
        self.assertEqual((sweep["task"][0]["kind"], sweep["learner"][0]["readout"]["kind"], sweep["seeds"]), ("delay", "nlms", 3))


if __name__ == "__main__":
    unittest.main()
