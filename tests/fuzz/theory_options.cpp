// Arguments of `polesweep theory`: the first byte chooses the formula, each line is one argument. A line without = is the value of the next
// parameter.
#include <sstream>
#include <string>
#include <vector>

#include "core/theory/formulas.hpp"
#include "driver/theory_value.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;

/// Whole numbers beyond this make some formulas take seconds, as they are meant to.
constexpr std::size_t most_digits = 4;

bool is_slow(const std::string& argument) {
  std::size_t digits = 0;
  for (const char c : argument) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (c == '.' || c == 'e' || c == 'E') return false;  // no whole number
    if (digits > most_digits && digits < 16) return true;
  }
  return false;
}

struct Named {
  std::string name;
  std::vector<std::string> parameters;
};

const std::vector<Named>& known() {
  static const std::vector<Named> all = [] {
    std::vector<Named> named;
    for (const theory::Formula* formula : theory::formulas()) {
      named.push_back({formula->name, {}});
      for (const FieldSpec& spec : theory::parameters(*formula)) named.back().parameters.push_back(spec.name);
    }
    return named;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Named& formula = known()[data[0] % known().size()];
  std::istringstream lines{std::string(fuzz::text_of(data, size).substr(1))};
  std::vector<std::string> arguments;
  std::size_t next = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find('=') == std::string::npos && next < formula.parameters.size()) line = formula.parameters[next++] + "=" + line;
    if (is_slow(line)) return 0;
    arguments.push_back(line);
  }
  fuzz::guarded([&] { theory_value(formula.name, arguments); });
  return 0;
}
