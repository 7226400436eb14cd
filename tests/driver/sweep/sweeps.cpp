#include "tests/driver/sweep/sweeps.hpp"

#include <fmt/format.h>

#include "analysis/claims/claim.hpp"
#include "core/error.hpp"

namespace polesweep::sweep {

Sweep parse(const std::string& text, std::vector<std::string> options) {
  data::DataFiles files;
  return parse_sweep({"s.toml", text, std::move(options)}, {}, files);
}

std::string error_of(const std::string& text, std::vector<std::string> options) {
  try {
    parse(text, std::move(options));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string one_of(Family family) {
  std::vector<std::string> names;
  for (const MemberInfo& info : members(family)) names.push_back(info.name);
  return fmt::format("one of {}", fmt::join(names, ", "));
}

std::string one_of_the_claims() {
  std::vector<std::string> names;
  for (const analysis::ClaimKind& kind : analysis::claim_kinds()) names.emplace_back(kind.name);
  return fmt::format("one of {}", fmt::join(names, ", "));
}

std::string values_of(const std::vector<Table>& tables, const std::string& path) {
  std::string text;
  for (const Table& table : tables)
    for (const FieldAxis& field : table.fields)
      if (field.path() == path)
        for (const Value& value : field.values) {
          if (!text.empty()) text += ' ';
          text += canonical(value);
        }
  return text;
}

}  // namespace polesweep::sweep
