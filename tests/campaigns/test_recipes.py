"""The recipes of jobs/packages, each read by its own tool where that is installed: Spack, EasyBuild, conda-build, Apptainer (long form
alone, for it builds an image). Nothing is downloaded but by Apptainer. tests/end_to_end/test_packages.py compares what the recipes say."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECIPES = ROOT / "jobs/packages"
VERSION = re.search(r"^project\(polesweep VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.M).group(1)
RENDER = """
import sys
import conda_build.api
for metadata, _, _ in conda_build.api.render(sys.argv[1], finalize=False, bypass_env_check=True, variants={"c_stdlib": ["sysroot"]}):
    print(conda_build.api.output_yaml(metadata))
"""


class Recipes(unittest.TestCase):
    def tool(self, *names):
        for name in names:
            if shutil.which(name):
                return name
        return self.skipTest(f"{' or '.join(names)} is not installed")

    def said(self, *words, **options):
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
        self.assertEqual(done.returncode, 0, f"{words}\n{done.stdout[-4000:]}")
        return done.stdout

    def test_spack(self):
        scope = tempfile.TemporaryDirectory()
        self.addCleanup(scope.cleanup)
        (pathlib.Path(scope.name) / "repos.yaml").write_text(f"repos:\n  polesweep: {RECIPES}/spack/spack_repo/polesweep\n")
        spack = [self.tool("spack"), "-C", scope.name]
        audit = self.said(*spack, "audit", "packages", "polesweep", "libcsv")
        self.assertNotIn("issue", audit)
        for variant in ("+mpi", "~mpi"):
            spec = self.said(*spack, "spec", f"polesweep@{VERSION}{variant}")
            self.assertRegex(spec, rf"polesweep@{re.escape(VERSION)}")
            for needed in ("hdf5@.*\\+hl~ipo~java~map~mpi", "libcsv@3", "matio@", "tomlplusplus@"):
                self.assertRegex(spec, rf"\^{needed}")
            self.assertEqual("^openmpi@" in spec or "^mpich@" in spec, variant == "+mpi")

    def test_easybuild(self):
        eb = self.tool("eb")
        said = self.said(eb, f"polesweep-{VERSION}-gompi-2024a.eb", "--dry-run", "--robot=.:", cwd=RECIPES / "easybuild")
        for module in (f"polesweep/{VERSION}-gompi-2024a", "libcsv/3.0.3-GCCcore-13.3.0", "HDF5/"):
            self.assertIn(f"(module: {module}", said)

    def test_conda(self):
        # The command conda-render asks channels as well; this does not.
        with open(shutil.which(self.tool("conda-render")), encoding="utf-8") as command:
            python = command.readline().removeprefix("#!").split()
        for recipe, version in (("libcsv", "3.0.3"), ("polesweep", VERSION)):
            said = self.said(*python, "-c", RENDER, RECIPES / "conda" / recipe)
            self.assertIn(f"  name: {recipe}\n  version: {version}\n", said)
            written = (RECIPES / "conda" / recipe / "meta.yaml").read_text(encoding="utf-8")
            for line in re.findall(r"(?m)^    - (polesweep run .*|\./configure .*)$", written):
                self.assertIn(line, re.sub(r"\n {6}", " ", said))  # brackets at the end of a line would be taken for a selector

    def test_apptainer(self):
        apptainer = self.tool("apptainer", "singularity")
        if os.environ.get("POLESWEEP_CAMPAIGN") != "long":
            self.skipTest("builds an image, in the long form alone")
        base = os.environ.get("POLESWEEP_BASE_IMAGE")  # a folder or an image with Debian 13, where no registry is reached
        arguments = ["--build-arg", "BOOTSTRAP=localimage", "--build-arg", f"FROM={base}"] if base else []
        with tempfile.TemporaryDirectory() as folder:
            self.said("git", "archive", "--prefix=polesweep/", "-o", f"{folder}/polesweep.tar", "HEAD", cwd=ROOT)
            self.said(apptainer, "build", *arguments, "polesweep.sif", RECIPES / "apptainer/polesweep.def", cwd=folder)
            self.assertIn(f"polesweep {VERSION}", self.said(apptainer, "run", "polesweep.sif", "--version", cwd=folder))


if __name__ == "__main__":
    unittest.main()
