#include "core/data/csv.hpp"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <new>
#include <optional>
#include <set>

#include "core/error.hpp"

namespace polesweep::data {
namespace {

bool is_missing(std::string_view text) { return text.empty() || text == "nan" || text == "NaN" || text == "NAN"; }

/// The number a field holds, +-inf if a double cannot hold it, NaN if it is missing; none for anything else.
std::optional<double> number_in(std::string_view text) {
  if (is_missing(text)) return std::numeric_limits<double>::quiet_NaN();
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || problem == std::errc::invalid_argument || std::isnan(value)) return std::nullopt;
  return problem == std::errc() ? value : std::numeric_limits<double>::infinity();
}

/// Collects what libcsv finds. An exception must not pass through that C library, so the first problem is kept until it has returned.
class Rows {
 public:
  Rows(std::string path, const std::vector<std::string>& names) : path_(std::move(path)), given_names_(names) {}

  void field(std::string_view text) {
    if (!problem_.empty()) return;
    lines_in_row_ += std::count(text.begin(), text.end(), '\n');
    if (table_.names.empty())
      first_row_.emplace_back(text);
    else
      add(text);
    ++fields_;
  }

  /// `terminator` is the character that ended the row, or -1 at the end of the file. Both characters of "\r\n" are reported.
  void end_row(int terminator) {
    if (problem_.empty() && fields_ > 0) {
      if (table_.names.empty()) begin_table();
      if (problem_.empty() && fields_ != table_.names.size())
        problem_ = fmt::format("{}:{}: got {} fields (must be {}, as in line {})", path_, line_, fields_, table_.names.size(), first_line_);
    }
    fields_ = 0;
    line_ += lines_in_row_ + (terminator == '\n' ? 1 : 0);
    lines_in_row_ = 0;
  }

  void broken_quotes() {
    if (problem_.empty())
      problem_ = fmt::format("{}:{}: broken quotes (a field is quoted as a whole, and a quote inside it is doubled)", path_, line_);
  }

  Table finish() {
    if (!problem_.empty()) throw Error(problem_);
    if (table_.rows() == 0) throw Error(fmt::format("{}: holds no rows of numbers", path_));
    return std::move(table_);
  }

 private:
  void begin_table() {
    first_line_ = line_;
    const auto is_number = [](const std::string& text) { return !text.empty() && number_in(text).has_value(); };
    const bool all_empty = std::all_of(first_row_.begin(), first_row_.end(), [](const std::string& text) { return text.empty(); });
    const bool has_header = !all_empty && std::none_of(first_row_.begin(), first_row_.end(), is_number);
    if (has_header && !given_names_.empty()) {
      problem_ = fmt::format("{}:{}: got names for columns that have a header (they are for files without one)", path_, line_);
      return;
    }
    if (!given_names_.empty() && given_names_.size() != fields_) {
      problem_ = fmt::format("{}:{}: got {} fields (must be {}, the number of names given for columns)", path_, line_, fields_,
                             given_names_.size());
      return;
    }
    table_.names = has_header ? first_row_ : given_names_;
    table_.names.resize(fields_);
    for (std::size_t i = 0; i < fields_; ++i)
      if (table_.names[i].empty()) table_.names[i] = std::to_string(i);
    table_.columns.resize(fields_);
    std::set<std::string> seen;
    for (const std::string& name : table_.names)
      if (!seen.insert(name).second && problem_.empty())
        problem_ = fmt::format("{}:{}: got two columns called '{}' (names must differ)", path_, line_, name);
    if (has_header || !problem_.empty()) return;
    fields_ = 0;
    for (const std::string& text : first_row_) {
      add(text);
      ++fields_;
    }
  }

  /// Takes the field as the next of the present row. One beyond the last column is only counted.
  void add(std::string_view text) {
    if (fields_ >= table_.names.size() || !problem_.empty()) return;
    const std::optional<double> value = number_in(text);
    if (!value)
      problem_ = fmt::format("{}:{}:{}: got '{}' (must be a number)", path_, line_, table_.names[fields_], text);
    else if (std::isinf(*value))
      problem_ = fmt::format("{}:{}:{}: got '{}' (must be within the range of a double)", path_, line_, table_.names[fields_], text);
    else
      table_.columns[fields_].push_back(*value);
  }

  std::string path_;
  std::vector<std::string> given_names_;
  std::vector<std::string> first_row_;
  Table table_;
  std::string problem_;
  std::size_t fields_ = 0;           // of the present row, so far
  std::ptrdiff_t line_ = 1;          // where the present row begins
  std::ptrdiff_t first_line_ = 1;    // where the first row begins
  std::ptrdiff_t lines_in_row_ = 0;  // line ends inside its quoted fields
};

void on_field(void* text, std::size_t size, void* rows) { static_cast<Rows*>(rows)->field({static_cast<const char*>(text), size}); }
void on_row(int terminator, void* rows) { static_cast<Rows*>(rows)->end_row(terminator); }

struct Parser : csv_parser {
  // Every line end is asked for, because lines are counted by them.
  Parser() { csv_init(this, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(this); }
};

}  // namespace

Table parse_csv(const std::string& path, std::string_view text, const std::vector<std::string>& names) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Rows rows(path, names);
  Parser parser;
  const bool parsed = csv_parse(&parser, text.data(), text.size(), on_field, on_row, &rows) == text.size() &&
                      csv_fini(&parser, on_field, on_row, &rows) == 0;
  if (!parsed && csv_error(&parser) == CSV_ENOMEM) throw std::bad_alloc();
  if (!parsed) rows.broken_quotes();
  return rows.finish();
}

}  // namespace polesweep::data
