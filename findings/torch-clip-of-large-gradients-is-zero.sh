#!/usr/bin/env bash
# Guess: clip_grad_norm_(parameters, 1) makes a gradient of length 1 out of every longer one.
# Seen with PyTorch 2.6.0 (Debian 13): of (1, 1e20) in single precision it makes (0, 0): the squared norm overflows, and 1 / inf is 0. The
# network stands still without a word, as long as the gradient is between 1e19 and the largest single, 3e38. In double precision it is (0,
# 1). numpy.linalg.norm overflows as well.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >clip.py <<END
import torch

print("torch", torch.__version__)
found = {}
for kind in (torch.float32, torch.float64):
    for large in (1e3, 1e18, 1e20, 1e38):
        weights = torch.nn.Parameter(torch.zeros(2, dtype=kind))
        weights.grad = torch.tensor([1, large], dtype=kind)
        norm = torch.nn.utils.clip_grad_norm_([weights], 1.0, error_if_nonfinite=False)
        found[kind, large] = weights.grad.norm().item()
        print(f"{kind}, gradient (1, {large:g}): norm {norm.item():g}, clipped {weights.grad.tolist()}")
right = all(abs(length - 1) < 1e-2 for (kind, large), length in found.items() if kind == torch.float64 or large < 1e19)
raise SystemExit(0 if right and found[torch.float32, 1e20] == found[torch.float32, 1e38] == 0 else 1)
END
  python3 -W ignore clip.py'
