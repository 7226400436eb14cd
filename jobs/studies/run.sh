#!/bin/sh
# Runs the studies, or those named (jobs/studies/run.sh local-rules), on all cores, and prints their verdicts. Results and pages go to
# out/studies/STUDY/SWEEP/; run again, it computes only what is missing. Fails when a run fails, not when a claim does.
#
# $POLESWEEP is the program (default: build/release/polesweep), $RANKS the number of processes (default: one for each core), $OUT the folder
# for results (default: out/studies).
set -u
cd "$(dirname "$0")/../.." || exit 1

program=${POLESWEEP:-build/release/polesweep}
ranks=${RANKS:-$(nproc)}
results=${OUT:-out/studies}
if [ ! -x "$program" ]; then
  echo "$program: not built. Run cmake --preset release && cmake --build --preset release first?" >&2
  exit 2
fi
for study in "$@"; do
  if [ ! -f "jobs/studies/$study/smoke.toml" ]; then
    echo "$study: no such study (there are $(cd jobs/studies && echo */))" >&2
    exit 2
  fi
done
[ $# -gt 0 ] || set -- fixed-poles local-rules rtrl-convergence

start() {
  if [ "$ranks" -gt 1 ] && jobs/launch.sh --words >/dev/null 2>&1; then
    jobs/launch.sh "$ranks" "$program" run "$@"
  else
    "$program" run --serial "$@"
  fi
}

status=0
for study in "$@"; do
  for sweep in "jobs/studies/$study"/*.toml; do
    out=$results/$study/$(basename "$sweep" .toml)
    mkdir -p "$out"
    echo
    echo "== $sweep"
    start "$sweep" -o "$out/results.h5" >"$out/said"
    code=$?
    # The verdicts; tables are on the page.
    grep -E '^(holds|fails|undecided) ' "$out/said"
    if [ $code -ne 0 ]; then
      echo "$sweep: exit code $code" >&2
      status=$code
    fi
    echo "page: $out/report/index.html"
  done
done
exit $status
