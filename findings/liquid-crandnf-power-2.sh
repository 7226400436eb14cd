#!/usr/bin/env bash
# Guess: crandnf gives complex noise of unit variance, as cawgn adds noise of the power that it is told.
# Seen with liquid-dsp 1.7.0 (Debian 13; 1.5.0 does the same): of variance 2, 1 in each part, while cawgn with deviation 1 adds 1. Noise
# scaled by the root of a wanted power is 3 dB too strong.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libliquid-dev=1.7.0-1 gcc libc6-dev" '
  cat >noise.c <<END
#include <complex.h>
#include <liquid/liquid.h>
#include <math.h>
#include <stdio.h>

int main(void) {
  double drawn = 0, added = 0;
  for (int i = 0; i < 1000000; i++) {
    float complex noise, signal = 0;
    crandnf(&noise);
    cawgn(&signal, 1);
    drawn += crealf(noise * conjf(noise)) / 1e6;
    added += crealf(signal * conjf(signal)) / 1e6;
  }
  printf("liquid-dsp %s: power of crandnf %.3f, of cawgn %.3f\n", liquid_libversion(), drawn, added);
  return fabs(drawn - 2) < 0.02 && fabs(added - 1) < 0.02 ? 0 : 1;
}
END
  gcc -O2 noise.c -o noise -lliquid -lm && ./noise'
