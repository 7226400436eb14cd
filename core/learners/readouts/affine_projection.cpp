#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// A sample whose regressors those of newer ones span to within this share of its power is left out.
constexpr double dependent = 0x1p-45;

/// Affine projection: V <- V + mu E (S^H S + offset I)^-1 S^H, S = [s_t, s_(t-1), ...] the regressors of the last K samples, E = D - V S
/// their errors by the weights in force. With mu = 1 and offset = 0 it is the shortest step after which all K errors are zero; with K = 1
/// it is NLMS to the bit.
///
/// Samples before the first are zero and move nothing. With offset = 0, samples whose regressors depend on those of newer ones are left out
/// (pivots below 2^-45 of a sample's power), so K may exceed the number of regressors. The last samples stay in memory where a segment
/// or a pass ends.
///
/// Keeps: V [outputs x regressors], the last K samples, their Gram matrix S^H S, whose entries are products of two samples each and
/// accumulate no rounding. Cost per step: 4 K n o + 2 K n + K^3/2 + 3 K^2 o operations. Stable for 0 < mu < 2. References: Ozeki and Umeda
/// 1984, "An adaptive filtering algorithm using an orthogonal projection to an affine subspace and its properties"; Haykin, Adaptive Filter
/// Theory, chapter NLMS.
template <class Number>
class AffineProjection final : public LinearReadout<Number> {
 public:
  AffineProjection(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        order_(static_cast<int>(fields.integer({.name = "order",
                                                .help = "K: samples whose errors are projected, the present one included",
                                                .range = {.low = 1, .high = 256}}))),
        step_size_(read_by_lane(
            fields,
            {.name = "step_size", .help = "step size mu", .range = {.low = 0, .high = 2, .low_allowed = false, .high_allowed = false}})),
        offset_(read_by_lane(fields, {.name = "offset",
                                      .help = "added to the diagonal of the samples' Gram matrix; with 0, dependent samples are left out",
                                      .fallback = 1e-8,
                                      .range = non_negative})) {}

  std::size_t state_size() const override { return gains_at() + static_cast<std::size_t>(order_) * this->width; }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      take(state, chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width,
           chunk.targets + static_cast<std::int64_t>(t) * this->outputs_ * this->width);
      decompose(state);
      for (int k = 0; k < this->outputs_; ++k) {
        double* x = state + gains_at();
        store_number(x, 0, this->predict_one(state, chunk, t, k, samples(state)));
        for (int i = 1; i < order_; ++i) {
          const Number y = dot<Number>(this->row(state, k), sample(state, i), this->padded_);
          store_number(x, i, minus(load_number<Number>(targets(state), static_cast<std::int64_t>(i) * this->outputs_ + k), y));
        }
        solve(state, x);
        for (int i = 0; i < order_; ++i) this->add_outer(state, k, load_number<Number>(x, i), sample(state, i));
      }
    }
  }

  double operations_per_sample() const override {
    constexpr bool real = slots<Number> == 1;
    const double k = order_;
    return this->multiply_adds * k * this->regressors_ * (2.0 * this->outputs_ + 1) +
           (real ? 3 : 10) * k * (k - 1) * ((k - 2) / 6 + this->outputs_) + (real ? 2.9 : 3.6) * k * k;
  }

 private:
  // The state: V, regressors and targets of the last samples (the newest first), the Gram matrix, its factor, pivots, errors and steps.
  std::size_t samples_size() const { return static_cast<std::size_t>(order_) * this->padded_ * this->width; }
  std::size_t targets_size() const { return static_cast<std::size_t>(order_) * this->outputs_ * this->width; }
  std::size_t gram_size() const { return static_cast<std::size_t>(order_) * order_ * this->width; }
  std::size_t gains_at() const {
    return this->weight_size() + samples_size() + targets_size() + 2 * gram_size() + static_cast<std::size_t>(order_) * 2 * lanes;
  }
  double* samples(double* state) const { return state + this->weight_size(); }
  double* sample(double* state, int i) const { return samples(state) + static_cast<std::int64_t>(i) * this->padded_ * this->width; }
  double* targets(double* state) const { return samples(state) + samples_size(); }
  /// s_i^H s_j of the rows i >= j.
  double* gram(double* state) const { return targets(state) + targets_size(); }
  /// Unit lower triangular L of S^H S + offset I = L D L^H.
  double* lower(double* state) const { return gram(state) + gram_size(); }
  /// D, or zero for a sample that is left out; then mu/D, or zero.
  double* pivots(double* state) const { return lower(state) + gram_size(); }
  double* rates(double* state) const { return pivots(state) + static_cast<std::int64_t>(order_) * lanes; }
  std::int64_t at(int i, int j) const { return static_cast<std::int64_t>(i) * order_ + j; }

  /// Puts a sample in front of the others.
  void take(double* state, const double* s, const double* d) const {
    const auto shift = [](double* numbers, std::size_t all, std::size_t one, const double* first) {
      std::memmove(numbers + one, numbers, (all - one) * sizeof(double));
      std::memcpy(numbers, first, one * sizeof(double));
    };
    shift(samples(state), samples_size(), static_cast<std::size_t>(this->padded_) * this->width, s);
    shift(targets(state), targets_size(), static_cast<std::size_t>(this->outputs_) * this->width, d);
    double* g = gram(state);
    for (int i = order_ - 1; i > 0; --i)
      for (int j = i; j > 0; --j) store_number(g, at(i, j), load_number<Number>(g, at(i - 1, j - 1)));
    store_number(g, 0, zero<Number>());
    store(g, 0, this->power(s));
    for (int i = 1; i < order_; ++i) store_number(g, at(i, 0), inner(sample(state, i), s));
  }

  /// a^H b.
  POLESWEEP_INLINE Number inner(const double* a, const double* b) const {
    Number part[4] = {zero<Number>(), zero<Number>(), zero<Number>(), zero<Number>()};
    for (int j = 0; j < this->padded_; j += 4)
      for (int k = 0; k < 4; ++k) part[k] = multiply_add(conjugate(load_number<Number>(a, j + k)), load_number<Number>(b, j + k), part[k]);
    return plus(plus(part[0], part[1]), plus(part[2], part[3]));
  }

  void decompose(double* state) const {
    const double* g = gram(state);
    double* l = lower(state);
    double* d = pivots(state);
    for (int j = 0; j < order_; ++j) {
      const Real diagonal = load(g, at(j, j) * slots<Number>) + offset_;
      Real pivot = diagonal;
      for (int k = 0; k < j; ++k) pivot = fused(-load(d, k), add_square(load_number<Number>(l, at(j, k)), Real{}), pivot);
      const auto counts = pivot > diagonal * broadcast(dependent);
      store(d, j, where(counts, pivot, Real{}));
      store(rates(state), j, where(counts, step_size_ / pivot, Real{}));
      const Real inverse = where(counts, broadcast(1.0) / pivot, Real{});
      for (int i = j + 1; i < order_; ++i) {
        Number sum = load_number<Number>(g, at(i, j));
        for (int k = 0; k < j; ++k)
          sum = multiply_add(scale(load_number<Number>(l, at(i, k)), -load(d, k)), conjugate(load_number<Number>(l, at(j, k))), sum);
        store_number(l, at(i, j), scale(sum, inverse));
      }
    }
  }

  /// x <- mu x (L D L^H)^-1.
  void solve(double* state, double* x) const {
    const double* l = lower(state);
    const auto minus_l = [&](int i, int j) { return minus(zero<Number>(), load_number<Number>(l, at(i, j))); };
    for (int i = 1; i < order_; ++i) {
      Number sum = load_number<Number>(x, i);
      for (int j = 0; j < i; ++j) sum = multiply_add(load_number<Number>(x, j), conjugate(minus_l(i, j)), sum);
      store_number(x, i, sum);
    }
    for (int i = order_ - 1; i >= 0; --i) {
      Number sum = scale(load_number<Number>(x, i), load(rates(state), i));
      for (int j = i + 1; j < order_; ++j) sum = multiply_add(load_number<Number>(x, j), minus_l(j, i), sum);
      store_number(x, i, sum);
    }
  }

  const int order_;
  const Real step_size_;
  const Real offset_;
};

}  // namespace

LearningRule* make_affine_projection(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<AffineProjection>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
