#pragma once

#include <array>
#include <complex>
#include <vector>

/// Condition numbers of small cases in closed form, and what they cost gradient descent (arXiv 2602.21454).
namespace polesweep::theory {

/// Real system with one conjugate pair, h[n] = 2 Re(b beta^n), b fixed: condition number of the Hessian over (Re beta, Im beta) at the
/// optimum. It does not depend on b. `angle` in radians; it diverges as the pair collides on the real line.
double conjugate_pair_condition(double modulus, double angle);

/// [kappa_fixed, kappa_joint] of two real poles c, d with unit gains to leading orders in c - d: 4(1-p)^2/delta^2 + 2p and
/// 8(1-p)^7 lambda/delta^6.
std::array<double, 2> collision_conditions(double c, double d);

/// Two real poles `separation` apart with unit gains: condition numbers [of the poles, gains known; of the readout, poles held fixed; of
/// poles and gains together; of the coefficients, gains known]. The third keeps its digits however near the poles are: its smallest
/// eigenvalue is the determinant over the others.
std::array<double, 4> pair_conditions(double centre, double separation);

/// Steps until the error of a quadratic with condition number kappa > 1 has fallen by the factor epsilon < 1, along its slowest direction:
/// [best constant step 2/(l1+ln), step 1/l1, heavy ball], the last two to leading order for large kappa. The loss needs half as many.
std::array<double, 3> descent_steps(double kappa, double epsilon);

/// Eigenvalues of the real Hessian of sum_n |h - h*|^2 over (Re, Im) of gains and poles at the optimum: 2 eig of the joint Gram matrix,
/// each of them double. Ascending, 4K values.
std::vector<double> real_hessian_eigenvalues(const std::vector<std::complex<double>>& poles,
                                             const std::vector<std::complex<double>>& gains);

}  // namespace polesweep::theory
