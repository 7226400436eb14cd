#!/bin/sh
# Runs the studies, or those named (jobs/studies/run.sh local-rules), on all cores, and prints their verdicts: jobs/studies/run.sh [STUDY...]
# [smoke|full|cluster]. A sweep file has the size of smoke, which is the default; STUDY/full.txt and STUDY/cluster.txt have a line for each
# sweep of another size: its name, and what --set replaces. The size cluster is planned only. Results and pages go to
# out/studies/SIZE/STUDY/SWEEP/; run again, it computes only what is missing. Fails when a run fails, not when a claim does. A sweep on
# recorded data is skipped where a file of it is neither beside the sweep nor in the folder $POLESWEEP_DATA.
#
# $POLESWEEP is the program (default: build/release/polesweep), $RANKS the number of processes (default: one for each core), $OUT the folder
# for results (default: out/studies/SIZE), $DEADLINE the time at which a sitting ends (as --deadline takes it).
set -u
cd "$(dirname "$0")/../.." || exit 1

size=smoke
studies=
for word in "$@"; do
  case $word in
    smoke | full | cluster) size=$word ;;
    *) studies="$studies $word" ;;
  esac
done
program=${POLESWEEP:-build/release/polesweep}
ranks=${RANKS:-$(nproc)}
results=${OUT:-out/studies/$size}
if [ ! -x "$program" ]; then
  echo "$program: not built. Run cmake --preset release && cmake --build --preset release first?" >&2
  exit 2
fi
for study in $studies; do
  if [ ! -f "jobs/studies/$study/smoke.toml" ]; then
    echo "$study: no such study (there are $(cd jobs/studies && echo */))" >&2
    exit 2
  fi
done
[ -n "$studies" ] || studies=$(cd jobs/studies && echo */ | tr -d /)

start() {
  if [ "$ranks" -gt 1 ] && jobs/launch.sh --words >/dev/null 2>&1; then
    jobs/launch.sh "$ranks" "$program" run "$@"
  else
    "$program" run --serial "$@"
  fi
}

# The sweeps of a study, one a line with the settings of this size behind its name.
sweeps() {
  if [ "$size" = smoke ]; then
    (cd "jobs/studies/$1" && ls -- *.toml)
  else
    grep -v '^#' "jobs/studies/$1/$size.txt"
  fi
}

# The first file of recorded data that a sweep names and that is not there; nothing if all are.
absent() {
  sed -n 's/^[a-z_]*path *= *//p' "$1" | tr -d '[]" ' | tr , '\n' | while read -r file; do
    [ -e "$(dirname "$1")/$file" ] || [ -e "${POLESWEEP_DATA:-/dev/null}/$file" ] || { echo "$file" && break; }
  done
}

status=0
for study in $studies; do
  while read -r sweep settings; do
    out=$results/$study/$(basename "$sweep" .toml)
    echo
    echo "== jobs/studies/$study/$sweep $settings"
    file=$(absent "jobs/studies/$study/$sweep")
    if [ -n "$file" ]; then
      echo "skipped: no file '$file' in \$POLESWEEP_DATA (${POLESWEEP_DATA:-not set})"
      continue
    fi
    # shellcheck disable=SC2086  # settings are words without spaces of their own
    set -- "jobs/studies/$study/$sweep" ${settings:+--set $settings}
    if [ "$size" = cluster ]; then
      "$program" plan "$@" | grep -E '^(runs|core-hours|wall time|memory|results) '
      continue
    fi
    mkdir -p "$out"
    start "$@" -o "$out/results.h5" ${DEADLINE:+--deadline "$DEADLINE"} >"$out/said" </dev/null
    code=$?
    # The verdicts; tables are on the page.
    grep -E '^(holds|fails|undecided) ' "$out/said"
    if [ $code -ne 0 ]; then
      echo "$study/$sweep: exit code $code" >&2
      status=$code
    fi
    echo "page: $out/report/index.html"
  done <<LIST
$(sweeps "$study")
LIST
done
exit $status
