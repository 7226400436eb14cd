// Data files of every format but HDF5, whose library is known to crash on damaged bytes. The first byte of an input says how it is to be
// read, the second which options a text has.
#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/data/matlab.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;
using Kind = data::Format::Kind;

data::Format format_of(std::uint8_t kind, std::uint8_t options) {
  data::Format format;
  constexpr std::pair<Kind, const char*> kinds[] = {
      {Kind::csv, "csv"}, {Kind::npy, "npy"}, {Kind::matlab, "matlab"}, {Kind::sigmf, "sigmf"}, {Kind::raw, "raw"}};
  std::tie(format.kind, format.name) = kinds[kind % 5];
  if (format.kind == Kind::raw) {
    format.names = {"a", "b", "c"};
    format.type.kind = static_cast<data::NumberType::Kind>(options % 3);
    format.type.bytes = format.type.kind == data::NumberType::Kind::real ? 4 << (options >> 2 & 1) : 1 << (options >> 2 & 3);
    format.type.is_complex = options & 16;
    format.type.big_endian = options & 32;
    return format;
  }
  constexpr char separators[] = {'\0', ',', ';', '\t', ' '};
  format.separator = separators[(options & 7) % 5];
  format.decimal_comma = (options & 8) != 0 && format.separator != ',';
  format.header = static_cast<data::Format::Header>((options >> 4 & 3) % 3);
  format.skip_lines = options >> 6 & 1;
  format.transpose = options & 128;
  if (options == 255) format.missing = {"-999", "none"};
  return format;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const data::Format format = format_of(data[0], data[1]);
  const std::string_view input = fuzz::text_of(data, size).substr(2);
  if (format.kind == Kind::matlab && !data::is_matlab5(input)) return 0;
  data::DataFiles files;
  std::string name = "input";
  if (format.kind == Kind::sigmf) {  // metadata, a NUL, data
    const std::size_t end = std::min(input.find('\0'), input.size());
    name = "input.sigmf-meta";
    files.add(name, std::string(input.substr(0, end)));
    files.add("input.sigmf-data", std::string(input.substr(std::min(end + 1, input.size()))));
  } else {
    files.add(name, std::string(input));
  }
  for (const std::vector<std::string>& asked : {std::vector<std::string>{}, {"x"}, {"0"}, {"x:0", "y"}})
    fuzz::guarded([&] {
      const data::Table& table = files.table(name, format, asked);
      for (const data::Column& column : table.columns)
        fuzz::require(!column.is_complex() || column.imaginary.size() == column.values.size());
    });
  return 0;
}
