#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/tasks/data_fields.hpp"
#include "core/tasks/recorded.hpp"

namespace polesweep {
namespace {

/// Fields of the order book. At row t the network sees, for each level, the imbalance (bid - ask) / (bid + ask) of the quantities, then the
/// last move of the mid price and the spread at the touch in ticks. The target is mid(t + horizon) - mid(t) in ticks.
///
/// A learner gets that target at row t although it is known at row t + horizon only. This is what fitting a predictor to a recording
/// does, and it is honest for a holdout test, whose rows lie after a gap of at least the horizon. It is not honest for risk that is
/// measured while learning: that is refused for a horizon above 1 (`TaskFacts::prequential`). Delivering the target late instead, at row t
/// + horizon, would be no way out: by then it is the sum of moves that the network has already seen.
struct OrderBookSettings {
  explicit OrderBookSettings(Fields& fields)
      : path(fields.text({"path", "data file of an order book, a row for each of its states", nullptr, true})),
        format(read_format(fields)),
        columns(fields.texts(
            {"columns",
             "the file's columns of ask price, ask quantity, bid price, bid quantity of level 1, then of level 2, ...; if left out ask_p1, ask_q1, bid_p1, bid_q1, ask_p2, ..., or of a file that names no columns "
             "LOBSTER's order: the four of level 1, then of level 2, ...",
             "", true})),
        levels(fields.integer({"levels", "price levels whose imbalances are inputs", "1", 1, Range{.low = 1, .high = 10}})),
        horizon(fields.integer(
            {"horizon",
             "rows from a prediction to the mid price it is of; above 1 for holdout only, since the learner gets the target this many rows early",
             "rows", required_integer, Range{.low = 1}})),
        tick(fields.real({"tick", "one tick in the price unit of the file; LOBSTER's is 1/10,000 of a dollar, so that a cent is 100 of it",
                          "price unit", 1, positive})),
        recorded(fields) {}

  std::string path;
  data::Format format;
  std::vector<std::string> columns;
  std::int64_t levels;
  std::int64_t horizon;
  double tick;
  RecordedSettings recorded;
};

/// The names of the four columns of each level in use.
std::vector<std::string> column_names(const OrderBookSettings& settings, const data::Table& table) {
  const std::int64_t count = 4 * settings.levels;
  std::vector<std::string> names = settings.columns;
  if (names.empty() && !table.names_are_its_own) {
    const std::int64_t columns = std::ssize(table.columns);
    if (columns % 4 != 0 || columns < count)
      throw Error(fmt::format("columns: missing ({} names none and has {}; LOBSTER's order has 4 for each level, {} for {} levels)",
                              settings.path, columns, count, settings.levels));
    for (std::int64_t i = 0; i < count; ++i) names.push_back(table.columns[i].name);
  }
  if (names.empty())
    for (std::int64_t level = 1; level <= settings.levels; ++level)
      for (const char* what : {"ask_p", "ask_q", "bid_p", "bid_q"}) names.push_back(fmt::format("{}{}", what, level));
  if (std::ssize(names) < count)
    throw Error(
        fmt::format("columns: got {} names (must be at least {}, four for each of {} levels)", names.size(), count, settings.levels));
  names.resize(count);
  return names;
}

/// Whether LOBSTER writes this where a side has fewer levels than the file: 9999999999, of bids negative, and the quantity 0. In single
/// precision it is 1e10, in dollars 999999.9999.
bool is_dummy(double price, double quantity) {
  const double modulus = std::abs(price);
  return modulus == 9999999999 || (quantity == 0 && (modulus == 1e10 || modulus == 999999.9999));
}

/// Rows of the book: [row][level][ask price, ask quantity, bid price, bid quantity].
class Book {
 public:
  Book(std::vector<double> values, std::int64_t levels, double tick) : values_(std::move(values)), width_(4 * levels), tick_(tick) {}

  /// Makes rows incomplete that have no mid price, because a side is empty at level 1: it has a dummy price, or neither price nor quantity.
  /// Returns their number.
  std::int64_t leave_out_empty_sides() {
    std::int64_t count = 0;
    for (std::int64_t row = 0; row < rows(); ++row) {
      if (!is_empty(row, 0) && !is_empty(row, 2)) continue;
      values_[row * width_] = std::numeric_limits<double>::quiet_NaN();
      ++count;
    }
    return count;
  }
  /// The number of rows that have a mid price and lack a level further down on one side: its quantity counts as none.
  std::int64_t thin_rows() const {
    std::int64_t count = 0;
    for (std::int64_t row = 0; row < rows(); ++row) {
      bool is_thin = false;
      for (std::int64_t column = 4; column < width_; column += 2) is_thin = is_thin || is_empty(row, column);
      if (is_thin && !std::isnan(at(row, 0))) ++count;
    }
    return count;
  }

  std::int64_t rows() const { return std::ssize(values_) / width_; }
  std::vector<RowRange> complete() const { return complete_rows(values_, width_); }
  /// Move of the mid price in ticks.
  double move(std::int64_t from, std::int64_t to) const { return (mid(to) - mid(from)) / tick_; }
  double spread(std::int64_t row) const { return (at(row, 0) - at(row, 2)) / tick_; }
  /// Zero where the level is empty on both sides.
  double imbalance(std::int64_t row, std::int64_t level) const {
    const double ask = at(row, 4 * level + 1);
    const double bid = at(row, 4 * level + 3);
    return ask + bid == 0 ? 0.0 : (bid - ask) / (bid + ask);
  }

 private:
  /// Of the side whose price is at `column`.
  bool is_empty(std::int64_t row, std::int64_t column) const {
    const double price = at(row, column);
    const double quantity = at(row, column + 1);
    return is_dummy(price, quantity) || (price == 0 && quantity == 0);
  }
  double mid(std::int64_t row) const { return 0.5 * (at(row, 0) + at(row, 2)); }
  double at(std::int64_t row, std::int64_t column) const { return values_[row * width_ + column]; }

  std::vector<double> values_;
  std::int64_t width_;
  double tick_;
};

/// What is to be said of empty sides.
void note_empty_sides(Book& book, const OrderBookSettings& settings, Recording& recording) {
  if (const std::int64_t count = book.leave_out_empty_sides(); count > 0)
    recording.warnings.push_back(
        fmt::format("{}: {} of {} rows have an empty side (LOBSTER's dummy price, or neither price nor quantity) and count as missing",
                    settings.path, count, recording.rows));
  if (const std::int64_t count = book.thin_rows(); count > 0)
    recording.warnings.push_back(
        fmt::format("{}: {} of {} rows lack a level after the first, whose quantity counts as 0", settings.path, count, recording.rows));
}

/// Fills the samples of one stretch of complete rows: all but its first row, which has no last move, and its last rows, which have no
/// future.
void add_samples(const Book& book, RowRange complete, const OrderBookSettings& settings, Recording& recording) {
  const RowRange segment{complete.begin + 1, complete.end - settings.horizon};
  if (segment.size() <= 0) return;
  recording.segments.push_back(segment);
  for (std::int64_t row = segment.begin; row < segment.end; ++row) {
    double* inputs = &recording.inputs[row * recording.input_width()];
    for (std::int64_t level = 0; level < settings.levels; ++level) inputs[level] = book.imbalance(row, level);
    inputs[settings.levels] = book.move(row - 1, row);
    inputs[settings.levels + 1] = book.spread(row);
    recording.targets[row] = book.move(row, row + settings.horizon);
  }
}

}  // namespace

/// Prediction of the mid price of a limit order book. Returns nullptr if `fields` only lists the fields.
std::unique_ptr<Task> make_order_book_task(Fields& fields, const data::DataFiles& files) {
  const OrderBookSettings settings(fields);
  if (fields.describing()) return nullptr;
  data::Format format = settings.format;
  if (format.kind == data::Format::Kind::raw) format.names = settings.columns;
  const data::Table& table = files.table(settings.path, format, settings.columns);
  const std::int64_t first = settings.recorded.first_row;
  const Channels channels = find_channels(table, column_names(settings, table), false, "columns", settings.path, first);
  Recording recording;
  recording.source = settings.path;
  recording.rows = count_rows(channels, first, settings.path);
  for (std::int64_t level = 1; level <= settings.levels; ++level) recording.input_names.push_back(fmt::format("imbalance {}", level));
  recording.input_names.insert(recording.input_names.end(), {"last move", "spread"});
  recording.target_names = {"move"};
  recording.inputs.resize(recording.rows * recording.input_width());
  recording.targets.resize(recording.rows);
  recording.lookahead = settings.horizon;
  recording.notes = table.notes;
  if (settings.columns.empty() && !table.names_are_its_own)
    recording.notes.push_back(fmt::format("{}: its {} columns have no names and are taken in LOBSTER's order, prices in units of 1/10,000",
                                          settings.path, table.columns.size()));

  Book book(interleave(channels.columns, first), settings.levels, settings.tick);
  note_empty_sides(book, settings, recording);
  for (const RowRange& complete : book.complete()) add_samples(book, complete, settings, recording);
  return std::make_unique<RecordedTask>(std::move(recording), settings.recorded);
}

}  // namespace polesweep
