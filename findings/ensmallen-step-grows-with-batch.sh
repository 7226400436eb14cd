#!/usr/bin/env bash
# Guess: SGD moves along the mean gradient of a batch, so that a step size keeps its meaning when the batch size changes.
# Seen with ensmallen 2.22.1 (Debian 13): it moves along the sum that the function gives, as it is. With four equal samples, a step size of
# 0.1 and batches of 1, 2 and 4, one pass leads to 0.344, 0.36 and 0.4 of the way; the mean would lead to 0.344, 0.19 and 0.1. A step size
# that is stable for one sample diverges for the default batch of 32.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libensmallen-dev=2.22.1-2 libarmadillo-dev g++ libc6-dev" '
  cat >batches.cpp <<END
#include <cmath>
#include <cstdio>
#include <ensmallen.hpp>

struct Distance {  // from 1, of every sample
  std::size_t samples;
  void Shuffle() {}
  std::size_t NumFunctions() const { return samples; }
  double Evaluate(const arma::mat& x, std::size_t, std::size_t size) { return 0.5 * size * std::pow(x(0) - 1, 2); }
  void Gradient(const arma::mat& x, std::size_t, arma::mat& gradient, std::size_t size) {
    gradient.zeros(1, 1);
    gradient(0) = size * (x(0) - 1);
  }
};

double pass(std::size_t samples, std::size_t batch) {
  Distance distance{samples};
  arma::mat x(1, 1, arma::fill::zeros);
  ens::StandardSGD(0.1, batch, samples, -1, false).Optimize(distance, x);
  return x(0);
}

int main() {
  const double one = pass(4, 1), two = pass(4, 2), four = pass(4, 4), many = pass(320, 32);
  std::printf("ensmallen %s: batches of 1 %.4g, of 2 %.4g, of 4 %.4g; 320 samples in batches of 32 %.4g\n",
              ens::version::as_string().c_str(), one, two, four, many);
  const bool sums = std::abs(two - 0.36) < 1e-12 && std::abs(four - 0.4) < 1e-12;
  return sums && std::abs(one - 0.3439) < 1e-12 && std::abs(many) > 1000 ? 0 : 1;
}
END
  g++ -w -O1 -std=c++17 -DARMA_DONT_PRINT_FAST_MATH_WARNING batches.cpp -o batches -larmadillo && ./batches'
