#!/usr/bin/env bash
# polesweep in fresh roots of Debian releases, each made by debootstrap from the mirror that this machine's apt uses. Needs root and build/release.
#   tests/campaigns/releases.sh [--short] [bookworm] [trixie] [forky] [aarch64]       all four where none is named
# In each root a clone of the committed tree is built by the README's first command. The data and the fingerprint of its numerics have to be this
# machine's, bit for bit, and sweeps that are stopped under the MPI of the release have to go on to the same data. The long form, half an hour on
# two cores for each release, adds tests/run.sh (all tests; Slurm is among them), the fingerprint of a Clang build, and MPICH.
# aarch64 is a cross build in Debian 13 without MPI, run by an emulator. POLESWEEP_ROOTS names a folder that keeps roots and compiled objects.
set -u
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
. tests/campaigns/steps.sh

# Writes the sweeps whose data are compared.
sweeps="small learned quickstart"
write_sweeps() {
  mkdir -p "$1" && cp jobs/sweeps/quickstart.toml "$1" &&
    POLESWEEP=- POLESWEEP_ANALYZE=- PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tests/end_to_end /usr/bin/python3 -c '
import pathlib, sweeps, sys
for name in ("SMALL", "LEARNED"):
    pathlib.Path(sys.argv[1], name.lower() + ".toml").write_text(getattr(sweeps, name))' "$1"
}

# What this machine computes, once for all releases.
host_results() {
  local name
  cmake --build build/release --target polesweep print_fingerprint >"$work/said" 2>&1 || { tail "$work/said"; return 1; }
  build/release/print_fingerprint | cut -d ' ' -f 2 | sort -u | tee "$work/fingerprint"
  write_sweeps "$work/host" || return
  for name in $sweeps; do
    build/release/polesweep run "$work/host/$name.toml" -o "$work/host/$name.h5" --no-report 2>"$work/said" || { cat "$work/said"; return 1; }
  done
}

clone() {
  git diff --quiet HEAD || echo "what is not committed is not tested"
  git clone -q --no-hardlinks "file://$PWD" "$root/polesweep" && write_sweeps "$root/polesweep/out" || return
  [ -z "${POLESWEEP_ROOTS:-}" ] || install_in "$root" ccache
}

# same_data FILE NAME: a file in the clone holds what this machine has computed for that sweep.
same_data() {
  echo "$1:"
  /usr/bin/python3 tests/end_to_end/results_equal.py "$work/host/$2.h5" "$root/polesweep/$1"
}

# same_sweeps NAMES WORDS...: the same of sweeps that the words, which start polesweep in the root, compute now.
same_sweeps() {
  local names=$1 name different=0
  shift
  for name in $names; do
    in_root "$root" "$@" run "out/$name.toml" -o "out/$name.h5" --no-report 2>"$work/said" || { cat "$work/said"; return 1; }
    same_data "out/$name.h5" "$name" || different=1
  done
  return $different
}

native_data() {
  local different=0
  same_data out/quickstart/results.h5 quickstart || different=1
  same_sweeps "small learned" build/release/polesweep || different=1
  return $different
}

# same_fingerprint WORDS...: what they print in the root names this machine's fingerprint and no other.
same_fingerprint() { in_root "$root" "$@" | tee "$work/said" && grep -oE '\b[0-9a-f]{32}\b' "$work/said" | sort -u | diff "$work/fingerprint" -; }

# python_tests BUILD MPIRUN MODULE...: end-to-end tests with the programs of a build and a launcher.
python_tests() {
  local build=/polesweep/build/$1 mpirun=$2
  shift 2
  in_root "$root" env --chdir=tests/end_to_end MPIRUN="$mpirun" POLESWEEP="$build/polesweep" POLESWEEP_ANALYZE="$build/polesweep-analyze" \
    python3 -m unittest -v "$@"
}

clang_fingerprint() {
  in_root "$root" cmake --preset release -B build/clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DPOLESWEEP_MPI=OFF &&
    in_root "$root" cmake --build build/clang --target print_fingerprint && same_fingerprint build/clang/print_fingerprint
}

mpich_build() {
  install_in "$root" mpich libmpich-dev && in_root "$root" cmake --preset release -B build/mpich -DMPI_C_COMPILER=mpicc.mpich -DPOLESWEEP_TESTS=OFF &&
    in_root "$root" cmake --build build/mpich --target polesweep polesweep-analyze && in_root "$root" ldd build/mpich/polesweep | grep libmpich
}

debian() {
  local release=$1
  step "$release: fresh root" fresh_root "$release" "$root" && step "$release: clone" clone || return
  step "$release: jobs/quickstart.sh" in_root "$root" ./jobs/quickstart.sh || return
  step "$release: data are this machine's" native_data
  step "$release: fingerprint is this machine's" same_fingerprint build/release/polesweep --version
  if [ -n "$short" ]; then
    step "$release: python3-h5py" install_in "$root" python3-h5py && step "$release: stops" python_tests release mpirun test_stops.ThroughMpirun
    return
  fi
  step "$release: tests/run.sh" in_root "$root" ./tests/run.sh
  step "$release: fingerprint of all kernels" same_fingerprint build/release/print_fingerprint
  step "$release: fingerprint of Clang's build" clang_fingerprint
  step "$release: MPICH" mpich_build && step "$release: stops under MPICH" python_tests mpich mpirun.mpich test_stops test_equal_data
}

# What polesweep is built from, for the other processor.
cross_packages() {
  in_root "$root" dpkg --add-architecture arm64 && in_root "$root" apt-get update -qq &&
    install_in "$root" cmake ninja-build pkg-config git g++-aarch64-linux-gnu qemu-user libeigen3-dev libcli11-dev nlohmann-json3-dev librandom123-dev \
      {libhdf5,libboost,libtomlplusplus,libfmt,libxxhash,zlib1g,libcsv,libmatio,libgtest,libbenchmark}-dev:arm64
}

cross_build() {
  in_root "$root" cmake --preset release --toolchain cmake/aarch64-linux-gnu.cmake -B build/aarch64 -DPOLESWEEP_MPI=OFF &&
    in_root "$root" cmake --build build/aarch64 --target polesweep print_fingerprint
}

# What tells kernel sets apart: that they agree, what they do with denormal numbers, their random words and elementary functions.
kernel_tests() {
  in_root "$root" cmake --build build/aarch64 --target test_core &&
    in_root "$root" qemu-aarch64 build/aarch64/test_core --gtest_brief=1 \
      --gtest_filter="KernelSets*:FlushDenormals*:Philox*:Normal*:Elementary*:*kernel*:*lanes*"
}

aarch64() {
  step "aarch64: fresh root" fresh_root trixie "$root" && step "aarch64: clone" clone && step "aarch64: packages" cross_packages || return
  step "aarch64: cross build" cross_build || return
  step "aarch64: fingerprint is this machine's" same_fingerprint qemu-aarch64 build/aarch64/print_fingerprint
  step "aarch64: data are this machine's" same_sweeps "${short:-$sweeps}" qemu-aarch64 build/aarch64/polesweep
  [ -n "$short" ] || step "aarch64: tests of kernels" kernel_tests
}

all_releases() {
  local release base why
  for release in "$@"; do
    base=${release/aarch64/trixie}
    why=$(obstacle "$base")
    if [ -n "$why" ] && [ -z "${CI:-}" ]; then
      echo "$release is skipped: $why"
      skipped=$((skipped + 1))
    elif [ -n "$why" ]; then
      step "$release: $why" false
    elif [ ! -e "$work/host" ] && ! step "this machine's data" host_results; then
      return
    elif [ "$release" = aarch64 ]; then
      aarch64
    else
      debian "$release"
    fi
  done
}

short=
[ "${1:-}" = --short ] && short="small learned" && shift
[ $# != 0 ] || set -- bookworm trixie forky aarch64
root=$work/root
all_releases "$@"
finish_steps
