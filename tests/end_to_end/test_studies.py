"""The studies in jobs/studies: their sweep files, their verdicts and the script that runs them."""
import os
import pathlib
import subprocess
import unittest

from sweeps import PROGRAM, SweepTest, environment, module

STUDIES = pathlib.Path(__file__).resolve().parents[2] / "jobs" / "studies"
VERDICTS = ("undecided", "holds", "fails")


class Studies(SweepTest):
    def check_study(self, name):
        """Its sweeps are planned, and what its sizes set: in the long form of campaigns all of it, else the first line of each size."""
        for sweep in sorted((STUDIES / name).glob("*.toml")):
            with self.subTest(sweep=sweep.name):
                self.assertEqual(self.call("plan", sweep).returncode, 0)
                self.assertIn("[[claim]]", sweep.read_text())
        for size in sorted((STUDIES / name).glob("*.txt")):
            lines = [line.split() for line in size.read_text().splitlines() if not line.startswith("#")]
            for sweep, *settings in lines if os.environ.get("POLESWEEP_CAMPAIGN") == "long" else lines[:1]:
                with self.subTest(size=size.name, sweep=sweep):
                    self.assertEqual(self.call("plan", size.parent / sweep, *(["--set", *settings] if settings else [])).returncode, 0)

    def test_all_are_known(self):
        known = {name.removeprefix("test_study_").replace("_", "-") for name in dir(self) if name.startswith("test_study_")}
        self.assertEqual(known, {path.parent.name for path in STUDIES.glob("*/smoke.toml")})

    def test_study_fixed_poles(self):
        self.check_study("fixed-poles")

    def test_study_local_rules(self):
        self.check_study("local-rules")

    def test_study_rtrl_convergence(self):
        self.check_study("rtrl-convergence")

    def test_study_when_learning_pays(self):
        self.check_study("when-learning-pays")

    def test_verdicts_stand_in_the_file_on_the_page_and_in_the_terminal(self):
        done = self.call("run", STUDIES / "local-rules" / "modes.toml", "-o", "r.h5", "--set", "seeds=7")
        self.assertEqual(done.returncode, 0, done.stderr)
        claims = module("xarray").open_dataset(self.folder / "report" / "analysis.h5", engine="h5netcdf", group="claims")
        page = (self.folder / "report" / "index.html").read_text()
        self.assertGreater(claims.sizes["claim"], 5)
        for statement, verdict in zip(claims.statement.values, claims.verdict.values):
            self.assertIn(f"{VERDICTS[verdict]:<11}{statement}", done.stdout)
            self.assertIn(statement.split(" (")[0], page)
        # Seven seeds are enough for ratios that are the same in all of them: a statement of each kind comes out as the equations have it.
        ratios = [VERDICTS[verdict] for kind, verdict in zip(claims.kind.values, claims.verdict.values) if kind == "ratio"]
        self.assertEqual(ratios, ["holds", "holds", "holds", "fails"])


class Script(SweepTest):
    """jobs/studies/run.sh with a program that only says what it is told to."""

    def run_script(self, *studies, says="", code=0):
        program = self.folder / "program"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{says}\nEND\nexit {code}\n")
        program.chmod(0o755)
        return subprocess.run([STUDIES / "run.sh", *studies], env=environment(POLESWEEP=str(program), RANKS="1", OUT=str(self.folder)),
                              text=True, capture_output=True, timeout=30, check=False)

    def test_a_claim_that_fails_is_no_failure(self):
        done = self.run_script("local-rules", says="r.h5: 3 runs\nfails      A claim: ratio 2\nother lines")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("\nfails      A claim: ratio 2\n", done.stdout)
        self.assertNotIn("other lines", done.stdout)
        self.assertTrue((self.folder / "local-rules" / "smoke" / "said").exists())
        self.assertFalse((self.folder / "fixed-poles").exists())

    def test_a_run_that_fails_is_one(self):
        self.assertEqual(self.run_script("local-rules", code=3).returncode, 3)

    def test_sizes_replace_what_their_lines_say(self):
        full = [line.split() for line in (STUDIES / "local-rules" / "full.txt").read_text().splitlines() if not line.startswith("#")]
        program = self.folder / "echo"
        program.write_text("#!/bin/sh\necho holds \"$@\"\n")
        program.chmod(0o755)
        done = subprocess.run([STUDIES / "run.sh", "local-rules", "full"], env=environment(POLESWEEP=str(program), RANKS="1", OUT=str(self.folder)),
                              text=True, capture_output=True, timeout=30, check=False)
        said = [line.split() for line in done.stdout.splitlines() if line.startswith("holds")]
        self.assertEqual(len(said), len(full), done.stdout + done.stderr)
        for (sweep, *settings), words in zip(full, said):
            self.assertEqual(words[1:4], ["run", "--serial", f"jobs/studies/local-rules/{sweep}"])
            asked = ["--set", *settings] if settings else []
            self.assertEqual(words[4 : 5 + len(asked)], [*asked, "-o"])

    def test_unknown_studies_are_named(self):
        done = self.run_script("local-rule")
        self.assertEqual(done.returncode, 2)
        self.assertIn("local-rule: no such study (there are fixed-poles/ local-rules/ rtrl-convergence/ when-learning-pays/)", done.stderr)


if __name__ == "__main__":
    unittest.main()
