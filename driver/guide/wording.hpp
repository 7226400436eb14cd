#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "driver/sweep/table.hpp"

/// Pieces of sentences.
namespace polesweep::guide {

/// "a, b and c"; with another last word "a, b or c".
std::string enumeration(const std::vector<std::string>& items, std::string_view last_word = "and");
/// The words of a text in lines of at most `width` characters. The first line begins with `first`, the others with as many blanks;
/// `comment` stands in front of each.
std::string wrapped(const std::string& text, std::string_view first = "", std::string_view comment = "", std::size_t width = 100);
/// Numbers that ascend: all if they are few, else how many from where to where.
std::string places_text(const std::vector<std::int64_t>& places);
/// What a table sets, axes with their values: "count = 8 and radius = 0.8 or 0.9". `leave_out`: families that it says elsewhere.
std::string settings_text(const sweep::Table& table, const std::vector<Family>& families);
/// The values of a field: "0.01", "0.1 or 1", "5 values from 0.0001 to 0.01".
std::string values_text(const std::vector<Value>& values);
/// The first letter as a capital one.
std::string capital(std::string text);

}  // namespace polesweep::guide
