#!/usr/bin/env bash
# Guess: a reader that has 64-bit integers gives 64-bit integers, or says that it cannot.
# Seen with the hdf5r 1.3.12 of R (Debian 13): unsigned ones from 2^63 on, as half of all seeds and hashes are, come as 9223372036854775807,
# all the same number, without a warning. h5dump shows each.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-cran-hdf5r=1.3.12+dfsg-2 hdf5-tools=1.14.5+repack-3 python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >write.py <<END
import h5py
import numpy

with h5py.File("seeds.h5", "w") as file:
    file["seed"] = numpy.array([1, 2**63 - 2, 2**63 + 1, 15923456789012345678, 2**64 - 1], dtype="uint64")
END
  python3 write.py
  cat >read.R <<END
options(warn = 2)  # a warning would end the script
suppressMessages(library(hdf5r))
file <- H5File\$new("seeds.h5", "r")
seeds <- file[["seed"]][]
cat("hdf5r", as.character(packageVersion("hdf5r")), class(seeds), as.character(seeds), "\n")
cat("different:", length(unique(as.character(seeds))), "of", length(seeds), "\n")
quit(status = if (all(as.character(seeds)[3:5] == "9223372036854775807") && as.character(seeds)[2] == "9223372036854775806") 0 else 1)
END
  Rscript read.R || exit 1
  h5dump -d seed seeds.h5 | grep -A 1 "(0)"
  h5dump -d seed seeds.h5 | grep -q 15923456789012345678'
