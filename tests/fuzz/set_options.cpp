// Texts of `--set`, one a line, on a small sweep.
#include <sstream>

#include "tests/fuzz/guarded.hpp"
#include "tests/fuzz/plan_of.hpp"

namespace {

constexpr const char* small_sweep = R"(
seeds = 2
lengths = [10, 20]
[[task]]
kind = "linear_teacher"
poles = [0.5]
gains = [1.0]
[[poles]]
kind = "ring"
count = [2, 3]
radius = 0.5
[[learner]]
readout.kind = "lms"
readout.step_size = 0.1
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace polesweep;
  std::istringstream lines{std::string(fuzz::text_of(data, size))};
  std::vector<std::string> options;
  for (std::string line; std::getline(lines, line);) options.push_back(line);
  fuzz::guarded([&] { fuzz::plan(small_sweep, options); });
  return 0;
}
