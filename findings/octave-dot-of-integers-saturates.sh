#!/usr/bin/env bash
# Guess: where dot takes integers and returns a double, it computes with doubles: dot(x, x) is sumsq(x).
# Seen with Octave 9.4.0 (Debian 13): each product is cut to 32767 before the sum. The energy of four samples of 16 bits, 30000, 30000,
# -30000 and 1, is 98302 by dot, of class double, and 2.7e9 by sumsq, whose class is double as well. From amplitudes of 182 on, dot counts
# samples.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1" '
  cat >energy.m <<END
printf("Octave %s\n", version());
samples = int16([30000, 30000, -30000, 1]);
by_dot = dot(samples, samples);
by_sumsq = sumsq(samples);
right = sum(double(samples) .^ 2);
printf("dot %d (%s), sumsq %d (%s), right %d\n", by_dot, class(by_dot), by_sumsq, class(by_sumsq), right);
sine = int16(round(1000 * sin(1:10000)));
printf("mean power of a sine of amplitude 1000: dot %g, right %g\n", dot(sine, sine) / 1e4, sumsq(double(sine)) / 1e4);
small = dot(int16([181, 181]), int16([181, 181]));
exit(! (by_dot == 98302 && isa(by_dot, "double") && by_sumsq == right && isa(by_sumsq, "double") && small == 2 * 181 ^ 2));
END
  octave-cli --no-gui energy.m'
