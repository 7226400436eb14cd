#!/usr/bin/env bash
# Everything that is too slow for every change: the whole tree and its tests with Clang, all tests under the sanitizers, clang-tidy over
# all files, the fuzz targets, and the campaigns in their long forms: 200 kills, Slurm's time limit, a host cut off, MPICH where it is
# installed. Hours on two cores. Needs build/release (./tests/run.sh).
set -u
cd "$(dirname "$0")/.."
failed=0
passed=0
step() {
  local name=$1 start=$SECONDS
  shift
  echo "=== $name"
  if "$@"; then
    passed=$((passed + 1)) && echo "--- $name: passed in $((SECONDS - start)) s"
  else
    failed=$((failed + 1)) && echo "--- $name: FAILED after $((SECONDS - start)) s"
  fi
}

clang_tree() {
  cmake -S . -B build/clang -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DPOLESWEEP_MPI=ON &&
    cmake --build build/clang && ctest --test-dir build/clang --output-on-failure -j "$(nproc)"
}
checked() { cmake --preset audit && cmake --build --preset audit && ctest --test-dir build/audit --output-on-failure -j "$(nproc)"; }
without_mpi() {
  cmake -S . -B build/serial -G Ninja -DCMAKE_BUILD_TYPE=Release -DPOLESWEEP_MPI=OFF && cmake --build build/serial --target polesweep polesweep-analyze
}
sanitized() {
  cmake --preset asan -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -gline-tables-only" && cmake --build --preset asan &&
    ASAN_OPTIONS=detect_leaks=0 ctest --test-dir build/asan --output-on-failure -j "$(nproc)" -E 'end_to_end|prototypes|million|misadjustment'
}
same_bits() { diff <(build/release/print_fingerprint) <(build/clang/print_fingerprint); }
tidy_tree() { git ls-files 'core/*.cpp' 'analysis/*.cpp' 'driver/*.cpp' | grep -v no_communicator | grep -vxF "$(.ci/block_sources.sh)" |
              xargs -P "$(nproc)" -n 4 clang-tidy -p build/audit --quiet --extra-arg=-Wno-unknown-warning-option; }
readers() {
  jobs/install-dependencies.sh --readers &&
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix build/readers h5wasm@0.10.3 jsfive@0.4.2 axe-core@4.10.2 &&
    POLESWEEP_READERS=1 POLESWEEP_NODE_MODULES=$PWD/build/readers/node_modules \
      ctest --test-dir build/release --output-on-failure -j "$(nproc)" -R 'end_to_end\.(readers|notebooks|accessible)'
}
campaigns() {
  local built=$PWD/build/release
  (cd tests/campaigns && POLESWEEP=$built/polesweep POLESWEEP_ANALYZE=$built/polesweep-analyze POLESWEEP_TEST_MPI=1 POLESWEEP_KILLS=200 \
    POLESWEEP_CAMPAIGN=long PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m unittest -v)
}

step "benches" cmake --build build/release --target benches
step "instructions of all small sweeps" tests/bench/instructions.py build/release/polesweep
step "whole tree with Clang" clang_tree
step "clang gives the same bits" same_bits
step "optimised with internal checks" checked
step "without MPI" without_mpi
step "address and undefined sanitizers, all unit tests" sanitized
step "tidy of the whole tree" tidy_tree
step "fuzz targets, ten minutes each" tests/fuzz/run.sh 600
step "readers of results, notebooks, axe" readers
step "campaigns" campaigns
step "Debian package in fresh roots" tests/campaigns/packages.sh
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
