#!/usr/bin/env bash
# Guess: lossy compression of netCDF keeps what is no number: a diverged run is nan or inf before and after.
# Seen with netCDF4 1.7.2 on netCDF-C 4.9.3 (Debian 13): with significant_digits=3 and quantize_mode="GranularBitRound" nan and both
# infinities are read back as 0, the best loss there is. least_significant_digit keeps them, and BitGroom makes nan of -inf.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-netcdf4=1.7.2-1+b4" '
  cat >rounding.py <<END
import netCDF4
import numpy

print("netCDF4", netCDF4.__version__, "netCDF-C", netCDF4.__netcdf4libversion__)
losses = numpy.array([0.123456, numpy.nan, numpy.inf, -numpy.inf, 250])
ways = {mode: {"significant_digits": 3, "quantize_mode": mode} for mode in ("GranularBitRound", "BitGroom")}
ways["least_significant_digit"] = {"least_significant_digit": 3}
with netCDF4.Dataset("losses.nc", "w") as file:
    file.createDimension("run", 5)
    for name, way in ways.items():
        file.createVariable(name, "f8", "run", zlib=True, **way)[:] = losses
strange = True
with netCDF4.Dataset("losses.nc") as file:
    file.set_auto_mask(False)
    for name in ways:
        read = file[name][:]
        print(name, read)
        strange = strange and ((read[1:4] == 0).all() if name == "GranularBitRound" else not numpy.isfinite(read[1:4]).any())
raise SystemExit(0 if strange else 1)
END
  python3 -W ignore rounding.py'
