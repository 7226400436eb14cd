#include "core/tasks/least_squares.hpp"

#include <algorithm>

#include "core/linear_algebra/qr.hpp"
#include "core/tasks/constellation.hpp"
#include "core/tasks/windows.hpp"

namespace polesweep {
namespace {

using linear_algebra::inner_product;
using linear_algebra::RealMatrix;

constexpr std::int64_t most_weights = 600;  // about ten seconds on 10^5 samples
constexpr std::int64_t rows_at_once = 512;  // keeps what is made of the rows inside the cache

/// Rows of regressors and targets, made piece by piece.
class Regression {
 public:
  Regression(const Recording& recording, const Scaling& scaling, std::int64_t washout, int taps)
      : recording_(recording), scaling_(scaling), skipped_(std::max<std::int64_t>(washout, taps - 1)), taps_(taps) {}

  std::int64_t weights() const { return taps_ * recording_.input_width() + 1; }
  std::int64_t samples(std::span<const RowRange> ranges) const {
    std::int64_t count = 0;
    for (const RowRange& range : ranges) count += std::max<std::int64_t>(range.size() - skipped_, 0);
    return count;
  }

  /// Calls `use(regressors, targets)` with [weights x samples] and [outputs x samples], some samples at a time.
  template <class Use>
  void for_each_piece(std::span<const RowRange> ranges, Use use) const {
    for (const RowRange& range : ranges) {
      for (std::int64_t begin = range.begin + skipped_; begin < range.end; begin += rows_at_once) {
        const int count = static_cast<int>(std::min(rows_at_once, range.end - begin));
        RealMatrix regressors(static_cast<int>(weights()), count);
        RealMatrix targets(static_cast<int>(recording_.target_width()), count);
        for (int i = 0; i < count; ++i) fill(begin + i, i, regressors, targets);
        use(regressors, targets);
      }
    }
  }

 private:
  void fill(std::int64_t row, int column, RealMatrix& regressors, RealMatrix& targets) const {
    const std::int64_t width = recording_.input_width();
    for (std::int64_t tap = 0; tap < taps_; ++tap)
      for (std::int64_t i = 0; i < width; ++i)
        regressors(static_cast<int>(tap * width + i), column) = scaling_(recording_.inputs[(row - tap) * width + i], i);
    regressors(regressors.rows() - 1, column) = 1;
    for (int i = 0; i < targets.rows(); ++i) targets(i, column) = recording_.targets[(row - recording_.delay) * targets.rows() + i];
  }

  const Recording& recording_;
  const Scaling& scaling_;
  std::int64_t skipped_;
  std::int64_t taps_;
};

/// Of predictions and targets [outputs x samples].
std::int64_t wrong_symbols(const std::vector<Complex>& symbols, const RealMatrix& predictions, const RealMatrix& targets) {
  std::int64_t wrong = 0;
  for (int t = 0; t < targets.columns(); ++t) {
    for (int i = 0; i < targets.rows(); i += 2) {
      const Complex predicted(predictions(i, t), predictions(i + 1, t));
      const Complex sent(targets(i, t), targets(i + 1, t));
      if (nearest_symbol(symbols, predicted) != nearest_symbol(symbols, sent)) ++wrong;
    }
  }
  return wrong;
}

}  // namespace

std::optional<Baseline> least_squares(const Recording& recording, std::span<const RowRange> training, std::span<const RowRange> test,
                                      std::int64_t washout, int taps) {
  if (training.empty()) return std::nullopt;
  const Scaling scaling =
      Scaling::of(recording.inputs, recording.input_width(), recording.complex_valued, {training.begin(), training.end()});
  const Regression regression(recording, scaling, washout, taps);
  const std::int64_t weights = regression.weights();
  if (weights > most_weights || regression.samples(training) < 2 * weights || regression.samples(test) == 0) return std::nullopt;

  RealMatrix gram(static_cast<int>(weights), static_cast<int>(weights));
  RealMatrix moments(static_cast<int>(weights), static_cast<int>(recording.target_width()));
  regression.for_each_piece(training, [&](const RealMatrix& regressors, const RealMatrix& targets) {
    const int count = regressors.columns();
    for (int i = 0; i < gram.rows(); ++i) {
      for (int j = 0; j <= i; ++j) gram(i, j) += inner_product(regressors.row(i), regressors.row(j), count);
      for (int k = 0; k < targets.rows(); ++k) moments(i, k) += inner_product(regressors.row(i), targets.row(k), count);
    }
  });
  for (int i = 0; i < gram.rows(); ++i)
    for (int j = 0; j < i; ++j) gram(j, i) = gram(i, j);
  const RealMatrix solution = adjoint(least_squares_solution(gram, std::move(moments)));

  double squares = 0;
  std::int64_t wrong = 0;
  regression.for_each_piece(test, [&](const RealMatrix& regressors, const RealMatrix& targets) {
    const RealMatrix predictions = multiply(solution, regressors);
    for (int i = 0; i < targets.rows(); ++i)
      for (int t = 0; t < targets.columns(); ++t) squares += (predictions(i, t) - targets(i, t)) * (predictions(i, t) - targets(i, t));
    if (!recording.constellation.empty()) wrong += wrong_symbols(recording.constellation, predictions, targets);
  });
  const auto samples = static_cast<double>(regression.samples(test));
  Baseline baseline{taps, squares / samples, std::nullopt};
  if (!recording.constellation.empty())
    baseline.symbol_error_rate = static_cast<double>(wrong) / (samples * static_cast<double>(recording.target_names.size()));
  return baseline;
}

}  // namespace polesweep
