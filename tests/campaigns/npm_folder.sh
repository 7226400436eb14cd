# Sourced by findings/. npm_folder PACKAGE@VERSION... enters a temporary folder that has these packages of npm; it ends with the script.
npm_folder() {
  command -v npm >/dev/null || { echo "not run: needs npm"; exit 1; }
  work=$(mktemp -d)
  trap 'rm -rf --one-file-system "$work"' EXIT
  cd "$work"
  npm install --silent --no-audit --no-fund --ignore-scripts "$@" >/dev/null
}
