#!/usr/bin/env bash
# Guess: csvread knows the word Infinity, which JavaScript, Java and the JSON of Python write for a run that diverged, as it knows Inf.
# Seen with Octave 9.4.0 (Debian 13): it is 0, without a warning, in csvread and dlmread, as is every word that they do not know.
# str2double, which gives Inf for Inf, says NaN.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1" '
  printf "1,Inf,-Inf\n2,Infinity,-Infinity\n" >risks.csv
  cat >read.m <<END
printf("Octave %s\n", version());
risks = csvread("risks.csv")
numbers = str2double({"Inf", "Infinity"})
exit(! isequal(risks, [1 Inf -Inf; 2 0 0]) || numbers(1) != Inf || ! isnan(numbers(2)));
END
  octave-cli --no-gui read.m 2>/dev/null'
