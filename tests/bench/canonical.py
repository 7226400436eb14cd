"""jobs/sweeps/canonical.toml against the same sweep in numpy and PyTorch: processor seconds, and whether the statistics agree.

    /usr/bin/python3 tests/bench/canonical.py build/release/polesweep                      # times and statistics (many minutes)
    /usr/bin/python3 tests/bench/canonical.py build/release/polesweep --longest 10_000     # statistics of the lengths up to here only
    /usr/bin/python3 tests/bench/canonical.py build/release/polesweep --check              # statistics of a small form, without PyTorch

Ours are user and system time of `polesweep run`. Of the whole sweep, start, evaluation, statistics and page are included, and of theirs the
evaluation. Of a learner it is learning and data alone: the sweep with this learner, less the same with as many lengths of 100 samples or
fewer. Theirs are extrapolated from some steps after warm-up to all steps of all runs.
"""
import argparse
import json
import math
import os
import pathlib
import resource
import subprocess
import tempfile
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
import h5py
import numpy

import canonical_learners
from peers import blas

try:
    import canonical_torch
except ImportError:
    canonical_torch = None

SWEEP = pathlib.Path(__file__).resolve().parents[2] / "jobs/sweeps/canonical.toml"
TBPTT = "TBPTT(10), plain descent"
STACKED = 64
LARGEST_Z = 4.5  # of rank sums: beyond by chance in one of 150,000 cells


class Ours:
    """A run of the sweep, or of a part of it: processor seconds, and risks [seed, length] by point."""

    def __init__(self, program, settings=(), only=None):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            text = SWEEP.read_text(encoding="utf-8")
            if only:
                others = [label for label in canonical_learners.LEARNERS if label != only]
                text += f"\n[[exclude]]\nlearner.label = {json.dumps(others)}\n"
            (folder / "sweep.toml").write_text(text, encoding="utf-8")
            command = [program, "run", folder / "sweep.toml", "--serial", "-o", folder / "r.h5"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command + [f"--set={s}" for s in settings], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            with h5py.File(folder / "r.h5") as file:
                names = zip(file["learner_label"].asstr()[:], file["poles_kind"].asstr()[:], file["poles_count"][:])
                self.points = [(label, kind, int(n)) for label, kind, n in names]
                self.risks = dict(zip(self.points, file["risk"][:]))
                self.lengths = file["length"][:]
                stored = [file["statistics/risk_median" + end][:] for end in ("_low", "_high")]
        for k, point in enumerate(self.points):
            low, _, high = interval(self.risks[point])
            if not (numpy.array_equal(low, stored[0][k]) and numpy.array_equal(high, stored[1][k])):
                raise SystemExit(f"{point}: the intervals of our file are not those of the order statistics of its risks")


def interval(risks):
    """Order-statistic interval of the median over the first axis, at least 95 %: low, median, high."""
    n, r, below = len(risks), 0, 0.0
    while below + math.comb(n, r) / 2**n <= 0.025:
        below += math.comb(n, r) / 2**n
        r += 1
    ordered = numpy.sort(risks, axis=0)
    return ordered[r - 1], numpy.median(risks, axis=0), ordered[n - r]


def rank_sum_z(a, b):
    """Wilcoxon's rank sum of independent samples a and b, as a standard normal number; ties half."""
    a, b = a[:, None], b[None, :]
    wins = (a > b).sum() + 0.5 * (a == b).sum()
    m, n = a.size, b.size
    return (wins - m * n / 2) / math.sqrt(m * n * (m + n + 1) / 12)


def theirs(point, lengths, seeds, seed):
    """Risks [seed, length] of stacked numpy runs."""
    rng = numpy.random.default_rng(seed)
    learner = canonical_learners.make(*point, (seeds,), rng)
    x, d = canonical_learners.samples(rng, int(lengths[-1]), (seeds,))
    risks = []
    for begin, end in zip([0, *lengths[:-1]], lengths):
        learner.run(x[begin:end], d[begin:end])
        risks.append(learner.risk())
    return numpy.array(risks).T


class Agreement:
    """How two sets of risks compare, length by length."""

    def __init__(self):
        self.cells = self.overlaps = self.within = 0
        self.z, self.where = 0.0, ""

    def add(self, point, lengths, ours, theirs_):
        for k, length in enumerate(lengths):
            (low, median, high), (their_low, their_median, their_high) = interval(ours[:, k]), interval(theirs_[:, k])
            self.cells += 1
            self.overlaps += low <= their_high and their_low <= high
            self.within += their_low <= median <= their_high and low <= their_median <= high
            z = rank_sum_z(ours[:, k], theirs_[:, k])
            if abs(z) >= abs(self.z):
                self.z, self.where = z, f"{point[1]} {point[2]}, {length} samples: {median:.3g} and {their_median:.3g}"

    def __str__(self):
        return (f"{self.cells} medians: intervals overlap {self.overlaps} times, each median is in the other's interval {self.within} "
                f"times; largest z of rank sums {self.z:+.1f} ({self.where})")


def statistics(ours, longest, left_out=None):
    """Whether ours and numpy's agree, by learner. Returns how many learners do not."""
    wrong = 0
    lengths = [int(n) for n in ours.lengths if n <= longest]
    for label in canonical_learners.LEARNERS:
        if label == left_out:
            continue
        agreement = Agreement()
        for k, point in enumerate(p for p in ours.points if p[0] == label):
            risks = ours.risks[point]
            agreement.add(point, lengths, risks[:, :len(lengths)], theirs(point, lengths, len(risks), [2026, k]))
        different = abs(agreement.z) > LARGEST_Z
        wrong += bool(different)
        print(f"{label}: {agreement}{'  DIFFERENT' if different else ''}", flush=True)
    return wrong


def seconds_of_peer(make, lead, steps):
    """Processor seconds of a step and of an evaluation, measured over `steps` steps after a fifth as many; of B runs a share."""
    rng = numpy.random.default_rng(1)
    learner = make(lead, rng)
    learner.run(*canonical_learners.samples(rng, steps // 5, lead))
    start = time.process_time()
    x, d = canonical_learners.samples(rng, steps, lead)
    learner.run(x, d)
    ran = time.process_time()
    learner.risk()
    return numpy.array([(ran - start) / steps, time.process_time() - ran]) / (lead[0] if lead else 1)


def turn(program, label, points, steps, counts):
    """Processor seconds of all runs of a learner: ours, and by peer learning and evaluation; `counts` are steps and evaluations."""
    short = f"lengths={list(range(101 - counts[1], 101))}"
    ours = Ours(program, only=label).seconds - Ours(program, [short], label).seconds
    peers = numpy.zeros((4, 2))
    for point in points:
        makers = [lambda lead, rng, point=point: canonical_learners.make(*point, lead, rng)]
        if label == TBPTT and canonical_torch:
            makers.append(lambda lead, rng, point=point: canonical_torch.Tbptt(point[2], lead, rng))
        for library, make in enumerate(makers):
            for stacked, lead in enumerate(((), (STACKED,))):
                own_steps = max(50, (steps // 2 if stacked else steps) // (10 if library else 1))
                peers[2 * library + stacked] += seconds_of_peer(make, lead, own_steps) * counts
    return ours, peers


def times(program, steps, rounds):
    """The table of processor seconds; ours and theirs take turns."""
    whole = [Ours(program) for _ in range(rounds)]
    counts = numpy.array([int(whole[0].lengths[-1]), len(whole[0].lengths)])
    seeds = len(next(iter(whole[0].risks.values())))
    print(f"{seeds} seeds to {counts[0]} samples, median of {rounds} turns; numpy extrapolated from {steps} steps (stacked: {steps // 2}), "
          f"PyTorch from {max(50, steps // 10)} ({max(50, steps // 20)}); BLAS: {blas()}\n")
    print(f"| processor seconds (times ours) | polesweep | numpy | numpy, B = {STACKED} | PyTorch | PyTorch, B = {STACKED} |")
    print("|---|---|---|---|---|---|")
    totals = numpy.zeros(4)
    for label in canonical_learners.LEARNERS:
        points = [p for p in whole[0].points if p[0] == label]
        turns = [turn(program, label, points, steps, counts) for _ in range(rounds)]
        peers = seeds * numpy.median([t[1] for t in turns], axis=0)
        totals += [peers[0].sum(), peers[1].sum(), peers[0 if not peers[2, 0] else 2].sum(), peers[1 if not peers[3, 0] else 3].sum()]
        print(row(label, float(numpy.median([t[0] for t in turns])), peers[:, 0]), flush=True)
    ours = float(numpy.median([run.seconds for run in whole]))
    print(row("the whole sweep", ours, [totals[0], totals[1], 0, 0]))
    if canonical_torch:
        print(row("the same, TBPTT(10) by PyTorch", ours, [0, 0, totals[2], totals[3]]))
    return whole[0]


def torch_agrees():
    """Stops if TBPTT in PyTorch ends elsewhere than numpy's from the same start on the same data: windows replayed or stored are equal to
    first order in the step size."""
    risks = []
    for make in (lambda rng: canonical_learners.make(TBPTT, "random", 6, (8,), rng), lambda rng: canonical_torch.Tbptt(6, (8,), rng)):
        rng = numpy.random.default_rng(1)
        learner = make(rng)
        learner.run(*canonical_learners.samples(rng, 300, (8,)))
        risks.append(learner.risk())
    difference = abs(risks[1] / risks[0] - 1).max()
    print(f"TBPTT in PyTorch and numpy: risks differ by {difference:.1e} of them")
    if difference > 1e-3:
        raise SystemExit("TBPTT in PyTorch is not numpy's")


def row(name, ours, peers):
    cells = [f"{peer:,.0f} ({peer / ours:,.0f})" if peer else "–" for peer in peers]
    return f"| {name} | {ours:.2f} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="polesweep")
    parser.add_argument("--check", action="store_true", help="compare the statistics of a small form only")
    parser.add_argument("--statistics-only", action="store_true", help="no times")
    parser.add_argument("--longest", type=int, default=100_000, help="longest length of which statistics are compared; 0: none")
    parser.add_argument("--leave-out", choices=canonical_learners.LEARNERS, help="a learner whose statistics are not compared")
    parser.add_argument("--steps", type=int, default=1000, help="steps of a peer's run that are timed")
    parser.add_argument("--rounds", type=int, default=3, help="turns of which the median counts")
    arguments = parser.parse_args()
    numpy.seterr(all="ignore")  # runs that diverge
    if arguments.check:
        if canonical_torch:
            torch_agrees()
        canonical_learners.DenseGradient.step_size = 1e-3  # where recurrent weights matter after some thousand samples
        small = ["seeds=128", "lengths=[100, 1000, 4000]", *(f"poles.{k}.count=[6]" for k in range(3)),
                 *(f"learner.{k}.optimizer.step_size=1e-3" for k in (5, 6, 7))]
        raise SystemExit(1 if statistics(Ours(arguments.program, small), 4000) else 0)
    results = Ours(arguments.program) if arguments.statistics_only else times(arguments.program, arguments.steps, arguments.rounds)
    if arguments.longest:
        raise SystemExit(1 if statistics(results, arguments.longest, arguments.leave_out) else 0)
