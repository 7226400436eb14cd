#!/usr/bin/env bash
# Guess: `cdo timpctl,50` is the median over time of each point.
# Seen with CDO 2.5.1 (Debian 13): it counts values in 101 bins of equal width between the minimum and the maximum and goes along the bin.
# Of 1000 risks of which 990 are between 1 and 2, and ten runs have diverged to 1e6, the median is 1.5, and timpctl says 5001. Nothing is
# printed. More bins (CDO_PCTL_NBINS) help in proportion. Of few values, where bins are not used, it is exact, but the lower of two middle
# ones.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "cdo=2.5.1-1 python3-netcdf4 python3-numpy" '
  cat >risks.py <<END
import netCDF4
import numpy

risks = numpy.random.default_rng(0).permutation(numpy.r_[numpy.linspace(1, 2, 990), numpy.full(10, 1e6)])
with netCDF4.Dataset("risks.nc", "w") as file:
    file.createDimension("time", None)
    file.createDimension("point", 1)
    time = file.createVariable("time", "f8", "time")
    time.units, time[:] = "days since 2000-01-01", numpy.arange(1000)
    file.createVariable("risk", "f8", ("time", "point"))[:] = risks[:, None]
print("numpy: median", numpy.median(risks))
END
  python3 risks.py
  cdo --version 2>&1 | head -n 1
  cdo -s timmin risks.nc least.nc
  cdo -s timmax risks.nc most.nc
  cdo -s timpctl,50 risks.nc least.nc most.nc median.nc
  found=$(cdo -s outputf,%.6g median.nc)
  echo "timpctl,50: $found"
  awk "BEGIN { exit !($found > 1000) }"'
