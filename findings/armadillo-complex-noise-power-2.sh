#!/usr/bin/env bash
# Guess: randn gives complex numbers of unit variance, as those of MATLAB, Julia, PyTorch and IT++ are.
# Seen with Armadillo 14.2.3 (Debian 13): of variance 2, 1 in each part. Noise scaled by the root of a wanted power is 3 dB too strong. IT++
# 4.3.1, beside it, gives 1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libarmadillo-dev=1:14.2.3+dfsg-1+b1 libitpp-dev=4.3.1-10+b3 g++" '
  cat >power.cpp <<END
#include <armadillo>
#include <cstdio>
#include <itpp/itbase.h>
#include <itpp/itstat.h>

int main() {
  arma::arma_rng::set_seed(1);
  itpp::RNG_reset(1);
  const auto noise = arma::randn<arma::cx_vec>(1000000);
  const double power = arma::mean(arma::square(arma::abs(noise))), peer = itpp::energy(itpp::randn_c(1000000)) / 1000000;
  std::printf("Armadillo %s: power %.3f; IT++: power %.3f\n", arma::arma_version::as_string().c_str(), power, peer);
  return std::abs(power - 2) < 0.01 && std::abs(peer - 1) < 0.01 ? 0 : 1;
}
END
  g++ -O2 -w power.cpp -o power -larmadillo -litpp && ./power'
