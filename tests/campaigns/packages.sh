#!/usr/bin/env bash
# The Debian package as its users meet it: built in a fresh root of a release, installed by apt in another that has nothing else of it.
#   tests/campaigns/packages.sh [bookworm] [trixie]       both where none is named
# Needs root; see README.md in this folder. POLESWEEP_ROOTS names a folder that keeps roots, compiled objects and the packages; with
# CMAKE_BUILD_PARALLEL_LEVEL so many files are compiled at once.
set -u
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
. tests/campaigns/steps.sh
root=$work/root
builder=$work/builder

# The package, built in a root of the release from a clone of what is committed. It is kept beside the roots until another commit is built.
build_package() {
  local release=$1 kept packages jobs
  kept=$kept_roots/packages/$release-$(git rev-parse HEAD)
  if [ ! -d "$kept" ]; then
    git diff --quiet HEAD || echo "what is not committed is not tested"
    fresh_root "$release" "$builder" && git clone -q --no-hardlinks "file://$PWD" "$builder/polesweep" || return
    packages="help2man dpkg-dev file"
    jobs=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
    [ -z "${POLESWEEP_ROOTS:-}" ] || packages="$packages ccache"
    # shellcheck disable=SC2086  # several words
    in_root "$builder" jobs/install-dependencies.sh && install_in "$builder" $packages &&
      in_root "$builder" cmake --preset release -DPOLESWEEP_TESTS=OFF &&
      in_root "$builder" cmake --build build/release -j "$jobs" &&
      in_root "$builder" cpack --config build/release/CPackConfig.cmake -B build/package || return
    rm -rf "$kept_roots/packages/$release"-*
    mkdir -p "$kept" && cp "$builder"/polesweep/build/package/polesweep_*.deb "$kept" && rm -rf --one-file-system "$builder"
  fi
  mkdir -p "$work/packages" && cp "$kept"/polesweep_*.deb "$work/packages"
}

# As the README says it, recommended packages included. A root of debootstrap is smaller than what people install: no man, no completion.
install_package() {
  cp "$work"/packages/polesweep_*.deb "$root/tmp" &&
    in_root "$root" sh -c 'cd /tmp && apt-get install -y -qq ./polesweep_*.deb >/dev/null' &&
    in_root "$root" dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' polesweep | grep ' installed$' &&
    install_in "$root" man-db bash-completion
}

nothing_is_missing() {
  ! in_root "$root" sh -c 'ldd /usr/bin/polesweep /usr/bin/polesweep-analyze; apt-get check 2>&1' | grep -E 'not found|Depends|^E:'
}

quickstart() {
  in_root "$root" sh -c '
    share=/usr/share/polesweep
    mkdir -p /tmp/first && cd /tmp/first && $share/launch.sh 2 polesweep run $share/sweeps/quickstart.toml -o results.h5 >said &&
      grep -E "^(holds|fails|undecided|page)" said && ls report/index.html report/figures/learning-curves-1.svg &&
      polesweep status results.h5 | head -n 1 && polesweep-analyze results.h5 -o again >said && ls again/index.html'
}

manual_and_completions() {
  in_root "$root" sh -c '
    for page in polesweep polesweep-run polesweep-analyze; do man $page | head -n 4 | grep -i polesweep || exit 1; done' &&
    in_root "$root" bash -c '. /usr/share/bash-completion/bash_completion
      for one in _completion_loader _comp_load; do declare -F $one >/dev/null && { $one polesweep; break; }; done
      complete -p polesweep && COMP_WORDS=(polesweep re) COMP_CWORD=1 && _polesweep && [ "${COMPREPLY[*]}" = replay ]'
}

removed() {
  in_root "$root" apt-get purge -y -qq polesweep >/dev/null && ! find "$root/usr" "$root/etc" -name '*polesweep*' | grep .
}

package() {
  local release=$1
  step "$release: package" build_package "$release" && step "$release: fresh root" fresh_root "$release" "$root" &&
    step "$release: apt install ./polesweep.deb" install_package || return
  step "$release: nothing is missing" nothing_is_missing
  step "$release: quickstart, two ranks, page" quickstart
  step "$release: manual and completions" manual_and_completions
  step "$release: nothing stays behind" removed
}

[ $# != 0 ] || set -- bookworm trixie
for release in "$@"; do
  why=$(obstacle "$release")
  if [ -n "$why" ]; then
    echo "$release is skipped: $why"
    skipped=$((skipped + 1))
  else
    package "$release"
  fi
done
finish_steps
