#include "core/data/rows.hpp"

#include <csv.h>

#include <algorithm>
#include <exception>
#include <new>
#include <vector>

namespace polesweep::data {
namespace {

/// Collects what libcsv finds. An exception must not pass through that C library, so it is kept until that has returned.
class Collector {
 public:
  Collector(char separator, const VisitRow& visit) : separator_(separator), visit_(visit) {}

  /// `text` is nullptr for a field that is empty without quotes.
  void field(const char* text, std::size_t size) noexcept {
    if (done_) return;
    try {
      // Two blanks in a row have an empty field between them.
      if (separator_ == ' ' && text == nullptr) return;
      add(text == nullptr ? std::string_view() : std::string_view(text, size));
    } catch (...) {
      stop(std::current_exception());
    }
  }

  /// `terminator` is the character that ended the row, or -1 at the end of the file. Both characters of "\r\n" are reported.
  void end_row(int terminator) noexcept {
    if (done_) return;
    try {
      if (used_ > 0 && !visit_(std::span(fields_).first(used_), line_)) stop(nullptr);
    } catch (...) {
      stop(std::current_exception());
    }
    used_ = 0;
    in_parentheses_ = false;
    line_ += lines_in_row_ + (terminator == '\n' ? 1 : 0);
    lines_in_row_ = 0;
  }

  bool is_done() const { return done_; }
  std::int64_t line() const { return line_; }
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  void add(std::string_view text) {
    lines_in_row_ += std::count(text.begin(), text.end(), '\n');
    if (in_parentheses_) {
      std::string& field = fields_[used_ - 1];
      if (separator_ != ' ') field += separator_;
      field += text;
      in_parentheses_ = !text.ends_with(')');
      return;
    }
    if (used_ == fields_.size()) fields_.emplace_back();
    fields_[used_++] = text;
    in_parentheses_ = text.starts_with('(') && text.find(')') == std::string_view::npos;
  }

  void stop(std::exception_ptr thrown) {
    done_ = true;
    thrown_ = std::move(thrown);
  }

  char separator_;
  const VisitRow& visit_;
  std::vector<std::string> fields_;  // of the present row the first `used_`; the others keep their memory
  std::size_t used_ = 0;
  bool in_parentheses_ = false;
  bool done_ = false;
  std::exception_ptr thrown_;
  std::int64_t line_ = 1;            // where the present row begins
  std::ptrdiff_t lines_in_row_ = 0;  // line ends inside its quoted fields
};

void on_field(void* text, std::size_t size, void* collector) {
  static_cast<Collector*>(collector)->field(static_cast<const char*>(text), size);
}
void on_row(int terminator, void* collector) { static_cast<Collector*>(collector)->end_row(terminator); }

struct Parser : csv_parser {
  // Every line end is asked for, because lines are counted by them.
  explicit Parser(char separator) {
    csv_init(this, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_EMPTY_IS_NULL);
    csv_set_delim(this, static_cast<unsigned char>(separator));
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(this); }
};

}  // namespace

std::int64_t split_rows(std::string_view text, char separator, const VisitRow& visit) {
  std::string blanks;
  if (separator == ' ' && text.find('\t') != std::string_view::npos) {
    blanks = text;
    std::replace(blanks.begin(), blanks.end(), '\t', ' ');
    text = blanks;
  }
  Collector collector(separator, visit);
  Parser parser(separator);
  constexpr std::size_t most_at_once = 1U << 16;  // so that what nobody wants to see any more is not read
  bool parsed = true;
  while (parsed && !text.empty() && !collector.is_done()) {
    const std::size_t size = std::min(text.size(), most_at_once);
    parsed = csv_parse(&parser, text.data(), size, on_field, on_row, &collector) == size;
    text.remove_prefix(size);
  }
  if (parsed && !collector.is_done()) parsed = csv_fini(&parser, on_field, on_row, &collector) == 0;
  collector.rethrow();
  if (!parsed && csv_error(&parser) == CSV_ENOMEM) throw std::bad_alloc();
  return parsed || collector.is_done() ? 0 : collector.line();
}

}  // namespace polesweep::data
