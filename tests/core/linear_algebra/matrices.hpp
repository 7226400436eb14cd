#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "core/linear_algebra/matrix.hpp"

/// Matrices that tests of linear algebra go through, and the way to Eigen, their oracle.
namespace polesweep::linear_algebra {

constexpr double unit_roundoff = std::numeric_limits<double>::epsilon();

template <class Number>
using EigenMatrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class Number>
EigenMatrix<Number> to_eigen(const Matrix<Number>& a) {
  EigenMatrix<Number> result(a.rows(), a.columns());
  for (int i = 0; i < a.rows(); ++i)
    for (int j = 0; j < a.columns(); ++j) result(i, j) = a(i, j);
  return result;
}

template <class Number>
Matrix<Number> from_eigen(const EigenMatrix<Number>& a) {
  Matrix<Number> result(static_cast<int>(a.rows()), static_cast<int>(a.cols()));
  for (int i = 0; i < result.rows(); ++i)
    for (int j = 0; j < result.columns(); ++j) result(i, j) = a(i, j);
  return result;
}

template <class Number>
class Draws {
 public:
  explicit Draws(unsigned seed) : engine_(seed) {}

  Number number() {
    if constexpr (std::is_same_v<Number, double>)
      return normal_(engine_);
    else
      return {normal_(engine_), normal_(engine_)};
  }
  double real() { return normal_(engine_); }
  int below(int end) { return static_cast<int>(engine_() % static_cast<unsigned>(end)); }
  Matrix<Number> matrix(int rows, int columns) {
    Matrix<Number> a(rows, columns);
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) a(i, j) = number();
    return a;
  }

 private:
  std::mt19937 engine_;
  std::normal_distribution<double> normal_;
};

/// A kind of matrix [rows x columns] that breaks one algorithm or another.
template <class Number>
struct Kind {
  std::string name;
  std::function<Matrix<Number>(Draws<Number>&, int rows, int columns)> make;
};

template <class Number>
const std::vector<Kind<Number>>& kinds() {
  using M = Matrix<Number>;
  using D = Draws<Number>;
  const auto scaled_by = [](auto scale) {
    return [scale](D& draws, int rows, int columns) {
      M a = draws.matrix(rows, columns);
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j) a(i, j) = product(a(i, j), Number(scale(i, j)));
      return a;
    };
  };
  static const std::vector<Kind<Number>> all = {
      {"random", scaled_by([](int, int) { return 1.0; })},
      {"graded rows", scaled_by([](int i, int) { return std::ldexp(1.0, -4 * i); })},
      {"graded columns", scaled_by([](int, int j) { return std::ldexp(1.0, -4 * j); })},
      {"graded both ways", scaled_by([](int i, int j) { return std::ldexp(1.0, 3 * (i + j)); })},
      {"tiny", scaled_by([](int, int) { return 1e-290; })},
      {"huge", scaled_by([](int, int) { return 1e290; })},
      {"zero", [](D&, int rows, int columns) { return M(rows, columns); }},
      {"rank one",
       [](D& draws, int rows, int columns) {
         const M left = draws.matrix(rows, 1);
         const M right = draws.matrix(1, columns);
         return multiply(left, right);
       }},
      {"one block of Jordan",  // one eigenvalue, one eigenvector
       [](D& draws, int rows, int columns) {
         M a(rows, columns);
         const Number value = draws.number();
         for (int i = 0; i < std::min(rows, columns); ++i) {
           a(i, i) = value;
           if (i + 1 < columns) a(i, i + 1) = 1;
         }
         return a;
       }},
      {"shift",  // nilpotent; cyclic every second time
       [](D& draws, int rows, int columns) {
         M a(rows, columns);
         for (int i = 0; i + 1 < std::min(rows, columns); ++i) a(i + 1, i) = 1;
         if (draws.below(2) == 0) a(0, columns - 1) = 1;
         return a;
       }},
      {"sparse",
       [](D& draws, int rows, int columns) {
         M a(rows, columns);
         for (int i = 0; i < rows; ++i) a(i, draws.below(columns)) = draws.number();
         return a;
       }},
      {"copies of two columns",
       [](D& draws, int rows, int columns) {
         M a = draws.matrix(rows, columns);
         for (int i = 0; i < rows; ++i)
           for (int j = 2; j < columns; ++j) a(i, j) = a(i, j % 2);
         return a;
       }},
  };
  return all;
}

/// Calls `check(name, matrix)` for `count` matrices of each kind, square or of any shape up to `largest`.
template <class Number, class Check>
void for_each_matrix(int count, int largest, bool square, Check check) {
  for (const Kind<Number>& kind : kinds<Number>()) {
    for (int i = 0; i < count; ++i) {
      Draws<Number> draws(static_cast<unsigned>(i));
      const int rows = 1 + draws.below(largest);
      const int columns = square ? rows : 1 + draws.below(largest);
      check(kind.name + " " + std::to_string(rows) + " x " + std::to_string(columns) + ", " + std::to_string(i),
            kind.make(draws, rows, columns));
    }
  }
}

}  // namespace polesweep::linear_algebra
