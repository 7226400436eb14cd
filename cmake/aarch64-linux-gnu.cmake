# A build for 64-bit ARM by Debian's cross compiler, with libraries of that architecture (apt-get install g++-aarch64-linux-gnu,
# dpkg --add-architecture arm64, libhdf5-dev:arm64 ...; tests/campaigns/releases.sh has the whole list):
#   cmake --preset release --toolchain cmake/aarch64-linux-gnu.cmake -B build/aarch64 -DPOLESWEEP_MPI=OFF
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
