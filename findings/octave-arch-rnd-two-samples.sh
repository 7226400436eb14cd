#!/usr/bin/env bash
# Guess: a function that simulates a process returns as many samples as it is asked for, as arma_rnd does.
# Seen with Octave 9.4.0 (Debian 13): arch_rnd(a, b, t), whose help says that the result is of length t, returns as many as the longer of a
# and b has coefficients: 2 where 10000 are asked for. A loop inside it counts in the variable t.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1" '
  cat >lengths.m <<END
randn("seed", 1);
found = [numel(arma_rnd(0.9, [], 1, 10000)), numel(arch_rnd([1, 0.5], 0, 10000)), numel(arch_rnd([1, 0.5], 0, 2)), ...
         numel(arch_rnd([1, 0.2, 0.2, 0.2], [0, 0.5], 10000))];
printf("Octave %s: samples of arma_rnd %d; of arch_rnd %d, %d where 2 are right, and %d\n", version(), found);
exit(! isequal(found, [10000, 2, 2, 4]));
END
  octave-cli --no-gui lengths.m'
