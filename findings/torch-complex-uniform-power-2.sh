#!/usr/bin/env bash
# Guess: xavier_uniform_ and xavier_normal_ give weights of the same power, complex ones as well, and Linear gives complex weights of that
# of real ones.
# Seen with PyTorch 2.6.0 (Debian 13): normal initialisations have the power that they have for real weights, uniform ones twice that, for
# both parts are drawn up to the bound. So are those of Linear: the spectral radius of a complex layer of 400 units is 0.85, that of a real
# one 0.60.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >power.py <<END
import torch

print("torch", torch.__version__)
torch.manual_seed(0)


def power(draw, kind):
    return draw(torch.empty(400, 400, dtype=kind)).abs().square().mean().item()


ratios = {}
for name in ("normal_", "xavier_normal_", "kaiming_normal_", "uniform_", "xavier_uniform_", "kaiming_uniform_"):
    draw = getattr(torch.nn.init, name)
    ratios[name] = power(draw, torch.complex64) / power(draw, torch.float32)
layers = [torch.nn.Linear(400, 400, dtype=kind).weight.detach() for kind in (torch.complex64, torch.float32)]
ratios["Linear (uniform)"] = layers[0].abs().square().mean().item() / layers[1].square().mean().item()
print("power of complex weights over that of real ones:", {name: round(ratio, 2) for name, ratio in ratios.items()})
print("spectral radius of Linear:", [round(torch.linalg.eigvals(layer).abs().max().item(), 2) for layer in layers])
raise SystemExit(0 if all(abs(ratio - (2 if "uniform" in name else 1)) < 0.1 for name, ratio in ratios.items()) else 1)
END
  python3 -W ignore power.py'
