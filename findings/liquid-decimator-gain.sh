#!/usr/bin/env bash
# Guess: filters that change the rate keep the level of what they pass, decimators as interpolators do.
# Seen with liquid-dsp 1.7.0 (Debian 13): a constant 1 comes out of the decimator by 4 as 4 (12 dB), by 8 as 8; of the interpolator by 4 and
# the resamplers by 0.5 and 0.25 as 1. A loss measured behind it is 16 times as large.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libliquid-dev=1.7.0-1 gcc libc6-dev" '
  cat >gain.c <<END
#include <complex.h>
#include <liquid/liquid.h>
#include <math.h>
#include <stdio.h>

float decimated(unsigned factor) {
  firdecim_crcf filter = firdecim_crcf_create_kaiser(factor, 8, 60);
  float complex ones[8] = {1, 1, 1, 1, 1, 1, 1, 1}, out;
  for (int i = 0; i < 100; i++) firdecim_crcf_execute(filter, ones, &out);
  firdecim_crcf_destroy(filter);
  return crealf(out);
}

float resampled(float rate) {
  resamp_crcf filter = resamp_crcf_create(rate, 12, 0.4f * rate, 60, 32);
  float complex out = 0, buffer[4];
  unsigned written;
  for (int i = 0; i < 400; i++) {
    resamp_crcf_execute(filter, 1, buffer, &written);
    if (written) out = buffer[0];
  }
  resamp_crcf_destroy(filter);
  return crealf(out);
}

int main(void) {
  firinterp_crcf interpolator = firinterp_crcf_create_kaiser(4, 8, 60);
  float complex out[4];
  for (int i = 0; i < 100; i++) firinterp_crcf_execute(interpolator, 1, out);
  const float up = crealf(out[0] + out[1] + out[2] + out[3]) / 4;
  printf("liquid-dsp %s: a constant 1 comes out of the decimator by 4 as %.3f, by 8 as %.3f; interpolator by 4 %.3f; resampler by 0.5 %.3f, by 0.25 %.3f\n",
         liquid_libversion(), decimated(4), decimated(8), up, resampled(0.5f), resampled(0.25f));
  const int strange = fabsf(decimated(4) - 4) < 0.1 && fabsf(decimated(8) - 8) < 0.2 && fabsf(up - 1) < 0.05;
  return strange && fabsf(resampled(0.5f) - 1) < 0.05 && fabsf(resampled(0.25f) - 1) < 0.05 ? 0 : 1;
}
END
  gcc -O2 gain.c -o gain -lliquid -lm && ./gain'
