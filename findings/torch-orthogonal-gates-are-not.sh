#!/usr/bin/env bash
# Guess: orthogonal_ makes the recurrent matrices of an LSTM orthogonal, so that none shrinks the state.
# Seen with PyTorch 2.6.0 (Debian 13): weight_hh_l0 has the matrices of four gates below each other, and it is their columns of 4 n numbers
# that become orthonormal. In that of a gate singular values are between 0 and 1, their squares a quarter on average: a random state loses
# three quarters of its power. A GRU loses two thirds; of an RNN, with one matrix, all values are 1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >gates.py <<END
import sys

import torch

torch.manual_seed(1)
powers = {}
print("PyTorch", torch.__version__)
for kind in (torch.nn.RNN, torch.nn.GRU, torch.nn.LSTM):
    layer = kind(1, 64)
    torch.nn.init.orthogonal_(layer.weight_hh_l0)
    gates = layer.weight_hh_l0.detach().split(64)
    values = torch.cat([torch.linalg.svdvals(gate) for gate in gates])
    powers[kind.__name__] = values.square().mean().item()
    print(kind.__name__, "gates", len(gates), "singular values from", values.min().item(), "to", values.max().item(), end=" ")
    print("power", powers[kind.__name__])
right = abs(powers["RNN"] - 1) < 1e-4
sys.exit(0 if right and abs(powers["GRU"] - 1 / 3) < 1e-4 and abs(powers["LSTM"] - 1 / 4) < 1e-4 else 1)
END
  python3 -W ignore gates.py'
