// Sweep files: read, resolved, planned, and read again as ranks and results do.
#include "tests/fuzz/guarded.hpp"
#include "tests/fuzz/plan_of.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace polesweep;
  fuzz::guarded([&] { fuzz::plan(std::string(fuzz::text_of(data, size)), {}); });
  return 0;
}
