#!/usr/bin/env bash
# Guess: a running median is close to the median, and above all does not care how large the largest few values are.
# Seen with GSL 2.8 (Debian 13): of 1000 risks between 0 and 1, of which ten are 1e30, gsl_rstat_median is 2e23. It keeps five numbers (the
# P-square method) and moves each along a parabola through its neighbours, the largest risk included. gsl_stats_median of the same risks is
# 0.5.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libgsl-dev=2.8+dfsg-5 gcc libc6-dev" '
  cat >median.c <<END
#include <gsl/gsl_rng.h>
#include <gsl/gsl_rstat.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_version.h>
#include <stdio.h>

int main(void) {
  int strange = 1;
  for (int diverged = 0; diverged <= 10; diverged += 10) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rstat_workspace *running = gsl_rstat_alloc();
    double risks[1000];
    for (int i = 0; i < 1000; i++) {
      risks[i] = gsl_rng_uniform(random);
      if (diverged && i % 100 == 7) risks[i] = 1e30;
      gsl_rstat_add(risks[i], running);
    }
    const double found = gsl_rstat_median(running), right = gsl_stats_median(risks, 1, 1000);
    printf("GSL %s, %d of 1000 diverged: running median %g, median %g\n", gsl_version, diverged, found, right);
    strange = strange && right > 0.4 && right < 0.6 && (diverged ? found > 1e6 : found > 0.4 && found < 0.6);
  }
  return !strange;
}
END
  gcc -O2 median.c -o median -lgsl -lgslcblas && ./median'
