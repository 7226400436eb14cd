"""The pages of docs/: what is generated is up to date, what results.h5 holds is what its page says, and links lead somewhere."""
import json
import os
import pathlib
import re

from sweeps import ANALYZE, SweepTest, module

ROOT = pathlib.Path(__file__).resolve().parents[2]
GENERATED = {
    "docs/learners.md": ("list", "learners", "--markdown"),
    "docs/members.md": ("list", "tasks", "networks", "poles", "measures", "sweep", "claims", "figures", "--markdown"),
    "docs/results-file.md": ("list", "results", "--markdown"),
}

# Names of files in instructions.
PLACEHOLDERS = {"sweep.toml", "x.cpp", "test_x.cpp"}

# Everything that a results file can hold but failed runs: all measures at lengths and iterations, recorded data, questions, formulas.
RICH = """name = "rich"
seeds = 2
lengths = [10, 77]
iterations = [1, 4]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1

[[task]]
kind = "file"
path = "columns.csv"
inputs = [["in"]]
targets = [["out"]]
windows = 2
window_length = 100

[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.8

[[poles]]
network = "dense"
kind = "random"
count = 3
radius = 0.8

[[learner]]
label = "fixed"
recurrent = "fixed"
readout = { kind = "rls", forgetting = [0.99, 1.0] }
tune = { fields = ["readout.forgetting"], race = {} }

[[learner]]
label = "moving"
recurrent = "rtrl"
readout = "gradient"
optimizer = { kind = "adam", step_size = 0.001 }

[[learner]]
label = "LABEL"
recurrent = "bptt"
readout = "gradient"
optimizer = { kind = "sgd", step_size = 0.01 }
regime = { kind = "repeat", passes = 10 }

[[compare]]
reference = "fixed"

[[claim]]
kind = "ratio"
statement = "poles that move are as good"
of = "moving"
reference = "fixed"
below = 2.0

[[theory]]
formula = "p1.f"
x = [0.1, 0.2, 0.3]
y = 0.5
c = 0.75
d = 0.8

[[theory]]
formula = "p2.rates"
algorithm = ["bptt", "rflo"]
s = [0.5, 1.0]
teacher = [[1.1, 0.9, 0.8]]

[[theory]]
formula = "p3.delay_w"
zip = [["d", "k"]]
d = [1, 2, 3]
k = [2, 2, 5]

[measure]
metrics = METRICS
shadows = ["immediate"]

[evaluation]
samples = 60
"""

# What goes with no race.
LOOKS = """
seeds = { until = 0.1, at_most = 16, first = 8 }
lengths = [10, 77]

[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1

[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.8

[[learner]]
recurrent = "fixed"
readout = "rls"
"""

# The columns of settings begin with one of these; `polesweep list` has the fields of the families.
PARTS = {"task_": ("tasks",), "poles_": ("networks", "poles"), "learner_recurrent_": ("recurrent",), "learner_readout_": ("readouts",),
         "learner_optimizer_": ("optimizers",), "learner_regime_": ("regimes",)}


def tables(page, title):
    """The rows of the tables below a title, each with the heading it stands below."""
    section = page.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    heading, rows = "", []
    for line in section.splitlines():
        if line.startswith("### "):
            heading = line[4:].strip("`")
        if line.startswith("| ") and not line.startswith(("| variable", "| group |", "| dimension")):
            cells = re.split(r"(?<!\\) \| ", line[2:].removesuffix(" |") + " ")
            rows.append([heading] + [re.sub(r"\\([|<>])", r"\1", one.strip()).strip("`") for one in cells])
    return rows


def unit_of(variable):
    return variable.get("units_in_words", variable.get("units", ""))


def pattern(text):
    return re.compile(re.sub(r"<[^>]*>", "(.+)", text))


class Generated(SweepTest):
    def test_generated_pages_are_what_the_program_says(self):
        for page, command in GENERATED.items():
            done = self.call(*command)
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            with self.subTest(page=page):
                same = done.stdout == (ROOT / page).read_text(encoding="utf-8")
                self.assertTrue(same, f"{page} is out of date. Write it again: polesweep {' '.join(command)} > {page}")

    def test_relative_links_lead_to_files_and_headings(self):
        pages = [page for page in ROOT.rglob("*.md") if not {".git", "build", "out"} & set(page.relative_to(ROOT).parts)]
        self.assertGreater(len(pages), 8)
        for page in pages:
            text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
            for link in re.findall(r"\]\(([^)\s]+)\)", text):
                if re.match(r"[a-z]+:", link):
                    continue
                path, _, anchor = link.partition("#")
                target = page if not path else (page.parent / path)
                self.assertTrue(target.exists(), f"{page.relative_to(ROOT)}: {link} is no file")
                if anchor:
                    headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), flags=re.MULTILINE)
                    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
                    self.assertIn(anchor, slugs, f"{page.relative_to(ROOT)}: {link} is no heading")

    def test_files_that_pages_name_exist(self):
        names = {path.name for path in ROOT.rglob("*") if not {".git", "build", "out"} & set(path.relative_to(ROOT).parts)}
        for page in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/block-code.md"):
            named = re.findall(r"`([\w./*-]+\.(?:cpp|hpp|py|sh|toml|txt|md))`", (ROOT / page).read_text(encoding="utf-8"))
            self.assertGreater(len(named), 0, page)
            missing = [one for one in named if "*" not in one and pathlib.Path(one).name not in names | PLACEHOLDERS]
            self.assertEqual(missing, [], page)

    def test_architecture_names_files_where_they_are(self):
        text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
        library, checked = "", 0
        for line in text.splitlines():
            if head := re.match(r"`(core|analysis|driver)/`", line):
                library = head.group(1)
            if row := re.match(r"\| `([\w/]+)/` \|(.*)", line):
                folder = ROOT / library / row.group(1)
                here = {path.name for path in folder.iterdir()} | {path.stem for path in folder.iterdir()}
                named = [one for one in re.findall(r"`([^`]+)`", row.group(2)) if re.fullmatch(r"[a-z]\w*(\.\w+)?", one)]
                checked += len(named)
                self.assertEqual([one for one in named if one not in here], [], folder)
        self.assertGreater(checked, 200)
        folders = {str(path.relative_to(ROOT)) for library in ("core", "analysis", "driver") for path in (ROOT / library).rglob("*") if path.is_dir()}
        rows = {folder for folder in folders if f"| `{folder.split('/', 1)[1]}/` |" in text}
        self.assertEqual(folders - rows, set())


class ResultsFile(SweepTest):
    """What the page says, held against files."""

    def setUp(self):
        super().setUp()
        self.h5py = module("h5py")
        self.page = (ROOT / "docs/results-file.md").read_text(encoding="utf-8")
        columns = "\n".join(f"{i * 37 % 101 / 50 - 1},{i * 53 % 97 / 50 - 1}" for i in range(400))
        (self.folder / "columns.csv").write_text(f"in,out\n{columns}\n", encoding="utf-8")

    def run_rich(self, label):
        metrics = [one["name"] for one in json.loads(self.call("list", "measures", "--json").stdout)["measures"]]
        self.run_sweep(self.write("rich.toml", RICH.replace("LABEL", label).replace("METRICS", json.dumps(metrics))), "r.h5")

    def walk(self, path):
        """Groups and variables by path, without dimensions that have no coordinate."""
        groups, variables, dimensions = {}, {}, set()
        with self.h5py.File(path) as file:
            def take(name, item):
                name = "/" + name
                attributes = {key: value.decode() if isinstance(value, bytes) else value for key, value in item.attrs.items()}
                if isinstance(item, self.h5py.Group):
                    groups[name] = attributes
                elif str(attributes.get("NAME", "")).startswith("This is a netCDF dimension but not"):
                    dimensions.add(os.path.basename(name))
                else:
                    names = [os.path.basename(dimension[0].name) if len(dimension) else os.path.basename(name) for dimension in item.dims]
                    kind = "text" if self.h5py.check_string_dtype(item.dtype) else str(item.dtype)
                    variables[name] = {"dimensions": names, "type": attributes.get("integer_type", kind), **attributes}
            take("", file)
            file.visititems(take)
        return groups, variables, dimensions

    def assert_row_says(self, row, variable, name, unit=None, any_type=False):
        """Whether dimensions, type, unit and meaning of a variable are those of its row."""
        _, _, row_major, column_major, kind, page_unit, meaning, _ = row
        said = [one for one in row_major.strip("()").split(", ") if one]
        self.assertEqual(column_major, "(" + ", ".join(reversed(said)) + ")", name)
        shape = "".join("(?: [^ ]+)*" if one == "<axes>" else "(?: component)?" if one == "[component]" else " [^ ]+" if one.startswith("<")
                        else " " + re.escape(one) for one in said)
        self.assertRegex("".join(" " + one for one in variable["dimensions"]), rf"^{shape}$", name)
        if any_type:
            self.assertIn(variable["type"], ("float64", "int64", "text"), name)
        else:
            self.assertEqual(variable["type"], kind, name)
        self.assertEqual(unit_of(variable), page_unit if unit is None else unit, name)
        if "flag_meanings" in variable:
            words = variable["flag_meanings"].split()
            meaning = meaning.removesuffix(": " + ", ".join(f"{value} {word}" for value, word in zip(variable["flag_values"], words)))
        self.assertRegex(variable["long_name"], rf"^{re.sub('<[^>]*>', '.+', re.escape(meaning))}$", name)

    def field_units(self):
        """Units of the columns of settings."""
        units = {}
        listed = json.loads(self.call("list", "--json").stdout)
        for prefix, families in PARTS.items():
            for member in (member for family in families for member in listed[family]):
                for field in member["fields"]:
                    units.setdefault(prefix + field["name"], set()).add(field["unit"])
        return units

    def test_every_variable_is_in_the_page_and_every_row_in_the_file(self):
        self.run_rich("x" * 70_000)  # a text that is worth the group of long texts
        groups, variables, bare = self.walk(self.folder / "r.h5")
        self.run_sweep(self.write("looks.toml", LOOKS), "looks.h5")
        for all_of, of_looks in zip((groups, variables), self.walk(self.folder / "looks.h5")):
            all_of.update({path: found for path, found in of_looks.items() if path.startswith("/looks")})
        bare.add("look")
        rows = tables(self.page, "results.h5: variables")
        units = self.field_units()
        seen = set()
        for path, variable in variables.items():
            group, name = os.path.split(path)
            group = re.sub("^/theory/.+", "/theory/<table>", group)
            exact = [row for row in rows if row[:2] == [group, name]]
            like = [row for row in rows if row[0] == group and "<" in row[1] and pattern(row[1]).fullmatch(name)]
            if group == "/theory/<table>" and not exact:
                zipped = variable["dimensions"] != [name] or variable["long_name"].startswith("combination of")
                own = "<axis>" if not zipped else "<zipped_axis>" if variable["dimensions"] == [name] else "<zipped_parameter>"
                like = [row for row in like if row[1] == own]
            self.assertTrue(exact or like, f"{path}: not in docs/results-file.md")
            row = (exact or like)[0]
            seen.add((row[0], row[1]))
            if exact:
                self.assert_row_says(row, variable, path)
            elif group == "/statistics":
                of = variables.get("/" + pattern(row[1]).fullmatch(name).group(1))
                self.assert_row_says(row, variable, path, unit=None if row[5] == "1" else unit_of(of))
            elif group == "/":
                unit = unit_of(variable)
                self.assertIn(name, units)
                self.assertIn(unit, units[name] if variable["type"] != "text" else {""}, path)
                self.assert_row_says(row, variable, path, unit=unit, any_type=True)
            else:
                own = row[5] == "<unit>"
                self.assert_row_says(row, variable, path, unit=unit_of(variable) if own else None, any_type=own)
        self.assertEqual({(row[0], row[1]) for row in rows} - seen, {("/failures", name) for name in ("failed_point", "failed_seed", "message")})

        explained = {row[1] for row in tables(self.page, "results.h5: dimensions")}
        self.assertEqual(bare - explained, set())
        named = {row[1]: row for row in tables(self.page, "results.h5: groups")}
        self.assertEqual({re.sub("^/theory/.+", "/theory/<table>", group) for group in groups}, set(named))
        attributes = {(row[1], row[2]) for row in tables(self.page, "results.h5: attributes")}
        found = {(re.sub("^/theory/.+", "/theory/<table>", group), re.sub("^parameter_.+", "parameter_<parameter>", key))
                 for group, keys in groups.items() for key in keys}
        self.assertEqual(found, attributes)

    def test_the_analysis_is_what_the_page_says(self):
        self.run_rich("repeating")
        self.assertEqual(self.call("r.h5", "-o", "report", program=ANALYZE).returncode, 0)
        _, variables, _ = self.walk(self.folder / "report" / "analysis.h5")
        rows = tables(self.page, "analysis.h5: variables")
        self.assertEqual({path for path, variable in variables.items() if variable["dimensions"] != [os.path.basename(path)]},
                         {f"{row[0]}/{row[1]}" for row in rows})
        for row in rows:
            self.assert_row_says(row, variables[f"{row[0]}/{row[1]}"], row[1])
