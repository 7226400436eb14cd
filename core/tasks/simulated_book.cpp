#include <fmt/format.h>

#include <algorithm>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/tasks/measured_variance.hpp"
#include "core/tasks/task.hpp"
#include "core/tasks/zero_intelligence.hpp"

namespace polesweep {
namespace {

/// Of Sky Perfect Communications (Tokyo, 2005) by distance from the other side's best price, as the source of the model prints them.
constexpr double printed_limit_rates[] = {1.85, 1.51, 1.09, 0.88, 0.77};
constexpr double printed_cancel_rates[] = {0.71, 0.81, 0.68, 0.56, 0.47};
constexpr double printed_market_rate = 0.94;

/// Fields of the simulated book.
struct SimulatedBookSettings {
  explicit SimulatedBookSettings(Fields& fields)
      : limit_rates(fields.reals({.name = "limit_rates",
                                  .help = "limit orders at 1, 2, ... ticks from the other side's best price; if left out 1.85, 1.51, 1.09, "
                                          "0.88, 0.77 (Cont, Stoikov and Talreja)",
                                  .unit = "1/time",
                                  .may_be_absent = true,
                                  .range = {.low = 0, .high = 1e6, .low_allowed = false}})),
        cancel_rates(fields.reals({.name = "cancel_rates",
                                   .help = "cancellations of each order there, as many; the last rate holds farther away, too; if left out "
                                           "0.71, 0.81, 0.68, 0.56, 0.47",
                                   .unit = "1/time",
                                   .may_be_absent = true,
                                   .range = {.low = 0, .high = 1e6}})),
        market_rate(fields.real({.name = "market_rate",
                                 .help = "market orders of each side",
                                 .unit = "1/time",
                                 .fallback = printed_market_rate,
                                 .range = {.low = 0, .high = 1e6}})),
        events(fields.integer({.name = "events",
                               .help = "orders and cancellations between two rows",
                               .unit = "events",
                               .fallback = 10,
                               .range = {.low = 1, .high = 10'000}})),
        levels(fields.integer(
            {.name = "levels", .help = "price levels whose imbalances are inputs", .fallback = 1, .range = {.low = 1, .high = 10}})),
        horizon(
            fields.integer({.name = "horizon",
                            .help = "rows from a prediction to the mid price it is of; above 1 for holdout only, since the learner gets "
                                    "the target this many rows early",
                            .unit = "rows",
                            .range = {.low = 1, .high = 10'000}})),
        washout(fields.integer({.name = "washout",
                                .help = "rows that only drive the state before learning and before a test",
                                .unit = "samples",
                                .fallback = 0,
                                .range = non_negative})) {}

  std::vector<double> limit_rates;
  std::vector<double> cancel_rates;
  double market_rate;
  std::int64_t events;
  std::int64_t levels;
  std::int64_t horizon;
  std::int64_t washout;
};

BookRates rates_of(const SimulatedBookSettings& settings) {
  BookRates rates{.limit = settings.limit_rates, .cancel = settings.cancel_rates, .market = settings.market_rate};
  if (rates.limit.empty() && rates.cancel.empty()) {
    rates.limit.assign(std::begin(printed_limit_rates), std::end(printed_limit_rates));
    rates.cancel.assign(std::begin(printed_cancel_rates), std::end(printed_cancel_rates));
  }
  if (rates.limit.size() != rates.cancel.size())
    throw Error(fmt::format("cancel_rates: got {} (must be as many as limit_rates, {}: one for each distance)", rates.cancel.size(),
                            rates.limit.size()));
  if (rates.limit.size() > BookRates::most_distances)
    throw Error(fmt::format("limit_rates: got {} (must be at most {})", rates.limit.size(), BookRates::most_distances));
  if (rates.market == 0 && std::ranges::all_of(rates.cancel, [](double rate) { return rate == 0; }))
    throw Error("market_rate: got 0 (with cancel_rates of 0 nothing leaves the book, and its prices stand still)");
  return rates;
}

/// The rows of the books of a block. A row's target is of a later row, so books are `horizon` rows ahead of what is delivered.
class BookStream final : public Stream {
 public:
  /// Events before the first row: the printed rates forget an empty book within a tenth of them.
  static constexpr std::int64_t warm_up = 4096;

  BookStream(const SimulatedBookSettings& settings, const BookRates& rates, Part part, std::span<const std::uint64_t> seeds,
             const KernelSet& kernels)
      : settings_(settings),
        role_(part == Part::test ? Role::test_input : Role::data_input),
        kernels_(kernels),
        seeds_(seeds.begin(), seeds.end()),
        books_(seeds.size(), ZeroIntelligenceBook(rates)),
        inputs_(static_cast<std::size_t>(settings.levels) + 2),
        washout_left_(settings.washout),
        draws_(most_ * seeds.size()),
        mids_(seeds.size()),
        rows_(kept_rows() * (inputs_ + 1) * seeds.size()) {
    trade(warm_up);
    for (std::size_t lane = 0; lane < books_.size(); ++lane) mids_[lane] = books_[lane].mid();
    for (std::int64_t row = 0; row < settings.horizon; ++row) add_row(row);
  }

  Piece next(int most, const Samples& samples) override {
    Piece piece{.steps = std::min(most, most_), .scored = washout_left_ == 0, .starts_segment = starts_};
    starts_ = false;
    if (washout_left_ > 0) {
      piece.steps = static_cast<int>(std::min<std::int64_t>(piece.steps, washout_left_));
      washout_left_ -= piece.steps;
    }
    const std::size_t lanes = seeds_.size();
    for (std::size_t step = 0; step < static_cast<std::size_t>(piece.steps); ++step, ++row_) {
      add_row(row_ + settings_.horizon);
      const double* now = row_at(row_);
      const double* then = row_at(row_ + settings_.horizon);
      std::copy_n(now, inputs_ * lanes, samples.inputs + step * inputs_ * lanes);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        samples.clean[step * lanes + lane] = then[inputs_ * lanes + lane] - now[inputs_ * lanes + lane];
    }
    std::copy_n(samples.clean, static_cast<std::size_t>(piece.steps) * lanes, samples.observed);
    return piece;
  }

  /// Trading goes on; only the network starts again from zero.
  void restart() override {
    washout_left_ = settings_.washout;
    starts_ = true;
  }

  void archive(RunArchive& archive) override {
    archive.shared(event_);
    archive.shared(row_);
    archive.shared(washout_left_);
    archive.shared(starts_);
    archive.array(mids_.data(), 1);
    archive.array(rows_.data(), kept_rows() * (inputs_ + 1));
    const auto lane = static_cast<std::size_t>(archive.lane());
    Arena numbers(ZeroIntelligenceBook::size * seeds_.size());
    books_[lane].save(numbers.data() + lane, seeds_.size());
    archive.array(numbers.data(), ZeroIntelligenceBook::size);
    books_[lane].restore(numbers.data() + lane, seeds_.size());
  }

 private:
  static constexpr int most_ = 256;
  std::size_t kept_rows() const { return static_cast<std::size_t>(settings_.horizon) + 1; }
  double* row_at(std::int64_t row) { return rows_.data() + static_cast<std::size_t>(row) % kept_rows() * (inputs_ + 1) * seeds_.size(); }

  void trade(std::int64_t events) {
    const std::size_t lanes = seeds_.size();
    while (events > 0) {
      const std::int64_t count = std::min<std::int64_t>(events, most_);
      kernels_.uniform(seeds_.data(), role_, 0, static_cast<std::uint64_t>(event_), count, draws_.data());
      for (std::size_t lane = 0; lane < lanes; ++lane)
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) books_[lane].advance(draws_[i * lanes + lane]);
      event_ += count;
      events -= count;
    }
  }

  /// Trades up to a row and keeps its inputs and its mid price: [inputs + 1][lane].
  void add_row(std::int64_t row) {
    trade(settings_.events);
    const std::size_t lanes = seeds_.size();
    double* kept = row_at(row);
    const int levels = static_cast<int>(settings_.levels);
    double bids[10], asks[10];
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const ZeroIntelligenceBook& book = books_[lane];
      book.bid_levels(levels, bids);
      book.ask_levels(levels, asks);
      for (int i = 0; i < levels; ++i) {
        const double both = bids[i] + asks[i];
        kept[static_cast<std::size_t>(i) * lanes + lane] = both == 0 ? 0.0 : (bids[i] - asks[i]) / both;
      }
      const double mid = book.mid();
      kept[(inputs_ - 2) * lanes + lane] = mid - mids_[lane];
      kept[(inputs_ - 1) * lanes + lane] = static_cast<double>(book.best_ask() - book.best_bid());
      kept[inputs_ * lanes + lane] = mid;
      mids_[lane] = mid;
    }
  }

  const SimulatedBookSettings& settings_;
  Role role_;
  const KernelSet& kernels_;
  std::vector<std::uint64_t> seeds_;
  std::vector<ZeroIntelligenceBook> books_;
  std::size_t inputs_;
  std::int64_t washout_left_;
  bool starts_ = true;
  std::int64_t event_ = 0;
  std::int64_t row_ = 0;  ///< the next to be delivered
  Arena draws_;           ///< [event][lane]
  Arena mids_;            ///< [lane]: of the last row
  Arena rows_;            ///< [row modulo their number][inputs + 1][lane]
};

/// Prediction of the mid price of a limit order book that is simulated: the twin of `order_book`, with its inputs and target, that needs no
/// download. Orders come at random (core/tasks/zero_intelligence.hpp), so that what can be predicted is known to come from the queues: the
/// shorter one is used up first.
///
/// A row is the book after another `events` events. The network sees, for each level, the imbalance (bids - asks)/(bids + asks) of the
/// orders at the l-th best prices, then the last move of the mid price and the spread in ticks. The target is mid(t + horizon) - mid(t) in
/// ticks, and a learner gets it at row t, `horizon` rows early (`order_book` says when that is honest). Training and test are two
/// independent books, each traded for 4,096 events before its first row.
///
/// Chance level: trivial risk = the variance of the targets, measured on the run's own test. No best risk is known; linear least squares on
/// the inputs of one row reach 0.96 of the trivial risk with 5 levels, 10 events and horizon 1, and 0.97 with horizon 5.
class SimulatedBookTask final : public Task {
 public:
  explicit SimulatedBookTask(Fields& fields) : settings_(fields), rates_(fields.describing() ? BookRates() : rates_of(settings_)) {}

  TaskFacts facts() const override {
    TaskFacts facts;
    facts.inputs = static_cast<int>(settings_.levels) + 2;
    facts.washout = settings_.washout;
    facts.longest = facts.longest_test = facts.distinct_runs = TaskFacts::without_end;
    facts.restarts = true;
    facts.prequential = settings_.horizon == 1;
    return facts;
  }
  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override {
    return std::make_unique<BookStream>(settings_, rates_, part, seeds, kernels);
  }
  double trivial_risk(std::uint64_t seed, const Evaluation& evaluation) const override {
    return trivial_risk_with_rests(seed, evaluation, [] {});
  }
  double trivial_risk_with_rests(std::uint64_t seed, const Evaluation& evaluation, const std::function<void()>& rest) const override {
    return measured_variance(*this, seed, evaluation, rest);
  }
  double operations_per_sample() const override {
    return static_cast<double>(settings_.events) * operations_per_event() + 10.0 * static_cast<double>(settings_.levels);
  }
  double operations_to_open() const override {
    return (BookStream::warm_up + static_cast<double>(settings_.horizon * settings_.events)) * operations_per_event();
  }

 private:
  double operations_per_event() const { return 30.0 + 8.0 * static_cast<double>(rates_.limit.size()); }

  SimulatedBookSettings settings_;
  BookRates rates_;
};

}  // namespace

std::unique_ptr<Task> make_simulated_book_task(Fields& fields, const data::DataFiles&) {
  return std::make_unique<SimulatedBookTask>(fields);
}

}  // namespace polesweep
