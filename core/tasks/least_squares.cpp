#include "core/tasks/least_squares.hpp"

#include <Eigen/Dense>
#include <algorithm>

#include "core/tasks/constellation.hpp"
#include "core/tasks/windows.hpp"

namespace polesweep {
namespace {

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

  /// Calls `use(regressors, targets)` with [samples x weights] and [samples x outputs], some samples at a time.
  template <class Use>
  void for_each_piece(std::span<const RowRange> ranges, Use use) const {
    for (const RowRange& range : ranges) {
      for (std::int64_t begin = range.begin + skipped_; begin < range.end; begin += rows_at_once) {
        const std::int64_t count = std::min(rows_at_once, range.end - begin);
        Eigen::MatrixXd regressors(count, weights());
        Eigen::MatrixXd targets(count, recording_.target_width());
        for (std::int64_t i = 0; i < count; ++i) fill(begin + i, regressors.row(i), targets.row(i));
        use(regressors, targets);
      }
    }
  }

 private:
  void fill(std::int64_t row, Eigen::Ref<Eigen::RowVectorXd, 0, Eigen::InnerStride<>> regressors,
            Eigen::Ref<Eigen::RowVectorXd, 0, Eigen::InnerStride<>> targets) const {
    const std::int64_t width = recording_.input_width();
    for (std::int64_t tap = 0; tap < taps_; ++tap)
      for (std::int64_t i = 0; i < width; ++i) regressors[tap * width + i] = scaling_(recording_.inputs[(row - tap) * width + i], i);
    regressors[weights() - 1] = 1;
    for (std::int64_t i = 0; i < targets.size(); ++i) targets[i] = recording_.targets[(row - recording_.delay) * targets.size() + i];
  }

  const Recording& recording_;
  const Scaling& scaling_;
  std::int64_t skipped_;
  std::int64_t taps_;
};

std::int64_t wrong_symbols(const std::vector<Complex>& symbols, const Eigen::MatrixXd& predictions, const Eigen::MatrixXd& targets) {
  std::int64_t wrong = 0;
  for (Eigen::Index row = 0; row < targets.rows(); ++row) {
    for (Eigen::Index i = 0; i < targets.cols(); i += 2) {
      const Complex predicted(predictions(row, i), predictions(row, i + 1));
      const Complex sent(targets(row, i), targets(row, i + 1));
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

  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(weights, weights);
  Eigen::MatrixXd moments = Eigen::MatrixXd::Zero(weights, recording.target_width());
  regression.for_each_piece(training, [&](const Eigen::MatrixXd& regressors, const Eigen::MatrixXd& targets) {
    gram.selfadjointView<Eigen::Lower>().rankUpdate(regressors.transpose());
    moments.noalias() += regressors.transpose() * targets;
  });
  gram.triangularView<Eigen::StrictlyUpper>() = gram.transpose();
  const Eigen::MatrixXd solution = gram.completeOrthogonalDecomposition().solve(moments);

  double squares = 0;
  std::int64_t wrong = 0;
  regression.for_each_piece(test, [&](const Eigen::MatrixXd& regressors, const Eigen::MatrixXd& targets) {
    const Eigen::MatrixXd predictions = regressors * solution;
    squares += (predictions - targets).squaredNorm();
    if (!recording.constellation.empty()) wrong += wrong_symbols(recording.constellation, predictions, targets);
  });
  const auto samples = static_cast<double>(regression.samples(test));
  Baseline baseline{taps, squares / samples, std::nullopt};
  if (!recording.constellation.empty())
    baseline.symbol_error_rate = static_cast<double>(wrong) / (samples * static_cast<double>(recording.target_names.size()));
  return baseline;
}

}  // namespace polesweep
