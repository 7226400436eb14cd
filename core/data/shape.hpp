#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace polesweep::data {

/// An array as a table: rows are samples.
struct Shape {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// Takes an array with these lengths as rows: axes of length 1 do not count, and one that is left runs over the rows. Throws Error "`what`:
/// ..." if more than two are left, if one has length 0, and if the number of elements is beyond `most`.
Shape shape_of(const std::vector<std::uint64_t>& lengths, std::uint64_t most, const std::string& what);

/// "4000 x 4"
std::string text_of(const std::vector<std::uint64_t>& lengths);

}  // namespace polesweep::data
