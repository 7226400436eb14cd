#include "core/learners/recurrent/normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/linear_algebra/cholesky.hpp"

namespace polesweep {
namespace {

constexpr double largest_damping = 1e12;

template <class Number>
class Lane {
 public:
  static constexpr bool is_complex = !std::is_same_v<Number, double>;
  using Matrix = linear_algebra::Matrix<Number>;

  Lane(const NormalEquations& equations, int lane) : q_(equations), lane_(lane) {}

  void take_step() {
    double& best_loss = q_.best_loss[lane_];
    double& damping = q_.damping[lane_];
    const double loss = q_.loss[lane_];
    if (std::isfinite(loss) && (best_loss < 0 || loss <= best_loss)) {
      if (best_loss >= 0) damping = std::max(damping / 3, 1e-15);
      best_loss = loss;
      copy(q_.gram, q_.best_gram, triangle());
      copy(q_.right, q_.best_right, q_.unknowns);
      copy(q_.parameters, q_.best_parameters, q_.readout_at + q_.unknowns - q_.network);
    } else {
      damping *= 2;
    }
    if (best_loss < 0) return;
    for (; damping < largest_damping; damping *= 10)
      if (try_step(damping)) return;
    copy(q_.best_parameters, q_.parameters, q_.readout_at + q_.unknowns - q_.network);
  }

 private:
  std::int64_t triangle() const { return std::int64_t{q_.unknowns} * (q_.unknowns + 1) / 2; }

  Number read(const double* array, std::int64_t index) const {
    if constexpr (is_complex)
      return {array[2 * index * q_.lanes + lane_], array[(2 * index + 1) * q_.lanes + lane_]};
    else
      return array[index * q_.lanes + lane_];
  }
  void write(double* array, std::int64_t index, Number value) const {
    if constexpr (is_complex) {
      array[2 * index * q_.lanes + lane_] = value.real();
      array[(2 * index + 1) * q_.lanes + lane_] = value.imag();
    } else {
      array[index * q_.lanes + lane_] = value;
    }
  }
  void copy(const double* from, double* to, std::int64_t count) const {
    for (std::int64_t i = 0; i < count; ++i) write(to, i, read(from, i));
  }

  /// Sets the parameters to try next; false if the equations have no solution or a pole would leave the circle.
  bool try_step(double damping) const {
    const int n = q_.unknowns;
    Matrix gram(n, n);
    std::int64_t at = 0;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j, ++at) gram(i, j) = read(q_.best_gram, at);
    Matrix right(n, 1);
    for (int i = 0; i < n; ++i) right(i, 0) = -read(q_.best_right, i);
    double largest = 0;
    for (int i = 0; i < n; ++i) largest = std::max(largest, linear_algebra::modulus(gram(i, i)));
    for (int i = 0; i < n; ++i) gram(i, i) += damping * std::max(linear_algebra::modulus(gram(i, i)), 1e-12 * largest);
    const linear_algebra::Cholesky<Number> factor(std::move(gram));
    if (!factor.is_positive()) return false;
    const Matrix step = factor.solve(right);
    if (!step.is_finite()) return false;
    std::vector<Number> network;
    for (int i = 0; i < q_.network; ++i) network.push_back(read(q_.best_parameters, i) + step(i, 0));
    if (!inside(network)) return false;
    copy(q_.best_parameters, q_.parameters, q_.readout_at);
    for (int i = 0; i < q_.network; ++i) write(q_.parameters, i, network[static_cast<std::size_t>(i)]);
    for (int i = q_.network; i < n; ++i) {
      const std::int64_t index = q_.readout_at + i - q_.network;
      write(q_.parameters, index, read(q_.best_parameters, index) + step(i, 0));
    }
    return true;
  }

  bool inside(const std::vector<Number>& poles) const {
    const auto square_of = [&](int i) { return linear_algebra::squared_modulus(poles[static_cast<std::size_t>(i)]); };
    for (int i = 0; i < q_.poles; ++i) {
      double square = square_of(i);
      if (!is_complex && i / 2 < q_.poles / 2 && q_.masks[(i / 2) * q_.lanes + lane_] > 0) square += square_of(i ^ 1);
      if (!(square < 1)) return false;
    }
    return true;
  }

  const NormalEquations& q_;
  const int lane_;
};

}  // namespace

void take_gauss_newton_step(const NormalEquations& equations, int lane) {
  if (equations.complex_valued)
    Lane<linear_algebra::Complex>(equations, lane).take_step();
  else
    Lane<double>(equations, lane).take_step();
}

}  // namespace polesweep
