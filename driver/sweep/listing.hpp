#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/sweep/table.hpp"

/// Where `polesweep list` describes members, as messages and comments say it.
namespace polesweep::sweep {

/// The families in the order of `polesweep list`, and what each is called there: "readouts".
std::span<const Family> listed_families();
std::string_view listed_as(Family family);

/// The command that describes all members of a family, or one of them: "polesweep list readouts rls".
std::string listing_of(Family family, std::string_view member = "");
/// The same of several members at once: "polesweep list networks diagonal poles ring".
std::string listing_of(const std::vector<ChosenMember>& members);

/// A message and the command that says more.
std::string with_listing(const std::string& message, const std::string& listing);

}  // namespace polesweep::sweep
