#!/bin/sh
# Installs what polesweep is built from, if anything is missing. Debian and its relatives: by apt-get, as root or with sudo. Elsewhere:
# says what to install. `--tests` adds what the tests and checks need, `--readers` the readers of docs/readers.md and what runs notebooks as
# well, which is much.
# Called by jobs/quickstart.sh, tests/run.sh and tests/audit.sh.
set -eu

# Debian package, Spack package, conda-forge package.
build="
build-essential - gxx
cmake cmake cmake
ninja-build ninja ninja
pkg-config pkgconf pkg-config
git git git
libopenmpi-dev openmpi openmpi
openmpi-bin openmpi openmpi
openssh-client openssh openssh
libhdf5-dev hdf5+hl hdf5
libeigen3-dev eigen eigen
libboost-dev boost libboost-headers
libtomlplusplus-dev tomlplusplus tomlplusplus
libcli11-dev cli11 cli11
libfmt-dev fmt fmt
nlohmann-json3-dev nlohmann-json nlohmann_json
libxxhash-dev xxhash xxhash
zlib1g-dev zlib zlib
libcsv-dev polesweep.libcsv libcsv
libmatio-dev matio libmatio
gnuplot-nox gnuplot gnuplot
libjs-chart.js - -
libcpp-httplib-dev cpp-httplib cpp-httplib
"
tests="
libgtest-dev googletest gtest
librandom123-dev random123 random123
libbenchmark-dev benchmark benchmark
python3-h5py py-h5py h5py
python3-xarray py-xarray xarray
python3-h5netcdf py-h5netcdf h5netcdf
python3-netcdf4 py-netcdf4 netcdf4
python3-jsonschema py-jsonschema jsonschema
netcdf-bin netcdf-c libnetcdf
python3-sklearn py-scikit-learn scikit-learn
python3-torch py-torch pytorch
python3-matplotlib py-matplotlib matplotlib
environment-modules environment-modules -
libgsl-dev gsl gsl
libliquid-dev liquid-dsp liquid-dsp
libdlib-dev dlib dlib
clang llvm clang
libclang-rt-dev llvm compiler-rt
clang-format llvm clang-format
clang-tidy llvm clang-tools
slurm-wlm slurm -
munge munge -
iproute2 iproute2 -
valgrind valgrind valgrind
help2man help2man -
chromium - -
chromium-driver - -
python3-selenium py-selenium selenium
"
readers="
r-cran-ncdf4 r-ncdf4 r-ncdf4
r-cran-rnetcdf r-rnetcdf r-rnetcdf
r-cran-hdf5r r-hdf5r r-hdf5r
r-bioc-rhdf5 r-rhdf5 bioconductor-rhdf5
r-cran-stars r-stars r-stars
r-cran-terra r-terra r-terra
octave octave octave
octave-netcdf - -
scilab-cli - -
python3-tables py-tables pytables
python3-gdal gdal gdal
gdal-bin gdal gdal
hdf5-tools hdf5 hdf5
h5utils h5utils h5utils
nco nco nco
cdo cdo cdo
ncl-ncarg ncl ncl
gnudatalanguage - -
libnetcdf-dev netcdf-c libnetcdf
libnetcdff-dev netcdf-fortran netcdf-fortran
gfortran gcc gfortran
libpdl-io-hdf5-perl - -
libpdl-netcdf-perl - -
libsis-jhdf5-java - -
nodejs node-js nodejs
jupyter-nbconvert py-nbconvert nbconvert
python3-ipykernel py-ipykernel ipykernel
r-cran-rmarkdown r-rmarkdown r-rmarkdown
"
# Java and Node.js may be others than Debian's. Such a Node.js brings npm with it, and does not go together with Debian's.
command -v javac >/dev/null 2>&1 || readers="${readers}default-jdk-headless openjdk openjdk
"
command -v npm >/dev/null 2>&1 || readers="${readers}npm npm nodejs
"
case "${1:-}" in
  --tests) wanted="$build$tests" ;;
  --readers) wanted="$build$tests$readers" ;;
  *) wanted=$build ;;
esac

if ! command -v apt-get >/dev/null 2>&1; then
  echo "polesweep needs these packages (Debian, Spack, conda-forge names):"
  echo "$wanted" | sed '/^$/d' | column -t 2>/dev/null || echo "$wanted"
  echo "Spack and conda-forge lack libcsv: jobs/packages has recipes for it, and for polesweep."
  echo "This machine has no apt-get; install them and configure with: cmake --preset release -DPOLESWEEP_TESTS=OFF"
  exit 0
fi

missing=
for package in $(echo "$wanted" | awk 'NF { print $1 }'); do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  as_root=sudo
else
  echo "missing packages:$missing" >&2
  echo "Install them as root: apt-get install --no-install-recommends$missing" >&2
  exit 2
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 $missing >/dev/null
