#!/usr/bin/env bash
# Runs the unit tests of a build folder, of all its programs or those named: each on all cores, by the shards of GoogleTest. A process for each
# of some two thousand tests, as ctest starts them, takes longer to start than most tests take. GTEST_FILTER picks tests. The last line counts:
# N passed, N failed, N skipped.
#   tests/unit_tests.sh build/release [test_core ...]
set -u
build=$1
shift
[ $# != 0 ] || mapfile -t all <"$build/unit_tests.txt"
[ $# != 0 ] || set -- "${all[@]}"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
shards=$(nproc)
passed=0
failed=0
skipped=0

count() { sed -nE "s/^\\[  $1 +\\] ([0-9]+) tests?.*/\\1/p" "$2" | head -n 1; }

for program in "$@"; do
  running=()
  for shard in $(seq 0 $((shards - 1))); do
    GTEST_TOTAL_SHARDS=$shards GTEST_SHARD_INDEX=$shard timeout 900 "$build/$program" --gtest_brief=1 >"$logs/$shard" 2>&1 &
    running+=($!)
  done
  for shard in "${!running[@]}"; do
    wait "${running[$shard]}"
    status=$?
    of_shard=$(count FAILED "$logs/$shard")
    # A program that ends before it counts has failed in the test that it was in.
    [ "$status" = 0 ] || [ -n "$of_shard" ] || of_shard=1
    [ "$status" = 0 ] || { cat "$logs/$shard" && echo "$program, part $shard: exit code $status"; }
    failed=$((failed + ${of_shard:-0}))
    of_shard=$(count PASSED "$logs/$shard")
    passed=$((passed + ${of_shard:-0}))
    of_shard=$(count SKIPPED "$logs/$shard")
    skipped=$((skipped + ${of_shard:-0}))
  done
  echo "$program: $passed passed so far, $failed failed"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
