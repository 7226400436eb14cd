#include "driver/sweep/identity.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "core/members/parts.hpp"

namespace polesweep::sweep {
namespace {

void add_lines(Family family, const Member& member, const data::DataFiles& files, std::vector<std::string>& lines) {
  const MemberInfo* info = find_member(family, member.kind);
  if (!info) throw std::logic_error(fmt::format("a point with an unknown {}: {}", family_name(family), member.kind));
  lines.push_back(kind_line(family, *info));
  for (const FieldSpec& spec : info->fields)
    if (const auto value = member.fields.find(spec.name); value != member.fields.end())
      lines.push_back(field_line(family, spec, value->second, files));
}

}  // namespace

std::string canonical_text(const Point& point, const data::DataFiles& files) {
  std::vector<std::string> lines{core_line()};
  for (const PointPart& part : point_parts())
    if (has(point, part)) add_lines(part.family, point.*part.member, files, lines);
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

PointId identify(std::string_view canonical_text) {
  const XXH128_hash_t hash = XXH3_128bits(canonical_text.data(), canonical_text.size());
  return {hash.high64, hash.low64};
}

std::string core_line() { return fmt::format("core@{}\n", core_version); }

std::string kind_line(Family family, const MemberInfo& info) {
  const char* absent = part_of(family).kind_if_absent;
  if (absent && info.name == absent) return "";
  return fmt::format("{}={}@{}\n", kind_path(family), info.name, info.version);
}

std::string field_line(Family family, const FieldSpec& spec, const Value& value, const data::DataFiles& files) {
  const std::string text = canonical(value);
  if (spec.fallback && text == canonical(*spec.fallback)) return "";
  if (const auto* name = std::get_if<std::string>(&value); spec.data_file && name)
    return fmt::format("{}=xxh3:{}\n", field_path(family, spec.name), files.hash(*name));
  return fmt::format("{}={}\n", field_path(family, spec.name), text);
}

std::uint64_t evaluation_hash(const Evaluation& evaluation, const std::vector<Member>& shadows) {
  std::string text = fmt::format("evaluation.kind={}\n", evaluation.kind);
  if (evaluation.kind != "exact") text += fmt::format("evaluation.samples={}\n", evaluation.samples);
  const data::DataFiles no_files;  // rules read none
  for (std::size_t i = 0; i < shadows.size(); ++i) {
    std::vector<std::string> lines;
    add_lines(Family::recurrent, shadows[i], no_files, lines);
    for (const std::string& line : lines)
      if (!line.empty()) text += fmt::format("shadow.{}.{}", i, line);
  }
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace polesweep::sweep
