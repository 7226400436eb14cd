#!/usr/bin/env bash
# Guess: an oscillator in single precision has errors of 1e-6: what it gives is the sine of its phase.
# Seen with liquid-dsp 1.7.0 (Debian 13): nco_crcf of type LIQUID_NCO is up to 0.0031 off, as a table of 1024 phases without interpolation
# is, and a tone that is cancelled with it leaves -55 dB behind. LIQUID_VCO computes: 1e-5 in ten thousand steps, -104 dB.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libliquid-dev=1.7.0-1 gcc=4:14.2.0-1 libc6-dev" '
  cat >tone.c <<END
#include <complex.h>
#include <liquid/liquid.h>
#include <math.h>
#include <stdio.h>

double worst, left;

void compare(liquid_ncotype type) {
  nco_crcf oscillator = nco_crcf_create(type);
  const float step = 0.1f;
  nco_crcf_set_frequency(oscillator, step);
  double errors = 0;
  worst = 0;
  const int length = 10000;
  for (int i = 0; i < length; i++) {
    float complex found;
    nco_crcf_cexpf(oscillator, &found);
    const double error = cabs((double complex)found - cexp(_Complex_I * (double)step * i));
    worst = fmax(worst, error);
    errors += error * error;
    nco_crcf_step(oscillator);
  }
  left = 10 * log10(errors / length);
  printf("type %d: worst error %.1e, left of a tone that is cancelled %.0f dB\n", (int)type, worst, left);
  nco_crcf_destroy(oscillator);
}

int main(void) {
  printf("liquid-dsp %s\n", liquid_libversion());
  compare(LIQUID_NCO);
  const int strange = worst > 1e-3 && left > -60;
  compare(LIQUID_VCO);
  return strange && left < -80 ? 0 : 1;
}
END
  gcc -O2 tone.c -o tone -lliquid -lm && ./tone'
