"""The version stands in CMakeLists.txt; whatever else names it, and what the changelog says of versions and schemas, is the program's own."""
import json
import pathlib
import re

from sweeps import SweepTest

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
