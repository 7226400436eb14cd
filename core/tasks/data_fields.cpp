#include "core/tasks/data_fields.hpp"

#include <iterator>

namespace polesweep {
namespace {

using Kind = data::Format::Kind;
using Number = data::NumberType::Kind;

struct KnownFormat {
  const char* name;
  Kind kind;
  data::NumberType type = {};
};

const KnownFormat formats[] = {{"csv", Kind::csv},
                               {"npy", Kind::npy},
                               {"hdf5", Kind::hdf5},
                               {"matlab", Kind::matlab},
                               {"sigmf", Kind::sigmf},
                               {"float32", Kind::raw, {Number::real, 4}},
                               {"float64", Kind::raw, {Number::real, 8}},
                               {"int8", Kind::raw, {Number::integer, 1}},
                               {"int16", Kind::raw, {Number::integer, 2}},
                               {"int32", Kind::raw, {Number::integer, 4}},
                               {"uint8", Kind::raw, {Number::natural, 1}},
                               {"uint16", Kind::raw, {Number::natural, 2}},
                               {"uint32", Kind::raw, {Number::natural, 4}},
                               {"cf32", Kind::raw, {Number::real, 4, true}},
                               {"cf64", Kind::raw, {Number::real, 8, true}},
                               {"ci8", Kind::raw, {Number::integer, 1, true}},
                               {"ci16", Kind::raw, {Number::integer, 2, true}},
                               {"ci32", Kind::raw, {Number::integer, 4, true}},
                               {"cu8", Kind::raw, {Number::natural, 1, true}},
                               {"cu16", Kind::raw, {Number::natural, 2, true}},
                               {"cu32", Kind::raw, {Number::natural, 4, true}}};

/// As a field takes them: "csv|npy|...".
std::string choices() {
  std::string text;
  for (const KnownFormat& format : formats) text += (text.empty() ? "" : "|") + std::string(format.name);
  return text;
}

constexpr char separators[] = {'\0', ',', ';', '\t', ' '};

}  // namespace

data::Format read_format(Fields& fields) {
  static const std::string names = choices();
  const KnownFormat& known = formats[fields.choice(
      {"format",
       "csv: a text with a row in each line; npy: an array of numpy's; hdf5, matlab (v5 to v7.3): arrays by name, where x:0, x:1, ... "
       "are the columns of a matrix x; sigmf: a recording with metadata; else raw rows of numbers (ci16: pairs of int16). Each may be compressed by gzip",
       names.c_str(), "csv"})];
  data::Format format;
  format.kind = known.kind;
  format.name = known.name;
  format.type = known.type;
  format.type.big_endian = fields.choice({"byte_order", "of raw numbers", "little|big", "little"}) == 1;
  format.transpose = fields.boolean({"transpose", "each row of the file is a column, for files with a feature in each row"});
  format.separator = separators[fields.choice(
      {"separator", "separator between the fields of a csv file; auto: the one that makes most numbers of its first lines",
       "auto|comma|semicolon|tab|blanks", "auto"})];
  format.decimal_comma = fields.choice({"decimal", "decimal sign of a csv file", "point|comma", "point"}) == 1;
  format.comment = fields.text({"comment", "lines of a csv file that begin with this are skipped; empty: no line is", "#"});
  format.header = static_cast<data::Format::Header>(fields.choice(
      {"header", "whether the first row of a csv file names its columns; auto: it does if it holds no number", "auto|yes|no", "auto"}));
  format.skip_lines = fields.integer({"skip_lines", "lines at the start of a csv file that are skipped", "lines", 0, non_negative});
  format.missing =
      fields.texts({"missing", "texts and numbers that mean a missing value, besides empty fields, NaN, NA, N/A, null and none", "", true});
  return format;
}

}  // namespace polesweep
