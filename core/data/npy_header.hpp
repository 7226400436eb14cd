#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace polesweep::data {

/// What the header of a .npy file says.
struct NpyHeader {
  struct Field {
    std::string name;  ///< "" of an array of plain numbers, and of padding
    std::string type;  ///< as in "<f8"
  };

  std::vector<Field> fields;  ///< one of an array of plain numbers
  bool is_record = false;
  bool column_major = false;
  std::vector<std::uint64_t> shape;
  std::size_t size = 0;  ///< bytes before the data
};

/// Throws Error that begins with `path` for anything that numpy does not write.
NpyHeader read_npy_header(const std::string& path, std::string_view bytes);

}  // namespace polesweep::data
