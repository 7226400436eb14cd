"""`polesweep-analyze watch`: the page of results that grow, for this machine's own browsers and for reading alone."""
import http.client
import re
import signal
import socket
import subprocess

from browsers import DESK, Browser
from sweeps import ANALYZE, SweepTest, environment, missing

SWEEP = """name = "watched"
seeds = 4
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
recurrent = "fixed"
readout = "rls"
"""


class Watch(SweepTest):
    def setUp(self):
        super().setUp()
        self.write("s.toml", SWEEP)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()

    def watch(self, *words):
        self.server = subprocess.Popen([ANALYZE, "watch", "r.h5", *words], cwd=self.folder, env=environment(TMPDIR=str(self.temporary)),
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.server.stderr.close)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        line = self.server.stdout.readline()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", line)
        if not found:
            said = self.server.stderr.read()
            if "built without cpp-httplib" in said:
                missing("cpp-httplib (libcpp-httplib-dev), without which polesweep was built,")
            self.fail(line + said)
        self.port = int(found.group(1))

    def ask(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text


class Serving(Watch):
    def test_the_page_follows_the_results(self):
        self.watch()
        answer, text = self.ask("/")
        self.assertEqual(answer.status, 200)
        self.assertIn("there is no such file yet", text)
        self.assertEqual(self.ask("/state")[1], "")
        self.run_sweep("s.toml", "r.h5")
        state = self.ask("/state")[1]
        self.assertNotEqual(state, "")
        answer, text = self.ask("/index.html")
        self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertIn("<h2>Answers</h2>", text)
        self.assertIn("at N = 100", text)
        self.assertIn(f'<body data-state="{state}">', text)
        self.assertIn("; connect-src 'self'", text)
        self.assertEqual(self.ask("/")[1], text)
        for name, kind in (("points.csv", "text/csv; charset=utf-8"), ("figures/learning-curves-1.svg", "image/svg+xml")):
            answer, file = self.ask("/" + name)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, kind))
            self.assertGreater(len(file), 100)
        self.run_sweep("s.toml", "r.h5", "--set", "lengths = [10, 100, 200]")
        self.assertNotEqual(self.ask("/state")[1], state)
        self.assertIn("at N = 200", self.ask("/")[1])
        (self.folder / "r.h5").write_text("<b>no results</b>")
        self.assertIn("r.h5", self.ask("/")[1])
        self.assertNotIn("at N = 200", self.ask("/")[1])

    def test_it_reads_alone_and_for_itself_alone(self):
        self.run_sweep("s.toml", "r.h5")
        (self.folder / "secret").write_text("secret")
        self.watch()
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer, text = self.ask("/", method)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"), method)
            self.assertNotIn("Answers", text)
        self.assertEqual((self.ask("/", "HEAD")[0].status, self.ask("/", "HEAD")[1]), (200, ""))
        for host in ("attacker.example", f"attacker.example:{self.port}", "127.0.0.1", f"127.0.0.1:{self.port}.attacker.example", "", "localhost:1"):
            answer, text = self.ask("/", Host=host)
            self.assertEqual(answer.status, 403, host)
            self.assertNotIn("Answers", text)
            self.assertEqual(self.ask("/state", Host=host)[0].status, 403, host)
        self.assertEqual(self.ask("/", Host=f"localhost:{self.port}")[0].status, 200)
        report = next(self.temporary.iterdir())
        for path in ("/../r.h5", "/..%2fr.h5", "/%2e%2e/%2e%2e/secret", "//etc/passwd", "/figures/../../r.h5", f"/{report}/index.html", "/figures", "/none"):
            self.assertIn(self.ask(path)[0].status, (400, 404), path)
        answer = self.ask("/")[0]
        self.assertIsNone(answer.headers["Access-Control-Allow-Origin"])
        self.assertEqual(answer.headers["Cross-Origin-Resource-Policy"], "same-origin")
        # Another address of this machine.
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", self.port), 5).close()

    def test_signals_end_it_and_its_folder(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.watch()
            self.assertEqual(len(list(self.temporary.iterdir())), 1)
            self.server.send_signal(number)
            self.assertEqual(self.server.wait(20), 0)
            self.assertEqual(list(self.temporary.iterdir()), [])

    def test_ports(self):
        self.watch()
        done = self.call("watch", "r.h5", "--port", self.port, program=ANALYZE)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, f"--port: {self.port} cannot be had (another program has it?). Leave it out to take any?\n")
        self.assertEqual(self.call("watch", "r.h5", "--port", "70000", program=ANALYZE).returncode, 2)
        self.assertEqual(self.call("-o", "x", program=ANALYZE).returncode, 2)
        self.assertEqual(self.call("r.h5", program=ANALYZE).returncode, 2)


class InABrowser(Watch):
    def test_an_open_page_shows_what_has_come(self):
        self.watch()
        browser = Browser(*DESK)
        self.addCleanup(browser.close)
        browser.open(f"http://127.0.0.1:{self.port}/")
        self.run_sweep("s.toml", "r.h5")
        self.wait_until(lambda: "at N = 100" in browser.text("main"), "the page does not load again", 30)
        # Who has selected points is asked first.
        browser.click(browser.one("#explorer-take"))
        self.run_sweep("s.toml", "r.h5", "--set", "lengths = [10, 100, 200]")
        self.wait_until(lambda: browser.all("#live-reload"), "nobody is asked", 30)
        self.assertNotIn("at N = 200", browser.text("main"))
        browser.click(browser.one("#live-reload"))
        self.wait_until(lambda: "at N = 200" in browser.text("main"), "the button loads nothing", 30)
        self.assertEqual(browser.messages(), [])
        self.assertEqual({url.split("#")[0].rsplit("/", 1)[1] for url in browser.requests()}, {"", "state"})
