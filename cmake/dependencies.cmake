# Every dependency is found here, and one that is missing is named with the package that brings it.

find_package(PkgConfig QUIET)

# Stops with the names of the package that provides `what`.
function(require what found debian spack conda)
  if(NOT ${found})
    message(FATAL_ERROR "${what} not found. Install it with one of:\n"
                        "  Debian/Ubuntu: apt-get install ${debian}\n  Spack:         spack install ${spack}\n"
                        "  conda-forge:   conda install -c conda-forge ${conda}")
  endif()
endfunction()

require(pkg-config PKG_CONFIG_FOUND pkg-config pkgconf pkg-config)

find_package(fmt QUIET)
require(fmt fmt_FOUND libfmt-dev fmt fmt)
find_package(CLI11 QUIET)
require(CLI11 CLI11_FOUND libcli11-dev cli11 cli11)
find_package(nlohmann_json QUIET)
require("nlohmann-json" nlohmann_json_FOUND nlohmann-json3-dev nlohmann-json nlohmann_json)
find_package(tomlplusplus QUIET)
require("toml++" tomlplusplus_FOUND libtomlplusplus-dev tomlplusplus tomlplusplus)
# No single argument takes both: Eigen 3.4 refuses a range of versions, Eigen 5 refuses 3.4.
find_package(Eigen3 3.4 QUIET)
if(NOT Eigen3_FOUND)
  set(EIGEN_34_SEEN ${Eigen3_CONSIDERED_VERSIONS})
  find_package(Eigen3 5 QUIET)
endif()
set(EIGEN_NAME "Eigen 3.4 or 5")
if(NOT Eigen3_FOUND AND (EIGEN_34_SEEN OR Eigen3_CONSIDERED_VERSIONS))
  list(APPEND EIGEN_34_SEEN ${Eigen3_CONSIDERED_VERSIONS})
  list(REMOVE_DUPLICATES EIGEN_34_SEEN)
  list(JOIN EIGEN_34_SEEN ", " EIGEN_34_SEEN)
  set(EIGEN_NAME "Eigen 3.4 or 5 (found ${EIGEN_34_SEEN})")
endif()
require("${EIGEN_NAME}" Eigen3_FOUND libeigen3-dev eigen eigen)
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)  # CMake 4 has no module of its own for Boost, and warns where it is asked for
endif()
find_package(Boost 1.74 QUIET)  # headers alone
require("Boost (headers)" Boost_FOUND libboost-dev boost libboost-headers)
find_package(ZLIB QUIET)
require(zlib ZLIB_FOUND zlib1g-dev zlib zlib)
find_package(Threads REQUIRED)

pkg_check_modules(XXHASH QUIET IMPORTED_TARGET libxxhash)
require(xxHash XXHASH_FOUND libxxhash-dev xxhash xxhash)

find_path(LIBCSV_INCLUDE_DIR csv.h)
find_library(LIBCSV_LIBRARY csv)
if(LIBCSV_INCLUDE_DIR AND LIBCSV_LIBRARY)
  set(LIBCSV_FOUND TRUE)
endif()
require("libcsv (for Spack and conda: jobs/packages)" LIBCSV_FOUND libcsv-dev polesweep.libcsv "-c local libcsv")

pkg_check_modules(MATIO QUIET IMPORTED_TARGET matio)
require("matio (files of MATLAB)" MATIO_FOUND libmatio-dev matio libmatio)

# The serial flavour on purpose (one rank writes one file): Debian's plain `hdf5` changes its meaning with what else is installed.
pkg_check_modules(HDF5 QUIET IMPORTED_TARGET hdf5-serial)
if(NOT HDF5_FOUND)
  pkg_check_modules(HDF5 QUIET IMPORTED_TARGET hdf5)
endif()
if(NOT HDF5_FOUND)  # HDF5's own configure script installs nothing for pkg-config; CMake then asks h5cc
  find_package(HDF5 QUIET COMPONENTS C)
  if(HDF5_FOUND)
    add_library(PkgConfig::HDF5 INTERFACE IMPORTED)
    target_include_directories(PkgConfig::HDF5 INTERFACE ${HDF5_C_INCLUDE_DIRS})
    target_link_libraries(PkgConfig::HDF5 INTERFACE ${HDF5_C_LIBRARIES})
    foreach(library ${HDF5_C_LIBRARIES})
      get_filename_component(folder "${library}" DIRECTORY)
      list(APPEND HDF5_LIBRARY_DIRS ${folder})
    endforeach()
  endif()
endif()
find_library(HDF5_HL_LIBRARY NAMES hdf5_hl hdf5_serial_hl HINTS ${HDF5_LIBRARY_DIRS})
if(HDF5_FOUND AND NOT HDF5_HL_LIBRARY)
  set(HDF5_FOUND FALSE)
endif()
require("HDF5 with its high-level library" HDF5_FOUND libhdf5-dev "hdf5+hl" hdf5)

if(POLESWEEP_MPI)
  find_package(MPI QUIET COMPONENTS C)
  require("MPI (or configure with -DPOLESWEEP_MPI=OFF)" MPI_C_FOUND "libopenmpi-dev openmpi-bin" openmpi openmpi)
endif()

if(POLESWEEP_TESTS)
  find_package(GTest QUIET)
  require(GoogleTest GTest_FOUND libgtest-dev googletest gtest)
  find_path(RANDOM123_INCLUDE_DIR Random123/philox.h)
  require("Random123 (the oracle of the random streams)" RANDOM123_INCLUDE_DIR librandom123-dev random123 random123)
  find_package(benchmark QUIET)
  require("Google Benchmark" benchmark_FOUND libbenchmark-dev benchmark benchmark)
endif()
