#!/usr/bin/env bash
# Guess: MedianPruner stops a trial whose loss has become worse than the median of the others at the same step.
# Seen with Optuna 4.1.0 (Debian 13): it compares the best loss that the trial ever reported. A trial that began with 0.9, where all others
# have 1, and goes on with 5, 100, 1e9 and inf is never stopped; nor do PercentilePruner, SuccessiveHalvingPruner and HyperbandPruner stop
# it. One that reports 2 first is stopped at once.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-optuna=4.1.0-1" '
  cat >prune.py <<END
import math

import optuna

print("Optuna", optuna.__version__)
optuna.logging.set_verbosity(optuna.logging.ERROR)
pruners = {"median": optuna.pruners.MedianPruner(n_startup_trials=3), "percentile": optuna.pruners.PercentilePruner(50.0, n_startup_trials=3)}
strange = True
for name, pruner in pruners.items():
    study = optuna.create_study(pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=0))
    for _ in range(6):
        trial = study.ask()
        for step in range(5):
            trial.report(1.0, step)
        study.tell(trial, 1.0)
    for losses in ([0.9, 5, 100, 1e9, math.inf], [2, 2, 2, 2, 2]):
        trial = study.ask()
        stops = []
        for step, loss in enumerate(losses):
            trial.report(loss, step)
            stops.append(bool(trial.should_prune()))
        print(f"{name} pruner, losses {losses}: stop {stops}")
        strange = strange and any(stops) == (losses[0] == 2)
raise SystemExit(0 if strange else 1)
END
  python3 -W ignore prune.py'
