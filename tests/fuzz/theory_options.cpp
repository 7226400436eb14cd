// Arguments of `polesweep theory`: the first byte chooses the formula, each line is one argument. A line without = is the value of the next
// parameter.
#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/theory/formulas.hpp"
#include "driver/theory_value.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;

/// Parameters that make some formulas take seconds under sanitizers: of those, small values and impossible ones.
bool is_slow(const std::string& argument) {
  constexpr std::size_t usual_digits = 4, too_many_digits = 12;
  for (const std::string_view name : {"K=", "d=", "runs="})
    if (argument.starts_with(name) && argument.size() > name.size() + usual_digits && argument.size() < name.size() + too_many_digits)
      return true;
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
  // A thousand random starts, unless fewer are asked for.
  const auto starts = std::ranges::find(formula.parameters, "runs");
  const auto is_of_starts = [](const std::string& argument) { return argument.starts_with("runs="); };
  if (starts != formula.parameters.end() && std::ranges::none_of(arguments, is_of_starts)) arguments.push_back("runs=3");
  fuzz::guarded([&] { theory_value(formula.name, arguments); });
  return 0;
}
