"""The sweeps in jobs/sweeps, with as few seeds as decide: what they claim holds, in the terminal and on the page."""
import html
import pathlib
import re
import unittest

from sweeps import DATA, SweepTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWEEPS = ROOT / "jobs" / "sweeps"
FIGURE = re.compile(r"<figure><h3>(.*?)</h3>\n(.*?)\n<figcaption>(.*?)</figcaption>", re.S)
TEXT = re.compile(r"<text>([^<]*)</text>")
PAIRED = "Median ratio on paired seeds; left of the dashed line the "
BEST = "How many times the risk of the best learner "
CURVES = "Learning curves: median risk "
CELLS = ("Best learner of each task and pole setting", "The learner of lowest median risk ")


class SweepThatClaims(SweepTest):
    def check(self, name, claims, seeds, figure, undecided=0, failing=0, **settings):
        """`figure`: beginnings of title and caption of the one that answers the sweep's question, and what stands in it. So many claims
        of a paper's are undecided, so many fail; all others hold."""
        done = self.call("run", SWEEPS / f"{name}.toml", "-o", "r.h5", "--set", f"seeds={seeds}", **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(" 0 of them diverged", done.stderr)
        # Comparisons are undecided, too; what is claimed says so.
        verdicts = [line.split(maxsplit=1) for line in done.stdout.splitlines()
                    if line.startswith(("holds ", "fails ", "undecided ")) and ", claimed " in line]
        self.assertEqual(len(verdicts), claims, done.stdout)
        page = (self.folder / "report" / "index.html").read_text()
        self.assert_answers(page, *figure)
        for verdict, number in (("undecided", undecided), ("fails", failing)):
            self.assertEqual(sum(one == verdict for one, _ in verdicts), number, done.stdout)
        for _, statement in verdicts:
            words = statement.split(" (given the data: ")[0].rsplit(": ", 1)[0]
            self.assertTrue(words.replace("'", "&#39;") in page, statement)

    def assert_answers(self, page, title, caption, shown):
        drawn = [svg for a_title, svg, a_caption in FIGURE.findall(page)
                 if html.unescape(a_title).startswith(title) and html.unescape(a_caption).startswith(caption)]
        self.assertEqual(len(drawn), 1, f"{title}: {caption}")
        texts = [html.unescape(text) for text in TEXT.findall(drawn[0])]
        self.assertEqual([text for text in shown if text not in texts], [], texts)


class Sweeps(SweepThatClaims):
    def test_memory_capacity(self):
        self.check("memory-capacity", 3, 7, ("Risk over poles count", "Risk over poles count at N = 10000", ["ridge"]))

    def test_benchmarks(self):
        figure = ("risk of activation tanh against activation identity", PAIRED, ["horizon 1, henon", "narma", "horizon 1, sines"])
        self.check("benchmarks", 3, 12, figure)

    def test_channels(self):
        self.check("channels", 3, 7, ("Samples needed over task width", "Sample complexity over", ["LMS", "RLS"]))

    def test_tracking(self):
        self.check("tracking", 3, 12, ("drift (at 0, gain_step 0.003,", BEST, ["NLMS", "RLS, memory of 30"]))

    def test_memory_tasks(self):
        self.check("memory-tasks", 2, 8, ("risk against RTRL", PAIRED, ["SnAp-1 · copy, length 1, pause 3", "immediate · counting"]))

    def test_network_teachers(self):
        self.check("network-teachers", 2, 24, ("risk against RTRL", PAIRED, ["ratio (1: a tie)"]))

    def test_moving_channel(self):
        self.check("moving-channel", 3, 24, ("Risk over task doppler", "Risk over", ["LMS", "RLS", "RTRL"]))

    def test_ofdm(self):
        self.check("ofdm", 4, 16, ("risk of learned by RTRL against fixed, RLS", PAIRED, ["snr 10, ring", "snr 20, ring", "snr 30, from_channel"]))

    def test_pilots(self):
        figure = ("risk at 640 against pilot_spacing 1", PAIRED, ["pilot_spacing 8 · fixed, RLS", "pilot_spacing 32 · learned by RTRL"])
        self.check("pilots", 4, 16, figure)

    def test_simulated_book(self):
        self.check("simulated-book", 1, 16, ("simulated_book", BEST, ["learned by RTRL"]))

    def test_output_feedback(self):
        self.check("output-feedback", 1, 24, ("risk against no feedback", PAIRED, ["FORCE · decay 0.99", "teacher forcing · decay 0.99"]))

    def test_immediate_rmsprop(self):
        self.check("immediate-rmsprop", 3, 48, ("risk against RTRL, RMSProp", PAIRED, ["immediate, RMSProp · delay"]))

    def test_bases(self):
        self.check("bases", 3, 24, ("risk of basis orthogonal against basis identity", PAIRED, ["least squares, coupling 0", "SnAp-1, coupling 0"]))

    def test_free_running(self):
        self.check("free-running", 2, 12, ("free_running_nrmse84 of leak 0.3 against leak 1", PAIRED, ["input_scale 0.3", "input_scale 1"]))

    def test_pole_learners(self):
        self.check("pole-learners", 2, 24, ("linear_teacher", BEST, ["Kalman", "RTRL", "fixed"]))

    def test_alignment(self):
        figure = ("leaky_memory (noise 0) · dense, random (density 1,", "Alignment after 10000 samples", ["snap1", "uoro", "its own rule"])
        self.check("alignment", 0, 2, figure)


class Recorded(SweepThatClaims):
    def setUp(self):
        super().setUp()
        if not DATA.is_dir():
            self.skipTest(f"no recorded data in {DATA} (set POLESWEEP_DATA)")

    def check(self, name, claims, seeds, figure, undecided=0, failing=0, **settings):
        super().check(name, claims, seeds, figure, undecided, failing, POLESWEEP_DATA=str(DATA), **settings)

    def test_power_amplifier(self):
        self.check("power-amplifier", 3, 12, ("file", CURVES, ["ridge · activation split_tanh, radius 0.5"]))

    def test_laser(self):
        self.check("laser", 1, 12, ("file", CURVES, ["ridge · activation tanh · readout penalty 0.01"]))

    def test_classic_series(self):
        self.check("classic-series", 2, 24, ("file (inputs [co2]", CURVES, ["ridge · activation identity", "ridge · activation tanh"]))

    def test_wireless_16qam(self):
        self.check("wireless-16qam", 0, 16, (*CELLS, ["delay 6, count 32, radius 0.8", "delay 10, split_tanh, count 32, radius 0.9"]))

    def test_wireless_16qam_learned(self):
        shown = ["fixed, RLS", "learned by RTRL, readout by RLS · optimizer step_size 0.01"]
        self.check("wireless-16qam-learned", 0, 16, ("file (delay 3) · diagonal, ring (count 8)", CURVES, shown))

    def test_order_book(self):
        self.check("order-book", 0, 12, (*CELLS, ["levels 3, BTCUSDT_or…count 16, radius 0.6"]))

    def test_order_book_learned(self):
        title = "order_book (path lob_binance_spot/BTCUSDT_orderbook_10.csv.gz) · diagonal, real_log (longest 30)"
        self.check("order-book-learned", 0, 12, (title, BEST, ["learned by RTRL"]))

    def test_order_book_truncation(self):
        """That exact gradients are better stays open; that they differ little, and that learning pays, holds; that larger networks are better fails."""
        figure = ("risk against RTRL", PAIRED, ["TBPTT(50) · path….csv.gz, count 12", "fixed · path lob…0.csv.gz, count 4"])
        self.check("order-book-truncation", 9, 60, figure, undecided=6, failing=1)


if __name__ == "__main__":
    unittest.main()
