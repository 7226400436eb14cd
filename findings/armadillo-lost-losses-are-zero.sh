#!/usr/bin/env bash
# Guess: a cell of a table that is no number, or empty, becomes nan when the table is loaded, or loading fails.
# Seen with Armadillo 14.2.3 (Debian 13): load() of a csv file makes 0 of an empty cell, of a text and of a line of titles, and returns
# true: the run that diverged has the best loss. With csv_opts::strict all these are nan. Cells with nan and inf are read as such.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libarmadillo-dev=1:14.2.3+dfsg-1+b1 g++=4:14.2.0-1" '
  printf "run,loss\n1,0.5\n2,diverged\n3,\n4,nan\n5,inf\n" >losses.csv
  cat >load.cpp <<END
#include <armadillo>
#include <cmath>

int main() {
  std::cout << "Armadillo " << arma::arma_version::as_string() << std::endl;
  arma::mat plain, strict;
  const bool loaded = plain.load("losses.csv", arma::csv_ascii);
  const bool strictly = strict.load(arma::csv_name("losses.csv", arma::csv_opts::strict));
  std::cout << loaded << " titles, 1 to 5:" << plain.col(1).t() << strictly << " strictly:" << strict.col(1).t();
  const auto loss = plain.col(1), told = strict.col(1);
  const bool zeros = loss(0) == 0 && loss(1) == 0.5 && loss(2) == 0 && loss(3) == 0 && std::isnan(loss(4)) && std::isinf(loss(5));
  return loaded && strictly && zeros && told(1) == 0.5 && std::isnan(told(0)) && std::isnan(told(2)) && std::isnan(told(3)) ? 0 : 1;
}
END
  g++ -O1 -w load.cpp -o load -larmadillo && ./load'
