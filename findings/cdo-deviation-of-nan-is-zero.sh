#!/usr/bin/env bash
# Guess: a standard deviation is the root of the variance, nan or not.
# Seen with CDO 2.5.1 (Debian 13): of losses with a nan among them timvar is nan and timstd is 0, as if all had been equal; so are ensvar
# and ensstd. sqrt of timvar is nan. Nothing warns, and runs that diverged look like the steadiest.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "cdo=2.5.1-1 netcdf-bin=1:4.9.3-1" '
  cat >losses.cdl <<END
netcdf losses {
dimensions: time = UNLIMITED ; run = 3 ;
variables: double time(time) ; time:units = "seconds since 2000-01-01" ; double loss(time, run) ;
data: time = 1, 2, 3 ; loss = 1, 1, 1, nan, 2, 2, 3, nan, 3 ;
}
END
  ncgen -o losses.nc losses.cdl
  cdo --version 2>&1 | head -n 1
  of() { cdo -s outputf,%.4f,3 "$@" 2>&1; }
  variance=$(of -timvar losses.nc) deviation=$(of -timstd losses.nc) root=$(of -sqrt -timvar losses.nc)
  members="-seltimestep,1 losses.nc -seltimestep,2 losses.nc -seltimestep,3 losses.nc"
  ensemble_variance=$(of -ensvar [ $members ]) ensemble_deviation=$(of -ensstd [ $members ])
  echo "of 1, nan, 3; of 1, 2, nan; of 1, 2, 3:"
  echo "timvar $variance, its root $root, timstd $deviation; ensvar $ensemble_variance, ensstd $ensemble_deviation"
  squeezed() { echo "$*" | tr -d " "; }
  [ "$(squeezed $variance $root $deviation)" = nannan0.6667nannan0.81650.00000.00000.8165 ] &&
    [ "$(squeezed $ensemble_variance $ensemble_deviation)" = nannan0.66670.00000.00000.8165 ]'
