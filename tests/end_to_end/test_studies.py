"""The studies in jobs/studies: their sweep files, their verdicts and the script that runs them."""
import os
import pathlib
import re
import subprocess
import unittest

from sweeps import DATA, SweepTest, environment, module

STUDIES = pathlib.Path(__file__).resolve().parents[2] / "jobs" / "studies"
VERDICTS = ("undecided", "holds", "fails")
RECORDED = [sweep for sweep in sorted(STUDIES.glob("*/*.toml")) if re.search("^path ", sweep.read_text(), re.M)]


class Studies(SweepTest):
    def check_plan(self, sweep, settings=(), **environment):
        with self.subTest(sweep=sweep.name, settings=settings):
            done = self.call("plan", sweep, *(["--set", *settings] if settings else []), **environment)
            self.assertEqual(done.returncode, 0, done.stderr)

    def lines(self, size):
        return [line.split() for line in size.read_text().splitlines() if not line.startswith("#")]

    def check_study(self, name):
        """Its sweeps are planned, and what its sizes set: in the long form of campaigns all of it, else the first line of each size."""
        for sweep in sorted((STUDIES / name).glob("*.toml")):
            self.assertIn("[[claim]]", sweep.read_text())
            if sweep not in RECORDED:
                self.check_plan(sweep)
        for size in sorted((STUDIES / name).glob("*.txt")):
            lines = [line for line in self.lines(size) if size.parent / line[0] not in RECORDED]
            for sweep, *settings in lines if os.environ.get("POLESWEEP_CAMPAIGN") == "long" else lines[:1]:
                self.check_plan(size.parent / sweep, settings)

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

    def test_recorded_data(self):
        """Sweeps on recorded data are planned, in the long form of campaigns in every size, and each size names them."""
        if not DATA.is_dir():
            self.skipTest(f"no recorded data in {DATA} (set POLESWEEP_DATA)")
        self.assertEqual([sweep.stem for sweep in RECORDED], ["amplifier", "recorded-link"])
        for recorded in RECORDED:
            self.check_plan(recorded, POLESWEEP_DATA=str(DATA))
            for size in sorted(recorded.parent.glob("*.txt")):
                settings = [line[1:] for line in self.lines(size) if line[0] == recorded.name]
                self.assertEqual(len(settings), 1, size)
                if os.environ.get("POLESWEEP_CAMPAIGN") == "long":
                    self.check_plan(recorded, settings[0], POLESWEEP_DATA=str(DATA))

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

    def run_script(self, *studies, says="", code=0, **changes):
        program = self.folder / "program"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{says}\nEND\nexit {code}\n")
        program.chmod(0o755)
        return subprocess.run([STUDIES / "run.sh", *studies], timeout=30, check=False, text=True, capture_output=True,
                              env=environment(POLESWEEP=str(program), RANKS="1", OUT=str(self.folder), **changes))

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

    def test_sweeps_without_their_data_are_skipped(self):
        """Also if some of it is there; one that names no data never is."""
        done = self.run_script("fixed-poles", says="holds      A claim")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("skipped: no file '"), len(RECORDED), done.stdout)
        self.assertIn("skipped: no file 'wireless_opendpd_apa200/train_input.csv' in $POLESWEEP_DATA (not set)", done.stdout)
        self.assertEqual(done.stdout.count("holds      A claim"), len(list((STUDIES / "fixed-poles").glob("*.toml"))) - len(RECORDED))
        self.assertFalse((self.folder / "fixed-poles" / "amplifier").exists())

        data = self.folder / "data"
        for file in ("wireless_mmwave_arof_16qam/10km_16QAM_28_3.f32", "wireless_opendpd_apa200/train_input.csv"):
            (data / file).parent.mkdir(parents=True)
            (data / file).touch()
        done = self.run_script("fixed-poles", POLESWEEP_DATA=str(data))
        self.assertEqual([line for line in done.stdout.splitlines() if line.startswith("skipped")],
                         [f"skipped: no file 'wireless_opendpd_apa200/train_output.csv' in $POLESWEEP_DATA ({data})"])
        self.assertTrue((self.folder / "fixed-poles" / "recorded-link" / "said").exists())

    def test_unknown_studies_are_named(self):
        done = self.run_script("local-rule")
        self.assertEqual(done.returncode, 2)
        self.assertIn("local-rule: no such study (there are fixed-poles/ local-rules/ rtrl-convergence/ when-learning-pays/)", done.stderr)


if __name__ == "__main__":
    unittest.main()
