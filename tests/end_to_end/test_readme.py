"""The Python lines of the README do what it says, on a small quickstart."""
import contextlib
import io
import os
import pathlib
import re

from sweeps import SweepTest, module

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Readme(SweepTest):
    def test_python_lines_open_and_unstack_results_and_analysis(self):
        module("xarray")
        lines = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        self.assertEqual(len(lines), 1)
        (self.folder / "out" / "quickstart").mkdir(parents=True)
        done = self.call("run", ROOT / "jobs" / "sweeps" / "quickstart.toml", "-o", "out/quickstart/results.h5", "--set", "seeds=4", "--set",
                         "lengths=[50, 100]")
        self.assertEqual(done.returncode, 0, done.stderr)
        names = {}
        before = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(lines[0], "README.md", "exec"), names)  # pylint: disable=exec-used
        self.assertIn("Coordinates:\n  * task_kind", printed.getvalue())
        self.assertRegex(printed.getvalue(), r"\* poles_count +\(poles_count\) int64( 16B)? 8 16")
        self.assertIn("(task: 2, poles: 2, learner: 5, length: 2)", printed.getvalue())

    def test_the_sweep_of_the_page_on_sweep_files_is_the_grid_that_it_says(self):
        page = (ROOT / "docs" / "sweep-files.md").read_text(encoding="utf-8")
        examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
        self.assertEqual(len(examples), 1)
        (self.folder / "grid.toml").write_text(examples[0])
        done = self.call("plan", "grid.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^combinations +84$")
        self.assertRegex(done.stdout, r"(?m)^  \[\[exclude\]\] +50 points dropped")
        self.assertRegex(done.stdout, r"(?m)^points +34$")
        self.assertIn("= 84 combinations", page)
        self.assertIn("Here 50 of the 84 combinations", page)
        done = self.call("run", "grid.toml", "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sum(line.startswith(("undecided", "holds", "fails")) for line in done.stdout.splitlines()), 5, done.stdout)
