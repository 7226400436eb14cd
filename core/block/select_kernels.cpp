#include <fmt/format.h>

#include <cstdlib>
#include <string>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "core/block/kernel_sets.hpp"
#include "core/error.hpp"

namespace polesweep {
namespace {

#if defined(__x86_64__)
constexpr unsigned flush_to_zero = 0x8040;  // bits FTZ and DAZ of MXCSR

/// The features of the x86-64-v3 and v4 levels that the kernels are compiled for.
bool runs_v3() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
bool runs_v4() {
  return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
}
#endif

const KernelSet& choose() {
  if (const char* wish = std::getenv("POLESWEEP_KERNELS"); wish && *wish) {
    if (const KernelSet* found = find_kernels(wish)) return *found;
    throw Error(fmt::format("POLESWEEP_KERNELS: got '{}' (must be portable, v3 or v4, and this processor must have it)", wish));
  }
  for (const char* name : {"v4", "v3"})
    if (const KernelSet* found = find_kernels(name)) return *found;
  return portable::kernel_set;
}

}  // namespace

#if defined(__x86_64__)
FlushDenormals::FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | flush_to_zero); }
FlushDenormals::~FlushDenormals() { _mm_setcsr(saved_); }
#else
FlushDenormals::FlushDenormals() : saved_(0) {}
FlushDenormals::~FlushDenormals() = default;
#endif

const KernelSet* find_kernels(std::string_view name) {
  if (name == "portable") return &portable::kernel_set;
#if defined(__x86_64__)
  if (name == "v3" && runs_v3()) return &v3::kernel_set;
  if (name == "v4" && runs_v4()) return &v4::kernel_set;
#endif
  return nullptr;
}

const KernelSet& kernels() {
  static const KernelSet& chosen = choose();
  return chosen;
}

const KernelSet& portable_kernels() { return portable::kernel_set; }

double portable_exponential(double x) { return portable::exponential_of(x); }
double portable_logarithm(double x) { return portable::logarithm_of(x); }
UnitCirclePoint portable_point_at(double turns) { return portable::point_at(turns); }

}  // namespace polesweep
