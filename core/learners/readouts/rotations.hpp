#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A triangular factor that samples are rotated into, for the runs of a block: D^(1/2) [R, Z] of the weighted rows [s^T, d^T], R unit upper
/// triangular [regressors x regressors], Z [regressors x outputs]. The V that makes sum |d - V s|^2, so weighted, least solves R V^T = Z.
///
/// A sample goes through the rows i = 1 ... n one after the other, x being what is left of [s^T, d^T], alpha = 1 in front of the first:
///   p = growth/D_i,  beta = alpha + |x_i|^2 p,  g = conj(x_i) p/beta,  1/D_i <- p alpha/beta,  alpha <- beta,
///   x_k <- x_k - x_i R_ik,  R_ik <- R_ik + g x_k  for the columns k behind i.
/// In the end the columns of Z hold d - V s with the V from before. D is a product of positive numbers and cannot lose its sign. Rounding
/// perturbs the factor like other orthogonal methods, by a few 2^-52 of its columns.
///
/// Memory: n^2/2 + n o numbers. Cost: 2 n^2 + 4 n o operations for a sample, n^2 o for V (4 times as many of complex numbers).
/// Source: Gentleman 1973, "Least squares computations by Givens transformations without square roots"; with 1/D in place of D no row waits
/// for the division of the row before. Haykin, Adaptive Filter Theory, chapter on square-root adaptive filters.
///
/// Samples that go through a panel of four rows together have the bits that each would have alone: the panel is read once for all of them,
/// and the divisions of one hide behind the sums of the other.
template <class Number>
class Rotations {
 public:
  static constexpr int width = slots<Number> * lanes;
  static constexpr int together = 2;  ///< samples; the factors of more do not fit into the registers

  Rotations(int regressors, int outputs) : regressors_(regressors), padded_((regressors + 3) / 4 * 4), outputs_(outputs) {}

  /// Doubles: panels of four rows, 1/D, and what is left of the samples under way.
  std::size_t size() const { return rest_at() + together * static_cast<std::size_t>(columns()) * width; }

  /// R = I, 1/D the same for all rows, V the weights `initial` [outputs x regressors] (nullptr: zero).
  void reset(double* state, Real inverse, const double* initial) const {
    std::memset(state, 0, size() * sizeof(double));
    for (int i = 0; i < padded_; ++i) store(state + panels_size(), i, inverse);
    for (int k = 0; initial && k < outputs_; ++k)
      for (int i = 0; i < regressors_; ++i) store_number(state, at(i, padded_ + k), load_number<Number>(initial, k * regressors_ + i));
  }

  struct Sample {
    const double* regressors;  ///< padded to a multiple of 4 with zeros
    const double* targets;
    Real growth;   ///< of 1/D beforehand: the inverse of a factor on the weights of all earlier samples
    Real largest;  ///< that an element of 1/D may become
    Real alpha = broadcast(1.0);
  };

  /// `from`: a multiple of 4 in front of which the regressors are zero, so that those rows stay as they are.
  template <int count>
  POLESWEEP_INLINE void learn(double* state, Sample (&samples)[count], int from = 0) const {
    double* rest[count];
    for (int m = 0; m < count; ++m) {
      rest[m] = rest_of(state, m);
      std::memcpy(rest[m], samples[m].regressors, static_cast<std::size_t>(padded_) * width * sizeof(double));
      std::memcpy(rest[m] + padded_ * width, samples[m].targets, static_cast<std::size_t>(outputs_) * width * sizeof(double));
    }
    double* panel = state + panel_at(from) * width;
    double* inverse = state + panels_size() + from * lanes;
    for (int first = from; first < padded_; first += 4, inverse += 4 * lanes) {
      Number left[count][4];
      Number gain[count][4];
      rotate_own<count>(panel, inverse, first, rest, samples, left, gain);
      panel += 6 * width;
      for (std::int64_t k = first + 4; k < columns(); ++k, panel += 4 * width) {
        Number r[4];
        for (int i = 0; i < 4; ++i) r[i] = load_number<Number>(panel, i);
#pragma GCC unroll 4
        for (int m = 0; m < count; ++m) {
          Number x = load_number<Number>(rest[m], k);
#pragma GCC unroll 4
          for (int i = 0; i < 4; ++i) {
            x = multiply_add(left[m][i], r[i], x);
            r[i] = multiply_add(gain[m][i], x, r[i]);
          }
          store_number(rest[m], k, x);
        }
        for (int i = 0; i < 4; ++i) store_number(panel, i, r[i]);
      }
    }
  }

  /// d - V s of the m-th of the samples that were learnt last.
  POLESWEEP_INLINE Number error(const double* state, int m, int output) const {
    return load_number<Number>(rest_of(state, m), padded_ + output);
  }
  /// 1/D of a row.
  POLESWEEP_INLINE Real inverse(const double* state, int i) const { return load(state + panels_size(), i); }
  /// Between two chunks, or what is saved would depend on where they begin.
  void clear_errors(double* state) const { std::memset(state + rest_at(), 0, (size() - rest_at()) * sizeof(double)); }

  /// V [outputs x regressors].
  void solve(const double* state, double* out) const {
    for (int k = 0; k < outputs_; ++k) {
      for (int i = 0; i < regressors_; ++i) store_number(out, k * regressors_ + i, load_number<Number>(state, at(i, padded_ + k)));
      for (int first = padded_ - 4; first >= 0; first -= 4)
        take_off(state, first, out + static_cast<std::int64_t>(k) * regressors_ * width);
    }
  }

  /// D^(1/2) [R, Z], row-major [regressors x (regressors + outputs)].
  void factor(const double* state, double* out) const {
    for (int i = 0; i < regressors_; ++i) {
      const Real root = square_root(broadcast(1.0) / inverse(state, i));
      for (int j = 0; j < regressors_ + outputs_; ++j, out += width)
        store_number(out, 0, j < i ? zero<Number>() : scale(entry(state, i, j < regressors_ ? j : padded_ + j - regressors_), root));
    }
  }

  /// The condition number of D^(1/2) R in the Frobenius norm, which is at least that in the 2-norm and at most n times as much. `column`:
  /// scratch for a number of each regressor. Cost: n^3/3 operations.
  Real condition(const double* state, double* column) const {
    Real squares = Real{};
    Real inverse_squares = Real{};
    for (int j = 0; j < regressors_; ++j) {
      // Column j of the inverse of R.
      store_number(column, j, one());
      Real length = broadcast(1.0);
      for (int i = j - 1; i >= 0; --i) {
        Number sum = zero<Number>();
        for (int k = i + 1; k <= j; ++k) sum = multiply_add(entry(state, i, k), load_number<Number>(column, k), sum);
        store_number(column, i, minus(zero<Number>(), sum));
        length = add_square(sum, length);
      }
      inverse_squares = fused(length, inverse(state, j), inverse_squares);
      Real row = broadcast(1.0);
      for (int k = j + 1; k < regressors_; ++k) row = add_square(entry(state, j, k), row);
      squares = squares + row / inverse(state, j);
    }
    return square_root(squares) * square_root(inverse_squares);
  }

 private:
  static POLESWEEP_INLINE Number one() {
    if constexpr (slots<Number> == 1)
      return broadcast(1.0);
    else
      return {broadcast(1.0), Real{}};
  }

  std::int64_t columns() const { return padded_ + outputs_; }
  /// Numbers of the panel whose first row that is: row i's entries with the panel's own columns, six in all, then four rows of every column
  /// behind, those of Z last.
  std::int64_t panel_numbers(int first) const { return 6 + 4 * (columns() - first - 4); }
  /// Numbers in front of that panel.
  std::int64_t panel_at(int first) const { return first / 4 * (4 * columns() - 2 * first - 2); }
  static constexpr int own(int i, int column) { return i * (5 - i) / 2 + column - 1; }
  std::int64_t at(int i, std::int64_t column) const {
    const int first = i / 4 * 4;
    return panel_at(first) +
           (column < first + 4 ? own(i - first, static_cast<int>(column) - first) : 6 + 4 * (column - first - 4) + i - first);
  }
  Number entry(const double* state, int i, int column) const { return i == column ? one() : load_number<Number>(state, at(i, column)); }

  std::size_t panels_size() const { return static_cast<std::size_t>(panel_at(padded_)) * width; }
  std::size_t rest_at() const { return panels_size() + static_cast<std::size_t>(padded_) * lanes; }
  template <class Double>
  Double* rest_of(Double* state, int m) const {
    return state + rest_at() + m * columns() * width;
  }

  /// The rows of a panel in their own four columns: -x_i and g of each sample and row, for the columns behind.
  template <int count>
  POLESWEEP_INLINE void rotate_own(double* panel, double* inverse, int first, double* const* rest, Sample* samples, Number (*left)[4],
                                   Number (*gain)[4]) const {
    Number r[6];
    Real inverses[4];
    for (int i = 0; i < 6; ++i) r[i] = load_number<Number>(panel, i);
    for (int i = 0; i < 4; ++i) inverses[i] = load(inverse, i);
#pragma GCC unroll 4
    for (int m = 0; m < count; ++m) {
      Number x[4][4];  // what row i finds in column k
      for (int k = 0; k < 4; ++k) x[0][k] = load_number<Number>(rest[m], first + k);
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        left[m][i] = minus(zero<Number>(), x[i][i]);
#pragma GCC unroll 4
        for (int k = i + 1; k < 4; ++k) x[i + 1][k] = multiply_add(left[m][i], r[own(i, k)], x[i][k]);
      }
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const Real p = inverses[i] * samples[m].growth;
        const Real beta = fused(add_square(x[i][i], Real{}), p, samples[m].alpha);
        const Real reciprocal = broadcast(1.0) / beta;
        gain[m][i] = scale(conjugate(x[i][i]), p * reciprocal);
        const Real after = p * (samples[m].alpha * reciprocal);
        inverses[i] = where(after < samples[m].largest, after, samples[m].largest);
        samples[m].alpha = beta;
#pragma GCC unroll 4
        for (int k = i + 1; k < 4; ++k) r[own(i, k)] = multiply_add(gain[m][i], x[i + 1][k], r[own(i, k)]);
      }
    }
    for (int i = 0; i < 6; ++i) store_number(panel, i, r[i]);
    for (int i = 0; i < 4; ++i) store(inverse, i, inverses[i]);
  }

  /// Solves for the four weights v[first] ... of a panel, from which those behind have been taken off, and takes them off the rows above.
  POLESWEEP_INLINE void take_off(const double* state, int first, double* v) const {
    const double* panel = state + panel_at(first) * width;
    const int rows = regressors_ - first < 4 ? regressors_ - first : 4;
    Number known[4];
    for (int i = 0; i < 4; ++i) known[i] = i < rows ? load_number<Number>(v, first + i) : zero<Number>();
#pragma GCC unroll 4
    for (int c = 3; c >= 0; --c) {
      if (c < rows) store_number(v, first + c, known[c]);
      known[c] = minus(zero<Number>(), known[c]);
#pragma GCC unroll 4
      for (int i = 0; i < c; ++i) known[i] = multiply_add(known[c], load_number<Number>(panel, own(i, c)), known[i]);
    }
    const double* above = state;
    for (int row = 0; row < first; above += panel_numbers(row) * width, row += 4) {
      const double* column = above + (6 + 4 * (first - row - 4)) * width;
      Number sum[4];
      for (int i = 0; i < 4; ++i) sum[i] = load_number<Number>(v, row + i);
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c)
        for (int i = 0; i < 4; ++i) sum[i] = multiply_add(known[c], load_number<Number>(column, 4 * c + i), sum[i]);
      for (int i = 0; i < 4; ++i) store_number(v, row + i, sum[i]);
    }
  }

  const int regressors_;
  const int padded_;
  const int outputs_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
