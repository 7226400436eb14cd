#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/members/members.hpp"
#include "core/members/parts.hpp"

namespace polesweep::fuzz {

/// Makes sweep files out of what the members say of their fields, so that most get beyond the parser.
class SweepGrammar {
 public:
  explicit SweepGrammar(unsigned seed) : random_(seed) {}

  /// A file with a table of each kind.
  std::string sweep();
  /// Changes a line, or adds, repeats, moves or deletes one, or a whole table.
  std::string changed(std::string_view text);
  /// Tables of one file and of another.
  std::string crossed(std::string_view one, std::string_view other);

 private:
  using Lines = std::vector<std::string>;

  std::size_t below(std::size_t size) { return size == 0 ? 0 : random_() % size; }
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <class List>
  const auto& of(const List& list) {
    return list[below(std::size(list))];
  }
  std::string number(const Range& range, bool whole);
  std::string one_value(const FieldSpec& spec);
  std::string value(const FieldSpec& spec);
  std::string table(TableKind kind);
  std::string line(TableKind kind);
  std::string question();

  std::minstd_rand random_;
};

}  // namespace polesweep::fuzz
