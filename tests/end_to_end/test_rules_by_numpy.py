"""Recurrent rules that estimate the exact gradient, as learning runs have it, against the published algorithms in numpy: from traces alone,
and for the rules that draw with a Philox generator of our own."""
import unittest

from traced import HEAD, LENGTH, PREQUENTIAL, SGD, STEP, TANH, TEACHER, Trace, learner

LEAK = 0.7
REAL = TEACHER.replace("washout = 5", "washout = 0")  # the first sample starts from a state of zero
COMPLEX = REAL + "complex = true\n"
LEARNER_NOISE = 12
SEED = 1
NETWORK = TANH + f"leak = {LEAK}\n"
SPARSE = NETWORK + "density = 0.4\ninput_density = 0.5\nkeep_zeros = true\n"
RULES = ['"uoro"', '{ kind = "uoro", epsilon = 0.01, normalization = "outside" }', '"kf_rtrl"', '"r_kf_rtrl"',
         '{ kind = "low_rank_rtrl", rank = 3 }']
SNAP = ['{ kind = "snap", order = 2 }']
ARRAYS = {"uoro": 0, "kf_rtrl": 1, "r_kf_rtrl": 2}


def philox(counter, key):
    """Four words of Philox 4x32-10 (Salmon et al. 2011)."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (second >> 32) ^ b ^ k0, second & 0xFFFFFFFF, (first >> 32) ^ d ^ k1, first & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return a, b, c, d


class Step:
    """What a rule needs of a sample, on real numbers, of which a complex one is `parts`: a state has n parts rows, a weight parts columns."""

    def __init__(self, np, test, data, t):
        w, u, b = (test.value(data, name)[t] for name in ("recurrent_weights", "input_weights", "bias"))
        s, x = (test.value(data, name) for name in ("states", "input"))
        self.parts = 2 if np.iscomplexobj(s) else 1
        self.weights = np.hstack([w, u, np.ones_like(b)[:, None]]) != 0
        self.v = np.concatenate([s[t - 1] if t else np.zeros_like(s[0]), np.atleast_1d(x[t]), [1]])
        drive = np.hstack([w, u, b[:, None]]) @ self.v
        slope = LEAK * (1 - np.tanh(self.real(np, drive)) ** 2)
        self.d = slope
        self.e = self.blocks(np, self.v[None])  # a weight's columns, of the parts of v
        self.jacobian = (1 - LEAK) * np.eye(slope.size) + slope[:, None] * self.blocks(np, w)
        readout, error = test.value(data, "readout")[t], np.atleast_1d(test.value(data, "error")[t])
        self.q = self.real(np, readout.conj().T @ error)
        n = drive.size
        self.fresh = np.zeros((slope.size, n, self.e.shape[1]))
        for i in range(n):
            rows = slice(i * self.parts, (i + 1) * self.parts)
            self.fresh[rows, i] = slope[rows, None] * self.e

    def real(self, np, values):
        return np.stack([values.real, values.imag], axis=-1).ravel() if self.parts == 2 else values

    def blocks(self, np, matrix):
        if self.parts == 1:
            return matrix
        one, other = np.array([[1, 0], [0, 1]]), np.array([[0, -1], [1, 0]])
        return np.kron(matrix.real, one) + np.kron(matrix.imag, other)


class Rules(Trace):
    def ratio(self, a, b):
        if self.kind == "uoro_epsilon":
            return (a / (b + 0.01)) ** 0.5 + 0.01
        return (a / b) ** 0.5 if a > 0 and b > 0 else 0

    def signs(self, t, count):
        words = philox((t, 0, ARRAYS[self.kind.removesuffix("_epsilon")], LEARNER_NOISE), (SEED, 0))
        return self.np.array([-1.0 if words[i // 32] >> i % 32 & 1 else 1.0 for i in range(count)])

    def uoro(self, t, step, state):
        np = self.np
        a, b = state or (np.zeros(step.q.size), np.zeros(step.fresh.shape[1:]))
        nu, carried = self.signs(t, step.q.size), step.jacobian @ a
        fresh = np.einsum("k,kij->ij", nu, step.fresh)
        rho0 = self.ratio(np.linalg.norm(b), np.linalg.norm(carried))
        rho1 = self.ratio(np.linalg.norm(fresh), np.linalg.norm(nu))
        a, b = rho0 * carried + rho1 * nu, (b / rho0 if rho0 else 0 * b) + fresh / rho1
        return step.q @ a * b, (a, b)

    def kf_rtrl(self, t, step, state):
        np = self.np
        a, b = state or (0 * step.v, 0 * step.jacobian)
        nu, carried = self.signs(t, 2), step.jacobian @ b
        rho0 = self.ratio(np.linalg.norm(carried), np.linalg.norm(a))
        rho1 = self.ratio(np.linalg.norm(step.d), np.linalg.norm(step.v))
        a = nu[0] * rho0 * a + nu[1] * rho1 * step.v
        b = nu[0] * (carried / rho0 if rho0 else 0 * carried) + nu[1] * np.diag(step.d) / rho1
        return (step.q @ b).reshape(-1, step.parts) @ step.blocks(np, a[None]), (a, b)

    def r_kf_rtrl(self, t, step, state):
        np = self.np
        n = step.fresh.shape[1]
        a, b = state or (np.zeros(n), np.zeros((step.q.size, step.e.shape[1])))
        nu, carried = self.signs(t, n), step.jacobian @ b
        fresh = step.fresh.sum(axis=1)
        rho0 = self.ratio(np.linalg.norm(carried), np.linalg.norm(a))
        rho1 = self.ratio(np.linalg.norm(fresh), np.linalg.norm(nu))
        a = rho0 * a + rho1 * nu
        b = (carried / rho0 if rho0 else 0 * carried) + np.repeat(nu, step.parts)[:, None] * fresh / rho1
        return a[:, None] * (step.q @ b), (a, b)

    def low_rank_rtrl(self, t, step, influence):
        np = self.np
        influence = step.fresh if influence is None else np.einsum("kl,lij->kij", step.jacobian, influence) + step.fresh
        u, sizes, v = np.linalg.svd(influence.reshape(step.q.size, -1), full_matrices=False)
        influence = (u[:, :3] * sizes[:3] @ v[:3]).reshape(influence.shape)
        return np.einsum("k,kij->ij", step.q, influence), influence

    def snap(self, t, step, influence):
        np = self.np
        influence = step.fresh if influence is None else np.einsum("kl,lij->kij", step.jacobian, influence) + step.fresh
        n = step.fresh.shape[1]
        reached = np.repeat((np.eye(n) != 0) | step.weights[:, :n], step.parts, axis=0)
        influence = influence * reached[:, :, None]
        return np.einsum("k,kij->ij", step.q, influence) * np.repeat(step.weights, step.parts, axis=1), influence

    def check(self, task, network, rules):
        np = self.np
        readout = '{ kind = "gradient", initial_readout = "gaussian" }'
        points = self.stored(HEAD, task, network, *(learner(rule, readout, SGD) for rule in rules), PREQUENTIAL)
        self.assertEqual(len(points), len(rules))
        for point in points:
            data = self.trace(point, f"{point}.h5", seed=SEED)
            said = dict(line.split("=", 1) for line in data.attrs["settings"].splitlines() if line.startswith("learner.recurrent."))
            rule = said["learner.recurrent.kind"].split("@")[0]
            self.kind = rule + ("_epsilon" if "learner.recurrent.epsilon" in said else "")
            with self.subTest(rule=self.kind):
                self.assert_descends(data, STEP, "recurrent_weights", "input_weights", "bias")
                parts = [self.value(data, f"gradient_{name}") for name in ("recurrent_weights", "input_weights", "bias")]
                state = None
                for t in range(LENGTH):
                    step = Step(np, self, data, t)
                    wanted, state = getattr(self, rule)(t, step, state)
                    found = np.hstack([parts[0][t], parts[1][t].reshape(len(step.weights), -1), parts[2][t][:, None]])
                    found = np.stack([found.real, found.imag], axis=-1).reshape(len(found), -1) if step.parts == 2 else found
                    self.assertLess(np.linalg.norm(found - wanted), 1e-9 * np.linalg.norm(wanted), t)

    def test_real_networks(self):
        self.check(REAL, NETWORK, RULES)

    def test_complex_networks(self):
        self.check(COMPLEX, NETWORK.replace("tanh", "split_tanh"), RULES)

    def test_sparse_networks(self):
        self.check(REAL, SPARSE, SNAP)

    def test_sparse_complex_networks(self):
        self.check(COMPLEX, SPARSE.replace("tanh", "split_tanh"), SNAP)


if __name__ == "__main__":
    unittest.main()
