#include "driver/execute/versions.hpp"

#include <fmt/format.h>

#include <map>

#include "core/members/parts.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {
namespace {

template <class Visit>
void each_line(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

/// Versions by what comes before their `@`.
std::map<std::string_view, std::string_view> by_member(std::string_view versions) {
  std::map<std::string_view, std::string_view> found;
  each_line(versions, [&](std::string_view line) { found[line.substr(0, line.rfind('@'))] = line; });
  return found;
}

}  // namespace

std::string current_versions() {
  std::string text = sweep::core_line();
  for (const PointPart& part : point_parts())
    for (const MemberInfo& member : members(part.family)) text += sweep::kind_line(part.family, member);
  return text;
}

std::string with_versions(std::string_view canonical_text, std::string_view versions) {
  const auto known = by_member(versions);
  std::string text;
  each_line(canonical_text, [&](std::string_view line) {
    const std::size_t at = line.rfind('@');
    const auto found = at == std::string_view::npos ? known.end() : known.find(line.substr(0, at));
    text += found == known.end() ? line : found->second;
    text += '\n';
  });
  return text;
}

std::string version_changes(std::string_view before, std::string_view now) {
  const auto current = by_member(now);
  std::string text;
  for (const auto& [member, line] : by_member(before))
    if (const auto found = current.find(member); found != current.end() && found->second != line)
      text += fmt::format("  {} -> {}\n", line, found->second.substr(found->second.rfind('@') + 1));
  return text;
}

}  // namespace polesweep::execute
