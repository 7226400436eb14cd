#!/usr/bin/env bash
# Guess: the coefficients that a function for prediction returns begin with that of the newest sample.
# Seen with Octave 9.4.0 (Debian 13): durbinlevinson begins with the oldest. For autocovariances 1, 0.9, 0.81, 0.729, those of a pole at
# 0.9, it returns 0, 0, 0.9, a prediction from what came three samples ago; the normal equations, and the signal package, begin with 0.9.
# The help names no order.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1 octave-signal=1.4.6-1" '
  cat >order.m <<END
printf("Octave %s\n", version());
covariances = 0.9 .^ (0:3);
found = durbinlevinson(covariances);
solved = transpose(toeplitz(covariances(1:3)) \ covariances(2:4)(:));
pkg load signal
other = -levinson(covariances, 3)(2:end);
printf("durbinlevinson %s\n", mat2str(found, 3));
printf("normal equations %s, levinson of signal %s\n", mat2str(solved, 3), mat2str(other, 3));
longer = [2, 1.2, 0.9, 0.5];
both = [durbinlevinson(longer); fliplr(transpose(toeplitz(longer(1:3)) \ longer(2:4)(:)))]
right = max(abs(solved - [0.9, 0, 0])) < 1e-12 && max(abs(other - [0.9, 0, 0])) < 1e-12;
exit(! (right && max(abs(found - [0, 0, 0.9])) < 1e-12 && max(abs(both(1, :) - both(2, :))) < 1e-12));
END
  octave-cli --no-gui order.m'
