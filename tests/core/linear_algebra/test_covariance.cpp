#include <gtest/gtest.h>

#include "core/measures/covariance_factor.hpp"
#include "tests/core/linear_algebra/matrices.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::Draws;
using linear_algebra::to_eigen;

/// A network whose largest eigenvalue has this modulus, of any shape up to 12 states and 3 inputs (or more inputs than states).
template <class Number>
LinearSystem draw_system(unsigned seed, double radius) {
  Draws<Number> draws(seed);
  const int n = 2 + draws.below(11);
  const int inputs = seed % 10 == 9 ? n + 3 : 1 + draws.below(3);
  Eigen::MatrixXcd a = to_eigen(draws.matrix(n, n)).template cast<Complex>();
  a *= radius / a.eigenvalues().cwiseAbs().maxCoeff();
  LinearSystem system{n, inputs, {}, {}, std::vector<Complex>(static_cast<std::size_t>(n))};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) system.state.push_back(a(i, j));
  const linear_algebra::Matrix<Number> weights = draws.matrix(n, inputs);
  system.input.assign(weights.entries().begin(), weights.entries().end());
  return system;
}

Eigen::MatrixXcd state(const LinearSystem& system) { return to_eigen(ComplexMatrix(system.states, system.states, system.state)); }
Eigen::MatrixXcd input(const LinearSystem& system) { return to_eigen(ComplexMatrix(system.states, system.inputs, system.input)); }

/// |P - A P A^H - B B^H| / |P| of P = F F^H.
double residual(const LinearSystem& system, const ComplexMatrix& factor) {
  const Eigen::MatrixXcd f = to_eigen(factor);
  const Eigen::MatrixXcd p = f * f.adjoint();
  return (p - state(system) * p * state(system).adjoint() - input(system) * input(system).adjoint()).norm() / p.norm();
}

TEST(Covariance, factors_solve_the_lyapunov_equation) {
  for (unsigned i = 0; i < 500; ++i) {
    const double radius = std::vector{0.3, 0.9, 0.999, 0.999999}[i % 4];
    const LinearSystem reals = draw_system<double>(i, radius);
    const LinearSystem complexes = draw_system<Complex>(i, radius);
    EXPECT_LT(residual(reals, *covariance_factor(reals)), 1e-12) << i;
    EXPECT_LT(residual(complexes, *covariance_factor(complexes)), 1e-12) << i;
  }
}

TEST(Covariance, has_the_same_bits_in_every_kernel_set_and_beside_any_neighbour) {
  for (unsigned i = 0; i < 20; ++i) {
    std::vector<LinearSystem> systems;
    // One shape, and powers that die out after 5 doublings and after 25; one never.
    for (const double radius : {0.3, 0.999999, 0.9, 1.1, 0.5, 0.99}) systems.push_back(draw_system<Complex>(i, radius));
    const auto portable = covariance_factors(systems, true, portable_kernels());
    ASSERT_EQ(portable.size(), 6U);
    EXPECT_FALSE(portable[3].has_value());
    for (const KernelSet* kernels : vector_kernels()) {
      const auto found = covariance_factors(systems, true, *kernels);
      for (std::size_t k = 0; k < systems.size(); ++k) {
        ASSERT_EQ(found[k].has_value(), portable[k].has_value()) << kernels->name << k;
        if (found[k]) EXPECT_EQ(found[k]->entries(), portable[k]->entries()) << kernels->name << k;
      }
    }
  }
}

/// A diagonal network, or on real data one of rotations, and the same in another basis, which has to go through the doublings.
TEST(Covariance, of_diagonal_networks_is_that_of_the_doublings) {
  for (unsigned i = 0; i < 200; ++i) {
    Draws<Complex> draws(i);
    const int n = 2 + draws.below(8);
    const bool real = i % 2 == 0;
    Eigen::MatrixXcd a = Eigen::MatrixXcd::Zero(n, n);
    for (int k = 0; k < n; ++k) {
      const Complex pole = std::polar(0.3 + 0.6 * std::fabs(std::tanh(draws.real())), draws.real());
      if (real && k + 1 < n && draws.below(3) > 0) {
        a(k, k) = a(k + 1, k + 1) = pole.real();
        a(k, k + 1) = -pole.imag();
        a(k + 1, k) = pole.imag();
        ++k;
      } else {
        a(k, k) = real ? Complex(pole.real()) : pole;
      }
    }
    const int inputs = 1 + static_cast<int>(i % 3);
    ComplexMatrix b = draws.matrix(n, inputs);
    if (real)
      for (int r = 0; r < n; ++r)
        for (int c = 0; c < inputs; ++c) b(r, c) = b(r, c).real();
    const LinearSystem system{n, inputs, linear_algebra::from_eigen<Complex>(a).entries(), b.entries(), {}};
    ASSERT_TRUE(DiagonalForm::of(system)) << i;
    const Eigen::MatrixXcd f = to_eigen(*covariance_factor(system));
    EXPECT_LT(residual(system, *covariance_factor(system)), 1e-13) << i;
    // A reflection mixes all states.
    const Eigen::VectorXcd v = Eigen::VectorXcd::Random(n).normalized();
    const Eigen::MatrixXcd turn = Eigen::MatrixXcd::Identity(n, n) - 2 * v * v.adjoint();
    const LinearSystem turned{n,
                              inputs,
                              linear_algebra::from_eigen<Complex>(turn * a * turn).entries(),
                              linear_algebra::from_eigen<Complex>(turn * to_eigen(b)).entries(),
                              {}};
    ASSERT_FALSE(DiagonalForm::of(turned)) << i;
    const Eigen::MatrixXcd g = turn * to_eigen(*covariance_factor(turned));
    EXPECT_LT((f * f.adjoint() - g * g.adjoint()).norm(), 1e-12 * (f * f.adjoint()).norm()) << i;
  }
}

TEST(Covariance, of_a_network_on_the_circle_is_none) {
  EXPECT_FALSE(covariance_factor({1, 1, {1}, {1}, {}}));
  EXPECT_FALSE(covariance_factor({2, 1, {0, -1, 1, 0}, {1, 0}, {}}));
  EXPECT_FALSE(covariance_factor({2, 1, {1, 1, 0, 1}, {1, 1}, {}}));
  EXPECT_FALSE(covariance_factor({2, 1, {0.5, 1, 0, 1.0}, {1, 1}, {}}));
  EXPECT_TRUE(covariance_factor({2, 1, {0.5, 1, 0, 1 - 1e-12}, {1, 1}, {}}));
  EXPECT_FALSE(covariance_factor({2, 1, {0.5, std::nan(""), 0, 0.5}, {1, 1}, {}}));
  // Cubic growth first, and then decay.
  const LinearSystem steep{3, 1, {0.9, 1e3, 0, 0, 0.9, 1e3, 0, 0, 0.9}, {0, 0, 1}, {}};
  EXPECT_LT(residual(steep, *covariance_factor(steep)), 1e-9);
}

TEST(DiagonalForm, is_of_diagonal_and_rotating_networks_alone) {
  EXPECT_TRUE(DiagonalForm::of({2, 1, {0.5, 0, 0, 0.4}, {1, 1}, {}}));
  EXPECT_TRUE(DiagonalForm::of({3, 1, {0.6, -0.5, 0, 0.5, 0.6, 0, 0, 0, 0.4}, {1, 1, 1}, {}}));
  EXPECT_FALSE(DiagonalForm::of({2, 1, {0.6, -0.5, 0.4, 0.6}, {1, 1}, {}}));
  EXPECT_FALSE(DiagonalForm::of({2, 1, {0.6, -0.5, 0.5, 0.7}, {1, 1}, {}}));
  EXPECT_FALSE(DiagonalForm::of({2, 1, {0.6, 0.5, 0, 0.6}, {1, 1}, {}}));
  EXPECT_FALSE(DiagonalForm::of({3, 1, {0.6, -0.5, 0, 0.5, 0.6, 0.1, 0, 0, 0.4}, {1, 1, 1}, {}}));
  EXPECT_FALSE(DiagonalForm::of({3, 1, {0.6, 0, 0.1, 0, 0.6, 0, 0, 0, 0.4}, {1, 1, 1}, {}}));
}

}  // namespace
}  // namespace polesweep
