#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/linear_algebra/entries.hpp"
#include "core/measures/pole_distance.hpp"
#include "core/networks/network.hpp"
#include "core/poles/random_orthogonal.hpp"
#include "tests/core/run/group_of.hpp"

/// The bases in which listed poles become the matrix of a dense network.
namespace polesweep {
namespace {

constexpr std::uint64_t a_seed[] = {5};

const Member mixed{"explicit", {{"values", std::vector<Complex>{0.9, {0.3, 0.6}, -0.4, {0.7, 0.2}, {0.3, -0.6}, {0.7, -0.2}, 0.1}}}};

Member dense(const char* basis, double coupling) { return {"dense", {{"basis", std::string(basis)}, {"coupling", coupling}}}; }

std::vector<Complex> matrix_of(const Member& network, const Member& poles, bool complex_valued) {
  const auto built = make_network(network)->build(*make_poles(poles), {1, complex_valued, a_seed, portable_kernels()});
  return built->recurrent_matrix(built->start().data(), 0);
}

Eigen::MatrixXcd square(const std::vector<Complex>& entries) {
  const auto n = static_cast<Eigen::Index>(std::lround(std::sqrt(static_cast<double>(entries.size()))));
  return Eigen::Map<const Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(entries.data(), n, n);
}

TEST(Bases, identity_has_the_poles_or_rotation_blocks_on_the_diagonal) {
  EXPECT_EQ(matrix_of(dense("identity", 0), mixed, false), (std::vector<Complex>{0.3, -0.6, 0,   0,    0,   0,    0,  //
                                                                                 0.6, 0.3,  0,   0,    0,   0,    0,  //
                                                                                 0,   0,    0.7, -0.2, 0,   0,    0,  //
                                                                                 0,   0,    0.2, 0.7,  0,   0,    0,  //
                                                                                 0,   0,    0,   0,    0.9, 0,    0,  //
                                                                                 0,   0,    0,   0,    0,   -0.4, 0,  //
                                                                                 0,   0,    0,   0,    0,   0,    0.1}));
  for (const bool complex_valued : {false, true})
    EXPECT_EQ(matrix_of(dense("identity", 0), mixed, complex_valued), matrix_of({"diagonal", {}}, mixed, complex_valued));
}

TEST(Bases, coupling_stands_above_the_blocks_and_nowhere_else) {
  for (const bool complex_valued : {false, true}) {
    const std::vector<Complex> apart = matrix_of(dense("identity", 0), mixed, complex_valued);
    const std::vector<Complex> coupled = matrix_of(dense("identity", 0.25), mixed, complex_valued);
    for (std::size_t i = 0; i < 7; ++i)
      for (std::size_t j = 0; j < 7; ++j) {
        // Real: two pairs, with one another, and three real poles, with one another.
        const bool above = complex_valued ? j == i + 1 : (i < 2 && j == i + 2) || (i >= 4 && j == i + 1);
        EXPECT_EQ(coupled[7 * i + j], apart[7 * i + j] + (above ? 0.25 : 0.0)) << complex_valued << i << j;
      }
  }
}

TEST(Bases, keep_the_spectrum) {
  for (const bool complex_valued : {false, true})
    for (const char* basis : {"identity", "orthogonal"})
      for (const double coupling : {0.0, 0.3}) {
        const std::vector<Complex> entries = matrix_of(dense(basis, coupling), mixed, complex_valued);
        EXPECT_LT(pole_distance(eigenvalues(entries, 7, complex_valued), make_poles(mixed)->poles(5, complex_valued)), 1e-10)
            << basis << coupling << complex_valued;
        if (!complex_valued) EXPECT_TRUE(square(entries).imag().isZero(0));
      }
}

TEST(Bases, orthogonal_turns_the_coupled_blocks) {
  for (const bool complex_valued : {false, true}) {
    const Eigen::MatrixXcd turned = square(matrix_of(dense("orthogonal", 0.3), mixed, complex_valued));
    const Eigen::MatrixXcd blocks = square(matrix_of(dense("identity", 0.3), mixed, complex_valued));
    const Eigen::MatrixXcd q = square(random_orthogonal(5, Role::recurrent_weights, 1, 7, complex_valued));
    EXPECT_LT((q * q.adjoint() - Eigen::MatrixXcd::Identity(7, 7)).norm(), 1e-14);
    EXPECT_LT((q.adjoint() * turned * q - blocks).norm(), 1e-13);
    if (complex_valued) continue;
    const std::vector<double> basis = make_network(dense("orthogonal", 0.3))->basis(7, 5);
    for (std::size_t i = 0; i < 49; ++i) EXPECT_EQ(basis[i], q(static_cast<Eigen::Index>(i / 7), static_cast<Eigen::Index>(i % 7)).real());
  }
}

TEST(Bases, random_ones_are_uniform_over_the_group) {
  // Of uniform orthogonal (unitary) matrices the trace has mean 0 and E |trace|^2 = 1; of those with det = -1 there are as many as with 1.
  constexpr int draws = 4000;
  for (const bool complex_valued : {false, true})
    for (const int n : {2, 3}) {
      Complex mean = 0;
      Complex determinant = 0;
      double power = 0;
      for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const Eigen::MatrixXcd q = square(random_orthogonal(seed, Role::recurrent_weights, 1, n, complex_valued));
        mean += q.trace() / static_cast<double>(draws);
        determinant += q.determinant() / static_cast<double>(draws);
        power += std::norm(q.trace()) / draws;
      }
      const double error = 1 / std::sqrt(draws);
      EXPECT_LT(std::abs(mean), 4 * error) << n << complex_valued;
      EXPECT_LT(std::abs(determinant), 4 * error) << n << complex_valued;
      EXPECT_NEAR(power, 1, 4 * std::sqrt(2.0) * error) << n << complex_valued;
    }
}

/// Exact risk of the readout that is best on 300 samples.
double risk_of(const Member& task, const Member& network, const Member& poles) {
  const Point point{task, network, poles, {"fixed", {}}, {"ridge", {{"penalty", 0.0}}}};
  return compute(group_of({point}, 1, {{300}, {}, {"exact", 0}}), {}, portable_kernels()).at(0).risk.at(0);
}

TEST(Bases, least_squares_does_not_see_them) {
  for (const bool complex_valued : {false, true}) {
    const Member task{"linear_teacher",
                      {{"poles", std::vector<Complex>{0.8, 0.5}},
                       {"gains", std::vector<Complex>{1.0, -0.7}},
                       {"noise", 0.1},
                       {"complex", complex_valued}}};
    const double expected = risk_of(task, {"diagonal", {}}, mixed);
    EXPECT_GT(expected, 1e-4);
    for (const char* basis : {"identity", "orthogonal"})
      for (const double coupling : {0.0, 0.2})
        EXPECT_NEAR(risk_of(task, dense(basis, coupling), mixed), expected, 1e-8 * expected) << basis << coupling << complex_valued;
  }
}

TEST(Bases, coupled_equal_poles_span_what_orthonormal_chains_span) {
  // Without coupling, equal poles driven alike are one state; with it, they are a Jordan block.
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.8, 0.5}}, {"gains", std::vector<Complex>{1.0, -0.7}}, {"noise", 0.1}}};
  const Member one{"laguerre", {{"count", std::int64_t{4}}, {"pole", 0.6}}};
  const Member pair{"kautz", {{"count", std::int64_t{4}}, {"radius", 0.7}, {"angle", 0.25}}};
  for (const Member& chain : {one, pair}) {
    const Member listed{"explicit", {{"values", make_poles(chain)->poles(0, false)}}};
    const double expected = risk_of(task, {"dense", {}}, chain);
    EXPECT_NEAR(risk_of(task, dense("identity", 0.5), listed), expected, 1e-8 * expected) << chain.kind;
    EXPECT_NEAR(risk_of(task, dense("orthogonal", 0.5), listed), expected, 1e-8 * expected) << chain.kind;
    EXPECT_GT(risk_of(task, dense("identity", 0), listed), 1.1 * expected) << chain.kind;
  }
}

std::string complaint(const Member& network, const Member& poles) {
  try {
    make_network(network)->check_poles(*make_poles(poles));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Bases, coupling_is_refused_where_no_poles_are_listed) {
  const Member random{"random", {{"count", std::int64_t{4}}, {"radius", 0.5}}};
  EXPECT_EQ(complaint(dense("identity", 0.1), random), "coupling: has no effect (these poles have a matrix of their own). Leave it out?");
  EXPECT_EQ(complaint(dense("identity", 0.1), {"takenaka_malmquist", {{"values", std::vector<Complex>{{0.5, 0.1}}}}}),
            "coupling: has no effect (these poles have a matrix of their own). Leave it out?");
  EXPECT_EQ(complaint(dense("identity", 0), random), "none");
  const std::vector<double> one{0.5};
  EXPECT_EQ(complaint(dense("identity", 0.1), {"aligned", {{"a", one}, {"b", one}, {"w", one}}}),
            "coupling: has no place (the start in the task's modes keeps them apart). Leave it out?");
  EXPECT_EQ(complaint(dense("identity", 0.1), mixed), "none");
}

}  // namespace
}  // namespace polesweep
