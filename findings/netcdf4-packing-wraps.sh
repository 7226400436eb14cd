#!/usr/bin/env bash
# Guess: a number too large for a packed variable is refused, masked or the largest that can be stored.
# Seen with netCDF4 1.7.2 (Debian 13): it wraps. With 16 bits and a scale_factor of 0.01, which reach to 327.67, a risk of 400 is read back
# as -255.36, and one of 655.36 as 0. There is no warning. xarray 2025.03.1, given the same encoding, writes the same.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-netcdf4=1.7.2-1+b4 python3-xarray=2025.03.1-8" '
  cat >pack.py <<END
import netCDF4
import numpy
import xarray

print("netCDF4", netCDF4.__version__, "xarray", xarray.__version__)
risks = numpy.array([1.239, 327.6, 400, 655.36])
with netCDF4.Dataset("packed.nc", "w") as file:
    file.createDimension("run", 4)
    packed = file.createVariable("risk", "i2", "run")
    packed.scale_factor = 0.01
    packed[:] = risks
with netCDF4.Dataset("packed.nc") as file:
    read = file["risk"][:]
xarray.Dataset({"risk": ("run", risks)}).to_netcdf("xarray.nc", encoding={"risk": {"dtype": "int16", "scale_factor": 0.01}})
with netCDF4.Dataset("xarray.nc") as file:
    other = file["risk"][:]
print("written", risks, "\nread", read, "\nby xarray", other)
wrapped = [1.24, 327.6, -255.36, 0]
raise SystemExit(0 if numpy.allclose(read, wrapped) and numpy.allclose(other, wrapped) else 1)
END
  python3 pack.py'
