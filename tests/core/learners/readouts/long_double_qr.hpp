#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <type_traits>
#include <vector>

#include "core/members/fields.hpp"

/// Least squares in long double, for comparison: 64 bits of mantissa on x86-64, 113 on most other processors.
namespace polesweep {

using LongComplex = std::complex<long double>;

/// Products without the library's care for infinities, which takes most of the time.
inline long double times(long double a, long double b) { return a * b; }
inline LongComplex times(const LongComplex& a, const LongComplex& b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline long double conjugate_of(long double a) { return a; }
inline LongComplex conjugate_of(const LongComplex& a) { return std::conj(a); }
inline long double square_of(long double a) { return a * a; }
inline long double square_of(const LongComplex& a) { return a.real() * a.real() + a.imag() * a.imag(); }

/// The triangular factor of rows [s^T, d], of which all earlier ones are multiplied by sqrt(forgetting) at each new one, below the rows
/// sqrt(regularization) I. Rows are compressed 64 at a time by Householder's reflections. Number: long double, LongComplex.
template <class Number>
class LongDoubleQr {
 public:
  LongDoubleQr(int regressors, double forgetting, double regularization)
      : n_(regressors), root_(std::sqrt(static_cast<long double>(forgetting))), factor_(size(n_)), rows_(size(at_once)) {
    for (int i = 0; i < n_; ++i) factor_[at(i, i)] = std::sqrt(static_cast<long double>(regularization));
  }

  void add(const Complex* s, const Complex& d) {
    for (int j = 0; j < n_; ++j) rows_[at(count_, j)] = number(s[j]);
    rows_[at(count_, n_)] = number(d);
    if (++count_ == at_once) compress();
  }

  /// V with R V^T = z.
  std::vector<LongComplex> weights() {
    compress();
    std::vector<Number> v(static_cast<std::size_t>(n_));
    for (int i = n_ - 1; i >= 0; --i) {
      Number sum = factor_[at(i, n_)];
      for (int k = i + 1; k < n_; ++k) sum -= times(factor_[at(i, k)], v[static_cast<std::size_t>(k)]);
      v[static_cast<std::size_t>(i)] = sum / factor_[at(i, i)];
    }
    return {v.begin(), v.end()};
  }

  /// sum |d - V s|^2 + regularization |V|^2, weighted, of any V.
  template <class Weight>
  long double sum(const std::vector<Weight>& v) {
    compress();
    long double all = residual_;
    for (int i = 0; i < n_; ++i) {
      LongComplex left = -LongComplex(factor_[at(i, n_)]);
      for (int k = i; k < n_; ++k) left += times(LongComplex(factor_[at(i, k)]), LongComplex(v[static_cast<std::size_t>(k)]));
      all += square_of(left);
    }
    return all;
  }

  /// R, row-major [regressors x regressors], rounded and divided by its largest element.
  std::vector<Complex> factor() {
    compress();
    long double largest = 0;
    for (const Number& entry : factor_) largest = std::max(largest, std::sqrt(square_of(entry)));
    std::vector<Complex> r;
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < n_; ++j) r.emplace_back(LongComplex(factor_[at(i, j)] / largest));
    return r;
  }

 private:
  static constexpr int at_once = 64;

  static Number number(const Complex& value) {
    if constexpr (std::is_same_v<Number, long double>)
      return value.real();
    else
      return value;
  }
  std::size_t size(int rows) const { return static_cast<std::size_t>(rows) * (n_ + 1); }
  std::size_t at(int i, int j) const { return static_cast<std::size_t>(i) * (n_ + 1) + j; }

  void compress() {
    long double weight = 1;
    for (int t = count_ - 1; t >= 0; --t, weight *= root_)
      for (int j = 0; j <= n_; ++j) rows_[at(t, j)] *= weight;
    for (Number& entry : factor_) entry *= weight;
    residual_ *= weight * weight;
    std::vector<Number> sums(static_cast<std::size_t>(n_) + 1);
    for (int j = 0; j < n_; ++j) {
      long double squares = 0;
      for (int t = 0; t < count_; ++t) squares += square_of(rows_[at(t, j)]);
      if (squares == 0) continue;
      const Number diagonal = factor_[at(j, j)];
      const long double size = std::sqrt(square_of(diagonal));
      const long double length = std::sqrt(square_of(diagonal) + squares);
      const Number direction = size > 0 ? diagonal / size : Number(1);
      const Number head = diagonal + direction * length;
      const long double scale = 1 / (length * (length + size));
      factor_[at(j, j)] = -direction * length;
      for (int k = j + 1; k <= n_; ++k) sums[static_cast<std::size_t>(k)] = times(conjugate_of(head), factor_[at(j, k)]);
      for (int t = 0; t < count_; ++t) {
        const Number left = conjugate_of(rows_[at(t, j)]);
        for (int k = j + 1; k <= n_; ++k) sums[static_cast<std::size_t>(k)] += times(left, rows_[at(t, k)]);
      }
      for (int k = j + 1; k <= n_; ++k) {
        sums[static_cast<std::size_t>(k)] *= -scale;
        factor_[at(j, k)] += times(head, sums[static_cast<std::size_t>(k)]);
      }
      for (int t = 0; t < count_; ++t) {
        const Number left = rows_[at(t, j)];
        for (int k = j + 1; k <= n_; ++k) rows_[at(t, k)] += times(left, sums[static_cast<std::size_t>(k)]);
      }
    }
    for (int t = 0; t < count_; ++t) residual_ += square_of(rows_[at(t, n_)]);
    count_ = 0;
  }

  int n_;
  long double root_;
  int count_ = 0;
  std::vector<Number> factor_;
  std::vector<Number> rows_;
  long double residual_ = 0;  ///< the sum that no V makes less
};

}  // namespace polesweep
