#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/measures/exact_risk.hpp"
#include "tests/core/tasks/draw.hpp"

namespace polesweep::test_data_aligned {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using List = std::vector<double>;

FieldValues modes() { return {{"a", List{1.2, -0.6, 0.5}}, {"b", List{0.7, 1, 2}}, {"w", List{0.9, -0.3, 0.5}}}; }

std::unique_ptr<Task> make(FieldValues fields) { return make_task({"data_aligned", std::move(fields)}, {}); }

FieldValues with(FieldValues fields, FieldValues more) {
  fields.merge(more);
  return fields;
}

RowMajor matrix(const List& values, int rows) { return Eigen::Map<const RowMajor>(values.data(), rows, std::ssize(values) / rows); }

/// Coefficient matrix of the response at a lag [outputs x inputs].
RowMajor response(const TeacherModes& teacher, std::uint64_t seed, int lag) {
  Eigen::VectorXd gains(teacher.count());
  for (int k = 0; k < teacher.count(); ++k) gains[k] = teacher.modes[k].a * teacher.modes[k].b * std::pow(teacher.modes[k].w, lag);
  return matrix(teacher.output_basis(seed), teacher.outputs) * gains.asDiagonal() *
         matrix(teacher.input_basis(seed), teacher.inputs).transpose();
}

TEST(DataAligned, bases_are_orthonormal_and_drawn_for_each_seed) {
  for (const int channels : {2, 3, 5}) {
    const auto task = make(with(modes(), {{"inputs", std::int64_t{channels}}, {"outputs", std::int64_t{channels}}}));
    const TeacherModes teacher = *task->facts().modes;
    for (const List& basis : {teacher.input_basis(4), teacher.output_basis(4)}) {
      const RowMajor u = matrix(basis, channels);
      const RowMajor gram = channels >= 3 ? RowMajor(u.transpose() * u) : RowMajor(u * u.transpose());
      EXPECT_LT((gram - RowMajor::Identity(gram.rows(), gram.cols())).norm(), 1e-14) << channels;
    }
    EXPECT_NE(teacher.input_basis(4), teacher.output_basis(4));
    EXPECT_NE(teacher.input_basis(4), teacher.input_basis(5));
    EXPECT_EQ(teacher.decouple(), channels >= 3);
  }
}

TEST(DataAligned, output_is_the_convolution_with_its_impulse_response) {
  const auto task = make(with(modes(), {{"inputs", std::int64_t{2}}, {"outputs", std::int64_t{4}}}));
  const std::vector<std::uint64_t> seeds(static_cast<std::size_t>(kernels().lanes), 7);
  std::vector<std::uint64_t> own = seeds;
  own.back() = 8;
  const int lanes = kernels().lanes;
  for (int lane : {0, lanes - 1}) {
    const auto stream = task->open(Part::training, own, kernels());
    Arena inputs(60 * 2 * lanes), observed(60 * 4 * lanes), clean(60 * 4 * lanes);
    ASSERT_EQ(stream->next(60, {inputs.data(), observed.data(), clean.data()}).steps, 60);
    const TeacherModes teacher = *task->facts().modes;
    for (int t = 0; t < 60; ++t) {
      Eigen::VectorXd y = Eigen::VectorXd::Zero(4);
      for (int n = 0; n <= t; ++n) {
        Eigen::Vector2d x;
        for (int j = 0; j < 2; ++j) x[j] = inputs[static_cast<std::size_t>((t - n) * 2 + j) * lanes + lane];
        y += response(teacher, own[static_cast<std::size_t>(lane)], n) * x;
      }
      for (int i = 0; i < 4; ++i) ASSERT_NEAR(y[i], clean[static_cast<std::size_t>(t * 4 + i) * lanes + lane], 1e-12) << lane << " " << t;
    }
  }
}

TEST(DataAligned, without_bases_and_with_one_channel_it_is_the_linear_teacher) {
  const auto aligned =
      make(with(modes(), {{"inputs", std::int64_t{1}}, {"outputs", std::int64_t{1}}, {"basis", std::string("identity")}, {"noise", 0.3}}));
  const auto teacher =
      make_task({"linear_teacher",
                 {{"poles", std::vector<Complex>{0.9, -0.3, 0.5}}, {"gains", std::vector<Complex>{1.2 * 0.7, -0.6, 1.0}}, {"noise", 0.3}}},
                {});
  const Drawn one = draw(*aligned, Part::training, 3, 200);
  const Drawn other = draw(*teacher, Part::training, 3, 200);
  EXPECT_EQ(one.inputs, other.inputs);
  for (std::size_t t = 0; t < 200; ++t) {
    EXPECT_NEAR(std::abs(one.clean[t] - other.clean[t]), 0, 1e-13);
    EXPECT_NEAR(std::abs(one.observed[t] - other.observed[t]), 0, 1e-13);
  }
  EXPECT_NEAR(aligned->trivial_risk(3, {}), teacher->trivial_risk(3, {}), 1e-13);
}

TEST(DataAligned, noise_is_another_in_every_output_and_not_scored) {
  const auto stream = make(with(modes(), {{"noise", 0.5}}))->open(Part::training, std::vector<std::uint64_t>{1}, portable_kernels());
  Arena inputs(256 * 3), observed(256 * 3), clean(256 * 3);
  double square[3] = {};
  double product = 0;
  for (int piece = 0; piece < 40; ++piece) {
    stream->next(256, {inputs.data(), observed.data(), clean.data()});
    for (std::size_t t = 0; t < 256; ++t) {
      for (std::size_t i = 0; i < 3; ++i) square[i] += std::pow(observed[t * 3 + i] - clean[t * 3 + i], 2) / (256 * 40);
      product += (observed[t * 3] - clean[t * 3]) * (observed[t * 3 + 1] - clean[t * 3 + 1]) / (256 * 40);
    }
  }
  for (const double power : square) EXPECT_NEAR(power, 0.25, 0.02);
  EXPECT_NEAR(product, 0, 0.012);
}

TEST(DataAligned, trivial_risk_is_the_sum_over_modes) {
  const double expected = std::pow(1.2 * 0.7, 2) / (1 - 0.81) + 0.36 / (1 - 0.09) + 1 / (1 - 0.25);
  EXPECT_NEAR(make(modes())->trivial_risk(5, {}), expected, 1e-12);
  const auto by_gain = make({{"m", List{0.84, -0.6, 1.0}}, {"w", List{0.9, -0.3, 0.5}}});
  EXPECT_NEAR(by_gain->trivial_risk(5, {}), expected, 1e-12);
  EXPECT_NEAR(by_gain->facts().modes->modes[1].a, -std::sqrt(0.6), 1e-15);
  EXPECT_NEAR(by_gain->facts().modes->modes[1].b, std::sqrt(0.6), 1e-15);
}

TEST(DataAligned, exact_risk_of_a_dense_network_is_the_sum_over_its_impulse_response) {
  const auto task = make(with(modes(), {{"inputs", std::int64_t{2}}, {"outputs", std::int64_t{3}}}));
  const List w = draw_normals(1, Role::order, 0, 16), b = draw_normals(1, Role::order, 1, 8), v = draw_normals(1, Role::order, 2, 12);
  LinearSystem system{4, 2, {}, {}, std::vector<Complex>(4)};
  for (const double value : w) system.state.emplace_back(0.2 * value);
  system.input.assign(b.begin(), b.end());
  const double exact = ExactRisk(system, task->teacher(9), false).risk({v.begin(), v.end()}, {});
  double sum = 0;
  RowMajor state = matrix(b, 4);
  for (int n = 0; n < 400; ++n) {
    sum += (matrix(v, 3) * state - response(*task->facts().modes, 9, n)).squaredNorm();
    state = (0.2 * matrix(w, 4) * state).eval();
  }
  EXPECT_NEAR(exact / sum, 1, 1e-12);
}

TEST(DataAligned, refuses_what_cannot_work) {
  const auto complaint = [](FieldValues fields) -> std::string {
    try {
      make(std::move(fields));
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint({{"w", List{}}, {"m", List{}}}), "w: the list is empty (a teacher needs at least one mode)");
  EXPECT_EQ(complaint({{"w", List{0.5}}}), "m: modes are given by a and b, or by m = a b (one of the two is needed)");
  EXPECT_EQ(complaint({{"w", List{0.5}}, {"m", List{1}}, {"a", List{1}}}),
            "m: modes are given by a and b, or by m = a b (one of the two is needed)");
  EXPECT_EQ(complaint({{"w", List{0.5}}, {"a", List{1}}}), "b: 0 values for 1 poles (one for each mode)");
  EXPECT_EQ(complaint({{"w", List{0.5, 0.2}}, {"m", List{1}}}), "m: 1 values for 2 poles (one for each mode)");
}

}  // namespace
}  // namespace polesweep::test_data_aligned
