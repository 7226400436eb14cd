#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace polesweep::data {

/// How one number of a binary file is stored.
struct NumberType {
  enum class Kind { real, integer, natural } kind = Kind::real;  ///< IEEE 754, two's complement, unsigned
  int bytes = 4;                                                 ///< 1, 2, 4 or 8; of a real number 4 or 8 (numpy's files: 2 as well)
  bool is_complex = false;                                       ///< two of them: real part, imaginary part
  bool big_endian = false;

  std::size_t size() const { return static_cast<std::size_t>(is_complex ? 2 * bytes : bytes); }
  auto operator<=>(const NumberType&) const = default;
};

/// How the bytes of a file are to be read.
struct Format {
  enum class Kind { csv, npy, hdf5, matlab, sigmf, raw };
  enum class Header { find, yes, no };

  Kind kind = Kind::csv;
  std::string name = "csv";  ///< as a sweep says it
  NumberType type = {};      ///< of raw numbers
  std::vector<std::string> names =
      {};                        ///< of the columns: needed for raw numbers; of other files without names, where they may be left out
  char separator = '\0';         ///< of a text: ',', ';', '\t', ' ' for any blanks, '\0' for what its first lines have
  bool decimal_comma = false;    ///< of a text
  std::string comment = "#";     ///< a text's lines that begin with it are skipped; empty: no line is
  Header header = Header::find;  ///< of a text: whether its first line names the columns
  std::int64_t skip_lines = 0;   ///< number of lines skipped at the start of a text
  std::vector<std::string> missing = {};  ///< further texts and numbers that mean a missing value
  bool transpose = false;                 ///< rows of the file are columns

  auto operator<=>(const Format&) const = default;
};

}  // namespace polesweep::data
