#!/usr/bin/env bash
# Builds the fuzz targets, makes their seeds, and runs each for a while: tests/fuzz/run.sh [SECONDS each, 60] [TARGET ...].
# POLESWEEP names a polesweep that lists the words of sweep files; else one is built.
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
corpus=$build/corpus
mkdir -p "$corpus" "$build/finds"
"$build/fuzz_write_seeds" "$build/seeds"
python3 tests/fuzz/seeds.py "$build/seeds" "${POLESWEEP:-$build/polesweep}"
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(record_logs saved_states messages set_options sweep_files data_files)
failed=0
for target in "${targets[@]}"; do
  mkdir -p "$corpus/$target"
  options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=1024 -print_final_stats=1 -use_value_profile=1)
  case $target in sweep_files | set_options) options+=(-dict="$build/seeds/sweeps.dict" -max_len=6000 -timeout=60) ;; esac
  said=ends
  ASAN_OPTIONS=detect_leaks=0 "$build/fuzz_$target" "${options[@]}" -artifact_prefix="$build/finds/$target-" \
    "$corpus/$target" "$build/seeds/$target" $([ -d "tests/fuzz/finds/$target" ] && echo "tests/fuzz/finds/$target") \
    >"$build/$target.log" 2>&1 || { said=FIND; failed=1; }
  printf '%-14s %10s executions  %s\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")" "$said"
done
exit $failed
