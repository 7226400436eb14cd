#!/usr/bin/env bash
# Guess: what was never written in a netCDF file, as the last runs of a sweep that was stopped, is nan or masked for whoever reads it.
# Seen with xarray 2025.03.1 (Debian 13): for both of its engines it is 9.97e36, and the mean of two ones and two values never written is
# 5e36; for netCDF4 1.7.2, the same file, they are masked and the mean is 1. Only if the file has an attribute _FillValue do the two agree.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-netcdf4=1.7.2-1+b4 python3-h5netcdf=1.6.1-1 python3-xarray=2025.03.1-8" '
  cat >unwritten.py <<END
import netCDF4
import xarray

print("netCDF4", netCDF4.__version__, "xarray", xarray.__version__)
with netCDF4.Dataset("risks.nc", "w") as file:
    file.createDimension("run", 4)
    file.createVariable("risk", "f8", "run")[:2] = 1
    file.createVariable("filled", "f8", "run", fill_value=netCDF4.default_fillvals["f8"])[:2] = 1
with netCDF4.Dataset("risks.nc") as file:
    masked = file["risk"][:]
means = [masked.mean()]
print("netCDF4", masked, "mean", means[0])
for engine in ("netcdf4", "h5netcdf"):
    with xarray.open_dataset("risks.nc", engine=engine) as data:
        means += [data.risk.mean().item(), data.filled.mean().item()]
        print(engine, data.risk.values, "mean", means[-2], "with an attribute", means[-1])
raise SystemExit(0 if means[0] == means[2] == means[4] == 1 and means[1] > 1e36 and means[3] > 1e36 else 1)
END
  python3 unwritten.py'
