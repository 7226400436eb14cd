#!/usr/bin/env bash
# Guess: a program that sorts the rows of a CSV file by one column leaves the others as they are.
# Seen with csvkit 2.0.1 (Debian 13): a column that has only 0 and 1 is taken for truth values. csvsort writes False and True for them, and
# csvstat gives no mean. A table of error counts or of decided bits is no longer one of numbers, in a file where no run has made two errors.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "csvkit=2.0.1-3" '
  printf "errors,loss\n1,0.5\n0,0.25\n0,1\n" >one.csv
  printf "errors,loss\n1,0.5\n0,0.25\n2,1\n" >two.csv
  for file in one two; do
    csvsort -c loss $file.csv >$file.sorted
    csvstat -c errors --mean $file.csv >$file.mean
  done
  csvsort --version
  grep -H . one.* two.*
  [ "$(tr "\n" " " <one.sorted)" = "errors,loss False,0.25 True,0.5 False,1 " ] && [ "$(cat one.mean)" = None ] &&
    [ "$(tr "\n" " " <two.sorted)" = "errors,loss 0,0.25 1,0.5 2,1 " ] && [ "$(cat two.mean)" = 1 ]'
