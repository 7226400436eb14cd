#!/usr/bin/env bash
# Guess: a product of two complex vectors is what torch.dot, torch.vdot and @ give, whoever built PyTorch.
# Seen with python3-torch 2.6.0 of Debian 13 (1.13.1 of Debian 12 does the same): all three give 0, in single and double precision, without a
# warning, and so does whatever calls them, such as the output V s of a network with complex states, sample by sample; a loss is then that
# of a silent network. einsum, sums of products and products with a matrix are right, and so is every product of real numbers.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >dot.py <<END
import torch

print("torch", torch.__version__)
strange = True
for kind in (torch.float64, torch.complex64, torch.complex128):
    readout = torch.tensor([1, 2, 3], dtype=kind) * (1 if kind == torch.float64 else 1 - 1j)
    states = torch.tensor([2, 1, 1], dtype=kind)
    right = complex((readout * states).sum())
    found = {"dot": torch.dot(readout, states), "vdot": torch.vdot(states, readout), "@": readout @ states,
             "einsum": torch.einsum("i,i->", readout, states), "matrix": (readout[None] @ states)[0]}
    print(kind, "sum of products", right, {name: complex(value) for name, value in found.items()})
    for name, value in found.items():
        zero = kind.is_complex and name in ("dot", "vdot", "@")
        strange = strange and abs(complex(value) - (0 if zero else right)) < 1e-6
raise SystemExit(0 if strange else 1)
END
  python3 -W ignore dot.py'
