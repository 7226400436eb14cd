"""Sweeps whose runs are traced, and a test that reads traces."""
from sweeps import SweepTest, module

LENGTH = 200
STEP = 0.003
HEAD = f"""name = "traced"
seeds = 2
lengths = [77, {LENGTH}]
"""
TEACHER = """
[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1
washout = 5
"""
CHANNEL = """
[[task]]
kind = "channel"
constellation = "qpsk"
fading = "rayleigh"
snr = 20.0
delay = 2
"""
DIAGONAL = """
[[poles]]
network = "diagonal"
kind = "explicit"
values = [["0.5+0.4i", "0.5-0.4i", 0.7, -0.2, 0.6]]
"""
COMPLEX = """
[[poles]]
network = "diagonal"
kind = "ring"
count = 4
radius = 0.8
"""
TANH = """
[[poles]]
network = "dense"
kind = "random"
count = 5
radius = 0.8
activation = "tanh"
bias = 0.3
input_scale = 0.5
"""
# Real data with the one network, complex data with the other.
EXCLUDE = """
[[exclude]]
task.complex = false
poles.network = "dense"
[[exclude]]
task.complex = true
poles.network = "diagonal"
"""
PREQUENTIAL = """
[measure]
metrics = ["gradient_norm", "loss", "spectrum"]
[evaluation]
kind = "prequential"
samples = 50
"""
EXACT = """
[measure]
metrics = ["gradient_norm", "loss", "spectrum"]
"""


def learner(recurrent, readout="gradient", optimizer=None, regime=None):
    lines = ["", "[[learner]]", f"recurrent = {recurrent}", f'readout = {readout if readout.startswith("{") else chr(34) + readout + chr(34)}']
    if optimizer:
        lines.append(f"optimizer = {optimizer}")
    if regime:
        lines.append(f"regime = {regime}")
    return "\n".join(lines) + "\n"


SGD = f'{{ kind = "sgd", step_size = {STEP} }}'
ADAM = '{ kind = "adam", step_size = 0.01 }'


class Trace(SweepTest):
    def setUp(self):
        super().setUp()
        self.np = module("numpy")
        self.xarray = module("xarray")
        self.h5py = module("h5py")

    def stored(self, *texts):
        """Runs a sweep; the ids of its points."""
        self.write("s.toml", "".join(texts))
        self.run_sweep("s.toml", "r.h5")
        with self.h5py.File(self.folder / "r.h5") as file:
            return [name.decode() for name in file["point_id"][()]]

    def trace(self, point, name="t.h5", every=1, seed=1, **changes):
        """The trace of a run, whose bits have to be those stored."""
        done = self.call("replay", "r.h5", point, seed, "--trace", name, "--every", every, **changes)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertTrue(done.stdout.endswith("the same bits as stored\n"), done.stdout)
        self.said = done.stdout
        with self.xarray.open_dataset(self.folder / name) as data:
            return data.load()

    def value(self, data, name):
        """A quantity, whether real or complex."""
        return data[name].values if name in data else data[name + "_re"].values + 1j * data[name + "_im"].values

    def assert_close(self, found, wanted, tolerance=1e-12):
        self.np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)

    def assert_predicts(self, data, regressors=lambda states: states):
        """Predictions are readout times regressors, errors predictions minus targets."""
        prediction = self.value(data, "prediction")
        self.assert_close(prediction, self.np.einsum("tor,tr->to", self.value(data, "readout"), regressors(self.value(data, "states"))))
        self.assertTrue((self.value(data, "error") == prediction - self.value(data, "target")).all())

    def assert_descends(self, data, step, *names):
        """Every row's weights are the weights before minus step times gradient."""
        for name in names:
            weights = self.np.concatenate([self.value(data, name), self.value(data, "final_" + name)[None]])
            self.assertGreater(abs(self.np.diff(weights, axis=0)).max(), 0, name)
            self.assert_close(weights[1:], weights[:-1] - step * self.value(data, "gradient_" + name))

    def of_results(self, name, point=0, seed=1):
        """A variable of the results at the last length."""
        with self.xarray.open_dataset(self.folder / "r.h5") as runs:
            runs = runs.load().isel(point=point, length=-1).sel(seed=seed)
        return self.value(runs, name)
