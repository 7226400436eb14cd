#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

namespace polesweep::data {

/// An array of numbers.
struct Array {
  std::vector<std::uint64_t> lengths;
  bool column_major = false;
  std::vector<double> values;     ///< NaN if one is missing
  std::vector<double> imaginary;  ///< empty for real numbers
};

/// What a file has under a name.
struct ArrayInfo {
  std::string name;
  std::vector<std::uint64_t> lengths;
  std::string problem;  ///< why it is no array of numbers, as in "holds texts"; "" if it is one

  /// Whether it holds one number at most.
  bool is_single() const;
};

/// A file with arrays that have names.
class ArrayFile {
 public:
  virtual ~ArrayFile() = default;
  virtual const std::vector<ArrayInfo>& arrays() const = 0;
  /// Throws Error that begins with the file.
  virtual Array read(std::size_t array) = 0;
};

/// The columns that `asked` names: a vector x is the column x, the columns of a matrix x are x:0, x:1, ... Where one array has more than a
/// single number and no other one does, its columns are also called as `format` says, or 0, 1, ... Parts of names are separated by '/' or
/// '.'. Throws Error that begins with `path` for arrays with more than two dimensions, and for names that do not fit.
Table columns_of(ArrayFile& file, const std::vector<std::string>& asked, const Format& format, const std::string& path);

}  // namespace polesweep::data
