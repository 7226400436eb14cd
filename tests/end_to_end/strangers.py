"""Files that somebody else might have made: results of this program, changed by h5py."""
import html.parser
import os
import pathlib
import shutil

from sweeps import ANALYZE, PROGRAM, SweepTest, module

SWEEP = """name = "small"
seeds = 3
lengths = [10, 100]
[[task]]
kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
noise = [0.1, 0.2]
[[poles]]
network = "diagonal"
kind = "ring"
count = 2
radius = 0.8
[[learner]]
label = "one"
recurrent = "fixed"
readout = "rls"
[[learner]]
label = "two"
recurrent = "fixed"
readout = { kind = "lms", step_size = [0.1, 0.01] }
[[compare]]
reference = "one"
[[claim]]
kind = "ratio"
statement = "better"
of = "two"
reference = "one"
below = 1.0
"""
# What follows the bytes of results: a checksum, which a stranger leaves out or computes anew.
SEAL_BYTES, SEAL = 24, b"polesweepXXH3-64"
# Of address space, so that a test fails long before a machine does; a quarter of it is what a file may fill.
MEMORY = 1_200_000_000
# What a terminal obeys: of ASCII, of Unicode in UTF-8, and marks that turn the direction of writing.
OBEYED = "\x1b]0;pwned\x07\x1b[2J\r\x08\x7f\x9b31m\u202e\u2066"
CORPUS = ("</script><script>window.pwned=1</script>", '" onmouseover="window.pwned=2" x="', "' onload='window.pwned=3",
          "javascript:window.pwned=4", "<!--<script>", "]]><svg onload=window.pwned=5>", "\u2028window.pwned=6//",
          "{{constructor.constructor('window.pwned=7')()}}",
          "</title></style></textarea><img src=x onerror=window.pwned=9>", "\\u003cscript\\u003ewindow.pwned=10",
          '{/x"onload="window.pwned=11 a}',
          "&lt;img src=x onerror=window.pwned=12&gt;", "<a href=\"javascript:window.pwned=13\">", "<base href=//x>", "`window.pwned=14`",
          "${window.pwned=15}")


class Strangers(SweepTest):
    """`r.h5` holds whole results of SWEEP."""

    def setUp(self):
        super().setUp()
        self.write("s.toml", SWEEP)
        self.run_sweep("s.toml", "r.h5")
        self.point = self.id_of_first_point()

    def id_of_first_point(self):
        with module("h5py").File(self.folder / "r.h5") as file:
            return file["point_id"][0].decode()

    def doctor(self, change, name="x.h5"):
        """A copy of the results that `change` has changed."""
        path = self.folder / name
        shutil.copy(self.folder / "r.h5", path)
        self.assertEqual(path.read_bytes()[-len(SEAL):], SEAL)
        with open(path, "r+b") as file:
            file.truncate(path.stat().st_size - SEAL_BYTES)
        with module("h5py").File(path, "r+") as file:
            change(file)
        return name

    def bounded(self, *words, program=PROGRAM, limit=20):
        """As `call`, in little memory and time."""
        if not shutil.which("prlimit"):
            self.skipTest("prlimit (util-linux) is missing")
        done = self.call(f"--as={MEMORY}", "--core=0", program, *words, program="prlimit", limit=limit)
        self.assertIn(done.returncode, (0, 1, 2, 3, 75), done.stderr)  # no signal
        self.assertNotRegex(done.stderr, "internal error|fault of the program")
        return done

    def verbs(self, name):
        """Every command that reads results, and what it says."""
        yield "analyze", self.bounded(name, "-o", "read", program=ANALYZE)
        yield "diff", self.bounded("diff", name, "r.h5", program=ANALYZE)
        yield "status", self.bounded("status", name)
        yield "replay", self.bounded("replay", name, self.point, 0)
        yield "plan", self.bounded("plan", "s.toml", "--rate-from", name)
        yield "gather", self.bounded("gather", "s.toml", "-o", "gathered.h5", "--reuse", name)

    def refused(self, name, reason):
        for verb, done in self.verbs(name):
            with self.subTest(verb=verb, name=name):
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertRegex(done.stderr, reason)
        # A run computes again what it cannot read, and keeps the file.
        before = (self.folder / name).read_bytes()
        done = self.bounded("run", "s.toml", "-o", name, "--no-report", "--serial")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, reason)
        kept, = self.folder.glob(f"{name}.damaged.*")
        self.assertEqual(kept.read_bytes(), before)

    def tree(self):
        """What there is outside the folders that a command may write to."""
        return {path.relative_to(self.folder): os.lstat(path).st_mtime_ns for path in self.folder.rglob("*")}


def replace(file, name, **how):
    """Puts another dataset in the place of one, with its attributes and dimensions; without `how` removes it and returns the dimensions."""
    old = file[name]
    dimensions = [reference[0] for reference in old.attrs.get("DIMENSION_LIST", [])]
    attributes = {key: value for key, value in old.attrs.items() if key not in ("DIMENSION_LIST", "REFERENCE_LIST")}
    del file[name]
    if not how:
        return dimensions
    new = file.create_dataset(name, **how)
    for key, value in attributes.items():
        new.attrs[key] = value
    name_axes(new, dimensions[:new.ndim])
    return new


def name_axes(dataset, dimensions):
    numpy, h5py = module("numpy"), module("h5py")
    lists = numpy.empty(len(dimensions), dtype=object)
    for i, reference in enumerate(dimensions):
        lists[i] = numpy.array([reference], dtype=h5py.ref_dtype)
    if dimensions:
        dataset.attrs.create("DIMENSION_LIST", lists, dtype=h5py.vlen_dtype(h5py.ref_dtype))


class Page(html.parser.HTMLParser):
    """The elements and attributes that a page is made of, and its scripts."""

    def __init__(self, path):
        super().__init__()
        self.made, self.scripts, self.within = set(), [], False
        self.feed(pathlib.Path(path).read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.made |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.within = tag == "script"
        if self.within:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.within = self.within and tag != "script"

    def handle_data(self, data):
        if self.within:
            self.scripts[-1] += data
