#!/usr/bin/env bash
# Guess: the variance of a million numbers in single precision around 10000 is right to some digits, for var subtracts the mean before it
# squares.
# Seen with Octave 9.4.0 (Debian 13): 17141 where it is 1. The mean that var subtracts is a sum in single precision, one number after the
# other, while mean itself sums in double precision and is right, as is var(double(x)). Around 1000 it is 80, of ten millions around 10
# still 1.34. std follows.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1" '
  cat >variance.m <<END
printf("Octave %s\n", version());
randn("seed", 1);
noise = randn(1e6, 1);
found = [];
for centre = [0 1000 10000]
  x = single(centre + noise);
  found(end + 1, :) = [var(x), var(double(x)), var(x - mean(x)), std(x), mean(x) - mean(double(x))];
  printf("around %g: var %g, of doubles %g, of x - mean(x) %g, std %g, error of the mean %g\n", centre, found(end, :));
end
exit(any(abs(found(:, 2:3)(:) - 1) > 0.01) || abs(found(1, 1) - 1) > 0.01 || found(2, 1) < 10 || found(3, 1) < 1000);
END
  octave-cli --no-gui variance.m 2>/dev/null'
