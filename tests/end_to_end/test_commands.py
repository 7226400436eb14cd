"""The commands around a run: what they say, before, during and after it."""
import json
import pathlib
import re
import shutil
import unittest

import h5py

from sweeps import ANALYZE, LONG, POINTS, SMALL, SMALL_RUNS, SweepTest, module


class RunAgain(SweepTest):
    def test_complete_sweep_computes_nothing(self):
        self.write("small.toml", SMALL)
        first = self.call("run", "small.toml", "-o", "out/r.h5")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertRegex(first.stderr, rf"\nout/r.h5: {SMALL_RUNS} runs, [1-9]\d* of them diverged\n$")
        self.assertIn("page: out/report/index.html\n", first.stdout)
        page = (self.folder / "out/report/index.html").read_text()
        self.assertTrue(page.rstrip().endswith("</html>"))
        self.assertFalse((self.folder / "out/r.h5.parts").exists())
        shutil.copy(self.folder / "out/r.h5", self.folder / "first.h5")

        again = self.call("run", "small.toml", "-o", "out/r.h5")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertTrue(again.stderr.startswith(f"found {SMALL_RUNS} of {SMALL_RUNS} runs already computed\n"), again.stderr)
        self.assertEqual(again.stdout, first.stdout)
        self.assert_equal_data("first.h5", "out/r.h5")
        h5py = module("h5py")
        with h5py.File(self.folder / "first.h5") as a, h5py.File(self.folder / "out/r.h5") as b:
            self.assertEqual(a["wall_seconds"][()].tobytes(), b["wall_seconds"][()].tobytes(), "a run was computed again")


class DuringARun(SweepTest):
    def test_status_and_gather_see_the_runs_so_far(self):
        h5py = module("h5py")
        sweep = self.write("long.toml", LONG)
        self.assertEqual(self.call("status", "r.h5").stderr, "r.h5: no results and no run in progress\n")
        process = self.start("run", sweep, "-o", "r.h5", "--no-report")
        self.wait_until(lambda: any(log.stat().st_size > 10_000 for log in self.folder.glob("r.h5.parts/*.log")), "nothing is computed")
        status = self.call("status", "r.h5")
        self.assertEqual((status.returncode, status.stderr), (0, ""))
        self.assertRegex(status.stdout, r"^\d+ of 4760 runs.* \(session \d{8}T\d{6}Z-[0-9a-f]{16}, \d+ s ago\)\n$")

        gathered = self.call("gather", sweep, "-o", "r.h5")
        self.assertIsNone(process.poll(), "the run is over before it could be looked at")
        self.assertEqual(gathered.returncode, 75)
        self.assertRegex(gathered.stderr, r"^r.h5: \d+ of 4760 runs, \d+ missing\n$")
        stored, left = (int(number) for number in re.findall(r" (\d+) (?:of|missing)", gathered.stderr))
        shutil.copy(self.folder / "r.h5", self.folder / "partial.h5")
        self.assertEqual(process.wait(90), 0, self.said.read_text())

        with h5py.File(self.folder / "partial.h5") as partial, h5py.File(self.folder / "r.h5") as final:
            self.assertEqual((partial.attrs["complete"], final.attrs["complete"]), (b"false", b"true"))
            present = partial["status"][()] != 0
            self.assertEqual((int(present.sum()), int((~present).sum())), (stored, left))
            self.assertTrue(stored > 0 and left > 0)
            for name in ("point_id", "seed", "length"):
                self.assertEqual(list(partial[name]), list(final[name]))
            for name in ("status", "diverged_at", "risk", "nmse", "trivial_risk"):
                self.assertEqual(partial[name][()][present].tobytes(), final[name][()][present].tobytes(), name)
        after = self.call("status", "r.h5")
        self.assertEqual(after.returncode, 0)
        self.assertTrue(after.stdout.startswith("r.h5: complete\n"), after.stdout)


class Replay(SweepTest):
    def test_gives_the_stored_bits_and_sees_others(self):
        h5py = module("h5py")
        self.run_sweep(self.write("small.toml", SMALL), "r.h5")
        with h5py.File(self.folder / "r.h5") as file:
            ids = [name.decode() for name in file["point_id"][()]]
            status = file["status"][()]
            complete = next(i for i in range(POINTS) if status[i, 3] == 1)
            diverged = next(i for i in range(POINTS) if status[i, 3] == 2)
        for point, word in ((complete, "complete"), (diverged, "diverged")):
            done = self.call("replay", "r.h5", ids[point][:12], 3)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertTrue(done.stdout.startswith(f"point {ids[point]}, seed 3: {word}\n"), done.stdout)
            self.assertTrue(done.stdout.endswith("the same bits as stored\n"), done.stdout)
        unknown = self.call("replay", "r.h5", "nothing", 3)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("replay: got point 'nothing' (0 ids of r.h5 begin with it; must be one).", unknown.stderr)
        self.assertEqual(self.call("replay", "r.h5", ids[complete], 99).returncode, 2)
        with h5py.File(self.folder / "r.h5", "r+") as file:
            file["risk"][complete, 3, 0] *= 1 + 1e-15
        spoiled = self.call("replay", "r.h5", ids[complete], 3)
        self.assertEqual(spoiled.returncode, 1, spoiled.stderr)
        self.assertTrue(spoiled.stdout.endswith("DIFFERS from what is stored\n"), spoiled.stdout)


RECORDED = """
seeds = 2
lengths = [50]
[[task]]
kind = "file"
path = ["a.csv", "b.csv"]
inputs = [["x"]]
targets = [["y"]]
windows = 2
window_length = 100
[[poles]]
network = "diagonal"
kind = "ring"
count = 2
radius = 0.5
[[learner]]
recurrent = "fixed"
readout = "rls"
[evaluation]
kind = "prequential"
"""


class ReplayOfRecordings(SweepTest):
    """Points of data that have changed since are other points, and replay says why it does not find them."""

    def setUp(self):
        super().setUp()
        for name, factor in (("a.csv", 7), ("b.csv", 5)):
            self.write(name, "x,y\n" + "".join(f"{i * factor % 11},{i * factor % 13}\n" for i in range(400)))
        self.run_sweep(self.write("s.toml", RECORDED), "r.h5")
        with module("h5py").File(self.folder / "r.h5") as file:
            self.points = {path.decode(): name.decode() for path, name in zip(file["task_path"], file["point_id"])}
            self.hashes = dict(reversed(line.split()) for line in file.attrs["data"].decode().splitlines())
        self.assertEqual(set(self.hashes), {"a.csv", "b.csv"})

    def change(self, name):
        file = self.folder / name
        file.write_text(file.read_text().replace("\n", "\n0,0\n", 1))

    def replay(self, name):
        done = self.call("replay", "r.h5", self.points[name], 1)
        return done.returncode, done.stderr

    def expect(self, name, *changes):
        code, said = self.replay(name)
        self.assertEqual(code, 2)
        self.assertRegex(said, f"^replay: point {self.points[name]}: " + "; ".join(changes) + r"\. Put the old file back\?\n$")

    def test_names_the_file_that_has_changed(self):
        self.assertEqual([self.replay(name) for name in self.points], [(0, "")] * 2)
        self.change("b.csv")
        self.assertEqual(self.replay("a.csv"), (0, ""))
        self.expect("b.csv", rf"b\.csv has changed since \(its hash was {self.hashes['b.csv']}, now [0-9a-f]{{32}}\)")
        self.change("a.csv")
        self.expect("a.csv", rf"a\.csv has changed since \(its hash was {self.hashes['a.csv']}, now [0-9a-f]{{32}}\)")

    def test_of_results_that_hold_no_hashes(self):
        with module("h5py").File(self.folder / "r.h5", "r+") as file:
            del file.attrs["data"]
        self.assertEqual(self.replay("a.csv"), (0, ""))
        self.change("b.csv")
        self.expect("b.csv", r"one of a\.csv, b\.csv has changed since, for versions have not \(no hash is stored\)")

    def test_of_results_of_other_versions_as_well(self):
        with module("h5py").File(self.folder / "r.h5", "r+") as file:
            versions = file.attrs["versions"].decode()
            file.attrs["versions"] = re.sub(r"kind=rls@\d+", "kind=rls@77", versions).encode()
        self.change("b.csv")
        # The point was no point of these versions: nothing that is stored explains it.
        self.assertEqual(self.replay("b.csv"), (2, f"replay: point {self.points['b.csv']}: b.csv has changed since (its hash was "
                                                   f"{self.hashes['b.csv']}, now {self.now('b.csv')}). Put the old file back?\n"))

    def now(self, name):
        """The hash of a file as a fresh run stores it."""
        self.run_sweep("s.toml", "now.h5")
        with module("h5py").File(self.folder / "now.h5") as file:
            return dict(reversed(line.split()) for line in file.attrs["data"].decode().splitlines())[name]


class Analyze(SweepTest):
    def test_exit_codes_and_page(self):
        self.run_sweep(self.write("small.toml", SMALL), "r.h5")
        done = self.call("r.h5", "-o", "page", program=ANALYZE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "page/index.html").is_file())
        gone = self.call("gone.h5", "-o", "other", program=ANALYZE)
        self.assertEqual((gone.returncode, gone.stderr), (2, "gone.h5: no such file\n"))
        self.assertFalse((self.folder / "other").exists())
        self.assertEqual(self.call(program=ANALYZE).returncode, 2)


class Plan(SweepTest):
    def test_text(self):
        done = self.call("plan", self.write("small.toml", SMALL))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = {line[:15].strip(): line[15:] for line in done.stdout.splitlines()}
        self.assertEqual(lines["points"], str(POINTS))
        self.assertEqual(lines["runs"], f"{SMALL_RUNS} (12 seeds each, 3 lengths from 10 to 1000)")
        self.assertEqual(lines["combinations"], "147")
        self.assertEqual(lines["duplicates"], "0 dropped")
        self.assertEqual(list(self.folder.iterdir()), [self.folder / "small.toml"])

    def test_json(self):
        done = self.call("plan", "--json", self.write("small.toml", SMALL))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        plan = json.loads(done.stdout)
        counts = {name: plan[name] for name in ("name", "combinations", "duplicates", "points", "seeds", "runs", "units", "lengths")}
        self.assertEqual(counts, {"name": "small", "combinations": 147, "duplicates": 0, "points": POINTS, "seeds": 12, "runs": SMALL_RUNS,
                                  "units": 1, "lengths": [10, 100, 1000]})
        by_table = {}
        for table in plan["tables"]:
            by_table.setdefault(table["kind"], []).append(table["points"])
        self.assertEqual(by_table, {"task": [84, 35], "poles": [42, 42, 28, 7], "learner": [51, 17, 34, 17]})
        self.assertEqual([exclusion["points"] for exclusion in plan["exclusions"]], [14, 14])

    def test_slurm(self):
        done = self.call("plan", "--slurm", "--ranks", 48, self.write("small.toml", SMALL))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^#SBATCH --ntasks=48\n#SBATCH --time=0-00:1[0-9]:00\n#SBATCH --mem-per-cpu=\d+M\n$")

    def test_learns_from_results(self):
        sweep = self.write("small.toml", SMALL)
        self.assertEqual(self.call("run", sweep, "-o", "r.h5", "--no-report").returncode, 0)
        with h5py.File(self.folder / "r.h5") as file:
            taken = file["processor_seconds"][()].sum()
        plan = json.loads(self.call("plan", "--json", "--rate-from", "r.h5", sweep).stdout)
        self.assertAlmostEqual(plan["core_hours"] * 3600 / taken, 1, delta=0.1)
        # Fewer seeds of shorter runs say what more take, as far as points are the same.
        more = json.loads(self.call("plan", "--json", "--rate-from", "r.h5", "--set", "seeds=24", sweep).stdout)
        self.assertAlmostEqual(more["core_hours"] / plan["core_hours"], 2, delta=0.5)
        self.assertEqual(self.call("plan", "--rate-from", "none.h5", sweep).returncode, 2)

    def test_says_notes_once(self):
        task = '[[task]]\nkind = "channel"\nconstellation = "qpsk"\nfading = "rayleigh"\nsnr = 20.0\ndelay = 3\nwashout = [16, 32]\n'
        rest = '[[poles]]\nnetwork = "diagonal"\nkind = "ring"\ncount = 4\nradius = 0.9\n[[learner]]\nrecurrent = "fixed"\nreadout = "rls"\n'
        done = self.call("plan", self.write("channel.toml", "seeds = 2\nlengths = [10]\n" + task + rest))
        notes = [line for line in done.stdout.splitlines() if line.startswith("note")]
        self.assertEqual(len(notes), 1, done.stdout)

    def test_mistake(self):
        done = self.call("plan", self.write("small.toml", SMALL.replace("seeds = 12", "seed = 12")))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("small.toml:2:1: seed: unknown key", done.stderr)


class ExclusionThatDropsNothing(SweepTest):
    def test_is_warned_of_by_every_command_that_reads_the_sweep(self):
        sweep = self.write("idle.toml", SMALL + "\n[[exclude]]\npoles.count = 7\n")
        line = SMALL.count("\n") + 2
        warning = f"warning: idle.toml:{line}:1: exclude: drops no point (no point has poles.count = 7). Remove it, or correct it?\n"
        for command in (["plan"], ["run", "-o", "r.h5", "--no-report"], ["gather", "-o", "r.h5"]):
            done = self.call(command[0], sweep, *command[1:])
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stderr.startswith(warning), done.stderr)


class List(SweepTest):
    FAMILIES = ["tasks", "networks", "poles", "recurrent", "readouts", "optimizers", "regimes", "measures"]
    LEARNERS = ["recurrent", "readouts", "optimizers", "regimes"]

    def test_text(self):
        done = self.call("list")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([line for line in done.stdout.splitlines() if not line.startswith(" ")], self.FAMILIES)

    def test_json_of_one_family(self):
        done = self.call("list", "readouts", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        listed = json.loads(done.stdout)
        self.assertEqual(list(listed), ["readouts"])
        readouts = {member["name"]: {field["name"]: field for field in member["fields"]} for member in listed["readouts"]}
        self.assertLessEqual({"lms", "nlms", "rls", "ridge"}, set(readouts))
        step_size = readouts["lms"]["step_size"]
        self.assertEqual((step_size["type"], step_size["allowed"], step_size["default"]), ("a real number", "> 0", None))
        self.assertEqual(readouts["rls"]["forgetting"]["default"], "1")

    def test_claims_and_figures_by_name(self):
        done = self.call("list", "claims", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        claims = {claim["name"]: [field["name"] for field in claim["fields"]] for claim in json.loads(done.stdout)["claims"]}
        self.assertLessEqual({"ratio", "slope", "theory", "fraction", "monotonicity", "crossover", "value"}, set(claims))
        self.assertLessEqual({"statement", "quantity", "theory", "above", "below"}, set(claims["value"]))
        self.assertLessEqual({"formula", "factor", "tolerance"}, set(claims["theory"]))
        self.assertRegex(self.call("list", "figures").stdout, r"^figures\n  forest ")

    def test_conventions_are_those_of_the_page(self):
        page = (pathlib.Path(__file__).parents[2] / "docs/conventions.md").read_text()
        listed = self.call("list", "conventions", "--markdown").stdout
        self.assertIn(listed[listed.index("\n## "):].strip("\n"), page)
        self.assertGreater(listed.count("### `"), 15)

    def test_unknown_family(self):
        done = self.call("list", "readout")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, f"list: got 'readout' (must be one of {', '.join(self.FAMILIES)}, learners, claims, figures, sweep, conventions, results)\n")

    def test_parts_of_learners(self):
        for family, member in (("optimizers", "adam"), ("regimes", "episodes")):
            listed = json.loads(self.call("list", family, "--json").stdout)
            self.assertEqual(list(listed), [family])
            self.assertIn(member, [one["name"] for one in listed[family]])
        done = self.call("list", "learners")
        self.assertEqual([line for line in done.stdout.splitlines() if not line.startswith(" ")], self.LEARNERS)
        # A field that is another's where it is not given says whose.
        adam = {one["name"]: one for one in json.loads(self.call("list", "optimizers", "--json").stdout)["optimizers"]}["adam"]
        defaults = {field["name"]: field["default"] for field in adam["fields"]}
        self.assertEqual((defaults["step_size"], defaults["step_size_poles"]), (None, "step_size"))

    def test_reference_page_of_learners(self):
        done = self.call("list", "learners", "--markdown")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        families = dict(section.split("\n", 1) for section in done.stdout.split("\n## ")[1:])
        self.assertEqual(list(families), self.LEARNERS)
        listed = json.loads(self.call("list", "learners", "--json").stdout)
        for family, text in families.items():
            members = dict(section.split("`\n", 1) for section in text.split("\n### `")[1:])
            self.assertEqual(list(members), [one["name"] for one in listed[family]])
            for one in listed[family]:
                page = members[one["name"]]
                if family != "regimes" and one["name"] != "fixed":
                    for heading in ("- Update: `", "- Cost: ", "- Source: "):
                        self.assertRegex(page, rf"\n{heading}[^`\n ]", one["name"])
                rows = [line for line in page.splitlines() if line.startswith("| `")]
                self.assertEqual([row.split("`")[1] for row in rows], [field["name"] for field in one["fields"]])
                for row in rows:
                    self.assertEqual(row.replace("\\|", "").count("|"), 6, row)


if __name__ == "__main__":
    unittest.main()
