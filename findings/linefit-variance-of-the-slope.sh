#!/usr/bin/env bash
# Guess: the variance of a fitted slope is sigma^2 / sum (x - mean x)^2: 0.0833 for (1, 1), (2, 2), (3, 4), as of any other program.
# Seen with Statistics::LineFit 0.07 (Debian 12; it says 0.06 itself): varianceOfEstimates returns 0.0139, a sixth. It takes the squared residual of each point for
# the variance of that point. With weights 1, 1, 1 and 3 of four points both variances, of slope and of intercept, are negative. Slope,
# intercept and sigma of the same fit are right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "libstatistics-linefit-perl=0.07-3" '
  cat >fit.pl <<END
use strict;
use warnings;
use Statistics::LineFit;
my \$fit = Statistics::LineFit->new;
\$fit->setData([1, 2, 3], [1, 2, 4]);
my (\$intercept, \$slope) = \$fit->coefficients;
my \$expected = \$fit->sigma ** 2 / 2;
my @found = \$fit->varianceOfEstimates;
my \$weighted = Statistics::LineFit->new;
\$weighted->setData([1, 2, 3, 4], [1, 2, 4, 9], [1, 1, 1, 3]);
my @negative = \$weighted->varianceOfEstimates;
print "Statistics::LineFit \$Statistics::LineFit::VERSION slope \$slope sigma ", \$fit->sigma, "\n";
print "variance of the slope: \$found[1], expected: \$expected, with weights, intercept and slope: @negative\n";
sub near { abs(\$_[0] - \$_[1]) < 1e-9 }
exit(near(\$slope, 1.5) && near(\$expected, 1 / 12) && near(\$found[1], 1 / 72) && \$negative[0] < 0 && \$negative[1] < 0 ? 0 : 1);
END
  perl fit.pl'
