#!/usr/bin/env bash
# Guess: a run whose loss is NaN is never the best one, nor below a threshold: comparisons with NaN are false.
# Seen with jq 1.7.1 (Debian 13): it reads the NaN that Python's json writes, and to its order NaN is below every number. min_by(.loss)
# returns the run that has diverged, select(.loss < 0.2) keeps it, and min prints null.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "jq=1.7.1-6+deb13u4 python3-minimal=3.13.5-1" '
  python3 -c "
import json
losses = [0.5, float(\"nan\"), 0.1]
print(json.dumps([{\"run\": run, \"loss\": loss} for run, loss in enumerate(losses, 1)]))" >runs.json
  cat runs.json
  best=$(jq -c "min_by(.loss).run" runs.json)
  below=$(jq -c "map(select(.loss < 0.2).run)" runs.json)
  smallest=$(jq -c "map(.loss) | min" runs.json)
  echo "$(jq --version): run $best is the best, runs $below are below 0.2, the smallest loss is $smallest"
  [ "$best" = 2 ] && [ "$below" = "[2,3]" ] && [ "$smallest" = null ]'
