#!/usr/bin/env bash
# Guess: a reader that gives complex doubles of HDF5 as complex numbers of R converts complex singles as well.
# Seen with the rhdf5 2.50.2 of Bioconductor (Debian 13), for pairs r, i as h5py writes them: two complex singles are read as the bits of
# one complex double. 1+2i, 3+4i, 5+6i, 7+8i, as a receiver's samples are stored, begin 2+512i, 8192+131072i, and doubles of the other byte
# order come unswapped, 1+2i as 3e-319+3e-322i; no error, no warning. Real singles and complex doubles are right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-bioc-rhdf5=2.50.2+dfsg-1 python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >write.py <<END
import h5py
import numpy

samples = numpy.array([1 + 2j, 3 + 4j, 5 + 6j, 7 + 8j])
with h5py.File("samples.h5", "w") as file:
    file["double"] = samples
    file["single"] = samples.astype("<c8")
    file["swapped"] = samples.astype(">c16")
    file["real_single"] = samples.real.astype("<f4")
    file["real_swapped"] = samples.real.astype(">f8")
END
  python3 write.py
  cat >read.R <<END
options(warn = 2)  # a warning would end the script
suppressMessages(library(rhdf5))
cat("rhdf5", as.character(packageVersion("rhdf5")), "\n")
names <- c("double", "single", "swapped", "real_single", "real_swapped")
found <- lapply(setNames(nm = names), function(name) as.vector(h5read("samples.h5", name)))
for (name in names) cat(name, class(found[[name]]), format(found[[name]], digits = 3)[if (name == "single") 1:2 else 1:4], "\n")
samples <- c(1+2i, 3+4i, 5+6i, 7+8i)
right <- all(found\$double == samples) && all(found\$real_single == Re(samples)) && all(found\$real_swapped == Re(samples))
pairs <- abs(Mod(found\$single[1:2] - c(2+512i, 8192+131072i))) < 1
quit(status = if (right && all(pairs) && all(found\$swapped != samples)) 0 else 1)
END
  Rscript read.R'
