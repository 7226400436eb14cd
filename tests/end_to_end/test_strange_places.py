"""As test_strangers: what stands in the place of files, recorded data, sweep files, and who asks `watch`."""
import gzip
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import time

from strangers import SWEEP, Strangers
from sweeps import ANALYZE, PROGRAM, module
from test_watch import Watch

RECORDED = SWEEP.replace("""kind = "linear_teacher"
poles = [[0.8]]
gains = [[1.0]]
noise = [0.1, 0.2]
""", """kind = "file"
path = "PATH"
format = "FORMAT"
inputs = [["x"]]
targets = [["y"]]
window_length = 120
windows = 2
""")


class Folders(Strangers):
    """Links and pipes that stand where the programs write and read."""

    def test_links_lead_no_writer_elsewhere(self):
        victim = self.folder / "victim"
        victim.write_text("mine")
        done = self.bounded("r.h5", "-o", "plain", program=ANALYZE)
        self.assertEqual(done.returncode, 0, done.stderr)
        made = [path.relative_to(self.folder / "plain") for path in (self.folder / "plain").rglob("*") if path.is_file()]
        self.assertGreater(len(made), 20)
        for name in made:
            (self.folder / "linked" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "linked" / name).symlink_to(victim)
        done = self.bounded("r.h5", "-o", "linked", program=ANALYZE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(victim.read_text(), "mine")
        for name in made:
            self.assertFalse((self.folder / "linked" / name).is_symlink(), name)
        self.assertEqual((self.folder / "linked/points.csv").read_bytes(), (self.folder / "plain/points.csv").read_bytes())

    def test_links_of_folders(self):
        (self.folder / "elsewhere").mkdir()
        (self.folder / "linked").mkdir()
        (self.folder / "linked/figures").symlink_to(self.folder / "elsewhere")
        done = self.bounded("r.h5", "-o", "linked", program=ANALYZE)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "linked/figures: is a link (a report's figures lie in its own folder). Remove it?\n")
        (self.folder / "y.h5.parts").symlink_to(self.folder / "elsewhere")
        done = self.bounded("run", "s.toml", "-o", "y.h5", "--serial")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "y.h5.parts: is a link (the logs of a run lie beside its results). "
                                      "Choose a place for both with -o?\n")
        (self.folder / "report").symlink_to(self.folder / "elsewhere")
        done = self.bounded("run", "s.toml", "-o", "z.h5", "--serial")
        self.assertEqual(done.returncode, 75)  # the results are there, the page is not
        self.assertIn("report: is a link (the report of a run lies beside its results)", done.stderr)
        self.assertEqual(list((self.folder / "elsewhere").iterdir()), [])

    def test_links_beside_results(self):
        victim = self.folder / "victim"
        victim.write_text("mine")
        parts = self.folder / "y.h5.parts"
        parts.mkdir()
        for name in ("last-message", "status.json", "a-0.log", "a.session", "a-0.states"):
            (parts / name).symlink_to(victim)
        for name in ("y.h5", "y.h5.states"):
            (self.folder / name).symlink_to(victim)
        victim.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
        before = victim.read_bytes()
        done = self.bounded("run", "s.toml", "-o", "y.h5", "--serial", "--no-report")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(victim.read_bytes(), before)
        self.assertFalse((self.folder / "y.h5").is_symlink())

    def test_nobody_waits_for_a_pipe(self):
        parts = self.folder / "y.h5.parts"
        parts.mkdir()
        for name in ("status.json", "a-0.log", "a.session", "a-0.states"):
            os.mkfifo(parts / name)
        os.mkfifo(self.folder / "pipe.h5")
        os.mkfifo(self.folder / "pipe.csv")
        for words in (("status", "y.h5"), ("status", "pipe.h5"), ("run", "s.toml", "-o", "pipe.h5", "--serial"),
                      ("run", "s.toml", "-o", "y.h5", "--serial"), ("gather", "s.toml", "-o", "g.h5", "--reuse", "pipe.h5"),
                      ("replay", "pipe.h5", self.point, 0)):
            done = self.bounded(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn("a pipe or a device", done.stderr, words)
        done = self.bounded("pipe.h5", "-o", "read", program=ANALYZE)
        self.assertIn("a pipe or a device", done.stderr)
        for path in ("pipe.csv", "/dev/zero", "/dev/stdin"):
            done = self.bounded("plan", self.write("p.toml", RECORDED.replace("PATH", path).replace("FORMAT", "csv")))
            self.assertEqual(done.returncode, 2)
            self.assertIn("a pipe or a device", done.stderr)
        # One that is named by hand is read.
        done = subprocess.run(["bash", "-c", f"{PROGRAM} plan <(cat s.toml)"], cwd=self.folder, capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)


class Data(Strangers):
    def refused_data(self, name, kind, reason, extra=""):
        self.write("d.toml", RECORDED.replace("PATH", name).replace("FORMAT", kind) + extra)
        for verb in ("plan", "run"):
            done = self.bounded(*((verb, "d.toml") if verb == "plan" else (verb, "d.toml", "-o", "d.h5", "--serial")))
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertRegex(done.stderr, reason)

    def test_bombs(self):
        with gzip.open(self.folder / "bomb.csv", "wb", 9) as file:
            file.write(b"x,y\n")
            for _ in range(90):
                file.write(b"1,2\n" * 1_250_000)  # 450 MB from half of one
        self.assertLess((self.folder / "bomb.csv").stat().st_size, 1_000_000)
        self.refused_data("bomb.csv", "csv", "unpacks to more than [0-9]+ MB")

    def test_headers_that_promise_more(self):
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 2), }\n"
        (self.folder / "a.npy").write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(64))
        self.refused_data("a.npy", "npy", "more than its bytes can hold")
        with module("h5py").File(self.folder / "a.h5", "w") as file:
            file.create_dataset("x", shape=(10**11,), dtype="f8", chunks=(10**4,))
            file.create_dataset("y", shape=(5 * 10**7,), dtype="f4", chunks=(10**4,))  # within a gigabyte, and above what there is
        self.refused_data("a.h5", "hdf5", "is broken \\(it says that it has")
        zeros = module("numpy").zeros
        module("scipy.io").savemat(self.folder / "a.mat", {"x": zeros((6 * 10**7, 1)), "y": zeros((3, 1))}, do_compression=True)
        self.refused_data("a.mat", "matlab", "unpacks to more than [0-9]+ MB")

    def test_data_of_other_files(self):
        recorded = {"global": {"core:datatype": "cf32_le", "core:dataset": "/etc/passwd"}, "captures": []}
        (self.folder / "a.sigmf-meta").write_text(json.dumps(recorded))
        (self.folder / "a.sigmf-data").write_bytes(bytes(800))
        self.refused_data("a.sigmf-meta", "sigmf", "core:dataset: is not supported")
        h5py = module("h5py")
        with h5py.File(self.folder / "o.h5", "w") as file:
            file["x"] = h5py.ExternalLink("r.h5", "/trivial_risk")
            file["y"] = h5py.SoftLink("/y")
        self.refused_data("o.h5", "hdf5", "got 'x' \\(o.h5 holds nothing")

    def test_sweeps_that_ask_for_too_much(self):
        for change in (("[0.1, 0.2]", "{ linspace = [0.1, 0.2], count = 1000000000000 }"), ("[0.1, 0.2]", "{ range = [0, 1e300, 1e-300] }"),
                       ("lengths = [10, 100]", "lengths = " + "[" * 100_000), ("count = 2", "count = " + "{ a = " * 100_000),
                       ("count = 2", "a" + ".a" * 100_000 + " = 1"), ("seeds = 3", "seeds = 9223372036854775807")):
            begin = time.monotonic()
            self.write("big.toml", SWEEP.replace(*change))
            for verb in ("plan", "explain"):
                done = self.bounded(verb, "big.toml")
                self.assertEqual(done.returncode, 2, (change[1][:60], done.stdout[:200]))
                self.assertLess(len(done.stderr), 100_000)
            self.assertLess(time.monotonic() - begin, 20)


class Requests(Watch):
    """What a program of this machine, or a page of another site, may do to `watch`."""

    def send(self, bytes_, wait=10):
        with socket.create_connection(("127.0.0.1", self.port), wait) as connection:
            connection.settimeout(wait)
            try:
                connection.sendall(bytes_)
                return connection.recv(1 << 16)
            except (ConnectionError, BrokenPipeError):
                return b""

    def test_large_requests_are_refused_and_slow_ones_hold_nobody_up(self):
        self.watch()
        own = f"Host: 127.0.0.1:{self.port}\r\n".encode()
        # What is too long is refused or left out, and nothing of it is kept.
        for request, answers in ((b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + own + b"\r\n", b"414|^$"),
                                 (b"\0" * 10_000 + b"\r\n\r\n", b"4..|^$"),
                                 (b"GET / HTTP/1.1\r\n" + own + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n", b"200|400|^$"),
                                 (b"GET / HTTP/1.1\r\n" + own + b"X: a\r\n" * 100_000 + b"\r\n", b"200|400|^$"),
                                 (b"GET / HTTP/9.9\r\n\r\n", b"40.|^$")):
            self.assertRegex(self.send(request)[:20], answers, request[:40])
        # No body is read for a verb that is refused.
        answer = self.send(b"POST / HTTP/1.1\r\n" + own + b"Content-Length: 10000000000\r\n\r\n")
        self.assertIn(b" 405 ", answer[:20])
        slow = [socket.create_connection(("127.0.0.1", self.port), 10) for _ in range(8)]
        for connection in slow:
            self.addCleanup(connection.close)
            connection.sendall(b"GET / HT")
        begin = time.monotonic()
        self.assertEqual(self.ask("/state")[0].status, 200)
        self.assertLess(time.monotonic() - begin, 15)
        self.assertLess(self.peak(), 40_000)

    def peak(self):
        """Most memory of the server so far, in kB."""
        with open(f"/proc/{self.server.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1))

    def test_requests_have_an_end(self):
        self.watch()
        begin = self.peak()
        get, own = b"GET /state HTTP/1.1\r\n", f"Host: 127.0.0.1:{self.port}\r\n".encode()
        for request, answers in ((get + own + b"X: " + b"a" * 8_000 + b"\r\n\r\n", b" 200 "),
                                 (get + own + b"".join(b"X%d: a\r\n" % i for i in range(50)) + b"\r\n", b" 200 "),
                                 (get + own + b"X: " + b"a" * 100_000 + b"\r\n\r\n", b" 400 |^$"),
                                 (get + own + b"".join(b"X%d: a\r\n" % i for i in range(10_000)) + b"\r\n", b" 400 |^$"),
                                 (b"GET /" + b"a" * 8_000 + b" HTTP/1.1\r\n" + own + b"\r\n", b" 404 | 414 "),
                                 (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + own + b"\r\n", b"^$"),
                                 (b"GET /" + b"a" * 200_000_000, b"^$"), (get + own + b"X: " + b"a" * 200_000_000, b" 400 |^$"),
                                 (get + own + b"X: a\r\n" * 20_000_000, b" 400 |^$")):
            self.assertRegex(self.send(request)[:20], answers, request[:40])
            self.assertEqual(self.ask("/state")[0].status, 200)
        self.assertLess(self.peak() - begin, 10_000)
        # One byte after the other, for ever: the connection ends all the same.
        with socket.create_connection(("127.0.0.1", self.port), 20) as slow:
            slow.sendall(get + b"X: ")
            start = time.monotonic()
            with self.assertRaises(ConnectionError):
                while time.monotonic() - start < 30:
                    slow.sendall(b"a")
                    time.sleep(0.2)
            self.assertLess(time.monotonic() - start, 15)

    def test_ranges_of_the_page(self):
        self.run_sweep("s.toml", "r.h5")
        self.watch()
        answer, text = self.ask("/")
        self.assertEqual(answer.status, 200)
        answer, part = self.ask("/", Range="bytes=0-14")
        self.assertEqual((answer.status, part), (206, text[:15]))
        before = self.peak()
        # Each of them would be another copy of the page.
        answer, _ = self.ask("/", Range="bytes=" + ",".join(["0-"] * 1000))
        self.assertEqual(answer.status, 416)
        self.assertLess(self.peak() - before, 10_000)
