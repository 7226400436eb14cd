#!/bin/sh
# Installs what is missing, builds everything and runs every test. The last line counts: N passed, N failed.
set -u
cd "$(dirname "$0")/.."

jobs/install-dependencies.sh --tests || exit 1
cmake --preset release -DPOLESWEEP_TESTS=ON >/dev/null || exit 1
cmake --build --preset release || exit 1

log=$(mktemp)
ctest --test-dir build/release --output-on-failure -j "$(nproc)" "$@" | tee "$log"
# ctest's own count of the failed, and of all: "98% tests passed, 2 tests failed out of 120".
summary=$(grep -E 'tests passed, [0-9]+ tests? failed out of' "$log")
skipped=$(grep -cE '\*\*\*Skipped' "$log")
rm -f "$log"
failed=$(echo "$summary" | sed -E 's/.*, ([0-9]+) tests? failed.*/\1/')
total=$(echo "$summary" | sed -E 's/.*out of ([0-9]+).*/\1/')
[ -n "$total" ] || { echo "0 passed, 1 failed"; exit 1; }
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
