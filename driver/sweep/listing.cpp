#include "driver/sweep/listing.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace polesweep::sweep {
namespace {

constexpr Family families[] = {Family::task,    Family::network,   Family::poles,  Family::recurrent,
                               Family::readout, Family::optimizer, Family::regime, Family::measure};

}  // namespace

std::span<const Family> listed_families() { return families; }

std::string_view listed_as(Family family) {
  switch (family) {
    case Family::task: return "tasks";
    case Family::network: return "networks";
    case Family::poles: return "poles";
    case Family::recurrent: return "recurrent";
    case Family::readout: return "readouts";
    case Family::optimizer: return "optimizers";
    case Family::regime: return "regimes";
    case Family::measure: return "measures";
    case Family::formula: break;
  }
  throw std::logic_error("a family that is not listed");
}

std::string listing_of(Family family, std::string_view member) {
  if (family == Family::formula) return "polesweep theory";
  return fmt::format("polesweep list {}{}{}", listed_as(family), member.empty() ? "" : " ", member);
}

std::string listing_of(const std::vector<ChosenMember>& members) {
  std::string listing = "polesweep list";
  for (const ChosenMember& chosen : members) {
    if (chosen.family == Family::formula) return listing_of(chosen.family);
    listing += fmt::format(" {} {}", listed_as(chosen.family), chosen.info->name);
  }
  return listing;
}

std::string with_listing(const std::string& message, const std::string& listing) {
  return fmt::format("{}{} See: {}", message, message.ends_with('?') ? "" : ".", listing);
}

}  // namespace polesweep::sweep
