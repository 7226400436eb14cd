"""The notebooks of jobs/notebooks run from top to bottom on a small quickstart, and print the verdicts that the program prints."""
import contextlib
import html
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import subprocess

from readers import RESULTS, optional
from sweeps import SweepTest, environment, module

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "jobs/notebooks/first-look.ipynb"
MARKDOWN = ROOT / "jobs/notebooks/first-look.Rmd"


class Notebooks(SweepTest):
    def quickstart(self):
        """The verdict on each claim, as the terminal has it."""
        (self.folder / RESULTS).parent.mkdir(parents=True)
        done = self.call("run", ROOT / "jobs/sweeps/quickstart.toml", "-o", RESULTS, "--set", "seeds=16", "--set", "lengths=[100, 1000]")
        self.assertEqual(done.returncode, 0, done.stderr)
        verdicts = re.findall(r"(?m)^(holds|fails|undecided) +(.*?): ratio", done.stdout)
        self.assertEqual(len(verdicts), 2, done.stdout)
        return verdicts

    def run_here(self, *words):
        done = subprocess.run(words, cwd=self.folder, env=environment(LC_ALL="C.UTF-8", HOME=str(self.folder)), capture_output=True,
                              text=True, timeout=170, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stdout

    def assert_verdicts(self, verdicts, printed):
        self.assertEqual(re.findall(r"(?m)^(holds|fails|undecided): (.*)$", printed), verdicts)

    def test_the_notebook_is_stored_without_what_a_run_leaves(self):
        notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
        self.assertEqual(set(notebook["metadata"]), {"kernelspec", "language_info"})
        for cell in notebook["cells"]:
            self.assertEqual(cell["metadata"], {})
            if cell["cell_type"] == "code":
                self.assertEqual((cell["outputs"], cell["execution_count"]), ([], None))

    def test_cells_run_in_order(self):
        module("xarray")
        module("matplotlib").use("Agg")
        verdicts = self.quickstart()
        before = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        names = {}
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), cell["id"], "exec"), names)  # pylint: disable=exec-used
        self.assert_verdicts(verdicts, printed.getvalue())
        self.assertEqual(len(names["axes"].get_lines()), 6)  # one for each learner
        self.assertEqual({len(line.get_xdata()) for line in names["axes"].get_lines()}, {2})

    def test_jupyter_runs_it(self):
        optional(shutil.which("jupyter-nbconvert") and importlib.util.find_spec("ipykernel"), "jupyter-nbconvert with ipykernel")
        verdicts = self.quickstart()
        shutil.copy(NOTEBOOK, self.folder)
        self.run_here("jupyter-nbconvert", "--to", "notebook", "--execute", "--output", "run.ipynb", "first-look.ipynb")
        outputs = [output for cell in json.loads((self.folder / "run.ipynb").read_text())["cells"] for output in cell.get("outputs", [])]
        self.assert_verdicts(verdicts, "".join("".join(output.get("text", "")) for output in outputs))
        self.assertEqual(sum("image/png" in output.get("data", {}) for output in outputs), 1)

    def test_chunks_of_r_run(self):
        packages = pathlib.Path("/usr/lib/R/site-library")
        optional(shutil.which("Rscript") and (packages / "knitr").exists() and (packages / "rhdf5").exists(), "R with knitr and rhdf5")
        verdicts = self.quickstart()
        self.run_here("Rscript", "-e", f'knitr::purl("{MARKDOWN}", output = "first-look.R", quiet = TRUE)')
        self.assert_verdicts(verdicts, self.run_here("Rscript", "first-look.R"))
        self.assertTrue((self.folder / "Rplots.pdf").stat().st_size > 1000)

    def test_r_markdown_makes_a_page_of_it(self):
        packages = pathlib.Path("/usr/lib/R/site-library")
        optional(shutil.which("Rscript") and shutil.which("pandoc") and (packages / "rmarkdown").exists() and (packages / "rhdf5").exists(),
                 "R with rmarkdown, pandoc and rhdf5")
        verdicts = self.quickstart()
        shutil.copy(MARKDOWN, self.folder)
        self.run_here("Rscript", "-e", 'rmarkdown::render("first-look.Rmd", quiet = TRUE)')
        page = html.unescape((self.folder / "first-look.html").read_text(encoding="utf-8"))
        self.assert_verdicts(verdicts, re.sub(r"(?m)^(<pre><code>)?## (\[1\] )?", "", page))
        self.assertEqual(page.count('src="data:image/png'), 1)
