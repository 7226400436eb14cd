"""docs/coming-from.md by its word: Debian's own adaptive filters, regressions and optimizers beside polesweep, on the same rows."""
import ctypes
import ctypes.util
import pathlib
import subprocess
import unittest

from sweeps import module
from traced import TANH, Trace, learner

ROWS = 120
TOLERANCE = 1e-9
# liquid-dsp has these filters in single precision alone.
SINGLE = 2e-5
HEAD = f'name = "peers"\nseeds = 1\nlengths = [{ROWS}]\n'
TASK = """
[[task]]
kind = "file"
path = "rows.csv"
inputs = [["x0", "x1", "x2"]]
targets = [["d"]]
windows = 1
window_length = 122
"""
# Poles at zero, and input i on state i: the regressors are the inputs.
THROUGH = """
[[poles]]
network = "diagonal"
kind = "explicit"
values = [[0.0, 0.0, 0.0]]
input_weights = "first"
"""
HOLDOUT = """
[evaluation]
kind = "holdout"
samples = 40
"""


def package(name, what, mode=ctypes.DEFAULT_MODE):
    """A shared library by its name, or a skipped test."""
    path = ctypes.util.find_library(name)
    if not path:
        raise unittest.SkipTest(f"{what} is not installed")
    return ctypes.CDLL(path, mode)


class Peers(Trace):
    def setUp(self):
        super().setUp()
        random = self.np.random.default_rng(7)
        # A mean that is not zero, so that an intercept and its penalty matter. The rows after those that are learnt from are a test's.
        x = random.normal(size=(2 * ROWS, 3)) + [0.5, -1.0, 2.0]
        d = x @ [1.0, -2.0, 0.5] + 3.0 + 0.1 * random.normal(size=2 * ROWS)
        self.x, self.d = x[:ROWS], d[:ROWS]
        self.rows = self.np.column_stack([x, d])
        self.write("rows.csv", "x0,x1,x2,d\n" + "".join(",".join(map(repr, map(float, row))) + "\n" for row in self.rows))

    def ours(self, readout, recurrent='"fixed"', poles=THROUGH, task=TASK, **settings):
        """The trace of one run. Ridge predicts nothing while it learns, so that the risk is that of a test."""
        for name in ("r.h5", "t.h5"):
            (self.folder / name).unlink(missing_ok=True)
        point, = self.stored(HEAD, task, poles, learner(recurrent, readout, **settings), HOLDOUT)
        return self.trace(point, seed=0)

    def assert_weights(self, data, weights, tolerance=TOLERANCE):
        """Weights before every row, and after the last one."""
        readout = self.np.concatenate([data.readout.values[:, 0], data.final_readout.values])
        self.assert_close(readout, weights, tolerance)


class ScikitLearn(Peers):
    def setUp(self):
        super().setUp()
        self.linear_model = module("sklearn.linear_model")

    def online(self, regressor):
        """Predictions before, and weights before and after, each row."""
        regressor.partial_fit(self.x[:1] * 0, [0.0])  # makes the weights, and moves nothing
        weights, predictions = [], []
        for row, target in zip(self.x, self.d):
            weights.append([*regressor.coef_, *regressor.intercept_])
            predictions.append(regressor.predict(row[None])[0])
            regressor.partial_fit(row[None], [target])
        return self.np.array(weights + [[*regressor.coef_, *regressor.intercept_]]), self.np.array(predictions)

    def test_ridge(self):
        for intercept in (False, True):
            data = self.ours(f'{{ kind = "ridge", penalty = 5.0, intercept = {str(intercept).lower()} }}')
            peer = self.linear_model.Ridge(alpha=5.0, fit_intercept=intercept).fit(self.x, self.d)
            self.assert_close(data.final_readout.values[0], [*peer.coef_, *([peer.intercept_] if intercept else [])], TOLERANCE)

    def test_sgd_regressor_is_lms(self):
        for intercept in (False, True):
            data = self.ours(f'{{ kind = "lms", step_size = 0.02, intercept = {str(intercept).lower()} }}')
            peer = self.linear_model.SGDRegressor(penalty=None, learning_rate="constant", eta0=0.02, fit_intercept=intercept)
            weights, predictions = self.online(peer)
            self.assert_weights(data, weights if intercept else weights[:, :3])
            self.assert_close(data.prediction.values[:, 0], predictions, TOLERANCE)

    def test_passive_aggressive_is_nlms(self):
        data = self.ours('{ kind = "nlms", step_size = 1.0, offset = 0.25 }')
        peer = self.linear_model.PassiveAggressiveRegressor(C=2.0, epsilon=0.0, loss="squared_epsilon_insensitive", fit_intercept=False)
        weights, predictions = self.online(peer)
        self.assert_weights(data, weights[:, :3])
        self.assert_close(data.prediction.values[:, 0], predictions, TOLERANCE)


class Gsl(Peers):
    def test_multifit_linear_solve_is_ridge(self):
        package("gslcblas", "GSL", ctypes.RTLD_GLOBAL)  # where GSL looks for its BLAS
        gsl = package("gsl", "GSL")
        made = {name: getattr(gsl, name) for name in ("gsl_matrix_calloc", "gsl_vector_calloc", "gsl_multifit_linear_alloc")}
        for function in made.values():
            function.restype = ctypes.c_void_p
        gsl.gsl_vector_get.restype = ctypes.c_double
        size = ctypes.c_size_t
        matrix, targets = ctypes.c_void_p(made["gsl_matrix_calloc"](size(ROWS), size(3))), ctypes.c_void_p(made["gsl_vector_calloc"](size(ROWS)))
        weights, work = ctypes.c_void_p(made["gsl_vector_calloc"](size(3))), ctypes.c_void_p(made["gsl_multifit_linear_alloc"](size(ROWS), size(3)))
        for i, (row, target) in enumerate(zip(self.x, self.d)):
            gsl.gsl_vector_set(targets, size(i), ctypes.c_double(target))
            for j, value in enumerate(row):
                gsl.gsl_matrix_set(matrix, size(i), size(j), ctypes.c_double(value))
        self.assertEqual(gsl.gsl_multifit_linear_svd(matrix, work), 0)
        norms = ctypes.c_double(), ctypes.c_double()
        self.assertEqual(gsl.gsl_multifit_linear_solve(ctypes.c_double(3.0), matrix, targets, weights, ctypes.byref(norms[0]), ctypes.byref(norms[1]), work), 0)
        data = self.ours('{ kind = "ridge", penalty = 9.0 }')
        self.assert_close(data.final_readout.values[0], [gsl.gsl_vector_get(weights, size(j)) for j in range(3)], TOLERANCE)


class Dlib(Peers):
    def test_rls(self):
        """With the forgetting applied to C as well; without it the weights solve no weighted ridge."""
        package("gslcblas", "GSL, whose BLAS dlib is linked to")
        if not pathlib.Path("/usr/include/dlib/svm/rls.h").exists():
            raise unittest.SkipTest("dlib is not installed")
        self.write("peer.cpp", """
#include <dlib/matrix.h>
#include <dlib/svm/rls.h>
#include <cstdio>
int main() {
  dlib::rls filter(0.97, 2.0, true);
  dlib::matrix<double, 3, 1> x;
  double d;
  while (std::scanf("%lf,%lf,%lf,%lf", &x(0), &x(1), &x(2), &d) == 4) {
    filter.train(x, d);
    std::printf("%.17g %.17g %.17g\\n", filter.get_w()(0), filter.get_w()(1), filter.get_w()(2));
  }
}
""")
        subprocess.run(["c++", "-std=c++17", "-O1", "-w", "peer.cpp", "-o", "peer", "-lgslcblas"], cwd=self.folder, check=True)
        rows = "".join((self.folder / "rows.csv").read_text().splitlines(True)[1:ROWS + 1])
        said = subprocess.run([self.folder / "peer"], input=rows, capture_output=True, text=True, check=True).stdout
        weights = self.np.array([[0.0, 0.0, 0.0]] + [list(map(float, line.split())) for line in said.splitlines()])
        self.assert_weights(self.ours('{ kind = "rls", forgetting = 0.97, regularization = 0.5 }'), weights)


class LiquidDsp(Peers):
    """Equalisers see the last samples of one signal, the present one first, as a delay line does."""
    TASK = TASK.replace('["x0", "x1", "x2"]', '["x0"]')
    LINE = '\n[[poles]]\nnetwork = "dense"\nkind = "delay_line"\ncount = 3\ninput_weights = "first"\n'

    def setUp(self):
        super().setUp()
        self.liquid = package("liquid", "liquid-dsp")

    def peer(self, kind, bandwidth, rows):
        """Its weights before each row and after the last; the first sample in time stands last in them."""
        liquid = self.liquid
        create, step = getattr(liquid, f"{kind}_rrrf_create"), getattr(liquid, f"{kind}_rrrf_step")
        create.restype = ctypes.c_void_p
        filter_ = ctypes.c_void_p(create((ctypes.c_float * 3)(), ctypes.c_uint(3)))
        getattr(liquid, f"{kind}_rrrf_set_bw")(filter_, ctypes.c_float(bandwidth))
        weights, taps, output = [], (ctypes.c_float * 3)(), ctypes.c_float()
        for sample, target in self.rows[:rows, [0, 3]]:
            getattr(liquid, f"{kind}_rrrf_get_weights")(filter_, taps)
            weights.append(list(taps))
            getattr(liquid, f"{kind}_rrrf_push")(filter_, ctypes.c_float(sample))
            getattr(liquid, f"{kind}_rrrf_execute")(filter_, ctypes.byref(output))
            step(filter_, ctypes.c_float(target), output)
        getattr(liquid, f"{kind}_rrrf_get_weights")(filter_, taps)
        return self.np.array(weights + [list(taps)])

    def test_eqlms_is_nlms(self):
        """Until its window of three is full it does nothing: two samples of washout."""
        weights = self.peer("eqlms", 0.1, ROWS + 2)
        self.assertEqual(abs(weights[:3]).max(), 0)
        data = self.ours('{ kind = "nlms", step_size = 0.1, offset = 0.0 }', poles=self.LINE, task=self.TASK + "washout = 2\n")
        self.assert_weights(data, weights[2:], SINGLE)

    def test_eqrls_is_rls(self):
        data = self.ours('{ kind = "rls", forgetting = 0.97, regularization = 0.1 }', poles=self.LINE, task=self.TASK)
        weights = self.peer("eqrls", 0.97, ROWS)
        weights[0] = 0  # what it says before its first step is no number of its own
        self.assert_weights(data, weights, SINGLE)


class PyTorch(Peers):
    """Passes of backpropagation through the whole record, by nn.RNN's and complex autograd, moved by torch.optim."""
    PASSES = 12
    REPEAT = f'{{ kind = "repeat", passes = {PASSES} }}'

    def setUp(self):
        super().setUp()
        self.torch = module("torch")

    def optimizers(self):
        optim = self.torch.optim
        return [('{ kind = "sgd", step_size = 0.05 }', optim.SGD, dict(lr=0.05)),
                ('{ kind = "sgd", step_size = 0.05, clip_norm = 0.5 }', optim.SGD, dict(lr=0.05, clip=0.5)),
                ('{ kind = "momentum", step_size = 0.02, momentum = 0.8 }', optim.SGD, dict(lr=0.02, momentum=0.8)),
                ('{ kind = "nesterov", step_size = 0.02, momentum = 0.8 }', optim.SGD, dict(lr=0.02, momentum=0.8, nesterov=True)),
                ('{ kind = "sgd", step_size = 0.05, schedule = "cosine", horizon = 12 }', optim.SGD,
                 dict(lr=0.05, schedule=lambda own: optim.lr_scheduler.CosineAnnealingLR(own, self.PASSES))),
                ('{ kind = "sgd", step_size = 0.05, warm_up = 8 }', optim.SGD,
                 dict(lr=0.05, schedule=lambda own: optim.lr_scheduler.LinearLR(own, start_factor=1 / 8, total_iters=7))),
                ('{ kind = "rmsprop", step_size = 0.01, decay = 0.9 }', optim.RMSprop, dict(lr=0.01, alpha=0.9)),
                ('{ kind = "adam", step_size = 0.01 }', optim.Adam, dict(lr=0.01)),
                ('{ kind = "adamw", step_size = 0.01, weight_decay = 0.1 }', optim.AdamW, dict(lr=0.01, weight_decay=0.1))]

    def descend(self, weights, loss, make, lr, clip=None, schedule=None, **settings):
        """The weights after all passes. The first are recurrent ones, which our weight decay leaves alone."""
        weights = [self.torch.tensor(one, requires_grad=True) for one in weights]
        undecayed = {"weight_decay": 0.0} if "weight_decay" in settings else {}
        optimizer = make([{"params": weights[:1], **undecayed}, {"params": weights[1:]}], lr=lr, **settings)
        scheduler = schedule(optimizer) if schedule else None
        for _ in range(self.PASSES):
            optimizer.zero_grad()
            loss(*weights).backward()
            if clip:
                self.torch.nn.utils.clip_grad_norm_(weights, clip)
            optimizer.step()
            if scheduler:
                scheduler.step()
        return [one.detach().numpy() for one in weights]

    def passes(self, optimizer, names, **settings):
        data = self.ours("gradient", '"bptt"', optimizer=optimizer, regime=self.REPEAT, **settings)
        return [self.value(data, name)[0] for name in names], [self.value(data, "final_" + name) for name in names]

    def test_optimizers(self):
        torch = self.torch
        x, d = torch.tensor(self.x), torch.tensor(self.d)

        def loss(w, u, b, v):
            cell = torch.zeros(5, dtype=torch.float64)
            total = 0.0
            for t in range(ROWS):
                cell = torch.tanh(w @ cell + u @ x[t] + b)
                total = total + (v[0] @ cell - d[t]) ** 2 / 2
            return total / ROWS

        for ours, theirs, settings in self.optimizers():
            with self.subTest(ours):
                start, end = self.passes(ours, ("recurrent_weights", "input_weights", "bias", "readout"), poles=TANH)
                # Torch divides by the norm + 1e-6.
                tolerance = 1e-5 if "clip" in settings else TOLERANCE
                for found, wanted in zip(end, self.descend(start, loss, theirs, **settings)):
                    self.assert_close(found, wanted, tolerance)

    def test_complex_numbers(self):
        """torch.optim takes real and imaginary part apart; our default does not. Debian 12's torch has 0 for the product of two complex vectors."""
        torch = self.torch
        x, d = torch.tensor(self.x[:, 0] + 1j * self.x[:, 1]), torch.tensor(self.x[:, 2] + 1j * self.d)
        task = TASK.replace('["x0", "x1", "x2"]', '["x0", "x1"]').replace('["d"]', '["x2", "d"]') + "complex = true\n"
        poles = '\n[[poles]]\nnetwork = "diagonal"\nkind = "ring"\ncount = 4\nradius = 0.8\n'

        def loss(eigenvalues, u, v):
            state = torch.zeros(4, dtype=torch.complex128)
            total = 0.0
            for t in range(ROWS):
                state = eigenvalues * state + u[:, 0] * x[t]
                total = total + ((v[0] * state).sum() - d[t]).abs() ** 2 / 2
            return total / ROWS

        def moved(ours, make, **settings):
            start, end = self.passes(ours, ("poles", "input_weights", "readout"), poles=poles, task=task)
            return end, self.descend(start, loss, make, **settings)

        adam = '{ kind = "adam", step_size = 0.01, second_moment = "component" }'
        for ours, make, lr in [('{ kind = "sgd", step_size = 1e-4 }', torch.optim.SGD, 1e-4), (adam, torch.optim.Adam, 0.01)]:
            for found, wanted in zip(*moved(ours, make, lr=lr)):
                self.assertTrue(self.np.isfinite(wanted).all())
                self.assert_close(found, wanted, TOLERANCE)
        found, wanted = moved(adam.replace("component", "modulus"), torch.optim.Adam, lr=0.01)
        self.assertGreater(abs(found[0] - wanted[0]).max(), 0.01)


if __name__ == "__main__":
    unittest.main()
