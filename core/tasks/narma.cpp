#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"
#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// Nonlinear autoregressive moving average of order n, driven by u_t, independent and uniform in [0, 0.5):
///
///   y_(t+1) = decay y_t + feedback y_t (y_t + y_(t-1) + ... + y_(t-n+1)) + product u_(t-n+1) u_t + offset;
///
/// the network sees u_t and is to name y_(t+1); u and y are 0 before the first sample. With `saturation = "tanh"`: y_(t+1) = tanh(the
/// above) + 0.2. The defaults are Atiya and Parlos' NARMA-10; Rodan and Tino's NARMA-20 is order 20, tanh and offset 0.01, the NARMA-30
/// of Schrauwen et al. order 30, decay 0.2, feedback 0.04 and offset 0.001.
///
/// Without saturation the recursion can run away. From outputs above M, the larger root of feedback n M^2 - (1 - decay) M + offset +
/// product/16 = 0, it grows under the mean input; an input that would lead there is drawn again, and one that does not exists always. At
/// order 10, where M = 1.020, that befalls some twenty inputs in a million. (A bound up to the root without the last term, 1.239, from
/// which outputs do not come back even in silence, would hold them there for ever.) Orders are refused that run away from the mean input.
///
/// Chance level at order 10: trivial risk 0.0118. Best reachable risk: 0, by a network that is not linear; least squares on 21 inputs:
/// 0.0018, an nmse of 0.15.
/// Source: Atiya and Parlos, IEEE Transactions on Neural Networks 11 (2000), 697-709; Rodan and Tino, ibid. 22 (2011), 131-144.
class Narma final : public Series {
 public:
  explicit Narma(Fields& fields)
      : order_(fields.integer({.name = "order", .help = "outputs that are summed", .fallback = 10, .range = {.low = 2, .high = 30}})),
        decay_(fields.real({.name = "decay", .help = "weight of the last output", .fallback = 0.3, .range = {.low = 0, .high = 0.99}})),
        feedback_(fields.real(
            {.name = "feedback", .help = "weight of the last output times the sum", .fallback = 0.05, .range = {.low = 0, .high = 1}})),
        product_(fields.real({.name = "product",
                              .help = "weight of the present input times the one order - 1 samples before",
                              .fallback = 1.5,
                              .range = {.low = 0, .high = 100}})),
        offset_(fields.real({.name = "offset", .help = "constant term", .fallback = 0.1, .range = {.low = 0, .high = 100}})),
        saturates_(fields.choice({.name = "saturation",
                                  .help = "none: as Atiya and Parlos; tanh: the hyperbolic tangent of the sum, plus 0.2",
                                  .choices = "none|tanh",
                                  .fallback = "none"}) == 1) {
    if (fields.describing()) return;
    const double squares = feedback_ * static_cast<double>(order_);
    // Of a mean input the output settles where squares y^2 - (1 - decay) y + offset + product/16 = 0.
    const double room = (1 - decay_) * (1 - decay_) - 4 * squares * (offset_ + product_ / 16);
    if (!saturates_ && room < 0)
      throw Error(fmt::format(
          "order: got {} (outputs run away with these weights). Did you mean saturation = \"tanh\", or decay = 0.2, feedback = 0.04 and offset = 0.001?",
          order_));
    if (!saturates_ && squares > 0) bound_ = (1 - decay_ + std::sqrt(room)) / (2 * squares);
  }

  Shape shape() const override {
    return {.state = static_cast<int>(2 * order_), .uniforms = 1, .operations = 10 + 3.0 * static_cast<double>(order_)};
  }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    // The last outputs, the latest first, and the last inputs, likewise.
    double* outputs = state;
    double* inputs = state + order_;
    double sum = 0;
    for (std::int64_t i = 0; i < order_; ++i) sum += outputs[i];
    const double rest = decay_ * outputs[0] + feedback_ * outputs[0] * sum + offset_;
    const auto output = [&](double drawn) { return rest + product_ * inputs[order_ - 2] * drawn; };
    double drawn = 0.5 * draws.uniforms[0];
    for (std::uint32_t again = 0; output(drawn) > bound_ && again <= most_draws; ++again)
      drawn = again < most_draws ? 0.5 * draws.another_uniform(again) : 0;
    double next = output(drawn);
    if (saturates_) {
      const double squared = portable_exponential(2 * std::min(next, 20.0));
      next = (squared - 1) / (squared + 1) + 0.2;
    }
    std::copy_backward(outputs, outputs + order_ - 1, outputs + order_);
    std::copy_backward(inputs, inputs + order_ - 1, inputs + order_);
    outputs[0] = next;
    inputs[0] = drawn;
    *input = drawn;
    *target = next;
  }

 private:
  static constexpr std::uint32_t most_draws = 100;  // then silence

  std::int64_t order_;
  double decay_;
  double feedback_;
  double product_;
  double offset_;
  bool saturates_;
  double bound_ = infinity;
};

}  // namespace

std::unique_ptr<Task> make_narma_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Narma>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
