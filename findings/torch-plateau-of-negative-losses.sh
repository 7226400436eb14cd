#!/usr/bin/env bash
# Guess: ReduceLROnPlateau reduces the step size of any loss that no longer improves, a negative one (a log-likelihood, decibels) as well.
# Seen with PyTorch 2.6.0 (Debian 13): a loss that stays at 1 halves the step size four times in ten epochs, one that stays at -1 never
# does, nor one that becomes worse by less than a ten thousandth of the best. Better means less than best - 1e-4 best, which for negative
# numbers is above the best. threshold_mode="abs" treats both alike.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >plateau.py <<END
import torch

print("torch", torch.__version__)


def last_step_size(losses, **how):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1, **how)
    for loss in losses:
        schedule.step(loss)
    return optimizer.param_groups[0]["lr"]


found = {"1": last_step_size([1.0] * 10), "-1": last_step_size([-1.0] * 10), "-1, absolute": last_step_size([-1.0] * 10, threshold_mode="abs"),
         "-1 and worse": last_step_size([-1 + 5e-5 * epoch for epoch in range(10)])}
print("step size after ten epochs at:", found)
raise SystemExit(0 if found == {"1": 0.0625, "-1": 1, "-1, absolute": 0.0625, "-1 and worse": 1} else 1)
END
  python3 -W ignore plateau.py'
