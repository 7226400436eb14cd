"""The version stands in CMakeLists.txt; whatever else names it, and what the changelog says of versions and schemas, is the program's own.
Recipes for package managers name what CMake and the script of dependencies name."""
import json
import pathlib
import re
import subprocess
import unittest

from sweeps import PROGRAM, SweepTest, missing

ROOT = pathlib.Path(__file__).resolve().parents[2]


def text(*path):
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


VERSION = re.search(r"^project\(polesweep VERSION (\S+)", text("CMakeLists.txt"), re.M).group(1)


class Version(SweepTest):
    def test_program_citation_and_changelog_name_one_version(self):
        self.assertIn(f"polesweep {VERSION} (", self.call("--version").stdout)
        self.assertEqual(re.findall(r"(?m)^version: (.*)$", text("CITATION.cff")), [VERSION])
        latest, date = re.search(r"(?m)^## \[(.*?)\] - (.*)$", text("CHANGELOG.md")).groups()
        self.assertEqual(latest, VERSION)
        self.assertEqual(re.findall(r"(?m)^date-released: (.*)$", text("CITATION.cff")), [date])

    def test_the_changelog_names_every_version_that_was_raised(self):
        raised = {}
        for line in re.findall(r"(?m)^\| (.*?) \| \d+ \| (\d+) \|$", text("CHANGELOG.md")):
            for name in re.findall(r"`(\w+)`", line[0]) or ["core"]:
                raised.setdefault(name, int(line[1]))  # the latest change comes first
        members = json.loads(self.call("list", "--json").stdout)
        expected = {member["name"]: member["version"] for family in members.values() for member in family if member.get("version", 1) > 1}
        expected["core"] = int(re.search(r"core_version = (\d+);", text("driver", "sweep", "identity.hpp")).group(1))
        self.assertEqual(raised, expected)

    def test_the_changelog_names_the_schemas(self):
        said = text("CHANGELOG.md")
        for file, constant, words in (("core/results/results_builder.hpp", "schema_version", "`results.h5`: schema"),
                                      ("analysis/conclusions/conclusions.hpp", "analysis_schema_version", "`analysis.h5`: schema"),
                                      ("core/run/state.hpp", "run_state_layout", "Saved states: layout")):
            number = re.search(rf" {constant} = (\d+);", text(file)).group(1)
            self.assertEqual(re.search(rf"{words} (\d+)", said).group(1), number, file)


# Names of one dependency in other places than Debian, without what a compiler, a shell or a launcher brings.
ALIASES = {"hdf5+hl": "hdf5", "pkgconf": "pkg-config", "pkgconfig": "pkg-config", "mpi": "openmpi", "zlib-api": "zlib",
           "libboost-headers": "boost", "libmatio": "matio", "polesweep.libcsv": "libcsv", "nlohmann-json": "nlohmann_json"}
NOT_LINKED = {"-", "git", "openssh", "gxx", "c", "cxx", "help2man"}


def dependencies(names):
    return {ALIASES.get(name, name) for name in (name.lower() for name in names)} - NOT_LINKED


class Recipes(unittest.TestCase):
    """What the recipes in jobs/packages say is what CMake and the script of dependencies say."""

    def setUp(self):
        build = re.search(r'(?s)^build="\n(.*?)"', text("jobs/install-dependencies.sh"), re.M).group(1)
        self.rows = [line.split() for line in build.splitlines()]
        self.spack = text("jobs/packages/spack/spack_repo/polesweep/packages/polesweep/package.py")
        self.conda = text("jobs/packages/conda/polesweep/meta.yaml")
        self.easyconfig, = (ROOT / "jobs/packages/easybuild").glob("polesweep-*.eb")

    def test_cmake_names_what_the_script_installs(self):
        named = [[word.strip('"').split()[-1] for word in re.findall(r'"[^"]*"|\S+', line)[-3:]]
                 for line in re.findall(r"(?m)^ *require\((.*)\)$", text("cmake/dependencies.cmake").split("if(POLESWEEP_TESTS)")[0])]
        self.assertGreater(len(named), 10)
        for one in named:
            self.assertIn(one, self.rows)

    def test_spack(self):
        named = re.findall(r'(?:depends_on|generator)\("([\w-]+)', self.spack)
        self.assertEqual(dependencies(named), dependencies(row[1] for row in self.rows))
        self.assertIn(f'version("{VERSION}", tag="v{VERSION}")', self.spack)

    def test_conda(self):
        requirements = self.conda.split("requirements:")[1].split("test:")[0]
        self.assertEqual(dependencies(re.findall(r"(?m)^    - ([\w-]+)", requirements)), dependencies(row[2] for row in self.rows))
        self.assertIn(f'set version = "{VERSION}"', self.conda)

    def test_easybuild(self):
        values = {}
        exec(compile(self.easyconfig.read_text(), self.easyconfig, "exec"), {"SOURCE_TAR_GZ": ""}, values)  # pylint: disable=exec-used
        names = [name for name, _ in values["builddependencies"] + values["dependencies"]] + ["gnuplot", "OpenMPI"]  # the latter: of gompi
        optional = {"cpp-httplib"}  # which EasyBuild does not have: its programs are without watch
        self.assertEqual(dependencies(names), dependencies(row[1] for row in self.rows) - optional)
        self.assertEqual(values["version"], VERSION)
        toolchain = values["toolchain"]
        self.assertEqual(self.easyconfig.name, f"polesweep-{VERSION}-{toolchain['name']}-{toolchain['version']}.eb")
        self.assertIn(f"polesweep-{VERSION}.tar.gz v{VERSION}", self.easyconfig.read_text())

    def test_least_versions_are_those_of_cmake(self):
        wanted = {"cmake": re.search(r"cmake_minimum_required\(VERSION (.*)\)", text("CMakeLists.txt")).group(1)}
        for package, name in (("Boost", "boost"), ("Eigen3", "eigen")):
            wanted[name] = re.search(rf"find_package\({package} (\S+) QUIET\)", text("cmake/dependencies.cmake")).group(1)
        for name, version in wanted.items():
            self.assertIn(f'"{name}@{version}:', self.spack)
            self.assertRegex(self.conda, rf"- (lib)?{name}(-headers)? >={re.escape(version)}\n")

    def test_apptainer_and_the_page_have_the_version(self):
        self.assertIn(f"    Version {VERSION}\n", text("jobs/packages/apptainer/polesweep.def"))
        self.assertEqual(set(re.findall(r"\d+\.\d+\.\d+", text("jobs/packages/README.md").split("what was run")[0])), {VERSION})

    def test_one_archive_of_libcsv(self):
        sums = {name: re.search(r"[0-9a-f]{64}", text("jobs/packages", name)).group() for name in (
            "spack/spack_repo/polesweep/packages/libcsv/package.py", "conda/libcsv/meta.yaml", "easybuild/libcsv-3.0.3-GCCcore-13.3.0.eb")}
        self.assertEqual(len(set(sums.values())), 1, sums)


class Modules(SweepTest):
    def test_a_module_finds_programs_manual_and_completions(self):
        start = pathlib.Path("/usr/share/modules/init/bash")
        if not start.exists():
            missing("environment-modules")
        prefix = self.folder / "usr"
        subprocess.run(["cmake", "--install", pathlib.Path(PROGRAM).resolve().parent, "--prefix", prefix], check=True, capture_output=True)
        lines = f"""
            . {start}
            unset MANPATH XDG_DATA_DIRS
            module use {prefix}/share/polesweep/modulefiles
            module load polesweep
            module list -t 2>&1 | grep polesweep
            command -v polesweep
            echo "$MANPATH $XDG_DATA_DIRS"
            module help polesweep 2>&1 | grep quickstart
            module unload polesweep
            command -v polesweep || echo unloaded"""
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        done = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, check=False, env=environment, cwd=self.folder)
        self.assertEqual(done.stdout.splitlines(), [
            f"polesweep/{VERSION}", f"{prefix}/bin/polesweep", f"{prefix}/share/man: {prefix}/share:/usr/local/share:/usr/share",
            f"polesweep run {prefix}/share/polesweep/sweeps/quickstart.toml -o out/quickstart/results.h5", "unloaded"], done.stderr)
