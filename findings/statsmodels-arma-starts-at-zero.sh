#!/usr/bin/env bash
# Guess: generate_sample of an ARMA process that statsmodels calls stationary is a stretch of the stationary process.
# Seen with statsmodels 0.14.4 (Debian 13): it starts from zeros: with a pole of 0.99 the first sample has variance 1 and the hundredth 43,
# where its own acovf says 50 for all. Short training sets are quieter than test sets drawn with burnin=1000. SARIMAX.simulate starts in the
# stationary distribution.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-statsmodels=0.14.4+dfsg-1" '
  cat >start.py <<END
import numpy
import statsmodels
from statsmodels.tsa.arima_process import ArmaProcess
from statsmodels.tsa.statespace.sarimax import SARIMAX

print("statsmodels", statsmodels.__version__)
process = ArmaProcess.from_coeffs([0.99])
random = numpy.random.default_rng(0)
runs = numpy.array([process.generate_sample(100, distrvs=random.normal) for _ in range(4000)])
burnt = numpy.array([process.generate_sample(1, distrvs=random.normal, burnin=1000)[0] for _ in range(4000)])
model = SARIMAX(numpy.zeros(2), order=(1, 0, 0))
simulated = numpy.array([model.simulate([0.99, 1.0], 1, random_state=random)[0] for _ in range(1000)])
found = [runs[:, 0].var(), runs[:, 99].var(), burnt.var(), simulated.var()]
print("stationary", process.isstationary, "variance by acovf", process.acovf(1)[0])
print("variance of the first sample %.3f, of the hundredth %.3f, of the first after burnin %.3f, of SARIMAX.simulate %.3f" % tuple(found))
raise SystemExit(0 if abs(found[0] - 1) < 0.1 and 38 < found[1] < 48 and all(abs(variance - 50.25) < 8 for variance in found[2:]) else 1)
END
  python3 -W ignore start.py'
