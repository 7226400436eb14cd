"""Recorded data in the files people have: one recording in every format gives the same bits, and what does not fit is refused by name."""
import gzip
import json
import os
import pathlib
import shutil

from sweeps import SweepTest, module

np = module("numpy")

SWEEP = """seeds = 2
lengths = [50, 300]
[[task]]
kind = "file"
{task}
complex = {complex}
windows = 2
window_length = 320
washout = 5
[[poles]]
network = "diagonal"
kind = "explicit"
values = [[0.0, 0.5]]
[[learner]]
recurrent = "fixed"
readout = {{ kind = "rls", intercept = true }}
[evaluation]
kind = "holdout"
samples = 80
"""

LONGEST_MESSAGE = 2000


def recording(rows=500):
    """Received and sent samples, complex, in single precision and on a grid of 1/256 that whole numbers keep."""
    random = np.random.default_rng(1)
    sent = np.round(256 * (random.normal(size=rows) + 1j * random.normal(size=rows))) / 256
    received = np.round(256 * (0.8 * sent + 0.3 * np.r_[0, sent[:-1]])) / 256
    return received, sent


class Files(SweepTest):
    def setUp(self):
        super().setUp()
        self.received, self.sent = recording()

    def plan(self, task, **options):
        self.write("s.toml", SWEEP.format(task=task, complex=str(options.pop("complex", True)).lower()))
        done = self.call("plan", "s.toml")
        for line in done.stderr.splitlines():
            self.assertLessEqual(len(line), LONGEST_MESSAGE)
        return done

    def risk(self, task, complex=True):
        """Median and all other risks of a run, as bytes."""
        self.write("s.toml", SWEEP.format(task=task, complex=str(complex).lower()))
        results = self.folder / "r.h5"
        if results.exists():
            results.unlink()
        self.run_sweep("s.toml", "r.h5")
        with module("h5py").File(results) as file:
            return file["risk"][()].tobytes()

    def table(self):
        return np.c_[self.received.real, self.received.imag, self.sent.real, self.sent.imag]

    def save(self, name, array):
        array.tofile(self.folder / name)
        return name

    def text(self, name, lines):
        self.write(name, "".join(line + "\n" for line in lines))

    def refuse(self, task, message, **options):
        done = self.plan(task, **options)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(message, done.stderr)


PAIRS = 'inputs = [["a", "b"]]\ntargets = [["c", "d"]]'
COMPLEX = 'inputs = [["rx"]]\ntargets = [["tx"]]'


class Formats(Files):
    def setUp(self):
        super().setUp()
        np.savetxt(self.folder / "plain.csv", self.table(), fmt="%.17g", delimiter=",", header="a,b,c,d", comments="")
        self.expected = self.risk(f'path = "plain.csv"\n{PAIRS}')

    def check(self, *tasks, path=None):
        for task in tasks:
            with self.subTest(task=task):
                self.assertEqual(self.risk(f'path = "{path}"\n{task}' if path else task), self.expected)

    def test_texts(self):
        rows = [[repr(float(x)) for x in row] for row in self.table()]
        self.text("semicolons.csv", ["a;b;c;d"] + [";".join(row) for row in rows])
        self.text("tabs.csv", ["a\tb\tc\td"] + ["\t".join(row) for row in rows])
        np.savetxt(self.folder / "blanks.txt", self.table(), fmt="% .17e", header="made by a test\na b c d")
        self.text("german.csv", ["sep|a|b|c|d".replace("|", ";")] + [f"x;{';'.join(row).replace('.', ',')}" for row in rows])
        self.text("scope.csv", ["Model;DSO", "Rate;1e9", "a;b;c;d"] + [";".join(row) for row in rows])
        self.text("stamps.csv", [",time,a,b,c,d,symbol"] + [f"{i},2021-04-07 11:{i // 60}:{i % 60}.5+00:00,{','.join(row)},BTC" for i, row in enumerate(rows)])
        self.text("features.txt", ["   ".join(column) for column in zip(*rows)])
        for name in ("semicolons.csv", "tabs.csv", "blanks.txt", "stamps.csv"):
            self.check(f'path = "{name}"\n{PAIRS}')
        self.check(f'path = "german.csv"\ndecimal = "comma"\n{PAIRS}', f'path = "scope.csv"\nskip_lines = 2\n{PAIRS}',
                   f'path = "features.txt"\ntranspose = true\ncolumns = [["a", "b", "c", "d"]]\n{PAIRS}')

    def test_complex_fields(self):
        def write(name, form, header="rx,tx", separator=","):
            self.text(name, ([header] if header else []) + [separator.join(form(x) for x in row) for row in zip(self.received, self.sent)])
        write("matlab.csv", lambda x: f"{x.real:.17g}{x.imag:+.17g}i")
        write("julia.csv", lambda x: f"{x.real:.17g} {'-' if x.imag < 0 else '+'} {abs(x.imag):.17g}im")
        write("python.csv", lambda x: str(complex(x)))
        write("fortran.csv", lambda x: f"({x.real:.17E},{x.imag:.17E})".replace("E", "D"))
        np.savetxt(self.folder / "numpy.txt", np.c_[self.received, self.sent], header="rx tx")
        for name in ("matlab.csv", "julia.csv", "python.csv", "fortran.csv", "numpy.txt"):
            self.check(f'path = "{name}"\n{COMPLEX}')
        self.check('path = "matlab.csv"\ninputs = [["rx.re", "rx.im"]]\ntargets = [["tx"]]')

    def test_raw_numbers(self):
        table = self.table()
        for name, type in (("float32", "<f4"), ("float64", "<f8")):
            self.check(f'path = "{self.save(name, table.astype(type))}"\nformat = "{name}"\ncolumns = [["a", "b", "c", "d"]]\n{PAIRS}')
            self.check(f'path = "{self.save(name, table.astype(type.replace("<", ">")))}"\nformat = "{name}"\nbyte_order = "big"\n'
                       f'columns = [["a", "b", "c", "d"]]\n{PAIRS}')
        both = np.c_[self.received, self.sent]
        for name, type in (("cf32", "<c8"), ("cf64", "<c16")):
            self.check(f'path = "{self.save(name, both.astype(type))}"\nformat = "{name}"\ncolumns = [["rx", "tx"]]\n{COMPLEX}')
        # Whole numbers are 256 times as large; standardised they are the same again.
        whole = (256 * table).astype(int)
        expected = self.risk(f'path = "plain.csv"\nstandardise = 100\nstandardise_targets = true\n{PAIRS}')
        for name, type in (("ci16", "<i2"), ("ci32", "<i4")):
            risk = self.risk(f'path = "{self.save(name, whole.astype(type))}"\nformat = "{name}"\ncolumns = [["rx", "tx"]]\n{COMPLEX}\n'
                             "standardise = 100\nstandardise_targets = true")
            self.assertEqual(risk, expected, name)

    def test_numpy(self):
        both = np.c_[self.received, self.sent]
        np.save(self.folder / "rows.npy", self.table())
        np.save(self.folder / "fortran.npy", np.asfortranarray(self.table().astype(">f4")))
        np.save(self.folder / "complex.npy", both.astype(np.complex64))
        np.save(self.folder / "channels.npy", both.T)
        records = np.zeros(len(both), dtype=[("time", "<M8[ns]"), ("rx", "<c16"), ("note", "<U4"), ("tx", ">c8")])
        records["rx"], records["tx"] = self.received, self.sent
        np.save(self.folder / "records.npy", records)
        aligned = np.zeros(len(both), dtype=np.dtype([("k", "u1"), ("rx", "<c16"), ("tx", "<c16")], align=True))
        aligned["rx"], aligned["tx"] = self.received, self.sent
        np.save(self.folder / "aligned.npy", aligned)
        numbers = 'inputs = [["0", "1"]]\ntargets = [["2", "3"]]\nformat = "npy"'
        for name in ("rows.npy", "fortran.npy"):
            self.check(f'path = "{name}"\n{numbers}', f'path = "{name}"\nformat = "npy"\ncolumns = [["a", "b", "c", "d"]]\n{PAIRS}')
        self.check('path = "complex.npy"\nformat = "npy"\ninputs = [["0"]]\ntargets = [["1"]]',
                   'path = "channels.npy"\nformat = "npy"\ntranspose = true\ninputs = [["0"]]\ntargets = [["1"]]',
                   f'path = "records.npy"\nformat = "npy"\n{COMPLEX}', f'path = "aligned.npy"\nformat = "npy"\n{COMPLEX}')

    def test_hdf5(self):
        h5py = module("h5py")
        both = np.c_[self.received, self.sent]
        with h5py.File(self.folder / "a.h5", "w") as file:
            file["rx"], file["tx"] = self.received, self.sent.astype(">c8")
            file["group/both"] = both
            file.create_dataset("packed/table", data=self.table(), chunks=(64, 2), compression="gzip", shuffle=True, fletcher32=True)
            file["text"] = "a note"
            file["fs"] = 1e6
            records = np.zeros(len(both), dtype=[("rx", "<c8"), ("tx", "<c16"), ("k", "S3")])
            records["rx"], records["tx"] = self.received, self.sent
            file["records"] = records
        with h5py.File(self.folder / "one.h5", "w", libver="latest") as file:
            file["data"] = self.table()
            file["fs"] = 1e6
        self.check(COMPLEX, 'inputs = [["group/both:0"]]\ntargets = [["/group/both:1"]]',
                   'inputs = [["packed/table:0", "packed/table:1"]]\ntargets = [["packed/table:2", "packed/table:3"]]',
                   'inputs = [["records:rx"]]\ntargets = [["records:tx"]]', path='a.h5"\nformat = "hdf5')
        self.check('inputs = [["0", "1"]]\ntargets = [["2", "3"]]', f'columns = [["a", "b", "c", "d"]]\n{PAIRS}', path='one.h5"\nformat = "hdf5')
        self.refuse('path = "a.h5"\nformat = "hdf5"\ninputs = [["rx"]]\ntargets = [["text"]]', "s.toml:3:1: task: a.h5: 'text' holds text")
        self.refuse('path = "a.h5"\nformat = "hdf5"\ninputs = [["rx"]]\ntargets = [["ty"]]',
                    "targets: got 'ty' (a.h5 holds fs [a single number], group/both [500 x 2], packed/table [500 x 4], records:rx [500], "
                    "records:tx [500], records:k, rx [500], text, tx [500])")

    def test_matlab_73(self):
        """As MATLAB writes it: HDF5 behind 512 bytes of its own, axes the other way round."""
        h5py = module("h5py")
        path = self.folder / "a.mat"
        with h5py.File(path, "w", userblock_size=512) as file:
            pair = np.dtype([("real", "<f8"), ("imag", "<f8")])
            both = np.zeros((2, len(self.sent)), dtype=pair)
            both["real"], both["imag"] = [self.received.real, self.sent.real], [self.received.imag, self.sent.imag]
            for name, data in (("both", both), ("rx", both[:1]), ("s/tx", both[1:])):
                file[name] = data
                file[name].attrs["MATLAB_class"] = np.bytes_("double")
            file["s"].attrs["MATLAB_class"] = np.bytes_("struct")
        with open(path, "r+b") as file:
            file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")
        for form in ("matlab", "hdf5"):
            self.check('inputs = [["both:0"]]\ntargets = [["both:1"]]', 'inputs = [["rx"]]\ntargets = [["s.tx"]]', path=f'a.mat"\nformat = "{form}')

    def test_matlab_5(self):
        """A file of GNU Octave: matrices, a structure, texts and more."""
        source = pathlib.Path(__file__).parents[1] / "core" / "data" / "files"
        for version in ("v6", "v7"):
            shutil.copy(source / f"octave-{version}.mat", self.folder / "a.mat")
            task = 'path = "a.mat"\nformat = "matlab"\ninputs = [["s.rx"]]\ntargets = [["m:1"]]\n'
            self.refuse(task, "window_length: got 320 (must be at most 2: 3 rows less 1 for the test and a gap of 0)", complex=False)
            self.refuse(task.replace("s.rx", "cm:0"), "inputs: got 'cm:0' (is complex)", complex=False)
            self.refuse(task.replace("s.rx", "name"), "a.mat: 'name' holds text (must be numbers)", complex=False)
            self.refuse(task.replace("s.rx", "cube"), "a.mat: 'cube': has 3 dimensions, 2 x 2 x 2", complex=False)
            self.refuse(task.replace("s.rx", "x"), "targets: got 3 rows of a.mat (must be 6, as of the inputs in a.mat)", complex=False)

    def test_sigmf(self):
        meta = {"global": {"core:version": "1.2.0", "core:datatype": "cf32_be", "core:num_channels": 2, "core:sample_rate": 1e9},
                "captures": [{"core:sample_start": 0, "core:frequency": 28e9}], "annotations": []}
        self.write("r.sigmf-meta", json.dumps(meta, indent=4))
        self.save("r.sigmf-data", np.c_[self.received, self.sent].astype(">c8"))
        task = f'path = "r.sigmf-meta"\nformat = "sigmf"\ncolumns = [["rx", "tx"]]\n{COMPLEX}'
        self.check(task, 'path = "r.sigmf-meta"\nformat = "sigmf"\ninputs = [["0"]]\ntargets = [["1"]]')
        self.assertIn("note           r.sigmf-meta: cf32_be, 2 channels, 1e+09 samples per second\n", self.plan(task).stdout)
        (self.folder / "r.sigmf-data").unlink()
        self.refuse(task, "task.path: r.sigmf-data: cannot be read (No such file or directory)")

    def test_gzip_and_ranks(self):
        np.save(self.folder / "a.npy", self.table())
        (self.folder / "a.npy.gz").write_bytes(gzip.compress((self.folder / "a.npy").read_bytes()))
        self.check('path = "a.npy.gz"\nformat = "npy"\ninputs = [["0", "1"]]\ntargets = [["2", "3"]]')
        self.need_mpi()
        meta = {"global": {"core:datatype": "cf64_le", "core:num_channels": 2}, "captures": []}
        self.write("r.sigmf-meta", json.dumps(meta))
        self.save("r.sigmf-data", np.c_[self.received, self.sent])
        self.write("s.toml", SWEEP.format(task=f'path = "r.sigmf-meta"\nformat = "sigmf"\ncolumns = [["rx", "tx"]]\n{COMPLEX}', complex="true"))
        self.run_sweep("s.toml", "ranks.h5", ranks=2)
        with module("h5py").File(self.folder / "ranks.h5") as file:
            self.assertEqual(file["risk"][()].tobytes(), self.expected)

    def test_files_of_inputs_targets_and_test(self):
        for name, numbers in (("i", self.received[:420]), ("t", self.sent[:420]), ("j", self.received[420:]), ("u", self.sent[420:])):
            np.savetxt(self.folder / f"{name}.csv", np.c_[numbers.real, numbers.imag], fmt="%.17g", delimiter=",", header="I,Q", comments="")
        one = np.r_[self.table()[:420], self.table()[420:]]
        self.assertTrue((one == self.table()).all())
        apart = self.risk('path = "i.csv"\ntarget_path = "t.csv"\ntest_path = "j.csv"\ntest_target_path = "u.csv"\n'
                          'inputs = [["I", "Q"]]\ntargets = [["I", "Q"]]')
        self.assertEqual(apart, self.risk(f'path = "plain.csv"\ntest_fraction = 0.16\n{PAIRS}'))
        self.check(f'path = "plain.csv"\ntarget_path = ""\ntest_path = [""]\n{PAIRS}')


class Refusals(Files):
    def test_a_format_that_does_not_fit_its_bytes(self):
        """Every file as every format: read only as what it is."""
        h5py = module("h5py")
        np.save(self.folder / "npy", self.table())
        os.rename(self.folder / "npy.npy", self.folder / "npy")
        with h5py.File(self.folder / "hdf5", "w") as file:
            file["x"] = self.table()
        np.savetxt(self.folder / "csv", self.table(), delimiter=",")
        shutil.copy(pathlib.Path(__file__).parents[1] / "core" / "data" / "files" / "octave-v7.mat", self.folder / "matlab")
        self.write("sigmf", json.dumps({"global": {"core:datatype": "cf32_le"}, "captures": []}, indent=1))
        np.savez(self.folder / "zip.npz", x=self.table())
        os.rename(self.folder / "zip.npz", self.folder / "zip")
        for name in ("npy", "hdf5", "csv", "matlab", "sigmf", "zip"):
            for form in ("npy", "hdf5", "csv", "matlab", "sigmf", "float32", "ci16"):
                if name == form or (name, form) == ("hdf5", "matlab"):
                    continue
                with self.subTest(file=name, format=form):
                    done = self.plan(f'path = "{name}"\nformat = "{form}"\ncolumns = [["a", "b", "c", "d"]]\n{PAIRS}')
                    self.assertEqual(done.returncode, 2)
                    self.assertIn(f"task: {name}: is ", done.stderr)

    def test_numbers_of_another_type(self):
        table = self.table()
        self.save("ci16.iq", (2000 * table).astype("<i2"))
        self.save("f64.bin", table.astype("<f8") + 1e-9)
        self.save("big.f32", table.astype(">f4"))
        for name in ("ci16.iq", "f64.bin", "big.f32"):
            self.refuse(f'path = "{name}"\nformat = "float32"\ncolumns = [["a", "b", "c", "d"]]\n{PAIRS}', f"{name}: its bytes are not 4-byte reals, little-endian")

    def test_truncated_files(self):
        h5py = module("h5py")
        np.save(self.folder / "a.npy", self.table())
        with h5py.File(self.folder / "a.h5", "w") as file:
            file["x"] = self.table()
        self.save("a.f64", self.table())
        for name, form in (("a.npy", "npy"), ("a.h5", "hdf5"), ("a.f64", "float64")):
            data = (self.folder / name).read_bytes()
            for size in (len(data) - 1, len(data) // 2 + 1, 100, 9, 0):
                with self.subTest(file=name, size=size):
                    (self.folder / name).write_bytes(data[:size])
                    columns = "" if form == "hdf5" else 'columns = [["a", "b", "c", "d"]]\n'
                    self.refuse(f'path = "{name}"\nformat = "{form}"\n{columns}{PAIRS}', f"task: {name}: ")

    def test_messages_stay_short(self):
        names = ",".join(f"column{i}" for i in range(40000))
        self.text("wide.csv", [names] + [",".join(["1"] * 40000)] * 3)
        self.refuse(f'path = "wide.csv"\n{PAIRS}', "inputs: got 'a' (wide.csv has the columns column0, column1,")
        self.text("header.csv", ["x" * 1_000_000 + ",b,c,d", "1,2,3,4"])
        self.refuse(f'path = "header.csv"\n{PAIRS}', "inputs: got 'a' (header.csv has the columns xxxx")
        self.text("cell.csv", ["a,b,c,d", "1," + "x" * 1_000_000 + ",3,4"])
        self.refuse(f'path = "cell.csv"\n{PAIRS}', "(1000000 characters)' (must be a number)")
        self.text("lines.csv", ["a,b,c,d", "1,\"" + "x\n" * 500_000 + "\",3,4"])
        self.refuse(f'path = "lines.csv"\n{PAIRS}', "(must be a number)")
        self.write("\x1b[31m.csv", "a,b,c,d\n1,\x1b[31m,3,4\n")
        self.refuse(f'path = "\\u001b[31m.csv"\n{PAIRS}', "got '\\x1b[31m'")
        asked = ", ".join(f'"column{i}"' for i in range(40000))
        self.refuse(f'path = "cell.csv"\ninputs = [[{asked}]]\ntargets = [["c", "d"]]', "inputs: got 'column0'")
        self.refuse(f'path = "{"y" * 3000}"\n{PAIRS}', "task.path: ")


class Replay(Files):
    """A replay finds the data that the run had read."""

    def setUp(self):
        super().setUp()
        (self.folder / "sweeps").mkdir()
        np.savetxt(self.folder / "sweeps" / "s.csv", self.table(), fmt="%.17g", delimiter=",", header="a,b,c,d", comments="")
        self.write("sweeps/s.toml", SWEEP.format(task=f'path = "s.csv"\n{PAIRS}', complex="true"))
        self.run_sweep("sweeps/s.toml", "out/r.h5")
        with module("h5py").File(self.folder / "out/r.h5") as file:
            self.point = file["point_id"].asstr()[0]

    def replay(self, results="out/r.h5", **changes):
        done = self.call("replay", results, self.point, 1, **changes)
        return done.returncode, done.stdout.splitlines()[-1] if done.stdout else done.stderr

    def test_beside_the_sweep(self):
        self.assertEqual(self.replay(), (0, "the same bits as stored"))

    def test_after_results_or_all_have_moved(self):
        os.rename(self.folder / "out", self.folder / "elsewhere")
        self.assertEqual(self.replay("elsewhere/r.h5"), (0, "the same bits as stored"))
        (self.folder / "new").mkdir()
        os.rename(self.folder / "elsewhere", self.folder / "new/out")
        os.rename(self.folder / "sweeps", self.folder / "new/sweeps")
        self.assertEqual(self.replay("new/out/r.h5"), (0, "the same bits as stored"))

    def test_in_the_folder_of_the_environment(self):
        os.rename(self.folder / "sweeps", self.folder / "data")
        code, said = self.replay()
        self.assertEqual(code, 2)
        self.assertIn(f"no file 's.csv' (tried sweeps/s.csv, {self.folder}/sweeps/s.csv, out/s.csv; paths are relative", said)
        self.assertEqual(self.replay(POLESWEEP_DATA="data"), (0, "the same bits as stored"))

    def test_a_changed_file_is_passed_over_for_the_old_one_and_else_named(self):
        path = self.folder / "sweeps/s.csv"
        before = path.read_text()
        path.write_text(before.replace("\n", "\n7.5,0,0,0\n", 2))
        code, said = self.replay()
        self.assertEqual(code, 2)
        self.assertRegex(said, r"s\.csv has changed since \(its hash was [0-9a-f]{32}, now [0-9a-f]{32}\)\. Put the old file back\?")
        (self.folder / "old").mkdir()
        (self.folder / "old/s.csv").write_text(before)
        self.assertEqual(self.replay(POLESWEEP_DATA="old"), (0, "the same bits as stored"))
