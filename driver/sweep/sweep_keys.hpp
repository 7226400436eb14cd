#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/members/members.hpp"
#include "driver/sweep/sweep.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {

/// How the value of a key is written, where it is more than one value of its field.
enum class KeyForm {
  value,    ///< of its field, a list where that holds several
  seeds,    ///< a number, a list or range, { start, count } or `seeds_until_keys`
  numbers,  ///< one number, a list or a range
  rules     ///< a list of recurrent rules, as texts or tables (`shadow_rules`)
};

/// A key of a sweep file that is no table of members: the one declaration behind reading, the check of unknown keys, the resolved text and
/// `polesweep list sweep`.
struct SweepKey {
  std::string section;  ///< "measure" for `[measure]`; empty: at the top of the file
  FieldSpec spec;
  std::function<void(const Node& node, const Target& target, Sweep& sweep)> read;
  std::function<std::string(const Sweep& sweep)> text;  ///< TOML of the value; empty: it is left out
  KeyForm form = KeyForm::value;

  std::string path() const { return section.empty() ? spec.name : section + "." + spec.name; }
};

/// All keys, in the order in which they are read and written.
const std::vector<SweepKey>& sweep_keys();

struct Section {
  std::string name;
  std::string summary;
};

/// Those in brackets.
const std::vector<Section>& sections();

std::vector<std::string> key_names(std::string_view section);

/// TOML of all keys of a section, without its header.
std::string section_text(const Sweep& sweep, std::string_view section);

/// The top of the file and its sections, as `polesweep list` shows them.
std::vector<MemberInfo> list_sections();

}  // namespace polesweep::sweep
