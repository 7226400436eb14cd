#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "tests/core/block/probe.hpp"

namespace polesweep {
namespace {

std::vector<std::string> expected_names() {
  std::vector<std::string> names;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) names.push_back("v3");
  if (__builtin_cpu_supports("avx512f")) names.push_back("v4");
#elif defined(__aarch64__)
  names.push_back("neon");
#endif
  return names;
}

TEST(KernelSets, are_those_of_this_processor_the_widest_last) {
  std::vector<std::string> names;
  int lanes = 1;
  for (const KernelSet* kernels : vector_kernels()) {
    names.emplace_back(kernels->name);
    EXPECT_GT(kernels->lanes, lanes);
    lanes = kernels->lanes;
    EXPECT_EQ(find_kernels(kernels->name), kernels);
  }
  EXPECT_EQ(names, expected_names());
  EXPECT_EQ(find_kernels("portable"), &portable_kernels());
  EXPECT_EQ(portable_kernels().lanes, 1);
  EXPECT_EQ(find_kernels("v5"), nullptr);
}

TEST(KernelSets, are_all_probed) {
  std::vector<std::string> names;
  for (const Probe& probe : probes()) names.emplace_back(probe.name);
  std::vector<std::string> expected = expected_names();
  expected.insert(expected.begin(), "portable");
  EXPECT_EQ(names, expected);
}

}  // namespace
}  // namespace polesweep
