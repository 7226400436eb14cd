#!/bin/sh
# Installs what is missing, builds everything and runs every test; with words, those tests that ctest picks by them (-R NAME). The last line
# counts: N passed, N failed.
set -u
cd "$(dirname "$0")/.."

jobs/install-dependencies.sh --tests || exit 1
cmake --preset release -DPOLESWEEP_TESTS=ON >/dev/null || exit 1
cmake --build --preset release || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
units="0 passed, 0 failed, 0 skipped"
if [ $# = 0 ]; then
  tests/unit_tests.sh build/release | tee "$log"
  units=$(tail -n 1 "$log")
  set -- -LE unit
fi
ctest --test-dir build/release --output-on-failure -j "$(nproc)" "$@" | tee "$log"
# ctest's own count of the failed, and of all: "98% tests passed, 2 tests failed out of 120".
summary=$(grep -E 'tests passed, [0-9]+ tests? failed out of' "$log")
skipped=$(grep -cE '\*\*\*Skipped' "$log")
failed=$(echo "$summary" | sed -E 's/.*, ([0-9]+) tests? failed.*/\1/')
total=$(echo "$summary" | sed -E 's/.*out of ([0-9]+).*/\1/')
[ -n "$total" ] || { echo "0 passed, 1 failed"; exit 1; }
of_units() { echo "$units" | sed -nE "s/(.*[^0-9])?([0-9]+) $1.*/\2/p"; }
passed=$((total - failed - skipped + $(of_units passed)))
failed=$((failed + $(of_units failed)))
echo "$passed passed, $failed failed, $((skipped + $(of_units skipped))) skipped"
[ "$failed" = 0 ]
