#!/usr/bin/env bash
# Guess: a sine in single precision is right to about 1e-7, whatever the phase, as sinf is: the phase is taken as it is given.
# Seen with VOLK 3.2.0 (Debian 13), the vector kernels of GNU Radio, on x86-64: volk_32f_sin_32f is 7e-4 off around 1e4 radians, 7e-3 around
# 1e5 and 6e-2 around 1e6; volk_32f_cos_32f as well. Its generic kernel, and sinf, are right to 6e-8. Kernels for processors with vectors
# reduce the phase in single precision, and which kernel runs depends on the processor.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libvolk-dev=3.2.0-2 g++=4:14.2.0-1" '
  cat >sine.cpp <<END
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <volk/volk.h>
#include <volk/volk_version.h>

alignas(64) float phases[64], found[64];

template <class Kernel, class Right>
double error(double around, Kernel kernel, Right right) {
  for (int i = 0; i < 64; ++i) phases[i] = static_cast<float>(around * (1 + 0.013 * i));
  kernel();
  double worst = 0;
  for (int i = 0; i < 64; ++i) worst = std::max(worst, std::abs(found[i] - right(static_cast<double>(phases[i]))));
  return worst;
}

int main() {
  const auto sine = [](double phase) { return std::sin(phase); };
  const auto cosine = [](double phase) { return std::cos(phase); };
  std::printf("VOLK %d.%d.%d, machine %s\n", VOLK_VERSION_MAJOR, VOLK_VERSION_MINOR, VOLK_VERSION_MAINT, volk_get_machine());
  bool strange = true;
  for (const double around : {1.0, 1e2, 1e4, 1e5, 1e6}) {
    const double sines = error(around, [] { volk_32f_sin_32f(found, phases, 64); }, sine);
    const double cosines = error(around, [] { volk_32f_cos_32f(found, phases, 64); }, cosine);
    const double generic = error(around, [] { volk_32f_sin_32f_manual(found, phases, 64, "generic"); }, sine);
    std::printf("phases from %g on: sine %.1e, cosine %.1e, generic sine %.1e off\n", around, sines, cosines, generic);
    strange = strange && generic < 1e-6 && (around > 1 || sines < 1e-6) && (around < 1e4 || std::min(sines, cosines) > 1e-8 * around);
  }
  return strange ? 0 : 1;
}
END
  g++ -O2 -w sine.cpp -o sine -lvolk && ./sine'
