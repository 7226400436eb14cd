#!/usr/bin/env bash
# Guess: two drivers of one program read a table of a file in the same order.
# Seen with GDAL 3.10.3 (Debian 13): a netCDF file is an HDF5 file, and both drivers open it. By the HDF5 driver the first row of losses
# (run by step) is the first of the image; by the netCDF driver, which is the one that GDAL takes unless told, it is the last: run 0 is in
# the place of run 1. A table without coordinates counts as a map with the south at its beginning.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gdal-bin=3.10.3+dfsg-1 netcdf-bin=1:4.9.3-1" '
  cat >losses.cdl <<END
netcdf losses {
dimensions: run = 2 ; step = 3 ;
variables: double loss(run, step) ;
data: loss = 1, 2, 3, 4, 5, 6 ;
}
END
  ncgen -4 -o losses.nc losses.cdl
  gdalinfo --version
  ncdump -v loss losses.nc | grep -A 3 "^data"
  table() { for row in 0 1; do for column in 0 1 2; do gdallocationinfo -valonly "$1" $column $row; done; done | tr "\n" " "; }
  plain=$(table losses.nc) netcdf=$(table NETCDF:losses.nc:loss) hdf5=$(table HDF5:losses.nc://loss)
  echo "row by row, without a driver: $plain"
  echo "row by row, netCDF driver:    $netcdf"
  echo "row by row, HDF5 driver:      $hdf5"
  [ "$plain" = "4 5 6 1 2 3 " ] && [ "$netcdf" = "$plain" ] && [ "$hdf5" = "1 2 3 4 5 6 " ]'
