#!/usr/bin/env bash
# Guess: ridge regression with an intercept leaves the intercept free, so that a constant added to all targets is added to all predictions.
# Seen with mlpack 4.6.0 (Debian 13): mlpack_linear_regression penalises it as well. Of 20 targets 100 + 3 x, with x from -2 to 2 and a
# penalty of 20, the slope is 2, as it should be, and the intercept 50.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "mlpack-bin=4.6.0-1" '
  awk "BEGIN { for (i = 0; i < 20; i++) print i % 5 - 2 }" >x.csv
  awk "{ print 100 + 3 * \$1 }" x.csv >y.csv
  mlpack_linear_regression --version
  for penalty in 0 20; do
    mlpack_linear_regression --training_file x.csv --training_responses_file y.csv --lambda $penalty \
      --test_file x.csv --output_predictions_file predictions.csv >/dev/null
    echo "penalty $penalty:" $(head -n 5 predictions.csv)
  done
  awk "NR <= 5 && (\$1 - 50 - 2 * (NR - 3)) ^ 2 > 1e-9 { changed = 1 } END { exit changed || NR != 20 }" predictions.csv'
