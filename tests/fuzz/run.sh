#!/usr/bin/env bash
# Builds the fuzz targets, makes their seeds, and runs each for a while: tests/fuzz/run.sh [SECONDS each, 60] [TARGET ...].
# POLESWEEP names a polesweep that lists the words of sweep files; else one is built. POLESWEEP_FUZZ_CASES names a folder of sweep files, of which
# small ones are seeds as well.
# What is found lies in build/fuzz/finds; what was learnt stays in build/fuzz/corpus, from which the next call goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
build=${POLESWEEP_FUZZ_BUILD:-build/fuzz}
[ -e "$build/build.ninja" ] || cmake --preset fuzz -B "$build"
wanted=(fuzzers)
[ -n "${POLESWEEP:-}" ] || wanted+=(polesweep)
ninja -C "$build" "${wanted[@]}" >&2
mkdir -p "$build/finds"
"$build/fuzz_write_seeds" "$build/seeds"
python3 tests/fuzz/seeds.py "$build/seeds" "${POLESWEEP:-$build/polesweep}"
# Files of inputs are written and read a thousand times a second.
[ -n "${TMPDIR:-}" ] || { [ -d /dev/shm ] && export TMPDIR=/dev/shm; }
targets=("$@")
[ ${#targets[@]} -gt 0 ] ||
  targets=(record_logs saved_states messages data_files results_files set_options sweep_files theory_options results_values)
failed=0
for target in "${targets[@]}"; do
  tests/fuzz/one.sh "$build/fuzz_$target" "$build" -max_total_time="$seconds" -timeout=20 || failed=1
done
exit $failed
