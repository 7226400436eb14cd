#!/usr/bin/env bash
# Guess: torchaudio's lfilter makes of white noise what scipy's makes: y[t] = 0.9 y[t-1] + x[t] has a variance of 5.6.
# Seen with torchaudio 2.6.0 (Debian 13): 0.79, for outputs are cut to -1 to 1 unless clamp=False is given, which gives scipy's numbers. So
# are those of lowpass_biquad, which has no such argument: of a constant 5 it makes 1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torchaudio=2.6.0-1 python3-scipy=1.15.3-1" '
  cat >filter.py <<END
import numpy
import scipy.signal
import torch
import torchaudio

noise = numpy.random.default_rng(0).normal(size=10000)
right = scipy.signal.lfilter([1, 0], [1, -0.9], noise)
signal, a, b = torch.tensor(noise), torch.tensor([1, -0.9], dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64)
found = torchaudio.functional.lfilter(signal, a, b).numpy()
free = torchaudio.functional.lfilter(signal, a, b, clamp=False).numpy()
low = torchaudio.functional.lowpass_biquad(torch.full((1000,), 5.0), 16000, 1000.0)
print("torchaudio", torchaudio.__version__, "variance: scipy", right.var(), "lfilter", found.var(), "clamp=False", free.var())
print("low-pass of a constant 5:", low[-1].item())
strange = numpy.allclose(found, right.clip(-1, 1)) and numpy.allclose(free, right) and low[-1].item() == 1
raise SystemExit(0 if strange and right.var() > 5 and found.var() < 1 else 1)
END
  python3 -W ignore filter.py'
