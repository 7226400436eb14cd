#!/usr/bin/env bash
# Guess: a tool that joins packed files gives back their numbers, or refuses.
# Seen with NCO 5.3.3 (Debian 13): ncrcat joins the packed integers, and keeps the offset and the scale of the first file for all of them.
# Losses of 101, 103, 105 and of 210, 230, 250, each packed by NCO, are 101, 103, 105 twice; it returns 0 and says nothing. ncra, which
# averages, unpacks first and is right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "nco=5.3.3-1 netcdf-bin=1:4.9.3-1" '
  part() {
    printf "netcdf x { dimensions: step = UNLIMITED ; variables: double loss(step) ; data: loss = %s ; }" "$2" >$1.cdl
    ncgen -o $1.nc $1.cdl && ncpdq -O $1.nc $1-packed.nc
  }
  values() { ncdump -v loss $1 | sed -n "s/^ loss = //p"; }
  part first "101, 103, 105"
  part second "210, 230, 250"
  ncrcat --version 2>&1 | grep "^ncrcat"
  ncpdq -O -U first-packed.nc first-again.nc && ncpdq -O -U second-packed.nc second-again.nc
  echo "unpacked: $(values first-again.nc) and $(values second-again.nc)"
  ncrcat -O first-packed.nc second-packed.nc joined.nc >said 2>&1 || exit 1
  [ ! -s said ] || { cat said; exit 1; }
  ncpdq -O -U joined.nc joined-again.nc
  ncra -O first-packed.nc second-packed.nc mean.nc
  ncrcat -O first.nc second.nc plain.nc
  echo "joined: $(values joined-again.nc) without packing: $(values plain.nc) mean: $(values mean.nc)"
  [ "$(values joined-again.nc)" = "101, 103, 105, 101, 103, 105 ;" ] && [ "$(values plain.nc)" = "101, 103, 105, 210, 230, 250 ;" ] &&
    [ "$(values mean.nc)" = "166.5 ;" ] && [ "$(values second-again.nc)" = "210, 230, 250 ;" ]'
