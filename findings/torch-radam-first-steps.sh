#!/usr/bin/env bash
# Guess: RAdam, whose purpose is to begin carefully, moves a weight by at most about the learning rate in each step, as Adam does.
# Seen with PyTorch 2.6.0 (Debian 13): its first five steps are those of gradient descent with momentum and are not divided by the size of
# the gradient. For a gradient of 10000 and a learning rate of 0.001 they are 10 each, then 2.6e-5; Adam's are 0.001. The paper has it so as
# well: where its variance is unknown, the second moment is left out, whatever the scale of the loss.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >steps.py <<END
import torch

print("torch", torch.__version__)
found = {}
for name in ("Adam", "RAdam"):
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer, steps = getattr(torch.optim, name)([weight], lr=1e-3), []
    for _ in range(7):
        before = weight.item()
        optimizer.zero_grad()
        (1e4 * weight).sum().backward()
        optimizer.step()
        steps.append(before - weight.item())
    found[name] = steps
    print(name, steps)
strange = all(abs(step - 10) < 1e-6 for step in found["RAdam"][:5]) and max(found["RAdam"][5:]) < 1e-4
raise SystemExit(0 if strange and max(found["Adam"]) < 1.001e-3 else 1)
END
  python3 -W ignore steps.py'
