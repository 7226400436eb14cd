# Sourced by findings. in_debian RELEASE PACKAGES SCRIPT: runs a shell script in a fresh root of a Debian release in which packages are installed,
# each with its version; it can read what stands in the folder of findings.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh

in_debian() {
  local release=$1 packages=$2 script=$3 why
  why=$(obstacle "$release")
  [ -z "$why" ] || { echo "not run: $why"; return 1; }
  # shellcheck disable=SC2086  # several words
  fresh_root "$release" "$work/root" && install_in "$work/root" $packages && in_root "$work/root" sh -c "$script"
}
