// Messages between ranks. One that cannot be read is a fault of the program's: Error of a briefing, std::logic_error of what follows it.
#include <stdexcept>
#include <string>
#include <vector>

#include "driver/execute/assignment.hpp"
#include "driver/execute/briefing.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;

template <class Decode>
void check(std::string_view bytes, const Decode& decode) {
  try {
    const std::string written = execute::encode(decode(bytes));
    fuzz::require(execute::encode(decode(written)) == written);
  } catch (const std::logic_error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input = fuzz::text_of(data, size).substr(1);
  switch (data[0] % 3) {
    case 0: check(input, execute::decode_assignment); break;
    case 1: check(input, execute::decode_report); break;
    default: fuzz::guarded([&] { check(input, execute::decode_briefing); });
  }
  return 0;
}
