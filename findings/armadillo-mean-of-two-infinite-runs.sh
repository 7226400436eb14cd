#!/usr/bin/env bash
# Guess: the mean of risks is infinite if some of them are.
# Seen with Armadillo 14.2.3 (Debian 13): of 1, 2, inf it is inf, of 1, 2, inf, inf it is nan. If the sum divided by the number is not
# finite, mean() tries again with a running mean, which subtracts: inf - inf. accu(risks) / n is inf for both, and a median is right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libarmadillo-dev=1:14.2.3+dfsg-1+b1 g++" '
  cat >mean.cpp <<END
#include <armadillo>
#include <cstdio>

int main() {
  std::printf("Armadillo %s\n", arma::arma_version::as_string().c_str());
  const arma::vec one = {1, 2, arma::datum::inf}, two = {1, 2, arma::datum::inf, arma::datum::inf};
  for (const auto& risks : {one, two})
    std::printf("%d risks: mean %g, accu / n %g, max %g\n", (int)risks.n_elem, arma::mean(risks), arma::accu(risks) / risks.n_elem, arma::max(risks));
  return std::isinf(arma::mean(one)) && std::isnan(arma::mean(two)) && std::isinf(arma::accu(two)) ? 0 : 1;
}
END
  g++ -O2 -w mean.cpp -o mean -larmadillo && ./mean'
