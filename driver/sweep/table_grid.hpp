#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/members/point.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// The combinations of one table, made on demand. Every value's line of canonical text is printed once, so that a combination's text is a
/// concatenation. The table must outlive this.
class TableGrid {
 public:
  /// What of a table an exclusion matches.
  struct Match {
    bool possible = true;
    std::vector<std::pair<std::size_t, std::vector<bool>>> fields;  ///< position of a field, and which of its values match
  };

  TableGrid(const Table& table, const std::vector<Exclusion>& exclusions, const data::DataFiles& files);

  const Table& table() const { return *table_; }
  std::uint32_t size() const { return size_; }
  /// Appends the lines of a combination, sorted.
  void append_text(std::uint32_t combination, std::string& text) const;
  /// A member of this table with its fields, defaults included.
  Member member(Family family, std::uint32_t combination) const;
  /// Sets the point's members of this table.
  void fill(std::uint32_t combination, Point& point) const;
  /// Combinations that differ in nothing but real-valued fields have the same shape, a number below `shapes()`.
  std::uint32_t shape(std::uint32_t combination) const;
  std::uint32_t shapes() const;
  /// Whether the combination has all the fields and values that the exclusion names of this kind of table.
  bool matches(std::size_t exclusion, std::uint32_t combination) const { return matches(matches_[exclusion], combination); }
  bool matches(const Match& match, std::uint32_t combination) const;
  Match match(const Exclusion& exclusion) const;
  /// Position of a combination on the axis of a field.
  std::size_t index(std::uint32_t combination, std::size_t field) const;

 private:
  /// The lines of one field, one after the other without what all begin with: an axis may have a million values.
  struct Line {
    std::size_t field = 0;  ///< position in the table's fields, where there is more than one line
    std::string beginning;
    std::string rests;
    std::vector<std::size_t> ends;  ///< by value

    /// A line that begins so, or an empty one.
    void add(std::string_view line) {
      if (!line.empty()) rests += line.substr(beginning.size());
      ends.push_back(rests.size());
    }
    void append_to(std::string& text, std::size_t value) const {
      const std::size_t begin = value == 0 ? 0 : ends[value - 1];
      if (ends[value] > begin) (text += beginning).append(rests, begin, ends[value] - begin);
    }
  };
  void add_condition(const Condition& condition, Match& match) const;

  const Table* table_;
  std::uint32_t size_;
  std::vector<std::uint32_t> stride_;  ///< by field
  std::vector<std::uint32_t> length_;  ///< by field
  std::vector<Line> lines_;
  std::vector<Match> matches_;                                       ///< by exclusion
  std::vector<std::pair<std::uint32_t, std::uint32_t>> shape_axes_;  ///< stride and length of the axes that change the shape
};

}  // namespace polesweep::sweep
