# Fresh roots of Debian releases, sourced by releases.sh and by findings/. Mounts and processes live in namespaces of their own and end with the
# command that began them, so that a root is a plain folder in between. The folder `work` belongs to the caller, who deletes it.

# Pristine roots, and objects that were compiled in them, are kept in $POLESWEEP_ROOTS, if that is set, for the next time.
kept_roots=${POLESWEEP_ROOTS:-$work/roots}

# The mirror of Debian that this machine's own apt uses.
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1; }

# Says why there can be no root of a release on this machine, or nothing.
obstacle() {
  local release=$1
  if [ "$(id -u)" != 0 ]; then
    echo "needs root, to mount and to install"
  elif ! command -v apt-get >/dev/null; then
    echo "needs apt, from whose mirror roots are made"
  elif ! unshare --mount --pid --fork true 2>/dev/null; then
    echo "this machine allows no namespaces (unshare --mount --pid)"
  elif ! apt-get update -qq || ! apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 debootstrap >/dev/null; then
    echo "debootstrap cannot be installed"
  elif [ -z "$(mirror)" ]; then
    echo "apt knows no mirror of Debian"
  elif ! wget -q -O /dev/null "$(mirror)dists/$release/Release"; then
    echo "the mirror does not answer, or does not have $release"
  fi
}

# fresh_root RELEASE FOLDER: a minimal system, with what the commands below need from this machine.
fresh_root() {
  local release=$1 root=$2 kept=$kept_roots/$1 rules=/usr/share/debootstrap/scripts/$1
  [ -e "$rules" ] || rules=/usr/share/debootstrap/scripts/sid  # releases that came after this debootstrap
  if [ ! -d "$kept" ]; then
    rm -rf --one-file-system "$kept.part"
    mkdir -p "$kept.part"
    unshare --mount --propagation private \
      debootstrap --variant=minbase --include=ca-certificates "$release" "$kept.part" "$(mirror)" "$rules" >"$work/debootstrap" ||
      { tail "$work/debootstrap"; return 1; }
    mv "$kept.part" "$kept"
  fi
  rm -rf --one-file-system "$root"
  cp -a "$kept" "$root"
  cp -L /etc/hosts /etc/resolv.conf "$root/etc/"
  # A mirror behind a proxy, or one that stands still, is read with the settings with which this machine reads it.
  apt-config dump | grep -E '^Acquire::(Check-|https?::)' >"$root/etc/apt/apt.conf.d/as-outside"
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/in-a-hurry"  # who throws it away needs nothing synced
  in_root "$root" apt-get update -qq
}

# install ROOT PACKAGE...
install_in() {
  local root=$1
  shift
  in_root "$root" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# in_root ROOT COMMAND...: runs a command in the root's folder /polesweep (or in /), as a user with a fresh login would.
in_root() {
  local root=$1 cache=$kept_roots/compiled
  shift
  [ -z "${POLESWEEP_ROOTS:-}" ] || mkdir -p "$cache"
  unshare --mount --propagation private --pid --fork --kill-child sh -c '
    root=$1 cache=$2
    shift 2
    mount -t proc proc "$root/proc" && mount --rbind /sys "$root/sys" && mount --rbind /dev "$root/dev" &&
      mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" || exit
    set -- PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
    for name in http_proxy https_proxy no_proxy; do
      value=$(printenv $name) && set -- "$name=$value" "$@"
    done
    if [ -d "$cache" ] && [ -x "$root/usr/bin/ccache" ]; then
      mkdir -p "$root/compiled" && mount --bind "$cache" "$root/compiled" || exit
      set -- CCACHE_DIR=/compiled CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
    fi
    [ -d "$root/polesweep" ] && set -- --chdir=/polesweep "$@"
    chroot "$root" env -i "$@"
    exit $?  # not by exec: the first process of its namespace also has to wait for orphans
  ' _ "$root" "$cache" "$@"
}

# in_debian RELEASE PACKAGES SCRIPT: runs a shell script in a fresh root in which packages are installed, each with its version.
in_debian() {
  local release=$1 packages=$2 script=$3 why
  why=$(obstacle "$release")
  [ -z "$why" ] || { echo "not run: $why"; return 1; }
  # shellcheck disable=SC2086  # several words
  fresh_root "$release" "$work/debian" && install_in "$work/debian" $packages && in_root "$work/debian" sh -c "$script"
}
