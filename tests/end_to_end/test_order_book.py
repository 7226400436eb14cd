"""Order books with empty sides: what plan and run say of them."""
from sweeps import SweepTest, module

np = module("numpy")

BOOK = """seeds = 1
lengths = [20, 60]
[[task]]
kind = "order_book"
path = "book.csv"
levels = 2
horizon = 1
tick = 100
windows = 1
window_length = 100
[[poles]]
network = "diagonal"
kind = "real_log"
count = 2
longest = 10
[[learner]]
recurrent = "fixed"
readout = { kind = "rls", intercept = true }
[evaluation]
kind = "holdout"
samples = 50
"""


class OrderBook(SweepTest):
    def test_empty_sides_are_counted_in_plan_and_run(self):
        random = np.random.default_rng(2)
        mid = 1_000_000 + 100 * np.cumsum(random.integers(-1, 2, size=300))
        rows = []
        for price in mid:
            row = []
            for level in range(3):
                row += [price + 100 * (level + 1), random.integers(1, 500), price - 100 * (level + 1), random.integers(1, 500)]
            rows.append(row)
        for i in (50, 51, 250):
            rows[i][0:2] = [9999999999, 0]
        rows[120][6:8] = [-9999999999, 0]
        self.write("book.csv", "".join(",".join(map(str, row)) + "\n" for row in rows))
        self.write("s.toml", BOOK)
        empty = "book.csv: 3 of 300 rows have an empty side (LOBSTER's dummy price, or neither price nor quantity) and count as missing\n"
        thin = "book.csv: 1 of 300 rows lack a level after the first, whose quantity counts as 0\n"
        plan = self.call("plan", "s.toml").stdout
        self.assertIn("note           " + empty, plan)
        self.assertIn("note           " + thin, plan)
        done = self.call("run", "s.toml", "-o", "r.h5")
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning: " + empty + "warning: " + thin, done.stderr)
        self.assertNotIn("far below the least-squares figure", done.stdout)
        with module("h5py").File(self.folder / "r.h5") as file:
            self.assertLess(file["risk"][()].max(), 10)
