#!/bin/sh
# Installs what is missing, builds polesweep, runs the first sweep on all cores and leaves its page. Takes some minutes the first time.
set -eu
cd "$(dirname "$0")/.."

jobs/install-dependencies.sh
cmake --preset release -DPOLESWEEP_TESTS=OFF >/dev/null
cmake --build --preset release --target polesweep polesweep-analyze

ranks=$(nproc)
mkdir -p out/quickstart/first-look
run() {
  jobs/launch.sh "$ranks" build/release/polesweep run jobs/sweeps/quickstart.toml "$@"
}
echo
echo "A first look, 8 seeds and short runs:"
run -o out/quickstart/first-look/results.h5 --set seeds=8 --set 'lengths=[100, 1000]'
echo
echo "The whole sweep:"
run -o out/quickstart/results.h5
echo
echo "results  out/quickstart/results.h5          (xarray.open_dataset, h5py, ncdump -h)"
echo "page     out/quickstart/report/index.html"
echo "tables   out/quickstart/report/*.csv"
echo "Change jobs/sweeps/quickstart.toml and run it again: only what is missing is computed."
echo "  jobs/launch.sh $ranks build/release/polesweep run jobs/sweeps/quickstart.toml -o out/quickstart/results.h5"
