"""What the tests of docs/readers.md share: the rows and blocks of that page, and what h5py reads."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from sweeps import SMALL, SweepTest, environment, module

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "readers.md").read_text(encoding="utf-8")
RESULTS = "out/quickstart/results.h5"
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
LINES = {row[0]: row[2].strip("`") for row in ROWS if len(row) == 4}
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))

# What stands in a row for the medians and the labels, and what is read in their place: infinities, NaN, 64-bit integers, three dimensions;
# letters beyond ASCII, empty texts.
INFINITE, NAN, INTEGER, CUBE = "risk_median", "risk_mean", "risk_mean_runs", "samples_to_threshold"
NUMBERS = (INFINITE, NAN, INTEGER, CUBE)
TEXTS = ("learner_label", "poles_activation")
ROOT = ("risk", "diverged_at")


def optional(present, what):
    """Skips the test of a reader that is not installed, but fails where all of them have to be."""
    if not present:
        if os.environ.get("POLESWEEP_READERS"):
            raise AssertionError(f"{what} is missing")
        raise unittest.SkipTest(f"{what} is missing")


def command(name):
    optional(shutil.which(name), name)


class Readers(SweepTest):
    def setUp(self):
        super().setUp()
        h5py, self.np = module("h5py"), module("numpy")
        (self.folder / RESULTS).parent.mkdir(parents=True)
        self.run_sweep(self.write("small.toml", SMALL.replace('"LMS"', '"LMS, step \u03bc"')), RESULTS)
        self.file = h5py.File(self.folder / RESULTS)
        self.addCleanup(self.file.close)
        # What the variables stand for is in them.
        median, mean = self.numbers(INFINITE), self.numbers(NAN)
        self.assertTrue(self.np.isinf(median).any() and self.np.isnan(mean).any() and "" in self.texts("poles_activation"))

    def numbers(self, name):
        return self.file[name if name in ROOT else f"statistics/{name}"][()]

    def texts(self, name):
        return list(self.file[name].asstr()[()])

    def of(self, reader, **names):
        """The lines of a row, with other variables of the file in place of those that it reads."""
        line = LINES[reader]
        for name, other in names.items():
            pattern = rf"\b{name}\b(?! =)"
            self.assertRegex(line, pattern)
            line = re.sub(pattern, other, line)
        return line

    def script(self, words, name, text):
        """Runs a script, given the words before the name of its file."""
        (self.folder / name).write_text(text, encoding="utf-8")
        done = subprocess.run([*words, name], cwd=self.folder, env=environment(LC_ALL="C.UTF-8", file=RESULTS), capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace")[-2000:])
        return done.stdout.decode()

    def shell(self, line):
        return self.script(["sh"], "line.sh", line + "\n")

    def assert_numbers(self, name, found):
        """Every bit, NaN being one number; whole numbers by their value."""
        wanted, found = self.numbers(name).ravel().astype("<f8"), self.np.array(found, dtype="<f8").ravel()
        self.assertEqual(wanted.size, found.size, name)
        wanted, found = (self.np.where(self.np.isnan(x), self.np.nan, x).view("u8") for x in (wanted, found))
        self.assertEqual(int((wanted != found).sum()), 0, name)

    def assert_texts(self, name, found):
        self.assertEqual(self.texts(name), found)

    def check(self, reader, run, dump_numbers, dump_texts=None, numbers=NUMBERS, texts=TEXTS, stands="risk_median"):
        """One script that reads each variable by the lines of the row, and leaves bytes of numbers and lines of texts in files."""
        parts = []
        for i in range(max(len(numbers), len(texts) if dump_texts else 0)):
            number, text = numbers[i % len(numbers)], texts[i % len(texts)]
            names = {stands: number, **({"learner_label": text} if dump_texts else {})}
            parts.append((number, text, self.of(reader, **names) + "\n" + dump_numbers.replace("NAME", f"numbers-{i}") + "\n" +
                          (dump_texts or "").replace("NAME", f"texts-{i}") + "\n"))
        run([part for _, _, part in parts])
        for i, (number, text, _) in enumerate(parts):
            with self.subTest(reader, variable=number):
                self.assert_numbers(number, self.np.fromfile(self.folder / f"numbers-{i}", "<f8"))
            if dump_texts:
                with self.subTest(reader, variable=text):
                    self.assert_texts(text, (self.folder / f"texts-{i}").read_text(encoding="utf-8").split("\n")[:-1])

    def assert_block(self, printed):
        """What a block of the page prints: label and median of each point."""
        rows = [line.split("\t") for line in printed.splitlines()]
        self.assert_texts("learner_label", [label for label, _ in rows])
        medians = self.numbers(INFINITE)[:, -1]
        self.assertTrue(self.np.isinf(medians).any())
        self.assertEqual([float(x.lower().replace("infinity", "inf")) for _, x in rows], list(medians))
