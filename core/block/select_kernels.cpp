#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "core/block/kernel_sets.hpp"
#include "core/error.hpp"

namespace polesweep {
namespace {

struct Candidate {
  const KernelSet* kernels;
  bool (*runs_here)();
};

#if defined(__x86_64__)

/// Flush-to-zero and denormals-are-zero of the register that rules the arithmetic.
constexpr std::uint64_t flush_bits = 0x8040;
std::uint64_t control() { return _mm_getcsr(); }
void set_control(std::uint64_t bits) { _mm_setcsr(static_cast<unsigned>(bits)); }

/// The features of the x86-64-v3 and v4 levels that the kernels are compiled for.
bool runs_v3() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
bool runs_v4() {
  return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
}

constexpr std::array candidates{Candidate{&v3::kernel_set, runs_v3}, Candidate{&v4::kernel_set, runs_v4}};

#elif defined(__aarch64__)

/// FZ, which flushes operands and results alike.
constexpr std::uint64_t flush_bits = std::uint64_t{1} << 24;
std::uint64_t control() {
  std::uint64_t bits;
  asm volatile("mrs %0, fpcr" : "=r"(bits));
  return bits;
}
void set_control(std::uint64_t bits) { asm volatile("msr fpcr, %0" : : "r"(bits)); }

/// Every such processor has Advanced SIMD.
constexpr std::array candidates{Candidate{&neon::kernel_set, [] { return true; }}};

#else

// No such mode is known: what a run that decays into denormal numbers gives is this kind of processor's own.
constexpr std::uint64_t flush_bits = 0;
std::uint64_t control() { return 0; }
void set_control(std::uint64_t) {}

constexpr std::array<Candidate, 0> candidates;

#endif

/// Names all kernels of this build: "portable, v3 or v4".
std::string names() {
  std::string text = portable::kernel_set.name;
  for (const Candidate& candidate : candidates)
    text += (&candidate == &candidates.back() ? " or " : ", ") + std::string(candidate.kernels->name);
  return text;
}

const KernelSet& choose() {
  if (const char* wish = std::getenv("POLESWEEP_KERNELS"); wish && *wish) {
    if (const KernelSet* found = find_kernels(wish)) return *found;
    throw Error(fmt::format("POLESWEEP_KERNELS: got '{}' (must be {}, and this processor must have it)", wish, names()));
  }
  return vector_kernels().empty() ? portable::kernel_set : *vector_kernels().back();
}

}  // namespace

FlushDenormals::FlushDenormals() : saved_(control()) { set_control(saved_ | flush_bits); }
FlushDenormals::~FlushDenormals() { set_control(saved_); }

std::span<const KernelSet* const> vector_kernels() {
  static const std::vector<const KernelSet*> found = [] {
    std::vector<const KernelSet*> sets;
    for (const Candidate& candidate : candidates)
      if (candidate.runs_here()) sets.push_back(candidate.kernels);
    return sets;
  }();
  return found;
}

const KernelSet* find_kernels(std::string_view name) {
  if (name == portable::kernel_set.name) return &portable::kernel_set;
  const auto found =
      std::find_if(vector_kernels().begin(), vector_kernels().end(), [&](const KernelSet* kernels) { return kernels->name == name; });
  return found == vector_kernels().end() ? nullptr : *found;
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
