"""What `replay` refuses before it computes, and what it says of runs that differ from those stored."""
import os
import resource
import unittest

from sweeps import LEARNED
from traced import DIAGONAL, EXACT, HEAD, LENGTH, SGD, STEP, TANH, TEACHER, Trace, learner


class Refused(Trace):
    """Everything that is wrong is said before anything is computed."""

    def setUp(self):
        super().setUp()
        self.point, = self.stored(HEAD, TEACHER, DIAGONAL, learner('"rtrl"', optimizer=SGD))

    def refuse(self, message, *words, point=None):
        before = {path: path.stat().st_mtime_ns for path in self.folder.rglob("*")}
        done = self.call("replay", "r.h5", point or self.point, 1, *words)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertNotIn("risk", done.stdout)
        self.assertEqual({path: path.stat().st_mtime_ns for path in self.folder.rglob("*")}, before)

    def test_file_that_is_there(self):
        self.write("t.h5", "mine")
        self.refuse("t.h5: exists already (a trace replaces no file). Choose another name with --trace?\n", "--trace", "t.h5")
        self.refuse("r.h5: exists already", "--trace", "r.h5")
        self.assertEqual((self.folder / "t.h5").read_text(), "mine")

    def test_every(self):
        for text in ("0", "-1", "1.5", "ten"):
            self.refuse(f"--every: got {text} (must be an integer > 0)\n", "--trace", "t.h5", "--every", text)
        self.refuse("--every requires --trace\n", "--every", "10")
        self.refuse("--every: got 201 (the run has 200 training samples, so that nothing would be traced). Choose at most that?\n",
                    "--trace", "t.h5", "--every", "201")

    def test_place_below_a_regular_file(self):
        self.refuse("s.toml: is not a folder (the trace goes to s.toml/t.h5)\n", "--trace", "s.toml/t.h5")

    def test_folder_without_permission(self):
        if os.geteuid() == 0:
            self.skipTest("root may write everywhere")
        (self.folder / "closed").mkdir(mode=0o555)
        self.refuse("closed: cannot be written (the trace goes to closed/t.h5). Choose another place with --trace", "--trace", "closed/t.h5")

    def test_point_of_nobody(self):
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file["point_id"][0] = "f" * 32
        self.refuse("replay: point " + "f" * 32 + ": it is not a point of the stored sweep, though versions and data are as they were. Was the file "
                    "edited?\n", "--trace", "t.h5", point="f")
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file.attrs["versions"] = "core@77\n"
        self.refuse("replay: point " + "f" * 32 + ": it was computed by another version than this program (its id differs here)\n",
                    "--trace", "t.h5", point="f")

    def test_run_that_is_not_there(self):
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file["status"][0, 1] = 3
        self.refuse(f"replay: point {self.point} has no finished run of seed 1 in r.h5\n", "--trace", "t.h5")

    def test_run_of_another_evaluation(self):
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file["evaluation_hash"][0] = "0123456789abcdef"
        self.refuse("replay: the stored run is not the one that the sweep in r.h5 asks for\n", "--trace", "t.h5")


class RefusedFirst(Trace):
    def test_nothing_is_computed_before(self):
        point, = self.stored(HEAD.replace("200", "10_000_000"), TEACHER, DIAGONAL, learner('"rtrl"', optimizer=SGD))

        def seconds(*words):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            self.call("replay", "r.h5", point, 1, *words)
            return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

        computed = seconds()
        for words in (("--trace", "r.h5"), ("--trace", "s.toml/t.h5"), ("--trace", "t.h5", "--every", 20_000_000)):
            self.assertLess(seconds(*words), computed / 3, words)


class RefusedUpdates(Trace):
    def test_run_measured_at_other_iterations(self):
        point, = self.stored(HEAD.replace("\nlengths", "\niterations = [3]\nlengths"), TEACHER, DIAGONAL,
                             learner('"bptt"', optimizer=SGD, regime='{ kind = "repeat", passes = 3 }'))
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file["training/iteration"][0] = 2
        done = self.call("replay", "r.h5", point, 1, "--trace", "t.h5")
        self.assertEqual((done.returncode, done.stderr), (2, "replay: the stored run is not the one that the sweep in r.h5 asks for\n"))
        self.assertFalse((self.folder / "t.h5").exists())


class Different(Trace):
    def test_trace_of_a_run_that_differs_is_written(self):
        point, = self.stored(HEAD, TEACHER, DIAGONAL, learner('"rtrl"', optimizer=SGD))
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file["risk"][0, 1, 0] *= 1 + 1e-15
        done = self.call("replay", "r.h5", point, 1, "--trace", "t.h5")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertRegex(done.stdout, r"\ntrace: t\.h5\nstored by the numerics of this program: .*\nDIFFERS from what is stored\n$")
        with self.xarray.open_dataset(self.folder / "t.h5") as data:
            self.assertEqual(data.sizes["sample"], LENGTH)

    def test_every_part_of_a_run_is_compared(self):
        """Of learners in all regimes, with shadows that ride along."""
        self.write("s.toml", LEARNED.replace("seeds = 5", "seeds = 1"))
        self.run_sweep("s.toml", "r.h5")
        with self.xarray.open_dataset(self.folder / "r.h5") as root, self.xarray.open_dataset(self.folder / "r.h5", group="training") as training:
            regimes = root.learner_regime_kind.values[training.training_point.values.astype(int)]
            streams = [i for i, kind in enumerate(root.learner_regime_kind.values) if kind == "stream" and root.status.values[i, 0] == 1]
            ids = root.point_id.values
            points = training.training_point.values
        for regime in ("repeat", "episodes"):
            row = list(regimes).index(regime)
            self.spoil(ids[points[row]], "training/spectrum_im", (row, 0, 0, -1, 0))
            self.spoil(ids[points[row]], "training/risk", (row, 0, 0, 0))
        self.spoil(ids[streams[-1]], "alignment", (streams[-1], 0, -1, 1))
        self.spoil(ids[streams[-1]], "trivial_risk", (streams[-1], 0))

    def test_run_that_diverged_after_more_samples_than_its_length(self):
        regime = '{ kind = "repeat", passes = 12 }'
        point, = self.stored(HEAD, TEACHER, TANH.replace('"tanh"', '"identity"'),
                             learner('"bptt"', optimizer=SGD.replace(str(STEP), "0.3"), regime=regime), EXACT)
        with self.h5py.File(self.folder / "r.h5") as file:
            self.assertGreater(file["diverged_at"][0, 0], LENGTH)
        self.assertEqual(self.replayed(point), (0, "the same bits as stored"))

    def spoil(self, point, variable, at):
        """The run is found to be the same, and to differ when one bit of one stored number is changed."""
        self.assertEqual(self.replayed(point), (0, "the same bits as stored"), variable)
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            value = file[variable][at]
            file[variable][at] = self.np.nextafter(value, 2) if self.np.isfinite(value) else 0
        self.assertEqual(self.replayed(point), (1, "DIFFERS from what is stored"), variable)
        with self.h5py.File(self.folder / "r.h5", "r+") as file:
            file[variable][at] = value

    def replayed(self, point):
        done = self.call("replay", "r.h5", point, 0)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout.splitlines()[-1]


if __name__ == "__main__":
    unittest.main()
