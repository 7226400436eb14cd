#include "core/poles/orthonormal_basis.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/poles/poles.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"

namespace polesweep {
namespace {

struct Realisation {
  Eigen::MatrixXcd matrix;
  Eigen::VectorXcd input;
};

Realisation realise(const OrthonormalBasis& basis) {
  const auto count = static_cast<Eigen::Index>(basis.input.size());
  Realisation made{Eigen::MatrixXcd(count, count), Eigen::VectorXcd(count)};
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index j = 0; j < count; ++j) made.matrix(i, j) = basis.matrix[static_cast<std::size_t>(i * count + j)];
    made.input(i) = basis.input[static_cast<std::size_t>(i)];
  }
  return made;
}

/// Distance of A A^H + B B^H from the identity, which solves P = A P A^H + B B^H then.
double distance_from_orthonormal(const Realisation& made) {
  const Eigen::Index count = made.input.size();
  return (made.matrix * made.matrix.adjoint() + made.input * made.input.adjoint() - Eigen::MatrixXcd::Identity(count, count)).norm();
}

/// det(z - A), by which eigenvalues of chains that lack eigenvectors can be compared.
Complex characteristic(const Realisation& made, const Complex& z) {
  return (z * Eigen::MatrixXcd::Identity(made.input.size(), made.input.size()) - made.matrix).determinant();
}

Complex characteristic(const std::vector<Complex>& poles, const Complex& z) {
  Complex value = 1;
  for (const Complex& pole : poles) value *= z - pole;
  return value;
}

TEST(OrthonormalBasis, has_the_poles_and_the_identity_as_its_gram_matrix) {
  const std::vector<std::vector<Complex>> lists = {
      {0.5}, {{0.3, 0.6}, {0.3, -0.6}}, {0.9, {0.7, 0.2}, -0.4, {0.7, -0.2}, 0.9, {0, 0.99}, {0, -0.99}, 0}, std::vector<Complex>(7, 0.8)};
  for (const std::vector<Complex>& poles : lists)
    for (const bool complex_valued : {false, true}) {
      const Realisation made = realise(orthonormal_basis(poles, complex_valued));
      EXPECT_LT(distance_from_orthonormal(made), 1e-14) << poles.size();
      for (const Complex& z : {Complex(0.3, 1.1), Complex(-1.2, 0.1), Complex(2, 0)})
        EXPECT_LT(std::abs(characteristic(made, z) - characteristic(poles, z)), 1e-12 * std::abs(characteristic(poles, z)));
      if (!complex_valued) {
        EXPECT_TRUE(made.matrix.imag().isZero(0));
        EXPECT_TRUE(made.input.imag().isZero(0));
      }
    }
  const Realisation complex_poles = realise(orthonormal_basis({{0.3, 0.6}, {-0.9, 0.1}, {0.3, 0.6}}, true));
  EXPECT_LT(distance_from_orthonormal(complex_poles), 1e-14);
}

TEST(OrthonormalBasis, of_zeros_is_a_delay_line) {
  const OrthonormalBasis basis = orthonormal_basis(std::vector<Complex>(4), false);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(basis.input[i], i == 0 ? 1.0 : 0.0);
    for (std::size_t j = 0; j < 4; ++j) EXPECT_EQ(basis.matrix[4 * i + j], i == j + 1 ? 1.0 : 0.0);
  }
}

TEST(OrthonormalBasis, laguerre_functions_are_the_printed_ones) {
  // L_k(z) = (1 - a^2)^(1/2) z/(z - a) ((1 - a z)/(z - a))^k.
  const auto setting = make_poles({"laguerre", {{"count", std::int64_t{5}}, {"pole", 0.6}}});
  const Realisation made = realise({setting->matrix(0, false), setting->input(false)});
  for (const Complex& z : {Complex(1.3, 0.4), Complex(-2, 1)}) {
    const Eigen::VectorXcd response = z * (z * Eigen::MatrixXcd::Identity(5, 5) - made.matrix).inverse() * made.input;
    for (int k = 0; k < 5; ++k) {
      const Complex expected = 0.8 * z / (z - 0.6) * std::pow((1.0 - 0.6 * z) / (z - 0.6), k);
      EXPECT_LT(std::abs(response(k) - expected), 1e-13) << k;
    }
  }
}

TEST(OrthonormalBasis, kautz_repeats_its_pair) {
  const auto setting = make_poles({"kautz", {{"count", std::int64_t{6}}, {"radius", 0.9}, {"angle", 0.125}}});
  const Realisation made = realise({setting->matrix(0, false), setting->input(false)});
  EXPECT_LT(distance_from_orthonormal(made), 1e-14);
  const Complex pole = std::polar(0.9, M_PI / 4);
  EXPECT_LT(std::abs(characteristic(made, 2) - std::pow((2.0 - pole) * (2.0 - std::conj(pole)), 3)), 1e-12);
  EXPECT_THROW(make_poles({"kautz", {{"count", std::int64_t{5}}, {"radius", 0.9}, {"angle", 0.125}}}), Error);
}

TEST(OrthonormalBasis, a_network_has_states_of_condition_number_1_where_drawn_ones_have_more) {
  const std::vector<Complex> poles = {0.75, 0.8, {0.7, 0.4}, {0.7, -0.4}};
  double conditions[2] = {};
  for (const char* kind : {"takenaka_malmquist", "explicit"}) {
    RunGroup group;
    group.points.push_back({{"leaky_memory", {{"decay", 0.9}}}, {"dense", {}}, {kind, {{"values", poles}}}, {"fixed", {}}, {"rls", {}}});
    group.ids = {{0, 1}};
    group.seeds = {3};
    group.wanted = {true};
    group.measurement = {{1000}, {"state_condition"}, {"exact", 0}};
    conditions[kind[0] == 'e'] = compute(group, {}, portable_kernels()).at(0).measures.at(0).values.at(0);
  }
  EXPECT_NEAR(conditions[0], 1, 1e-12);
  EXPECT_GT(conditions[1], 100);
}

TEST(OrthonormalBasis, refuses_what_cannot_work) {
  const auto complaint = [](const auto& make) -> std::string {
    try {
      make();
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint([] { orthonormal_basis({1.0}, false); }),
            "values: pole 1 does not lie inside the unit circle (an orthonormal basis has no other)");
  EXPECT_EQ(complaint([] { orthonormal_basis({{0.5, 0.1}}, false); }).substr(0, 35), "pole 0.5+0.1i has no conjugate (a r");
  const auto listed = [](std::vector<Complex> poles, bool complex_valued) {
    return [=] { make_poles({"takenaka_malmquist", {{"values", poles}}})->check(complex_valued); };
  };
  EXPECT_EQ(complaint(listed({}, false)), "values: the list is empty (at least one pole is needed)");
  EXPECT_EQ(complaint(listed({0.5, 2.0}, true)), "values: pole 2 does not lie inside the unit circle (an orthonormal basis has no other)");
  EXPECT_EQ(complaint(listed({0.9, {0.5, 0.3}}, false)).substr(0, 31), "pole 0.5+0.3i has no conjugate ");
  EXPECT_EQ(complaint(listed({0.9, {0.5, 0.3}}, true)), "none");
  const auto point = [](const char* network, FieldValues settings, FieldValues task) {
    return [=] {
      const Point made{{"leaky_memory", task},
                       {network, settings},
                       {"laguerre", {{"count", std::int64_t{3}}, {"pole", 0.5}}},
                       {"fixed", {}},
                       {"rls", {}}};
      RunGroup group;
      group.points.push_back(made);
      group.ids = {{0, 1}};
      group.seeds = {3};
      group.wanted = {true};
      group.measurement = {{10}, {}, {"exact", 0}};
      compute(group, {}, portable_kernels());
    };
  };
  EXPECT_EQ(complaint(point("dense", {{"input_scale", 0.5}}, {{"decay", 0.9}})),
            "input_scale: has no effect (these poles have input weights of their own). Leave it out?");
  EXPECT_EQ(complaint(point("diagonal", {}, {{"decay", 0.9}})),
            "no diagonal network has such poles (their matrix lacks eigenvectors). Did you mean network = 'dense'?");
  EXPECT_EQ(complaint(point("dense", {}, {{"decay", 0.9}})), "none");
}

}  // namespace
}  // namespace polesweep
