"""Files of strangers: nothing is written outside, nothing runs, no memory is filled, and no terminal obeys.

| tried on results with every verb | found, and mended |
|---|---|
| variables of other sizes, types and dimensions | `run`, `gather`, `plan` and `replay` ended by a signal |
| groups that hold themselves, soft links in circles | the memory was filled |
| external links, virtual datasets, external storage | read from the other file |
| values that nobody wrote, compressed zeros, one text for many rows | taken up to the whole memory |
| identities that are none, numbers beyond all others | an internal error |
| control characters in texts and names | printed as they are |
| a corpus of scripts in every text; paths in texts | nothing |
| texts that begin a formula | stood so in CSV files |

| tried elsewhere (test_strange_places) | found, and mended |
|---|---|
| links in the place of a table, a page, a figure, a message, a folder | their target was written to |
| pipes and devices in the place of data, logs, sessions, states, results | waited for, or read without end |
| gzip and MATLAB that unpack to more than the memory | unpacked until there was none left |
| headers of npy and HDF5 with 2^63 elements, SigMF with data elsewhere; sweeps with endless keys, values and ranges | nothing |
| long, broken and slow requests to `watch` | a long header, or one that never ends, was read as a whole; as many copies of the page as ranges |
"""
import csv
import json
import pathlib
import re
import shutil
import tempfile

from strangers import CORPUS, OBEYED, SWEEP, Page, Strangers, name_axes, replace
from sweeps import ANALYZE, module

class Results(Strangers):
    def test_links_are_not_followed(self):
        h5py = module("h5py")

        def elsewhere(file):
            del file["trivial_risk"]
            file["trivial_risk"] = h5py.ExternalLink(str(self.folder / "r.h5"), "/trivial_risk")

        def soft(file):
            file["statistics/again"] = h5py.SoftLink("/statistics")
        for change in (elsewhere, soft, lambda file: file.__setitem__("loop", h5py.SoftLink("/loop"))):
            self.refused(self.doctor(change, f"link{len(list(self.folder.glob('link*.h5')))}.h5"), "is a link to another place or file")

    def test_a_group_that_holds_itself_ends(self):
        self.refused(self.doctor(lambda file: file.__setitem__("statistics/again", file["statistics"])), "stands in 2 places")

    def test_groups_in_groups_end(self):
        self.refused(self.doctor(lambda file: file.create_group("/".join("a" * 40), track_order=True)), "cannot list|in more than 8 others")

    def test_values_of_another_file_are_not_read(self):
        h5py = module("h5py")

        def stored(file):
            replace(file, "trivial_risk", shape=(6, 3), dtype="f8", external=[(str(self.folder / "r.h5"), 0, 144)])

        def virtual(file):
            layout = h5py.VirtualLayout((6, 3), "f8")
            layout[:] = h5py.VirtualSource(str(self.folder / "r.h5"), "trivial_risk", (6, 3))
            dimensions = replace(file, "trivial_risk")
            name_axes(file.create_virtual_dataset("trivial_risk", layout), dimensions)
        self.refused(self.doctor(stored, "stored.h5"), "'trivial_risk' lies in another file")
        self.refused(self.doctor(virtual, "virtual.h5"), "'trivial_risk' lies in another file")

    def test_sizes_that_contradict_each_other(self):
        numpy = module("numpy")
        problem = "has another length than its dimension"
        for name, values in (("status", numpy.ones((1, 1), "i4")), ("risk", numpy.ones((1, 1, 1)))):
            self.refused(self.doctor(lambda file, name=name, values=values: replace(file, name, data=values), name + ".h5"), problem)
        # Read by whoever needs it alone.
        found = self.doctor(lambda file: replace(file, "provenance/numerics/run_numerics", data=numpy.zeros((1, 1), "i4")))
        done = self.bounded("replay", found, self.point, 0)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, problem)

    def test_other_types_and_dimensions_than_ours(self):
        numpy = module("numpy")
        real = self.doctor(lambda file: replace(file, "status", data=numpy.ones((6, 3), "f8")), "type.h5")
        self.refused(real, r"status: holds float64 \(must be int32\)")

        def turned(file):
            numbers = replace(file, "trivial_risk", data=numpy.ones((3, 6)))
            name_axes(numbers, [file["seed"].ref, file["point"].ref])
        self.refused(self.doctor(turned, "turned.h5"), r"trivial_risk: has dimensions \(seed, point\) \(must be \(point, seed\)\)")

    def test_numbers_that_point_nowhere(self):
        for name, value in (("provenance/numerics/run_numerics", 7), ("provenance/numerics/run_numerics", 2**31 - 1)):
            found = self.doctor(lambda file, name=name, value=value: file[name].__setitem__(Ellipsis, value), f"far{value}.h5")
            done = self.bounded("replay", found, self.point, 0)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"run_numerics: got {value} (there are 1 rows)", done.stderr)

    def test_identities_that_are_none(self):
        for text in ("", "f" * 31, "z" * 32, "-" + "1" * 31, "0x" + "1" * 30, "f" * 40):
            found = self.doctor(lambda file, text=text: file["point_id"].__setitem__(Ellipsis, text), f"id{len(text)}{text[:1]}.h5")
            done = self.bounded("gather", "s.toml", "-o", "gathered.h5", "--reuse", found)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"identity of a point: got '{text}' (must be 32 hexadecimal digits)", done.stderr)

    def test_numbers_beyond_all_others(self):
        numpy = module("numpy")
        for number in (5e-324, 1.7e308, -1.7e308, float("inf"), float("nan")):
            def change(file, number=number):
                for name in ("task_noise", "poles_radius", "operations", "wall_seconds", "processor_seconds", "trivial_risk", "threshold"):
                    file[name][...] = numpy.full(file[name].shape, number)
            for _, done in self.verbs(self.doctor(change)):
                self.assertIn(done.returncode, (0, 1, 2, 75))

    def test_memory_is_not_filled(self):
        numpy, h5py = module("numpy"), module("h5py")
        bare = "This is a netCDF dimension but not a netCDF variable."
        reason = "its contents take more than [0-9]+ MB|too large for the memory"

        def dimension(file, size):
            file.create_dataset("many", shape=(size,), dtype=">f4")
            file["many"].make_scale(bare + f"{size:10}")
            file["many"].attrs.create("_Netcdf4Dimid", 99, dtype="i4")
            return [file["many"].ref]

        def unwritten(file):
            name_axes(file.create_dataset("v", shape=(10**12,), dtype="f8", chunks=(10**6,)), dimension(file, 10**12))

        def zeros(file):
            axes = dimension(file, 10**8)
            one = file.create_dataset("v", shape=(10**8,), dtype="f8", chunks=(10**7,), compression="gzip", compression_opts=1)
            one[:10**7] = 0
            name_axes(one, axes)

        def texts(file):
            # Twenty thousand rows of one text.
            group = file.create_group("long_texts", track_order=True)
            group.create_dataset("long_text", shape=(1,), dtype=">f4").make_scale(bare + f"{1:10}")
            group["long_text"].attrs.create("_Netcdf4Dimid", 98, dtype="i4")
            name_axes(group.create_dataset("text", data=["x" * 100_000], dtype=h5py.string_dtype("ascii")), [group["long_text"].ref])
            axes = dimension(file, 20_000)
            keys = file.create_dataset("v", data=numpy.array(["#0"] * 20_000, dtype=object), dtype=h5py.string_dtype("ascii"))
            keys.attrs["long_texts"] = "#k"
            name_axes(keys, axes)
        for change in (unwritten, zeros, texts):
            self.refused(self.doctor(change, change.__name__ + ".h5"), reason)

    def test_paths_in_texts_lead_nowhere(self):
        outside = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, outside)
        evil = ["../../../escaped", str(outside / "escaped"), "a\nb/../../escaped"]

        def change(file):
            for key in ("title", "version", "commit", "created"):
                file.attrs[key] = evil[0]
            for name in ("provenance/session_name", "provenance/sweep_file", "provenance/results_file", "provenance/hosts"):
                file[name][...] = evil[1]
            file["learner_label"][...] = evil[2]
        name = self.doctor(change)
        before = self.tree()
        for _, done in self.verbs(name):
            self.assertIn(done.returncode, (0, 1, 2))
        after = self.tree()
        new = {path for path in after if after[path] != before.get(path)}
        self.assertEqual({path.parts[0] for path in new} - {"read", "gathered.h5", "gathered.h5.parts"}, set())
        self.assertEqual(list(outside.iterdir()), [])
        self.assertFalse((self.folder.parent / "escaped").exists())


class Terminal(Strangers):
    def obeys_nothing(self, done):
        for text in (done.stdout, done.stderr):
            self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

    def test_texts_of_results(self):
        def change(file):
            file.attrs["title"] = file.attrs["version"] = file.attrs["versions"] = OBEYED
            for name in ("learner_label", "poles_kind", "provenance/session_name", "provenance/numerics/compiler",
                         "provenance/numerics/fingerprint"):
                file[name][...] = OBEYED
        name = self.doctor(change)
        for _, done in self.verbs(name):
            self.obeys_nothing(done)
        done = self.bounded("status", name)
        self.assertIn(r"\xc2\x9b", self.bounded("diff", name, "r.h5", program=ANALYZE).stdout + done.stdout)

    def test_names_in_results(self):
        name = self.doctor(lambda file: file.create_dataset(OBEYED.replace("\0", "") + "\nsecond line", data=1j))
        for verb, done in self.verbs(name):
            self.obeys_nothing(done)
            self.assertNotIn("\nsecond line", done.stderr, verb)

    def test_files_of_a_run(self):
        parts = self.folder / "x.h5.parts"
        parts.mkdir()
        (parts / "status.json").write_text(json.dumps({"line": OBEYED + "\nforged", "session": OBEYED, "updated": 0}))
        (parts / "last-message").write_text(OBEYED + "\nforged")
        done = self.bounded("status", "x.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.obeys_nothing(done)
        self.assertNotIn("\nforged", done.stdout)
        for text in ("[" * 100_000, "{}", '{"line": 1, "session": [], "updated": "x"}', "\xff"):
            (parts / "status.json").write_text(text, encoding="latin-1")
            done = self.bounded("status", "x.h5")
            self.assertEqual((done.returncode, done.stderr), (2, "x.h5.parts/status.json: cannot be read (a run of polesweep writes no such file). Remove it?\n"))

    def test_sweeps(self):
        escaped = "".join(f"\\u{ord(character):04x}" for character in OBEYED)
        evil = SWEEP.replace('"small"', f'"{escaped}"').replace('"two"', f'"two{escaped}"').replace('"better"', f'"{escaped}"')
        self.write("evil.toml", evil)
        for words in (("plan", "evil.toml"), ("plan", "evil.toml", "--slurm"), ("explain", "evil.toml"),
                      ("run", "evil.toml", "-o", "e.h5", "--serial")):
            done = self.bounded(*words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.obeys_nothing(done)
        self.write("evil.toml", SWEEP.replace('"two"', f'"two{escaped}"').replace('"fixed"', f'"{escaped}"'))
        done = self.bounded("plan", "evil.toml")
        self.assertEqual(done.returncode, 2)
        self.obeys_nothing(done)


class Pages(Strangers):
    # What the analysis goes by; all other texts are free.
    KEPT = {"point_id", "tuned_fields", "questions/table", "questions/key", "questions/value"}

    def evil_results(self):
        h5py, numpy = module("h5py"), module("numpy")
        evil = " ".join(CORPUS)
        changed = []

        def change(file):
            def visit(name, found):
                if not isinstance(found, h5py.Dataset):
                    return
                for key in ("long_name", "units", "units_in_words"):
                    if key in found.attrs:
                        found.attrs[key] = evil
                if h5py.check_string_dtype(found.dtype) and name not in self.KEPT:
                    found[...] = numpy.full(found.shape, evil, dtype=object)
                    changed.append(name)
            file.visititems(visit)
            keys, values = file["questions/key"][:], file["questions/value"][:]
            for row, key in enumerate(keys):
                if key in (b"statement", b"label"):
                    values[row] = evil.encode()
            file["questions/value"][...] = values
            for key in ("title", "version", "commit", "created", "versions", "sweep"):
                file.attrs[key] = evil
        name = self.doctor(change)
        self.assertGreater(len(changed), 30)
        return name

    def test_texts_make_no_element_and_no_script(self):
        for name, folder in (("r.h5", "own"), (self.evil_results(), "evil")):
            done = self.bounded(name, "-o", folder, program=ANALYZE)
            self.assertEqual(done.returncode, 0, done.stderr)
        own, evil = (Page(self.folder / folder / "index.html") for folder in ("own", "evil"))
        self.assertEqual(evil.made - own.made, set())
        self.assertIn("pwned=9", (self.folder / "evil/index.html").read_text())
        self.assertEqual(len(evil.scripts), len(own.scripts))
        for ours, theirs in zip(own.scripts, evil.scripts):
            if ours.startswith("{"):
                json.loads(theirs)
                self.assertNotIn("<", theirs)
            else:
                self.assertEqual(theirs, ours)
        figures = list((self.folder / "evil/figures").glob("*.svg"))
        made = set()
        for figure in (self.folder / "own/figures").glob("*.svg"):
            made |= Page(figure).made
        for figure in figures:
            self.assertEqual(Page(figure).made - made, set(), figure)
        for script in (self.folder / "evil/figures").glob("*.gp"):
            # Within single quotes alone, in which nothing is expanded.
            self.assertNotIn("pwned", re.sub(r"'(?:[^']|'')*'", "", script.read_text()))

    def test_nothing_runs_in_a_browser(self):
        from browsers import DESK, Browser
        done = self.bounded(self.evil_results(), "-o", "evil", program=ANALYZE)
        self.assertEqual(done.returncode, 0, done.stderr)
        browser = Browser(*DESK)
        self.addCleanup(browser.close)
        for page in ("index.html", *(f"figures/{figure.name}" for figure in sorted((self.folder / "evil/figures").glob("*.svg"))[:2])):
            browser.open(f"file://{self.folder}/evil/{page}")
            self.assertIsNone(browser.run("return window.pwned ?? null"), page)
            self.assertEqual(browser.messages(), [], page)

    def test_spreadsheets_run_no_cell(self):
        formulas = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "=HYPERLINK(\"x\")"]
        for formula in formulas:
            name = self.doctor(lambda file, formula=formula: file["learner_label"].__setitem__(Ellipsis, formula))
            shutil.rmtree(self.folder / "read", ignore_errors=True)
            done = self.bounded(name, "-o", "read", program=ANALYZE)
            self.assertEqual(done.returncode, 0, done.stderr)
            tables = list((self.folder / "read").glob("*.csv"))
            self.assertGreater(len(tables), 3)
            cells = {cell for table in tables for row in csv.reader(table.read_text(encoding="utf-8").splitlines()) for cell in row}
            self.assertNotIn(formula, cells)
            self.assertIn("'" + formula, cells)
            self.assertTrue(any(re.fullmatch(r"-?[0-9.e+-]+", cell) for cell in cells))
