#!/usr/bin/env bash
# Guess: an optimiser counts its steps, however many there are.
# Seen with PyTorch 2.6.0 (Debian 13): each counts in a single-precision number, which stays at 2^24 = 16777216. In online learning, with a
# step a sample, that is soon. From there on the lr_decay of Adagrad no longer lowers its rate, and the average of ASGD forgets: the weight
# of the newest iterate stays what it is. Of Adam, whose corrections are 1 by then, the count alone is wrong. Here a saved state that is
# nearly there is loaded.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >steps.py <<END
import sys

import torch

BEGIN = 2**24 - 3


def resume(kind, **settings):
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer = kind([weight], **settings)
    weight.grad = torch.ones_like(weight)
    optimizer.step()
    saved = optimizer.state_dict()
    saved["state"][0]["step"] = torch.as_tensor(float(BEGIN), dtype=saved["state"][0]["step"].dtype)
    optimizer.load_state_dict(saved)
    rates = []
    for _ in range(1000):
        before = weight.item()
        optimizer.step()
        if kind is torch.optim.Adagrad:
            rates.append((before - weight.item()) * optimizer.state[weight]["sum"].item() ** 0.5)
    return optimizer.state[weight], rates


counts = {}
for kind in (torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.ASGD):
    state, rates = resume(kind, **({"lr_decay": 1e-4} if kind is torch.optim.Adagrad else {}))
    counts[kind.__name__] = state["step"].item()
    if kind is torch.optim.Adagrad:
        fall = rates[4] - rates[-1], rates[0] - rates[2]
    if kind is torch.optim.ASGD:
        share = 1 / state["mu"].item()
print("PyTorch", torch.__version__, "a thousand steps from", BEGIN, "on:", counts)
print(f"ASGD: the newest iterate is one part in {share:.0f} of the average; one in {BEGIN + 1000 - 1e6:.0f} is right")
print("Adagrad: the rate falls by %.1e in the last 995 steps, by %.1e in two before" % fall)
stays = abs(share - (2**24 - 1e6)) < 10 and abs(fall[0]) < 0.01 * fall[1]
sys.exit(0 if all(count == 2**24 for count in counts.values()) and stays else 1)
END
  python3 steps.py'
