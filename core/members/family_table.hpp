#pragma once

#include <fmt/format.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "core/error.hpp"
#include "core/members/members.hpp"
#include "core/members/point.hpp"

namespace polesweep {

/// One row of a family's table: name, summary, version, maker. `Extra` is what a maker needs besides its fields.
template <class T, class... Extra>
struct FamilyEntry {
  const char* name;
  const char* summary;
  int version;
  std::unique_ptr<T> (*make)(Fields& fields, Extra... extra);
};

/// Lists the fields of every member by running its constructor on no values. A constructor that checks its fields reads all of them first
/// and returns then if it is only `describing()`: an Error here would mean that later fields may be missing from the list.
template <class Entry, class... Extra>
std::vector<MemberInfo> describe_entries(std::span<const Entry> entries, const Extra&... extra) {
  std::vector<MemberInfo> infos;
  for (const Entry& entry : entries) {
    Fields fields;
    try {
      entry.make(fields, extra...);
    } catch (const Error& error) {
      throw std::logic_error(fmt::format("{}: checks values while its fields are listed ({})", entry.name, error.what()));
    }
    infos.push_back({entry.name, entry.summary, entry.version, fields.declared()});
  }
  return infos;
}

template <class Entry, std::size_t count, class... Extra>
std::vector<MemberInfo> describe_entries(const Entry (&entries)[count], const Extra&... extra) {
  return describe_entries(std::span<const Entry>(entries), extra...);
}

template <class T, std::size_t count, class... Extra>
std::unique_ptr<T> make_member(const FamilyEntry<T, Extra...> (&entries)[count], const Member& member,
                               std::type_identity_t<Extra>... extra) {
  for (const auto& entry : entries) {
    if (member.kind != entry.name) continue;
    Fields fields(member.fields);
    return entry.make(fields, extra...);
  }
  throw std::logic_error(fmt::format("no member is called '{}'", member.kind));
}

}  // namespace polesweep
