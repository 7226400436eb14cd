#pragma once

#include <array>
#include <cstdint>

/// The surface of two poles with unit gains, f(x, y) = sum_{n>=0} (x^n + y^n - c^n - d^n)^2, in closed form (arXiv 2602.21454, theorem on
/// the Hessian at colliding poles; finite horizon, coefficient chart and normal form derived from the same sums). All arguments lie in
/// (-1, 1). Pure numbers throughout.
namespace polesweep::theory {

struct SymmetricMatrix {
  double xx = 0;
  double xy = 0;
  double yy = 0;
  std::array<double, 2> eigenvalues() const;  ///< ascending
};

/// Written as differences of each student pole from one teacher pole, so that it keeps its digits near the minima.
double surface(double x, double y, double c, double d);
std::array<double, 2> surface_gradient(double x, double y, double c, double d);
SymmetricMatrix surface_hessian(double x, double y, double c, double d);
/// The Hessian at (c, d): twice the Gram matrix of the columns n c^{n-1} and n d^{n-1}.
SymmetricMatrix optimum_hessian(double c, double d);
/// Its eigenvalues, ascending, and its condition number. The determinant is a product with the factor (c - d)^2, not a difference.
std::array<double, 2> optimum_eigenvalues(double c, double d);
double pole_condition(double c, double d);
/// [A, B] of kappa = A / (c-d)^2 + B + O((c-d)^2) with m = (c + d)/2 held.
std::array<double, 2> pole_condition_asymptote(double c, double d);
/// The condition number for an impulse response known at n = 1..N only. N >= 2.
double pole_condition_finite(double c, double d, std::int64_t count);
/// Condition number in the coordinates (x + y, x y), where it stays finite as c -> d.
double coefficient_condition(double c, double d);

struct Saddle {
  double pole = 0;       ///< m, with the stationary point at (m, m), the lowest one of the diagonal
  double value = 0;      ///< f(m, m), the barrier between the two minima
  double curvature = 0;  ///< smallest eigenvalue of the Hessian there
};
/// Error: std::domain_error if c = d.
Saddle saddle(double c, double d);

/// The double well f ~ (D/16) ((x-y)^2 - delta^2)^2 of nearly colliding poles: [D, barrier, curvature at the saddle, curvature of the
/// wells].
std::array<double, 4> collision_normal_form(double c, double d);

}  // namespace polesweep::theory
