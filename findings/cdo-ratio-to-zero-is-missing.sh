#!/usr/bin/env bash
# Guess: 1/0 is infinite, or an error.
# Seen with CDO 2.5.1 (Debian 13): "div" and the "/" of "expr" make it missing, as is the logarithm of 0 and the root of -1; an operator
# that averages then leaves the run out. Of the ratios 1/2, 3/0, 5/2 the mean is 1.5, where it is infinite. The ncbo of NCO has Infinity.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "cdo=2.5.1-1 nco=5.3.3-1 netcdf-bin=1:4.9.3-1" '
  table() {
    printf "netcdf x { dimensions: time = UNLIMITED ; variables: double time(time) ; time:units = \"days since 2000-01-01\" ;
      double loss(time) ; data: time = 0, 1, 2 ; loss = %s ; }" "$2" >$1.cdl
    ncgen -o $1.nc $1.cdl
  }
  values() { ncdump -v $2 $1 | sed -n "s/^ $2 = //p"; }
  table loss "1, 3, 5"
  table noise "2, 0, 2"
  cdo --version 2>&1 | head -n 1
  cdo -s div loss.nc noise.nc ratio.nc
  cdo -s timmean ratio.nc mean.nc
  cdo -s expr,"inverse=1/loss;logarithm=log(loss);root=sqrt(loss-1);" noise.nc functions.nc
  ncbo -O --op_typ=divide loss.nc noise.nc nco.nc
  echo "ratio $(values ratio.nc loss) mean $(values mean.nc loss) by NCO $(values nco.nc loss)"
  for name in inverse logarithm root; do echo "$name of 2, 0, 2 (root of one less): $(values functions.nc $name)"; done
  [ "$(values ratio.nc loss)" = "0.5, _, 2.5 ;" ] && [ "$(values mean.nc loss)" = "1.5 ;" ] &&
    [ "$(values nco.nc loss)" = "0.5, Infinity, 2.5 ;" ] && [ "$(values functions.nc inverse)" = "0.5, _, 0.5 ;" ] &&
    [ "$(values functions.nc root)" = "1, _, 1 ;" ]'
