"""File names that are no UTF-8, and a foreign status beside results. Names are bytes to the system; TOML, JSON and HDF5 take UTF-8 alone."""
import json
import os
import subprocess
import unittest

from strangers import SWEEP, Strangers
from sweeps import ANALYZE, PROGRAM, SweepTest, environment, module
from test_strange_places import RECORDED

SHOWN = "\ufffd"  # what stands for such a byte in JSON and in results


class Names(SweepTest):
    def tell(self, *words, program=PROGRAM, code=0, **changes):
        """What a program says, which is UTF-8 whatever it was given."""
        done = subprocess.run([program, *words], cwd=self.folder, env=environment(**changes), capture_output=True, timeout=60, check=False)
        said, wrong = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        self.assertEqual(done.returncode, code, wrong)
        self.assertNotIn("internal error", wrong)
        return said, wrong

    def put(self, name, text):
        with open(os.path.join(os.fsencode(self.folder), name), "w", encoding="utf-8") as file:
            file.write(text)

    def names(self):
        return sorted(os.listdir(os.fsencode(self.folder)))

    def test_sweep_and_results(self):
        sweep, results = b"s\xff\xe9.toml", b"r\xff.h5"
        self.put(sweep, SWEEP)
        self.assertIn(r"(s\xff\xe9.toml:4:1)", self.tell("plan", sweep)[0])
        plan = json.loads(self.tell("plan", "--json", sweep)[0])
        self.assertEqual(plan["tables"][0]["place"], f"s{SHOWN}{SHOWN}.toml:4:1")
        self.assertIn("What is compared", self.tell("explain", sweep)[0])
        self.assertIn(r"no\xff.toml: cannot be read", self.tell("plan", b"no\xff.toml", code=2)[1])
        self.assertIn(r"no\xff.h5: no results and no run in progress", self.tell("status", b"no\xff.h5", code=2)[1])
        said = self.tell("run", sweep, "-o", results, "--serial", "--outcome", b"o\xff")[1]
        self.assertIn(r"r\xff.h5: 18 runs, 0 of them diverged", said)
        self.assertEqual(self.names(), sorted([b"o\xff", results, b"report", sweep]))
        self.assertIn("found 18 of 18 runs already computed", self.tell("run", sweep, "-o", results, "--serial", "--no-report")[1])
        self.assertIn(r"r\xff.h5: complete", self.tell("status", results)[0])
        self.assertIn(r"report: rep\xfe/index.html", self.tell(results, "-o", b"rep\xfe", program=ANALYZE)[0])
        self.assertTrue(os.path.getsize(os.path.join(os.fsencode(self.folder), b"rep\xfe/index.html")) > 0)
        self.assertIn(r"no\xff.h5: no such file", self.tell(b"no\xff.h5", "-o", b"rep\xfe", program=ANALYZE, code=2)[1])
        self.assertIn(r"g\xff.h5: 18 of 18 runs", self.tell("gather", sweep, "-o", b"g\xff.h5", "--reuse", results)[1])
        self.assertEqual(self.tell("diff", results, b"g\xff.h5", program=ANALYZE), ("", ""))
        self.tell("plan", sweep, "--rate-from", results)
        with module("h5py").File(os.path.join(os.fsencode(self.folder), results)) as file:
            folder = os.path.realpath(self.folder)
            self.assertEqual(file["provenance/sweep_file"][0].decode(), f"{folder}/s{SHOWN}{SHOWN}.toml")
            self.assertEqual(file["provenance/results_file"][0].decode(), f"{folder}/r{SHOWN}.h5")
            point = file["point_id"][0].decode()
        self.assertIn("same bits", "".join(self.tell("replay", results, point, "0", "--trace", b"t\xff.h5")))
        self.assertIn(b"t\xff.h5", self.names())

    def test_folders(self):
        os.mkdir(os.path.join(os.fsencode(self.folder), b"f\xff"))
        self.put(b"f\xff/d.csv", "x,y\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(400)))
        recorded = RECORDED.replace("PATH", "d.csv").replace("FORMAT", "csv")
        self.put(b"f\xff/s.toml", recorded)
        self.put(b"s.toml", recorded)
        self.tell("run", b"f\xff/s.toml", "-o", b"f\xff/r.h5", "--serial")
        # Found in a folder of data of such a name: the same data.
        folder = os.fsdecode(os.path.join(os.fsencode(self.folder), b"f\xff"))
        self.tell("run", "s.toml", "-o", "r.h5", "--serial", "--no-report", POLESWEEP_DATA=folder)
        self.assertEqual(self.tell("diff", "r.h5", b"f\xff/r.h5", program=ANALYZE), ("", ""))
        said = self.tell("plan", "s.toml", code=2, POLESWEEP_DATA=folder + "2")[1]
        self.assertRegex(said, r"task\.path: no file 'd\.csv' \(tried d\.csv, .*f\\xff2/d\.csv")

    def test_data(self):
        self.put(b"d\xff.csv", "x,y\n" + "1,2\n" * 400)
        with open(self.folder / "s.toml", "wb") as file:
            file.write(RECORDED.replace("FORMAT", "csv").encode().replace(b"PATH", b"d\xff.csv"))
        self.assertEqual(self.tell("plan", "s.toml", code=2)[1], "s.toml:6:9: not TOML (Encountered invalid utf-8 sequence)\n")
        self.put(b"s.toml", RECORDED.replace("FORMAT", "csv").replace("PATH", "d" + SHOWN + ".csv"))
        self.assertIn(f"no file 'd{SHOWN}.csv'", self.tell("plan", "s.toml", code=2)[1])
        # A column's name: shown, and asked for by none.
        with open(self.folder / "c.csv", "wb") as file:
            file.write(b"x,\xff\n" + b"1,2\n" * 400)
        self.put(b"s.toml", RECORDED.replace("FORMAT", "csv").replace("PATH", "c.csv"))
        self.assertIn(r"got 'y' (c.csv has the columns x, \xff)", self.tell("plan", "s.toml", code=2)[1])

    def test_init_writes_nothing_that_cannot_be_read(self):
        self.put(b"d.csv", "x,y\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(400)))
        asked = ("--task", "file", "--inputs", "x", "--targets")
        made = b"i\xff\n\x1b.toml"
        self.assertIn(r"i\xff", self.tell("init", made, "--data", "d.csv", *asked, "y")[0])
        self.tell("plan", made)
        for words, reason in (((b"d\xff.csv", *asked, "y"), r"--data: got 'd\xff.csv' (not UTF-8, and so no name that a sweep file can hold). Rename it"),
                              ((b"f\xff/d.csv", *asked, "y"), r"--data: got 'f\xff/d.csv' (not UTF-8"),
                              (("d.csv", *asked, b"\xe9"), r"--targets: got '\xe9' (not UTF-8")):
            self.assertIn(reason, self.tell("init", "n.toml", "--data", *words, code=2)[1])
        self.assertNotIn(b"n.toml", self.names())

    def test_words_of_the_command_line(self):
        self.put(b"s.toml", SWEEP)
        for words in ((b"\xff",), ("list", b"\xff"), ("list", "tasks", b"\x1b[2J\xff"), ("plan", "s.toml", b"\x1b[2J\xff"), ("plan", b"--\xff"),
                      ("plan", "s.toml", "--set", b"\xff=1"), ("plan", "s.toml", "--set", b"seeds=\xff"), ("plan", "s.toml", "--ranks", b"\xff"),
                      ("run", "s.toml", "--shard", b"\xff"), ("run", "s.toml", "--deadline", b"\xff"), ("run", "s.toml", "--headroom", b"\xff"),
                      ("theory", b"\xff"), ("theory", "p1.kappa_pole", b"\xff"), ("theory", "p1.kappa_pole", b"\xff=1"), ("theory", "p1.kappa_pole", b"c=\xff"),
                      ("theory", "p1.kappa_pole", b'c="\x1b[2J\xff"')):
            said, wrong = self.tell(*words, code=2)
            self.assertEqual(said, "")
            self.assertNotIn("\x1b", wrong)
        self.assertNotIn("\x1b", self.tell("diff", b"\x1b\xff", program=ANALYZE, code=2)[1])


class Status(Strangers):
    FOREIGN = (b"", b"null", b"[]", b"{}", b"\0" * 1000, b'"text"', b'{"line": "x"}', b'{"line": "\xff", "session": "s", "updated": 0}',
               b'{"line": 1, "session": "s", "updated": 0}', b'{"line": "x", "session": [], "updated": 0}', b'{"line": "x", "session": "s", "updated": "now"}',
               *(b'{"line": "x", "session": "s", "updated": %s}' % number
                 for number in (b"1e300", b"-1e300", b"1e999", b"18446744073709551615", b"-9223372036854775808")),
               b'{"line": ' + b"[" * 100_000 + b"]" * 100_000 + b', "session": "s", "updated": 0}')

    def test_a_foreign_status_beside_results(self):
        parts = self.folder / "r.h5.parts"
        self.assertFalse(parts.exists())
        parts.mkdir()
        status = parts / "status.json"
        for text in self.FOREIGN:
            status.write_bytes(text)
            done = self.bounded("status", "r.h5")
            self.assertEqual((done.returncode, done.stdout, done.stderr),
                             (2, "", "r.h5.parts/status.json: cannot be read (a run of polesweep writes no such file). Remove it?\n"), text[:80])
            self.assertEqual(status.read_bytes(), text)
        # Nobody else minds it, and whoever removes it sees the results.
        before = (self.folder / "r.h5").read_bytes()
        self.assertEqual(self.bounded("r.h5", "-o", "read", program=ANALYZE).returncode, 0)
        done = self.bounded("gather", "s.toml", "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.bounded("run", "s.toml", "-o", "r.h5", "--serial", "--no-report")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("found 18 of 18 runs", done.stderr)
        self.assertEqual(len((self.folder / "r.h5").read_bytes()), len(before))
        status.unlink(missing_ok=True)
        done = self.bounded("status", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("r.h5: complete"), done.stdout[:80])

    def test_a_folder_in_its_place(self):
        status = self.folder / "r.h5.parts/status.json"
        status.mkdir(parents=True)
        done = self.bounded("status", "r.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("r.h5.parts/status.json", done.stderr)
        done = self.bounded("run", "s.toml", "-o", "r.h5", "--serial", "--no-report", "--set", "seeds=4")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("24 runs", done.stderr)


if __name__ == "__main__":
    unittest.main()
