#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Recursive least squares with forgetting factor lambda and regularisation delta:
///   g = P s,  kappa = lambda + s^H g,  V <- V + e (g/kappa)^H,  P <- (P - g g^H/kappa)/lambda,  P_0 = I/delta.
/// After N samples V minimises sum_t lambda^(N-t) |d_t - V s_t|^2 + lambda^N delta |V - V_0|^2.
///
/// Keeps: V [outputs x regressors], P [regressors x regressors] Hermitian, the gain of the last step. Cost per step: 3.5 n^2 + 4 n o
/// operations. Reference: Plackett 1950; Haykin, Adaptive Filter Theory, chapter RLS.
///
/// P is stored once per symmetric pair (rows j >= column, in panels of four rows), never as two copies, and its diagonal is kept real: an
/// antisymmetric rounding error would grow by 1/lambda at every step. The rank-one update of P is left pending and merged into the next
/// step's product P s, which reads P from memory once instead of twice; states of fixed poles do not depend on the readout, so nothing
/// observes the delay.
template <class Number>
class Rls final : public LinearReadout<Number> {
 public:
  Rls(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        forgetting_(read_by_lane(fields, {.name = "forgetting",
                                          .help = "forgetting factor lambda",
                                          .fallback = 1,
                                          .range = {.low = 0, .high = 1, .low_allowed = false}})),
        regularization_(read_by_lane(
            fields, {.name = "regularization", .help = "initial diagonal delta of the Gram matrix", .fallback = 1e-3, .range = positive})) {
  }

  std::size_t state_size() const override { return gains() + 2 * vector_size() + 2 * lanes; }

  void reset(double* state, const double* initial) const override {
    LinearReadout<Number>::reset(state, initial);
    double* panel = state + this->weight_size();
    const Real diagonal = broadcast(1.0) / regularization_;
    for (int first = 0; first < this->padded_; first += 4) {
      for (int r = 0; r < 4 && first + r < this->regressors_; ++r) store(panel + ((first + r) * 4 + r) * this->width, 0, diagonal);
      panel += (first + 4) * 4 * this->width;
    }
    store(scale_of(state), 0, broadcast(1.0));
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      double* gain = state + gains();
      update_and_multiply(state, s, gain);
      Real kappa = forgetting_;
      for (int i = 0; i < this->padded_; ++i) kappa = add_inner(load_number<Number>(s, i), load_number<Number>(gain, i), kappa);
      const Real inverse = broadcast(1.0) / kappa;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number error = this->predict_one(state, chunk, t, k, s);
        this->add_outer(state, k, scale(error, inverse), gain);
      }
      const Real inverse_forgetting = broadcast(1.0) / forgetting_;
      store(scale_of(state), 0, inverse_forgetting);
      store(scale_of(state), 1, -(inverse * inverse_forgetting));
      std::memcpy(gain + vector_size(), gain, vector_size() * sizeof(double));
    }
  }

  double operations_per_sample() const override {
    const double n = this->regressors_;
    return this->multiply_adds * (1.75 * n * n + 2.0 * n * this->outputs_);
  }

 private:
  std::size_t vector_size() const { return static_cast<std::size_t>(this->padded_) * this->width; }
  std::size_t panels_size() const {
    const std::size_t count = this->padded_ / 4;
    return 4 * (4 * count * (count + 1) / 2) * this->width;
  }
  /// Doubles before this step's gain; the last step's gain follows it, then 1/lambda and the factor of the pending update.
  std::size_t gains() const { return this->weight_size() + panels_size(); }
  double* scale_of(double* state) const { return state + gains() + 2 * vector_size(); }

  /// P <- scale P + pending g g^H with the last step's gain g, and gain <- P s. Entry (i, j), i >= j, serves both products.
  POLESWEEP_INLINE void update_and_multiply(double* state, const double* s, double* gain) const {
    const Real scale_factor = load(scale_of(state), 0);
    const Real pending = load(scale_of(state), 1);
    const double* last = gain + vector_size();
    double* p = state + this->weight_size();
    for (int j = 0; j < this->padded_; ++j) store_number(gain, j, zero<Number>());
    for (int first = 0; first < this->padded_; first += 4) {
      Number h[4];
      Number x[4];
      Number sum[4];
      for (int r = 0; r < 4; ++r) {
        h[r] = scale(load_number<Number>(last, first + r), pending);
        x[r] = load_number<Number>(s, first + r);
        sum[r] = zero<Number>();
      }
      for (int j = 0; j < first; ++j, p += 4 * this->width) {
        const Number other = conjugate(load_number<Number>(last, j));
        const Number xj = load_number<Number>(s, j);
        Number column[4];
        for (int r = 0; r < 4; ++r) {
          column[r] = multiply_add(h[r], other, scale(load_number<Number>(p, r), scale_factor));
          store_number(p, r, column[r]);
          sum[r] = multiply_add(column[r], xj, sum[r]);
        }
        Number even = multiply_add(conjugate(column[0]), x[0], load_number<Number>(gain, j));
        Number odd = multiply_add(conjugate(column[1]), x[1], zero<Number>());
        even = multiply_add(conjugate(column[2]), x[2], even);
        odd = multiply_add(conjugate(column[3]), x[3], odd);
        store_number(gain, j, plus(even, odd));
      }
      // The square on the diagonal: only its lower triangle is used.
      for (int c = 0; c < 4; ++c, p += 4 * this->width) {
        const Number other = conjugate(load_number<Number>(last, first + c));
        for (int r = c; r < 4; ++r) {
          Number entry = multiply_add(h[r], other, scale(load_number<Number>(p, r), scale_factor));
          if (r == c) entry = real_part(entry);
          store_number(p, r, entry);
          sum[r] = multiply_add(entry, x[c], sum[r]);
          if (r > c) sum[c] = multiply_add(conjugate(entry), x[r], sum[c]);
        }
      }
      for (int r = 0; r < 4; ++r) store_number(gain, first + r, plus(load_number<Number>(gain, first + r), sum[r]));
    }
  }

  const Real forgetting_;
  const Real regularization_;
};

}  // namespace

LearningRule* make_rls(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) { return make_readout<Rls>(fields, shape); }

}  // namespace polesweep::POLESWEEP_KERNELS
