#!/usr/bin/env bash
# Guess: a random search that is kept in a file, and is started again for five more trials, tries five new points.
# Seen with Optuna 4.1.0 (Debian 13): with a seed it tries the first five once more. The file keeps the trials, but not the state of the
# sampler, which begins again at its seed. So do the first trials of TPESampler. QMCSampler goes on.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-optuna=4.1.0-1 python3-scipy=1.15.3-1" '
  cat >again.py <<END
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
print("Optuna", optuna.__version__)
found = {}
for name in ("RandomSampler", "TPESampler", "QMCSampler"):
    for _ in range(2):
        sampler = getattr(optuna.samplers, name)(seed=0)
        study = optuna.create_study(storage=f"sqlite:///{name}.db", study_name="sweep", load_if_exists=True, sampler=sampler)
        study.optimize(lambda trial: trial.suggest_float("step_size", 1e-5, 1e-1, log=True), n_trials=5)
    points = [trial.params["step_size"] for trial in study.trials]
    found[name] = len(set(points))
    print(name, len(points), "trials", found[name], "different", [float(f"{point:.3g}") for point in points])
raise SystemExit(0 if found == {"RandomSampler": 5, "TPESampler": 5, "QMCSampler": 10} else 1)
END
  python3 -W ignore again.py'
