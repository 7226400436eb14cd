#!/usr/bin/env bash
# Guess: GNU parallel --resume runs the commands that are not in the log of finished ones yet.
# Seen with GNU parallel 20240222 (Debian 13): it skips as many commands as there are, whatever they are. After a sweep over 0.1, 0.2 and
# 0.3, one over 0.05, 0.1, 0.2 and 0.3 runs 0.3 once more and never 0.05, and returns 0 without a word. So does one over three other numbers
# alone: nothing is run. The manual says that the arguments have to be unchanged; nothing checks it.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "parallel=20240222+ds-2" '
  parallel --version | head -n 1
  sweep() { parallel --will-cite --joblog "$1" --resume "echo {} >>$2" ::: $3; }
  sweep log ran "0.1 0.2 0.3"
  sweep log ran "0.05 0.1 0.2 0.3"
  echo "ran:" $(cat ran)
  sweep other others "0.1 0.2 0.3"
  sweep other others "1 2 3"
  echo "ran:" $(cat others)
  [ "$(sort ran | xargs)" = "0.1 0.2 0.3 0.3" ] && [ "$(sort others | xargs)" = "0.1 0.2 0.3" ]'
