#!/usr/bin/env bash
# Guess: a histogram leaves out what lies above its last bin, or counts it there.
# Seen with PDL 2.100 (Debian 13): of losses in bins of 0.1 from 0 to 1 one of 5 is counted in the last bin, but one of 1e20, an
# infinite one and a nan in the first, among the best. The number of a bin is cut to 64 bits before it is limited to the bins there are
# (in 2.081 of Debian 12 to 32 bits: 3e9 is in the first as well).
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "pdl=1:2.100-1" '
  cat >bins.pl <<END
use PDL;
my @wrong;
my %first = ("5" => 0, "3e9" => 0, "1e20" => 1, "inf" => 1, "nan" => 1);
for my \$loss (sort keys %first) {
  my \$counts = histogram(pdl(0.15, 0.25, 0.35)->append(pdl(\$loss)), 0.1, 0, 10);
  print "\$loss: \$counts\\n";
  my \$guess = \$first{\$loss} ? "[1 1 1 1 0 0 0 0 0 0]" : "[0 1 1 1 0 0 0 0 0 1]";
  push @wrong, \$loss if "\$counts" ne \$guess;
}
print "PDL \$PDL::VERSION\\n";
exit(@wrong ? 1 : 0);
END
  perl bins.pl'
