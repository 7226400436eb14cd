#!/usr/bin/env bash
# Guess: the mean of integers is a floating-point number, or at least the same whichever of the NCO is asked.
# Seen with NCO 5.3.3 (Debian 13): the mean of the counts 1, 2, 2 (5/3) is stored as 2 by ncra, which rounds, and as 1 by ncap2, whose avg()
# cuts off. Neither says so. A sum by ncra of three shorts 30000 is 24464. float(counts).avg() and CDO give 1.67.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "nco=5.3.3-1 netcdf-bin" '
  cat >counts.cdl <<END
netcdf counts {
dimensions: run = UNLIMITED;
variables: int count(run); short large(run);
data: count = 1, 2, 2; large = 30000, 30000, 30000;
}
END
  ncgen -o counts.nc counts.cdl
  ncra -O counts.nc ncra.nc
  ncra -O -y ttl -v large counts.nc sum.nc
  ncap2 -O -v -s "whole=count.avg(); real=float(count).avg()" counts.nc ncap2.nc
  number() { ncks -H -C -v "$2" --trd "$1" | sed -n "s/.*$2.*= *\([-0-9.]*\).*/\1/p"; }
  found="$(number ncra.nc count) $(number ncap2.nc whole) $(number ncap2.nc real) $(number sum.nc large)"
  ncra --version 2>&1 | grep -o "version [0-9.]*" | head -n 1
  echo "mean by ncra, by ncap2, of floats; sum of shorts: $found"
  case $found in "2 1 1.6666"*" 24464") ;; *) exit 1 ;; esac'
