"""Our learners against the same arithmetic in numpy and PyTorch, on the same data, with the same losses.

    /usr/bin/python3 tests/bench/peers.py build/release/write_case            # the table (PyTorch where it is installed)
    /usr/bin/python3 tests/bench/peers.py --check build/release/write_case    # only compares losses, on short runs

Times are CPU nanoseconds for one run and step. B = 1: one run at a time, as in a script's loop. B = 64: 64 runs stacked by hand. The BLAS
that numpy and PyTorch call is named: the reference BLAS, which Debian installs with them, is several times slower than OpenBLAS.
"""
import argparse
import json
import os
import re
import subprocess
import tempfile
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

STEP_SIZE = 1e-3


def blas():
    """Returns the file of the BLAS that numpy, and PyTorch if it is loaded, call."""
    numpy.ones((2, 2)) @ numpy.ones((2, 2))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split()[-1] for line in maps if re.search(r"/lib[^/]*(blas|mkl|blis)[^/]*$", line.strip())}
    return ", ".join(sorted(map(os.path.realpath, files))) or "unknown"


class Case:
    def __init__(self, program, rule, n, steps):
        with tempfile.NamedTemporaryFile() as file:
            ours = json.loads(subprocess.run([program, rule, str(n), str(steps), file.name], check=True, capture_output=True, text=True).stdout)
            data = numpy.fromfile(file.name)
        if rule == "rls":
            n //= 2  # pole pairs
        self.rule, self.n, self.steps = rule, n, steps
        self.ns, self.loss = ours["ns"], ours["loss"]
        self.pairs = rule in ("rls", "diagonal")
        m = 2 if self.pairs else 1
        self.inputs = data[:steps * m].reshape(steps, m)
        self.targets = data[steps * m:steps * (m + 1)]
        rest = data[steps * (m + 1):]
        if self.pairs:
            blocks = rest[:4 * n].reshape(n, 4)
            self.poles = blocks[:, 0] + 1j * blocks[:, 2]
            b = rest[4 * n:8 * n].reshape(n, 2, 2)
            self.b = b[:, 0, :] + 1j * b[:, 1, :]
            v = rest[8 * n:].reshape(n, 2)
            self.v = v[:, 0] - 1j * v[:, 1]  # Re(v s) = v1 Re s + v2 Im s
        else:
            self.w = rest[:n * (n + 2)].reshape(n, n + 2)
            self.v = rest[n * (n + 2):]


def numpy_rls(case, batch):
    n = 2 * case.n
    poles, b = case.poles, case.b
    s = numpy.zeros((batch, case.n), complex)
    w = numpy.zeros((batch, n))
    p = numpy.tile(numpy.eye(n) / 0.01, (batch, 1, 1))
    loss = 0.0
    for x, d in zip(case.inputs, case.targets):
        s = poles * s + b @ x
        h = numpy.stack([s.real, s.imag], axis=-1).reshape(batch, n)
        g = numpy.einsum("bij,bj->bi", p, h) if batch > 1 else (p[0] @ h[0])[None]
        kappa = 0.999 + numpy.sum(h * g, axis=1)
        e = d - numpy.sum(w * h, axis=1)
        w += (e / kappa)[:, None] * g
        p -= g[:, :, None] * (g / kappa[:, None])[:, None, :]
        p /= 0.999
        loss += e[0] ** 2
    return loss / case.steps


def numpy_diagonal(case, batch):
    stack = lambda a: numpy.tile(a, (batch,) + (1,) * a.ndim)
    poles, b, v = stack(case.poles), stack(case.b), stack(case.v)
    s = numpy.zeros((batch, case.n), complex)
    e_pole, e_b = numpy.zeros_like(s), numpy.zeros((batch, case.n, 2), complex)
    loss = 0.0
    for x, d in zip(case.inputs, case.targets):
        e_pole = poles * e_pole + s
        e_b = poles[:, :, None] * e_b + x
        s = poles * s + b @ x
        e = numpy.sum((v * s).real, axis=1) - d
        q = numpy.conj(v) * e[:, None]
        poles = poles - STEP_SIZE * numpy.conj(e_pole) * q
        b = b - STEP_SIZE * numpy.conj(e_b) * q[:, :, None]
        v = v - STEP_SIZE * numpy.conj(s) * e[:, None]
        loss += e[0] ** 2
    return loss / case.steps


def numpy_tbptt(case, batch, reach=10):
    n, w, v = case.n, case.w.copy(), case.v.copy()
    h = numpy.zeros(n)
    rows, slopes = [], []
    loss = 0.0
    for x, d in zip(case.inputs, case.targets):
        row = numpy.concatenate([h, x, [1.0]])
        h = numpy.tanh(w @ row)
        rows.append(row)
        slopes.append(1 - h * h)
        rows, slopes = rows[-reach:], slopes[-reach:]
        e = v @ h - d
        c = v * e
        deltas = []
        for slope in reversed(slopes):
            deltas.append(slope * c)
            c = w[:, :n].T @ deltas[-1]
        w -= STEP_SIZE * (numpy.array(deltas[::-1]).T @ numpy.array(rows))
        v = v - STEP_SIZE * e * h
        loss += e * e
    return loss / case.steps


def numpy_rtrl(case, batch):
    n = case.n
    stack = lambda a: numpy.tile(a, (batch,) + (1,) * a.ndim)
    w, v = stack(case.w), stack(case.v)
    h = numpy.zeros((batch, n))
    influence = numpy.zeros((batch, n, n * (n + 2)))
    unit = numpy.arange(n)
    loss = 0.0
    for x, d in zip(case.inputs, case.targets):
        row = numpy.concatenate([h, numpy.tile(x, (batch, 1)), numpy.ones((batch, 1))], axis=1)
        h = numpy.tanh(numpy.einsum("bij,bj->bi", w, row))
        slope = 1 - h * h
        influence = slope[:, :, None] * (w[:, :, :n] @ influence)
        influence.reshape(batch, n, n, n + 2)[:, unit, unit, :] += slope[:, :, None] * row[:, None, :]
        e = numpy.sum(v * h, axis=1) - d
        gradient = ((v * e[:, None])[:, None, :] @ influence).reshape(batch, n, n + 2)
        w = w - STEP_SIZE * gradient
        v = v - STEP_SIZE * e[:, None] * h
        loss += e[0] ** 2
    return loss / case.steps


def torch_network(case, batch):
    stack = lambda a: torch.tensor(numpy.tile(a, (batch,) + (1,) * a.ndim), requires_grad=True)
    return stack(case.w), stack(case.v)


def torch_bptt(case, batch):
    w, v = torch_network(case, batch)
    inputs, targets = torch.tensor(case.inputs), torch.tensor(case.targets)
    n = case.n
    rnn = torch.nn.RNN(1, n, dtype=torch.float64)
    with torch.no_grad():
        rnn.weight_hh_l0.copy_(w[0, :, :n])
        rnn.weight_ih_l0.copy_(w[0, :, n:n + 1])
        rnn.bias_ih_l0.copy_(w[0, :, n + 1])
        rnn.bias_hh_l0.zero_()
    states, _ = rnn(inputs[:, None, :].expand(-1, batch, -1).contiguous())
    loss = ((states @ v[0] - targets[:, None]) ** 2 / 2).mean()
    loss.backward()
    return 2 * loss.item()


def torch_tbptt(case, batch, reach=10):
    w, v = torch_network(case, batch)
    inputs, targets = torch.tensor(case.inputs), torch.tensor(case.targets)
    n = case.n
    states = [torch.zeros(batch, n, dtype=torch.float64)]
    one = torch.ones(batch, 1, dtype=torch.float64)
    loss = 0.0
    for t in range(case.steps):
        first = max(0, t - reach + 1)
        h = states[0]
        for j in range(first, t + 1):  # the window again, with the weights in force
            h = torch.tanh((w @ torch.cat([h, inputs[j].expand(batch, 1), one], dim=1)[:, :, None])[:, :, 0])
        e = (v * h).sum(1) - targets[t]
        w_gradient, v_gradient = torch.autograd.grad((e * e / 2).sum(), (w, v))
        with torch.no_grad():
            w -= STEP_SIZE * w_gradient
            v -= STEP_SIZE * v_gradient
        states.append(h.detach())
        if len(states) > reach:
            states.pop(0)
        loss += e[0].item() ** 2
    return loss / case.steps


def torch_rls(case, batch):
    n = 2 * case.n
    poles, b = torch.tensor(case.poles), torch.tensor(case.b)
    s = torch.zeros(batch, case.n, dtype=torch.complex128)
    w = torch.zeros(batch, n, dtype=torch.float64)
    p = (torch.eye(n, dtype=torch.float64) / 0.01).repeat(batch, 1, 1)
    inputs, targets = torch.tensor(case.inputs), torch.tensor(case.targets)
    loss = 0.0
    for t in range(case.steps):
        s = poles * s + b @ inputs[t].to(torch.complex128)
        h = torch.view_as_real(s).reshape(batch, n)
        g = (p @ h[:, :, None])[:, :, 0]
        kappa = 0.999 + (h * g).sum(1)
        e = targets[t] - (w * h).sum(1)
        w = w + (e / kappa)[:, None] * g
        p = (p - g[:, :, None] * (g / kappa[:, None])[:, None, :]) / 0.999
        loss += e[0].item() ** 2
    return loss / case.steps


PEERS = {  # name: (function, steps when timed, batches, whether the arithmetic is the same to rounding)
    "rls": [("numpy", numpy_rls, 2000, (1, 64), True), ("torch", torch_rls, 500, (1, 64), True)],
    "diagonal": [("numpy", numpy_diagonal, 2000, (1, 64), True)],
    "tbptt": [("numpy", numpy_tbptt, 1000, (1,), True), ("torch", torch_tbptt, 100, (1, 64), False)],
    "bptt": [("torch", torch_bptt, 1000, (1, 64), True)],
    "rtrl": [("numpy", numpy_rtrl, 300, (1,), True)],
}


def check(program):
    """All peers on a short run: exit code 1 where a loss is another."""
    wrong = 0
    for rule, peers in PEERS.items():
        for library, function, _, batches, same in peers:
            if library == "torch" and torch is None:
                continue
            case = Case(program, rule, 8, 60)
            for batch in batches:
                difference = abs(function(case, batch) / case.loss - 1)
                # Replayed windows see other weights than stored ones do: equal to first order in the step size.
                ok = difference < (1e-10 if same else 1e-3)
                wrong += not ok
                print(f"{rule:9s} {library} B = {batch}: loss differs by {difference:.1e} of it{'' if ok else '  WRONG'}")
    return wrong


def table(program):
    print("BLAS:", blas())
    print("| learner | n | peer | B | peer, ns | ours, ns | ratio |\n|---|---|---|---|---|---|---|")
    for rule, peers in PEERS.items():
        for n in (16, 32):
            for library, function, steps, batches, _ in peers:
                if library == "torch" and torch is None:
                    continue
                case = Case(program, rule, n, steps)
                for batch in batches:
                    times = []
                    for _ in range(3):
                        start = time.process_time()
                        function(case, batch)
                        times.append((time.process_time() - start) * 1e9 / steps / batch)
                    ns = sorted(times)[1]
                    print(f"| {rule} | {n} | {library} | {batch} | {ns:,.0f} | {case.ns:,.1f} | {ns / case.ns:.0f} |", flush=True)
                if rule == "rtrl":
                    blocked = Case(program, "blocked", n, 10 * n)
                    print(f"| rtrl, blocked | {n} | {library} | 1 | {ns:,.0f} | {blocked.ns:,.1f} | {ns / blocked.ns:.0f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="write_case of the build")
    parser.add_argument("--check", action="store_true", help="compare losses only")
    arguments = parser.parse_args()
    if arguments.check:
        raise SystemExit(1 if check(arguments.program) else 0)
    table(arguments.program)
