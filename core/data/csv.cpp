#include "core/data/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/data/number.hpp"
#include "core/data/rows.hpp"
#include "core/data/text_lines.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

using Fields = std::span<const std::string>;

constexpr std::int64_t sampled_rows = 50;

/// Whether the fields are names: no plain number among them, and some text that is no number of any kind. Names can look like unusual
/// numbers (1i, 1q, 2i, 2q) and like missing values (Na, K).
bool is_header(Fields fields, const NumberReader& read) {
  bool has_text = false;
  for (const std::string& text : fields) {
    if (text.empty()) continue;
    const std::optional<Number> number = read(text);
    const bool has_exponent_of_fortran = text.find_first_of("dD") != std::string::npos;
    const bool is_word = number && std::isnan(number->real) && text != "nan" && text != "NaN" && text != "NAN";
    if (number && !number->is_complex && !has_exponent_of_fortran && !is_word) return false;
    has_text = has_text || !read.could_be_number(text);
  }
  return has_text;
}

/// The share of numbers in the first rows of a text that is split so, the very first aside, which may be a header. Below 0 where rows have
/// one field or differ in length: nothing is split so.
double share_of_numbers(std::string_view text, char separator, const std::vector<std::string>& missing) {
  const NumberReader read_point(false, missing);
  const NumberReader read_comma(separator != ',', missing);
  std::size_t width = 0;
  std::int64_t rows = 0;
  std::int64_t fields_seen = 0;
  std::int64_t with_point = 0;
  std::int64_t with_comma = 0;
  bool fits = true;
  const std::int64_t broken = split_rows(text, separator, [&](Fields fields, std::int64_t) {
    const bool is_below_short_header = rows == 1 && width > 1 && fields.size() == width + 1;  // of R, complained of later
    if (rows == 0 || is_below_short_header) width = fields.size();
    fits = width > 1 && fields.size() == width;
    if (rows == 1) fields_seen = with_point = with_comma = 0;  // the first row does not count where there is another one
    for (const std::string& field : fields) {
      ++fields_seen;
      if (read_point(field)) ++with_point;
      if (read_comma(field)) ++with_comma;
    }
    return fits && ++rows < sampled_rows;
  });
  if (!fits || broken > 0 || fields_seen == 0) return -1;
  return static_cast<double>(std::max(with_point, with_comma)) / static_cast<double>(fields_seen);
}

char find_separator(std::string_view text, const Format& format) {
  if (format.separator != '\0') return format.separator;
  char found = format.decimal_comma ? ';' : ',';
  double best = 0;
  for (const char candidate : {',', ';', '\t', ' '}) {
    if (candidate == ',' && format.decimal_comma) continue;
    const double share = share_of_numbers(text, candidate, format.missing);
    // Times and names have blanks inside: these part fields if nothing else does, or where they make numbers of all.
    if (share <= best || (candidate == ' ' && share < 1 && best > 0)) continue;
    best = share;
    found = candidate;
  }
  return found;
}

class Builder {
 public:
  Builder(const std::string& path, const Format& format) : path_(path), format_(format), read_(format.decimal_comma, format.missing) {}

  /// The names that a comment gives, if they turn out to fit.
  void propose_header(std::vector<std::string> names) { proposed_ = std::move(names); }

  void add(Fields fields, std::int64_t line) {
    if (table_.columns.empty()) {
      first_line_ = line;
      if (begin(fields)) return;
    }
    // A separator behind the last field, which the header lacks.
    if (fields.size() == table_.columns.size() + 1 && fields.back().empty()) fields = fields.first(fields.size() - 1);
    if (fields.size() != table_.columns.size())
      throw Error(fmt::format("{}:{}: got {} fields (must be {}, as in line {}){}", path_, line, fields.size(), table_.columns.size(),
                              first_line_, are_rows_named(fields) ? ". Are rows named, as R does? Set skip_lines and columns?" : ""));
    for (std::size_t i = 0; i < fields.size(); ++i) add(table_.columns[i], faults_[i], fields[i], line);
  }

  Table finish() {
    if (table_.columns.empty() || table_.columns.front().values.empty()) throw Error(fmt::format("{}: holds no rows of numbers", path_));
    for (std::size_t i = 0; i < faults_.size(); ++i)
      for (const Text& text : faults_[i]) table_.columns[i].add_fault({text.row, complaint(table_.columns[i], text)});
    return std::move(table_);
  }

 private:
  /// A field that holds no number.
  struct Text {
    std::size_t row;
    std::int64_t line;
    std::string text;
  };

  /// R leaves the column of the rows' names out of the header.
  bool are_rows_named(Fields fields) const {
    const std::size_t names = table_.columns.size();
    return table_.names_are_its_own && names > 1 && fields.size() == names + 1 && table_.columns.front().values.empty();
  }

  std::string complaint(const Column& column, const Text& text) const {
    const bool is_number = read_(text.text).has_value();
    return fmt::format("{}:{}:{}: got '{}' (must be {}){}", path_, text.line, excerpt(column.name), excerpt(text.text),
                       is_number ? "within the range of a double" : "a number", is_number ? "" : read_.suggestion(text.text));
  }

  /// Whether the first row is a header.
  bool begin(Fields fields) {
    const bool has_header = format_.header == Format::Header::yes || (format_.header == Format::Header::find && is_header(fields, read_));
    if (has_header && !format_.names.empty())
      throw Error(fmt::format("{}:{}: got names for columns that have a header (they are for files without one)", path_, first_line_));
    if (!format_.names.empty() && format_.names.size() != fields.size())
      throw Error(fmt::format("{}:{}: got {} fields (must be {}, the number of names given for columns)", path_, first_line_, fields.size(),
                              format_.names.size()));
    const bool uses_proposed = !has_header && format_.names.empty() && proposed_.size() == fields.size();
    table_.names_are_its_own = has_header || uses_proposed;
    table_.columns.resize(fields.size());
    faults_.resize(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      std::string& name = table_.columns[i].name;
      if (has_header) name = fields[i];
      if (uses_proposed) name = proposed_[i];
      if (!format_.names.empty()) name = format_.names[i];
      if (name.empty()) name = std::to_string(i);
    }
    return has_header;
  }

  /// Of the faults of a column the first and the last are kept, since all others lie between them.
  void add(Column& column, std::vector<Text>& faults, const std::string& text, std::int64_t line) {
    const std::optional<Number> number = read_(text);
    const bool is_finite = number && !std::isinf(number->real) && !std::isinf(number->imaginary);
    if (!is_finite) {
      if (faults.size() < 2) faults.emplace_back();
      faults.back() = {column.values.size(), line, text};
    }
    if (number && number->is_complex) column.imaginary.resize(column.values.size());  // of the numbers before it 0
    const bool is_complex = column.is_complex() || (number && number->is_complex);
    column.values.push_back(is_finite ? number->real : missing_value);
    if (is_complex) column.imaginary.push_back(is_finite ? number->imaginary : missing_value);
  }

  const std::string& path_;
  const Format& format_;
  NumberReader read_;
  std::vector<std::string> proposed_;
  std::vector<std::vector<Text>> faults_;  // by column
  Table table_;
  std::int64_t first_line_ = 1;
};

/// Returns the fields of a comment that may be a header, or nothing if it cannot be one. A single column has a single word for a name.
std::vector<std::string> header_in_comment(const TextLines& lines, char separator, const Format& format) {
  std::vector<std::string> names;
  const NumberReader read(format.decimal_comma, format.missing);
  const std::int64_t broken = split_rows(lines.header, separator, [&](Fields fields, std::int64_t) {
    const bool is_sentence = fields.size() == 1 && fields.front().find(' ') != std::string::npos;
    if (is_header(fields, read) && !is_sentence) names.assign(fields.begin(), fields.end());
    return false;
  });
  return broken > 0 ? std::vector<std::string>() : names;
}

}  // namespace

Table parse_csv(const std::string& path, std::string_view text, const Format& format) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const TextLines lines = without_comments(text, format.comment, format.skip_lines);
  const char separator = find_separator(lines.kept, format);
  Builder builder(path, format);
  if (format.header == Format::Header::find) builder.propose_header(header_in_comment(lines, separator, format));
  const std::int64_t broken = split_rows(lines.kept, separator, [&](Fields fields, std::int64_t line) {
    builder.add(fields, line);
    return true;
  });
  if (broken > 0)
    throw Error(fmt::format("{}:{}: broken quotes (a field is quoted as a whole, and a quote inside it is doubled)", path, broken));
  Table table = builder.finish();
  if (lines.comments_in_data > 0)
    table.notes.push_back(fmt::format("{}: {} lines after the first row begin with '{}' and are skipped", path, lines.comments_in_data,
                                      excerpt(format.comment)));
  return table;
}

}  // namespace polesweep::data
