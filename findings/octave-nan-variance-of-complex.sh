#!/usr/bin/env bash
# Guess: `pkg load tsa`, for adaptive autoregressive models, changes at most what happens to missing values: var of complex samples is their
# power around the mean.
# Seen with octave-tsa and octave-nan 3.7.0 in Octave 9.4.0 (Debian 13): tsa loads nan, whose functions take the place of Octave's mean,
# median, var, std and others. Of complex noise of power 2 around 2i Octave's var is 2, and with tsa 0.004: the mean of squares, not of
# squared moduli. Around 0 it is 2, with an imaginary part.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1 octave-tsa=4.6.3-3 octave-nan=3.7.0-4+b1" '
  cat >variance.m <<END
printf("Octave %s\n", version());
randn("seed", 1);
noise = randn(1, 1e5) + 1i * randn(1, 1e5);
core = [var(noise), var(noise + 2i)];
pkg load tsa
package = [var(noise), var(noise + 2i)];
power = sum(abs(noise - sum(noise) / 1e5) .^ 2) / (1e5 - 1);
printf("power %g, var %g and around 2i %g\n", power, core);
printf("with tsa: %s, around 2i %s (%s)\n", num2str(package(1)), num2str(package(2)), which("var"));
exit(any(abs(core - power) > 1e-6) || abs(package(1) - power) > 1e-3 || abs(package(2)) > 0.1);
END
  octave-cli --no-gui variance.m 2>/dev/null'
