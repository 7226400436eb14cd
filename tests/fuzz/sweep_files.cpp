// Sweep files: read, resolved, planned, and read again as ranks and results do. Half of the inputs are changed as files of tables, the
// others as bytes.
#include <algorithm>
#include <cstring>

#include "tests/fuzz/guarded.hpp"
#include "tests/fuzz/plan_of.hpp"
#include "tests/fuzz/sweep_grammar.hpp"

namespace {

std::size_t put(const std::string& text, std::uint8_t* out, std::size_t most) {
  const std::size_t size = std::min(text.size(), most);
  std::memcpy(out, text.data(), size);
  return size;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  return put(polesweep::fuzz::SweepGrammar(seed).changed(polesweep::fuzz::text_of(data, size)), data, most);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size, const std::uint8_t* other,
                                                 std::size_t other_size, std::uint8_t* out, std::size_t most, unsigned seed) {
  using polesweep::fuzz::text_of;
  return put(polesweep::fuzz::SweepGrammar(seed).crossed(text_of(one, one_size), text_of(other, other_size)), out, most);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace polesweep;
  fuzz::guarded([&] { fuzz::plan(std::string(fuzz::text_of(data, size)), {}); });
  return 0;
}
