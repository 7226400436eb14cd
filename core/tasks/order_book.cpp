#include <fmt/format.h>

#include "core/error.hpp"
#include "core/tasks/recorded.hpp"

namespace polesweep {
namespace {

/// Fields of the order book. At row t the network sees, for each level, the imbalance (bid - ask) / (bid + ask) of the quantities, then the
/// last move of the mid price and the spread at the touch in ticks. The target is mid(t + horizon) - mid(t) in ticks.
///
/// A learner is told that target at row t although it is known at row t + horizon only. This is what fitting a predictor to a recording
/// does, and it is honest for a holdout test, whose rows lie behind a gap of at least the horizon. It is not honest for risk that is
/// measured while learning: that is refused for a horizon above 1 (`TaskFacts::prequential`). Delivering the target late instead, at row t
/// + horizon, would be no way out: by then it is the sum of moves that the network has already seen.
struct OrderBookSettings {
  explicit OrderBookSettings(Fields& fields)
      : path(fields.text({"path", "csv file in LOBSTER's order of columns, which may be compressed by gzip", nullptr, true})),
        columns(fields.texts({"columns",
                              "the file's columns of ask price, ask quantity, bid price, bid quantity of level 1, then of level 2, "
                              "...; ask_p1, ask_q1, bid_p1, bid_q1, ask_p2, ... if left out",
                              "", true})),
        levels(fields.integer({"levels", "price levels whose imbalances are inputs", "1", 1, Range{.low = 1, .high = 10}})),
        horizon(fields.integer({"horizon",
                                "rows from a prediction to the mid price it is of; above 1 for holdout only, since the learner is "
                                "told the target this many rows early",
                                "rows", required_integer, Range{.low = 1}})),
        tick(fields.real({"tick", "one tick in the price unit of the file", "price unit", 1, positive})),
        recorded(fields) {}

  std::string path;
  std::vector<std::string> columns;
  std::int64_t levels;
  std::int64_t horizon;
  double tick;
  RecordedSettings recorded;
};

/// The names of the four columns of each level in use.
std::vector<std::string> column_names(const OrderBookSettings& settings) {
  const std::int64_t count = 4 * settings.levels;
  std::vector<std::string> names = settings.columns;
  if (names.empty())
    for (std::int64_t level = 1; level <= settings.levels; ++level)
      for (const char* what : {"ask_p", "ask_q", "bid_p", "bid_q"}) names.push_back(fmt::format("{}{}", what, level));
  if (std::ssize(names) < count)
    throw Error(
        fmt::format("columns: got {} names (must be at least {}, four for each of {} levels)", names.size(), count, settings.levels));
  names.resize(count);
  return names;
}

/// Rows of the book: [row][level][ask price, ask quantity, bid price, bid quantity].
class Book {
 public:
  Book(std::vector<double> values, std::int64_t levels, double tick) : values_(std::move(values)), width_(4 * levels), tick_(tick) {}

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
  double mid(std::int64_t row) const { return 0.5 * (at(row, 0) + at(row, 2)); }
  double at(std::int64_t row, std::int64_t column) const { return values_[row * width_ + column]; }

  std::vector<double> values_;
  std::int64_t width_;
  double tick_;
};

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

std::unique_ptr<Task> make_order_book_task(Fields& fields, const data::DataFiles& files) {
  const OrderBookSettings settings(fields);
  if (fields.describing()) return nullptr;
  const data::Table& table = files.table(settings.path, {});
  Recording recording;
  recording.source = settings.path;
  recording.rows = count_rows(table, settings.recorded.first_row, settings.path);
  for (std::int64_t level = 1; level <= settings.levels; ++level) recording.input_names.push_back(fmt::format("imbalance {}", level));
  recording.input_names.insert(recording.input_names.end(), {"last move", "spread"});
  recording.target_names = {"move"};
  recording.inputs.resize(recording.rows * recording.input_width());
  recording.targets.resize(recording.rows);
  recording.lookahead = settings.horizon;

  const Columns columns = find_columns(table, column_names(settings), "columns", settings.path);
  const Book book(interleave(columns, settings.recorded.first_row), settings.levels, settings.tick);
  for (const RowRange& complete : book.complete()) add_samples(book, complete, settings, recording);
  return std::make_unique<RecordedTask>(std::move(recording), settings.recorded);
}

}  // namespace polesweep
