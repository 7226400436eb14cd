#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/results/durable_file.hpp"
#include "core/run/trace.hpp"

namespace polesweep::results {

/// The rows of a trace while it grows, in a file without a name beside the one that it will be, so that memory holds some megabytes of it
/// however long the run is.
class TraceRows {
 public:
  /// `file`: that of the trace, which errors name. Throws SystemError if its folder cannot be written.
  explicit TraceRows(const std::filesystem::path& file);

  /// Takes the rows that the trace holds. Throws SystemError if the disk is full.
  void keep(const RunTrace& trace);

  /// The root group of a trace's file, once its last rows are kept, by the conventions of results.h5: rows along the coordinate `sample`,
  /// or `iteration` where they are updates, and `updates` beside it; complex quantities as pairs `_re`, `_im`. The rows are read when the
  /// group is written, which has to be while this lives.
  Group group(const RunTrace& trace, std::vector<std::pair<std::string, std::string>> attributes) const;

 private:
  struct Piece {
    std::uint64_t offset;
    std::size_t numbers;
  };
  /// The numbers of a column, in the order of the rows.
  using Column = std::vector<Piece>;

  template <class T>
  void add(std::size_t column, const std::vector<T>& numbers);
  template <class T>
  Variable variable(std::size_t column, std::string name, std::vector<std::string> dimensions) const;

  NewFile file_;  // never committed
  std::uint64_t end_ = 0;
  std::size_t rows_ = 0;
  std::vector<Column> columns_;  // positions, updates, then real and imaginary parts of each variable by row
};

}  // namespace polesweep::results
