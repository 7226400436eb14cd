#!/bin/sh
# Each library has one door: includes elsewhere are named and fail. Headers never open Eigen, toml++ or HDF5: they cost seconds per file.
cd "$(dirname "$0")/.." || exit 1
bad=0
only() {  # only PATTERN FOLDERS...: the include pattern may stand in these folders alone
  pattern=$1
  shift
  found=$(grep -rlE "#include *[<\"]$pattern" core analysis driver --include='*.cpp' --include='*.hpp')
  for folder in "$@"; do found=$(echo "$found" | grep -v "^$folder"); done
  [ -z "$found" ] || { echo "only $* may include $pattern:"; echo "$found"; bad=1; }
}
only 'mpi\.h' driver/execute/
only '(hdf5|hdf5_hl)\.h' core/data/hdf5_ core/results/
only 'toml\+\+' driver/sweep/
only 'boost/[^s]' core/theory/
only 'boost/s' analysis/estimators/ analysis/statistics/  # boost/sort
only 'httplib\.h' analysis/watch/
only '(unsupported/)?Eigen/' core/theory/ analysis/estimators/
only '(csv|zlib|matio)\.h' core/data/
only 'driver/' driver/
only 'analysis/' analysis/ driver/
found=$(grep -rlE '#include *<(Eigen/|boost/|toml\+\+|hdf5)' core analysis driver --include='*.hpp')
[ -z "$found" ] || { echo "headers that open a heavy library:"; echo "$found"; bad=1; }
exit $bad
