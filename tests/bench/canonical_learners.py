"""The learners of jobs/sweeps/canonical.toml in numpy, as one writes them in a script: of one run (lead = ()), or of B runs stacked
(lead = (B,)).

Laws are those of the sweep, draws are numpy's own. Arrays of states have the shape lead + (states,).
"""
import numpy

TEACHER_POLES = numpy.array([0.75, 0.8])
NOISE = 0.1
POLE_LIMIT = 0.999
LEAK = 0.5


def samples(rng, steps, lead):
    """Returns inputs and noisy targets, both [steps, ...lead]. The teacher's response is below 1e-19 of its start where it is cut off."""
    response = sum(TEACHER_POLES[:, None] ** numpy.arange(200))
    x = rng.standard_normal((steps,) + lead)
    runs = x.reshape(steps, -1)
    clean = numpy.stack([numpy.convolve(run, response)[:steps] for run in runs.T], axis=1).reshape(x.shape)
    return x, clean + NOISE * rng.standard_normal(x.shape)


def exact_risk(matrix, drive, offset, readout):
    """Returns E (readout s - teacher)^2 for s <- matrix s + drive x + offset with white x; infinite where the network is not stable."""
    n, k = drive.shape[-1], len(TEACHER_POLES)
    lead = drive.shape[:-1]
    finite = numpy.isfinite(matrix).all((-1, -2)) & numpy.isfinite(readout).all(-1)
    radius = abs(numpy.linalg.eigvals(numpy.where(finite[..., None, None], matrix, 0))).max(-1)
    stable = finite & (radius < 1)
    step = numpy.zeros(lead + (n + k, n + k))
    step[..., :n, :n] = numpy.where(stable[..., None, None], matrix, 0)
    step[..., n:, n:] = numpy.diag(TEACHER_POLES)
    both = numpy.concatenate([drive, numpy.ones(lead + (k,))], -1)
    mean = numpy.linalg.solve(numpy.eye(n) - step[..., :n, :n], offset[..., None])[..., 0]
    covariance = both[..., :, None] * both[..., None, :]
    for _ in range(18):  # sum_j A^j b b^T A^jT by doubling: 2^18 terms
        covariance = covariance + step @ covariance @ numpy.swapaxes(step, -1, -2)
        step = step @ step
    weights = numpy.concatenate([readout, -numpy.ones(lead + (k,))], -1)
    with numpy.errstate(all="ignore"):
        risk = numpy.einsum("...i,...ij,...j->...", weights, covariance, weights) + numpy.sum(readout * mean, -1) ** 2
    return numpy.where(stable & numpy.isfinite(risk), risk, numpy.inf)


def dot(a, b):
    return (a * b).sum(-1)


def times(matrix, vector):
    return matrix @ vector if vector.ndim == 1 else (matrix @ vector[..., None])[..., 0]


class Diagonal:
    """Real poles, or the pole pairs of a ring as complex numbers, its two real poles among them with imaginary parts that stay zero."""

    def __init__(self, kind, n, lead, rng):
        if kind == "ring":
            poles = 0.9 * numpy.exp(2j * numpy.pi * numpy.arange(n // 2 + 1) / n)
            poles[[0, -1]] = [0.9, -0.9]
            b = numpy.empty(lead + (n // 2 + 1, 2))
            b[:] = rng.standard_normal(b.shape)
            b[..., [0, -1], 1] = 0
            self.b = b.view(complex)[..., 0]
            self.kept = numpy.r_[0, 2:n, n]  # the parts that are states
        else:
            poles = numpy.exp(-1 / numpy.geomspace(1, 30, n))
            self.b = rng.standard_normal(lead + (n,))
            self.kept = None
        self.poles = numpy.tile(poles, lead + (1,))
        self.start = numpy.zeros_like(self.b)

    def advance(self, s, x):
        return self.poles * s + self.b * x

    def regressors(self, s):
        return s if self.kept is None else s.view(float)[..., self.kept]

    def risk(self, w):
        """The risk with weights w of the regressors."""
        if self.kept is None:
            return exact_risk(numpy.eye(self.b.shape[-1]) * self.poles[..., None, :], self.b, numpy.zeros_like(self.b), w)
        lead, k = self.b.shape[:-1], self.b.shape[-1]
        matrix = numpy.zeros(lead + (k, 2, k, 2))
        i = numpy.arange(k)
        for row, column, part in ((0, 0, self.poles.real), (0, 1, -self.poles.imag), (1, 0, self.poles.imag), (1, 1, self.poles.real)):
            matrix[..., i, row, i, column] = part
        all_w = numpy.zeros(lead + (2 * k,))
        all_w[..., self.kept] = w
        drive = numpy.ascontiguousarray(self.b).view(float)
        return exact_risk(matrix.reshape(lead + (2 * k, 2 * k)), drive, numpy.zeros_like(drive), all_w)


class Dense:
    """h <- (1 - leak) h + leak W [h; x; 1], W of spectral radius 0.9."""

    def __init__(self, kind, n, lead, rng):
        del kind
        recurrent = rng.standard_normal(lead + (n, n))
        recurrent *= 0.9 / abs(numpy.linalg.eigvals(recurrent)).max(-1)[..., None, None]
        self.w = numpy.concatenate([recurrent, rng.standard_normal(lead + (n, 1)), numpy.zeros(lead + (n, 1))], -1)
        self.start = numpy.zeros(lead + (n,))
        self.one = numpy.ones(lead + (1,))

    def row(self, h, x):
        return numpy.concatenate([h, x if h.ndim > 1 else [x], self.one], -1)

    def advance(self, h, x):
        return (1 - LEAK) * h + LEAK * times(self.w, self.row(h, x))

    def regressors(self, h):
        return h

    def risk(self, w):
        n = self.start.shape[-1]
        return exact_risk((1 - LEAK) * numpy.eye(n) + LEAK * self.w[..., :n], LEAK * self.w[..., n], LEAK * self.w[..., n + 1], w)


class Fixed:
    """A readout by LMS, NLMS or RLS of a network that stays as it is."""

    def __init__(self, network):
        self.network, self.s = network, network.start
        self.w = numpy.zeros_like(network.regressors(self.s))

    def run(self, xs, ds):
        for x, d in zip(xs, ds):
            self.s = self.network.advance(self.s, x if x.ndim == 0 else x[:, None])
            h = self.network.regressors(self.s)
            self.update(h, (d - dot(self.w, h))[..., None])

    def risk(self):
        return self.network.risk(self.w)


class Lms(Fixed):
    def update(self, h, error):
        self.w += 1e-3 * error * h


class Nlms(Fixed):
    def update(self, h, error):
        self.w += 0.1 * error / (1e-8 + dot(h, h)[..., None]) * h


class Rls(Fixed):
    def __init__(self, network):
        super().__init__(network)
        self.p = numpy.zeros(self.w.shape + self.w.shape[-1:])
        self.p[:] = numpy.eye(self.w.shape[-1]) / 1e-3

    def update(self, h, error):
        g = times(self.p, h)
        gain = g / (1 + dot(h, g)[..., None])
        self.w += error * gain
        self.p -= gain[..., :, None] * g[..., None, :]


class DiagonalRtrl:
    """One trace for each pole and input weight. theta = [poles, input weights, readout], where Re(readout s) is the prediction."""

    def __init__(self, network, adam):
        self.network, self.adam = network, adam
        self.theta = numpy.stack([network.poles, network.b, numpy.zeros_like(network.b)], -2)
        self.s, self.traces = network.start, numpy.zeros_like(self.theta[..., :2, :])
        self.gradient = numpy.zeros_like(self.theta)
        self.first = numpy.zeros(self.theta.shape if network.kept is None else self.theta.shape[:-1] + (2 * self.theta.shape[-1],))
        self.second, self.steps = self.first.copy(), 0

    def run(self, xs, ds):
        for x, d in zip(xs, ds):
            if x.ndim:
                x = x[:, None]
            poles, b, v = (self.theta[..., k, :] for k in range(3))
            self.traces *= poles[..., None, :]
            self.traces[..., 0, :] += self.s
            self.traces[..., 1, :] += x
            self.s = poles * self.s + b * x
            error = ((v * self.s).real.sum(-1) - d)[..., None]
            self.gradient[..., :2, :] = self.traces.conj() * (v.conj() * error)[..., None, :]
            self.gradient[..., 2, :] = self.s.conj() * error
            self.descend()
            size = abs(self.theta[..., 0, :])
            if (size > POLE_LIMIT).any():
                self.theta[..., 0, :] *= numpy.where(size > POLE_LIMIT, POLE_LIMIT / size, 1)

    def descend(self):
        if not self.adam:
            self.theta -= 1e-4 * self.gradient
            return
        g = self.gradient.view(float)
        self.steps += 1
        self.first += 0.1 * (g - self.first)
        self.second += 0.001 * (g * g - self.second)
        root = numpy.sqrt(self.second / (1 - 0.999**self.steps)) + 1e-8
        self.theta.view(float)[...] -= 1e-3 / (1 - 0.9**self.steps) * self.first / root

    def risk(self):
        self.network.poles, self.network.b = self.theta[..., 0, :].copy(), self.theta[..., 1, :].copy()
        return self.network.risk(self.network.regressors(self.theta[..., 2, :].conj().copy()))


class DenseGradient:
    """Plain descent by a rule's gradient of [W U b] and the readout's own."""

    update_every, step_size = 1, 1e-4

    def __init__(self, network, rng):
        self.network, self.h = network, network.start
        self.v = numpy.zeros_like(self.h)
        self.w_sum, self.v_sum, self.steps = 0, 0, 0
        self.begin(rng)

    def run(self, xs, ds):
        for x, d in zip(xs, ds):
            row = self.network.row(self.h, x if x.ndim == 0 else x[:, None])
            self.h = (1 - LEAK) * self.h + LEAK * times(self.network.w, row)
            error = (dot(self.v, self.h) - d)[..., None]
            self.w_sum = self.w_sum + self.gradient(row, error)
            self.v_sum = self.v_sum + error * self.h
            self.steps += 1
            if self.steps % self.update_every == 0:
                self.network.w = self.network.w - self.step_size * self.w_sum
                self.v = self.v - self.step_size * self.v_sum
                self.w_sum = self.v_sum = 0

    def risk(self):
        return self.network.risk(self.v)


class Tbptt(DenseGradient):
    def begin(self, rng):
        del rng
        self.rows = []

    def gradient(self, row, error):
        self.rows = self.rows[-9:] + [row]
        back = numpy.swapaxes(self.network.w[..., :self.h.shape[-1]], -1, -2)
        c, drives = self.v * error, []
        for _ in self.rows:
            drives.append(LEAK * c)
            c = (1 - LEAK) * c + times(back, drives[-1])
        return numpy.stack(drives[::-1], -1) @ numpy.stack(self.rows, -2)


class Rflo(DenseGradient):
    """The units are linear and leak alike, so their traces are the same."""

    def begin(self, rng):
        self.feedback = 0.1 * rng.standard_normal(self.h.shape)
        self.trace = 0

    def gradient(self, row, error):
        self.trace = (1 - LEAK) * self.trace + LEAK * row
        return (self.feedback * error)[..., :, None] * self.trace[..., None, :]


class DenseRtrl(DenseGradient):
    update_every = 16

    def begin(self, rng):
        del rng
        n = self.h.shape[-1]
        self.influence = numpy.zeros(self.h.shape + (n * (n + 2),))
        self.other = numpy.empty_like(self.influence)

    def gradient(self, row, error):
        n = self.h.shape[-1]
        jacobian = (1 - LEAK) * numpy.eye(n) + LEAK * self.network.w[..., :n]
        self.influence, self.other = numpy.matmul(jacobian, self.influence, out=self.other), self.influence
        unit = numpy.arange(n)
        self.influence.reshape(self.h.shape + (n, n + 2))[..., unit, unit, :] += LEAK * row[..., None, :]
        return ((self.v * error)[..., None, :] @ self.influence).reshape(self.network.w.shape)


LEARNERS = {
    "fixed, RLS": lambda network, rng: Rls(network),
    "fixed, NLMS": lambda network, rng: Nlms(network),
    "fixed, LMS": lambda network, rng: Lms(network),
    "RTRL, plain descent": lambda network, rng: DiagonalRtrl(network, adam=False),
    "RTRL, Adam": lambda network, rng: DiagonalRtrl(network, adam=True),
    "RTRL, an update every 16 samples": DenseRtrl,
    "TBPTT(10), plain descent": Tbptt,
    "RFLO, plain descent": Rflo,
}


def make(label, kind, n, lead, rng):
    """A learner of the sweep by its label, on a pole setting with n states, at its start."""
    return LEARNERS[label]((Dense if kind == "random" else Diagonal)(kind, n, lead, rng), rng)
