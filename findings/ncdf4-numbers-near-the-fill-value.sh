#!/usr/bin/env bash
# Guess: of a variable in double precision the numbers that equal its fill value are missing, and no others.
# Seen with the ncdf4 1.23 of R (Debian 13): everything within 1e-5 of it is NA, in proportion: with a fill value of 1 the losses 1.000001
# and 0.999991 are gone, with -9999 also -9998.95. The numbers are in the file: raw_datavals = TRUE gives them.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-cran-ncdf4=1.23-1+b1" '
  cat >near.R <<END
library(ncdf4)
near <- function(fill, values) {
  runs <- ncdim_def("run", "", seq_along(values), create_dimvar = FALSE)
  file <- nc_create("losses.nc", ncvar_def("loss", "", runs, missval = fill, prec = "double"))
  ncvar_put(file, "loss", values)
  nc_close(file)
  file <- nc_open("losses.nc")
  read <- ncvar_get(file, "loss")
  raw <- ncvar_get(file, "loss", raw_datavals = TRUE)
  nc_close(file)
  print(data.frame(raw = format(raw, digits = 10), read = read))
  c(is.na(read), all(raw == values))
}
cat("ncdf4", as.character(packageVersion("ncdf4")), "\n")
one <- near(1, c(1, 1.000001, 0.999991, 1.001))
hole <- near(-9999, c(-9999, -9998.95, -9998, 1))
quit(status = if (all(one == c(TRUE, TRUE, TRUE, FALSE, TRUE)) && all(hole == c(TRUE, TRUE, FALSE, FALSE, TRUE))) 0 else 1)
END
  Rscript near.R'
