#!/usr/bin/env bash
# Guess: tag::median of Boost.Accumulators is the median, to some precision, from the first sample on.
# Seen with Boost 1.83 (Debian 13): 0 of one sample and of two, and the third smallest of three, four and five. Until five samples have
# come, the median is the third place of an array that begins as zeros: of the three losses 10, 20, 30 it is 30.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libboost1.83-dev=1.83.0-4.2 g++" '
  cat >median.cpp <<END
#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics.hpp>
#include <boost/version.hpp>
#include <cstdio>
#include <vector>

using namespace boost::accumulators;

int main() {
  std::printf("Boost %s\n", BOOST_LIB_VERSION);
  accumulator_set<double, stats<tag::median, tag::mean>> losses;
  std::vector<double> medians;
  for (int n = 1; n <= 5; n++) {
    losses(10 * n);
    medians.push_back(median(losses));
    std::printf("10 to %d: median %g, right %d, mean %g\n", 10 * n, medians.back(), 5 * (n + 1), mean(losses));
  }
  return medians == std::vector<double>{0, 0, 30, 30, 30} ? 0 : 1;
}
END
  g++ -O2 -w median.cpp -o median && ./median'
