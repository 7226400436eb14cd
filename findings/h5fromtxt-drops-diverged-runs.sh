#!/usr/bin/env bash
# Guess: a program that makes an HDF5 file of a column of numbers reads nan and inf, or stops at them.
# Seen with h5utils 1.13.2 (Debian 13): h5fromtxt leaves them out. Of the losses 0.5, nan, 0.25, inf, 0.125 it writes three, one after the
# other, and returns 0: run 4 is in the place of run 2. It skips what does not begin a number, as separators between numbers.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "h5utils=1.13.2-2 hdf5-tools=1.14.5+repack-3" '
  dpkg-query -W h5utils
  printf "0.5\nnan\n0.25\ninf\n0.125\n" >losses
  printf "0.5\n0.75\n0.25\n1e9\n0.125\n" >finite
  values() { h5fromtxt -v $1.h5 <$1 && h5dump -d data $1.h5 | grep -E "DATASPACE|\(0\)"; }
  values finite >finite.said
  values losses >losses.said || exit 1
  cat finite.said losses.said
  grep -q "SIMPLE { ( 5 )" finite.said && grep -q "SIMPLE { ( 3 )" losses.said && grep -q "(0): 0.5, 0.25, 0.125" losses.said'
