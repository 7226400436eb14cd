#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/results/dataset.hpp"

/// What a file says differently from the data set, because of readers; `read_netcdf` takes it back.
namespace polesweep::results {

/// Names of attributes: the type of an empty variable of 64-bit integers; the mark of a variable whose long texts are in the group of the
/// same name.
inline constexpr const char* empty_type = "integer_type";
inline constexpr const char* long_texts_group = "long_texts";

/// A unit as UDUNITS knows it: "count" for samples and updates, "1" for the powers of a target.
std::string units_of_udunits(const std::string& units);

/// Texts that are stored once in a table of their own: xarray since 2025 makes every text of a variable as wide as its longest, so that
/// 10^5 points with teachers of 40 poles took 700 MiB.
class LongTexts {
 public:
  /// Whether a variable would be wider than a million characters, and has texts that the table would shorten.
  static bool are_worth_it(const std::vector<std::string>& texts);

  /// Returns what represents the text in its variable: itself, or "#" and its row if it is longer than 80 characters or begins with #.
  std::string key_of(const std::string& text);
  /// The other way round. Throws Error for a row that the table does not have.
  static const std::string& text_of(const std::string& key, const std::vector<std::string>& texts);

  const std::vector<std::string>& texts() const { return texts_; }
  Group group() const;

 private:
  std::vector<std::string> texts_;
  std::map<std::string, std::size_t> rows_;
};

/// Brings a data set of an earlier schema to the form of `schema_version`. Throws Error for one of a later schema.
void to_current_schema(Group& root);

}  // namespace polesweep::results
