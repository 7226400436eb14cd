#!/usr/bin/env bash
# Guess: an infinite loss in a netCDF file is infinite where it is read, in R as anywhere.
# Seen with the RNetCDF 2.9-2 of R (Debian 13): it is NA, and so is 1e37, of a variable without a fill value or a range; nan stays nan, and
# -Inf -Inf. What is beyond the fill value (9.97e36 if none was given) counts as missing, so that the mean of 1, Inf and 3 without missing
# ones is 2. With a fill value of -1 it is all below -1. ncdf4 1.23 reads every number.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-cran-rnetcdf=2.9-2-1 r-cran-ncdf4=1.23-1+b1" '
  cat >infinite.R <<END
library(RNetCDF)
read <- function(values, fill = NULL) {
  file <- create.nc("losses.nc", format = "netcdf4")
  dim.def.nc(file, "run", length(values))
  var.def.nc(file, "loss", "NC_DOUBLE", "run")
  if (! is.null(fill)) att.put.nc(file, "loss", "_FillValue", "NC_DOUBLE", fill)
  var.put.nc(file, "loss", values)
  close.nc(file)
  file <- open.nc("losses.nc")
  found <- var.get.nc(file, "loss")
  close.nc(file)
  file <- ncdf4::nc_open("losses.nc")
  other <- ncdf4::ncvar_get(file, "loss")
  ncdf4::nc_close(file)
  cat("fill value", if (is.null(fill)) "none" else fill, "\n")
  print(data.frame(written = values, RNetCDF = found, ncdf4 = other))
  list(found = found, other = other)
}
missing <- function(x) is.na(x) & ! is.nan(x)
cat("RNetCDF", as.character(packageVersion("RNetCDF")), "ncdf4", as.character(packageVersion("ncdf4")), "\n")
plain <- read(c(1, Inf, 3, 1e37, 1e36, NaN, -Inf))
below <- read(c(2, -0.5, -1.5, -1e9), -1)
cat("mean of 1, Inf, 3 without missing ones:", mean(plain\$found[1:3], na.rm = TRUE), "\n")
strange <- all(which(missing(plain\$found)) == c(2, 4)) && all(which(missing(below\$found)) == c(3, 4))
quit(status = if (strange && ! any(missing(plain\$other)) && ! any(missing(below\$other))) 0 else 1)
END
  Rscript infinite.R'
