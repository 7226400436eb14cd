#include "driver/sweep/choices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/theory/formulas.hpp"
#include "driver/sweep/listing.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {
namespace {

const std::vector<MemberInfo>& known_members(Family family) {
  return family == Family::formula ? theory::formula_members() : members(family);
}

std::vector<std::string> names_of(Family family) {
  std::vector<std::string> names;
  for (const MemberInfo& info : known_members(family)) names.push_back(info.name);
  return names;
}

const MemberInfo* find_known(Family family, const std::string& name) {
  const std::vector<MemberInfo>& all = known_members(family);
  const auto found = std::find_if(all.begin(), all.end(), [&](const MemberInfo& info) { return info.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void read_name(const Node& node, Family family, const Node* fields, std::vector<Choice>& choices, Problems& problems) {
  if (!node.text()) {
    problems.add(node.where, kind_path(family),
                 fmt::format("got {} (must be one of {})", short_literal(node), fmt::join(names_of(family), ", ")));
  } else if (const MemberInfo* info = find_known(family, *node.text())) {
    choices.push_back({family, info, node.where, fields});
  } else {
    problems.add(
        node.where, kind_path(family),
        with_listing(fmt::format("unknown {}", literal(node)) + known_names(*node.text(), "one of", names_of(family)), listing_of(family)));
  }
}

/// One name or a list of names.
void read_names(const Node& node, Family family, const Node* fields, std::vector<Choice>& choices, Problems& problems) {
  if (!node.is_list()) return read_name(node, family, fields, choices, problems);
  if (node.list().empty()) problems.add(node.where, kind_path(family), "empty axis (write at least one name)");
  for (const Node& element : node.list()) read_name(element, family, fields, choices, problems);
}

void missing(Where where, const std::string& path, Family family, Problems& problems) {
  problems.add(where, path, fmt::format("missing (one of {})", fmt::join(names_of(family), ", ")));
}

/// A part of a learner: a text, or a table with its kind and fields.
void read_part(const Node& node, Family family, std::vector<Choice>& choices, Problems& problems) {
  if (!node.is_table()) return read_name(node, family, nullptr, choices, problems);
  if (const Node* kind = node.find("kind"))
    read_names(*kind, family, &node, choices, problems);
  else
    missing(node.where, kind_path(family), family, problems);
}

}  // namespace

std::vector<Choice> choices_of(const Node& table, Family family, Problems& problems) {
  const PointPart& part = part_of(family);
  const bool is_part = part.table == TableKind::learner;
  const std::string key(part.table_key());
  std::vector<Choice> choices;
  const Node* node = table.find(key);
  if (!node && part.kind_if_absent) {
    choices.push_back({family, find_member(family, part.kind_if_absent), table.where, nullptr});
  } else if (!node) {
    missing(table.where, is_part ? part.path : kind_path(family), family, problems);
  } else if (!is_part) {
    read_names(*node, family, &table, choices, problems);
  } else if (node->is_list()) {
    if (node->list().empty()) problems.add(node->where, "learner." + key, "empty axis (write at least one name)");
    for (const Node& element : node->list()) read_part(element, family, choices, problems);
  } else {
    read_part(*node, family, choices, problems);
  }
  return choices;
}

}  // namespace polesweep::sweep
