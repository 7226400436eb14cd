"""What `cmake --install` and the Debian package put where, and that it works without the source tree."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from sweeps import PROGRAM, SweepTest, missing

BUILD = pathlib.Path(PROGRAM).resolve().parent


class Install(SweepTest):
    def setUp(self):
        super().setUp()
        self.prefix = self.folder / "usr"
        self.shell(["cmake", "--install", BUILD, "--prefix", self.prefix])
        self.environment = {**os.environ, "PATH": f"{self.prefix}/bin:{os.environ['PATH']}"}

    def shell(self, words, **options):
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=self.folder, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def installed(self, *words):
        return self.shell(words, env=self.environment)

    def test_sweeps_run_from_where_they_are_installed(self):
        sweep = self.prefix / "share/polesweep/sweeps/quickstart.toml"
        done = subprocess.run([self.prefix / "share/polesweep/launch.sh", "2", "polesweep", "run", sweep, "--set", "seeds=4", "--set", "lengths=[100]", "-o", "r.h5"],
                              capture_output=True, text=True, check=False, cwd=self.folder, env=self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("page: ./report/index.html", done.stdout)
        self.installed("polesweep-analyze", "r.h5", "-o", "again")
        self.assertTrue((self.folder / "again/index.html").exists())
        for name in ("sweeps", "studies/local-rules", "slurm"):
            self.assertTrue(any((self.prefix / "share/polesweep" / name).iterdir()), name)
        self.assertEqual((self.prefix / "share/polesweep/sweep.schema.json").read_text(), self.installed("polesweep", "schema"))
        for name in ("README.md", "CHANGELOG.md", "LICENSE", "CITATION.cff", "docs/sweep-files.md"):
            self.assertTrue((self.prefix / "share/doc/polesweep" / name).exists(), name)

    def test_links_of_installed_pages_lead_somewhere(self):
        folder = self.prefix / "share/doc/polesweep"
        # What only those need who change polesweep stays in the source.
        source = re.compile(r"^(\.\./)*(CONTRIBUTING\.md|findings|tests|core|driver|analysis|cmake|jobs/packages|\.ci)\b")
        broken = []
        for page in [folder / "README.md", *(folder / "docs").glob("*.md")]:
            for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
                target = pathlib.Path(os.path.normpath(page.parent / link))
                if not re.match(r"\w+:", link) and not source.match(link) and not target.exists():
                    broken.append((page.name, link))
        self.assertEqual(broken, [])

    def test_every_command_has_a_manual_page(self):
        if not shutil.which("help2man"):
            missing("help2man")
        helped = self.installed("polesweep", "--help").split("Subcommands:\n")[1]
        commands = [line.split()[0] for line in helped.splitlines() if line.startswith("  ")]
        self.assertIn("plan", commands)
        pages = {page.name for page in (self.prefix / "share/man/man1").iterdir()}
        self.assertEqual(pages, {"polesweep.1", "polesweep-analyze.1"} | {f"polesweep-{command}.1" for command in commands})
        self.assertIn(r"\fB\-\-checkpoint\fR", (self.prefix / "share/man/man1/polesweep-run.1").read_text())

    def completed(self, *words):
        """What bash offers for the last of the words."""
        script = self.prefix / "share/bash-completion/completions/polesweep"
        return self.installed("bash", "-c", f'source {script}; compopt() {{ :; }}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _polesweep; printf "%s\n" "${{COMPREPLY[@]}}"',
                              "bash", *words).split()

    def test_bash_completes_what_the_program_lists(self):
        self.assertEqual(self.completed("polesweep", "re"), ["replay"])
        self.assertEqual(self.completed("polesweep", "plan", "--ra"), ["--ranks", "--rate-from"])
        self.assertEqual(self.completed("polesweep", "list", "opt"), ["optimizers"])
        self.assertEqual(self.completed("polesweep", "list", "readouts", "rid"), ["ridge"])
        self.assertEqual(self.completed("polesweep", "init", "--learner", "rl"), ["rls"])
        self.assertEqual(self.completed("polesweep", "init", "--task", "leaky"), ["leaky_memory"])
        self.assertEqual(self.completed("polesweep", "ex"), ["explain"])
        self.assertEqual(self.completed("polesweep-analyze", "di"), ["diff"])
        self.assertEqual(self.completed("polesweep", "theory", "p1.lms_ra"), ["p1.lms_rate"])
        self.assertEqual(self.completed("polesweep", "theory", "p1.lms_rate", "step"), ["step_size="])
        self.assertEqual(self.completed("polesweep", "run", "s.toml", "--set", "evaluation.k"), ["evaluation.kind="])
        self.assertEqual(self.completed("polesweep-analyze", "--out"), ["--output"])

    def test_fish_completes_what_the_program_lists(self):
        if not shutil.which("fish"):
            self.skipTest("no fish")
        script = self.prefix / "share/fish/vendor_completions.d/polesweep.fish"
        for line, offered in (("polesweep re", ["replay"]), ("polesweep list opt", ["optimizers"]), ("polesweep list readouts rid", ["ridge"]),
                              ("polesweep init --task leaky", ["leaky_memory"]), ("polesweep theory p1.lms_ra", ["p1.lms_rate"]),
                              ("polesweep plan --ra", ["--ranks", "--rate-from"])):
            said = self.installed("fish", "--no-config", "-c", f'source {script}; complete -C "{line}"')
            self.assertEqual([offer.split("\t")[0] for offer in said.split("\n")[:-1]], offered)

    def test_the_debian_package_has_the_same_files(self):
        if not (shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps")):
            self.skipTest("no tools for Debian packages")
        subprocess.run(["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", self.folder / "deb"], capture_output=True, check=True, cwd=self.folder)
        package, = (self.folder / "deb").glob("polesweep_*.deb")
        self.shell(["dpkg-deb", "-x", package, "unpacked"])
        root = self.folder / "unpacked/usr"
        self.assertEqual({str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()},
                         {str(file.relative_to(self.prefix)) for file in self.prefix.rglob("*") if file.is_file()})
        depends = self.shell(["dpkg-deb", "-f", package, "Depends"])
        for library in ("libhdf5", "libfmt", "libmatio"):
            self.assertIn(library, depends)


if __name__ == "__main__":
    unittest.main()
