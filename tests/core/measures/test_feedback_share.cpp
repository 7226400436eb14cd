#include "core/measures/feedback_share.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/run/run.hpp"
#include "tests/core/measures/matrices.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep::test_feedback_share {
namespace {

using linear_algebra::ComplexMatrix;
using Numbers = std::vector<double>;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

// A change F x^H + G y^H, of which the columns of G are orthogonal to those of F, has the share |F x^H|^2 in the range of F.
TEST(FeedbackShare, of_a_change_that_is_made_of_two_parts_is_the_share_of_the_one) {
  const std::vector<Complex> basis = draw_unitary(1, 6, 5);
  const Eigen::MatrixXcd both = map(basis, 6);
  const Eigen::MatrixXcd mixed = both.leftCols(2) * map(draw_matrix(2, 2, 2), 2);
  const Eigen::MatrixXcd inside = 0.3 * mixed * map(draw_matrix(3, 2, 6), 2);
  const Eigen::MatrixXcd outside = both.rightCols(3) * map(draw_matrix(4, 3, 6), 3);
  const double share = inside.squaredNorm() / (inside.squaredNorm() + outside.squaredNorm());
  ASSERT_GT(share, 0.02);
  EXPECT_NEAR(feedback_share({6, 6, flat(inside + outside)}, {6, 2, flat(mixed)}), share, 1e-14);
  // Columns twice over span no more.
  Eigen::MatrixXcd twice(6, 4);
  twice << mixed, 2 * mixed;
  EXPECT_NEAR(feedback_share({6, 6, flat(inside + outside)}, {6, 4, flat(twice)}), share, 1e-14);
  EXPECT_NEAR(feedback_share({6, 6, flat(inside)}, {6, 2, flat(mixed)}), 1, 1e-14);
  EXPECT_NEAR(feedback_share({6, 6, flat(outside)}, {6, 2, flat(mixed)}), 0, 1e-28);
}

TEST(FeedbackShare, of_changes_without_a_direction_is_outputs_over_states_in_the_mean) {
  constexpr int draws = 2000;
  double sum = 0;
  for (int seed = 1; seed <= draws; ++seed) sum += feedback_share({8, 8, draw_matrix(seed, 8, 8)}, {8, 3, draw_matrix(seed + draws, 8, 3)});
  EXPECT_NEAR(sum / draws, 3.0 / 8, 0.005);  // five standard errors
}

TEST(FeedbackShare, of_nothing_is_no_number) {
  const ComplexMatrix feedback(2, 1, {1, 1});
  EXPECT_TRUE(std::isnan(feedback_share(ComplexMatrix(2, 2), feedback)));
  EXPECT_TRUE(std::isnan(feedback_share({2, 2, {std::nan(""), 0, 0, 0}}, feedback)));
  EXPECT_TRUE(std::isnan(feedback_share({2, 2, {1, 0, 0, 0}}, {2, 1, {std::numeric_limits<double>::infinity(), 1}})));
  EXPECT_EQ(feedback_share({2, 2, {1, 0, 0, 0}}, ComplexMatrix(2, 1)), 0);
}

TEST(FeedbackAlignment, is_the_cosine_of_two_matrices) {
  const ComplexMatrix readout{6, 2, draw_matrix(7, 6, 2)};
  const auto turned = [&](Complex by) {
    ComplexMatrix result(6, 2);
    for (int i = 0; i < 6; ++i)
      for (int output = 0; output < 2; ++output) result(i, output) = by * readout(i, output);
    return result;
  };
  EXPECT_NEAR(feedback_alignment(turned(2.5), readout), 1, 1e-15);
  EXPECT_NEAR(feedback_alignment(turned(-0.1), readout), -1, 1e-15);
  EXPECT_NEAR(feedback_alignment(turned(std::polar(3.0, 0.8)), readout), std::cos(0.8), 1e-15);
  EXPECT_NEAR(feedback_alignment({2, 1, {3, 4}}, {2, 1, {4, 3}}), 0.96, 1e-15);
  EXPECT_TRUE(std::isnan(feedback_alignment(ComplexMatrix(6, 2), readout)));
  EXPECT_TRUE(std::isnan(feedback_alignment(turned(std::numeric_limits<double>::infinity()), readout)));
}

/// A measure of runs of the seeds 0, 1, ... after 50 updates.
Numbers trained(const Member& rule, std::int64_t outputs, const std::string& measure = "feedback_share") {
  const Member task{"data_aligned",
                    {{"m", Numbers{1.2, 0.9, -0.6}}, {"w", Numbers{0.9, 0.5, -0.3}}, {"inputs", whole(3)}, {"outputs", outputs}}};
  const Member poles{"random", {{"count", whole(6)}, {"radius", 0.5}}};
  const Member episodes{"episodes", {{"length", whole(20)}, {"batch", whole(4)}}};
  const Point point{
      task,    {"dense", {}}, poles, rule, {"gradient", {{"initial_readout", std::string("gaussian")}}}, {"sgd", {{"step_size", 3e-4}}},
      episodes};
  Measurement asked{{}, {measure}, {"exact", 0}};
  asked.iterations = {50};
  Numbers shares;
  for (const RunRecord& record : compute(group_of({point}, 3, asked), {}, kernels()))
    shares.push_back(std::find_if(record.training.begin(), record.training.end(), [&](const MeasuredSeries& series) {
                       return series.name == measure;
                     })->values.front());
  return shares;
}

// arXiv 2606.00243, proposition 3.1: with one trace factor for all units the change is (feedback weights) (errors) (traces)^T. The
// readout's own weights move while they carry errors: most of what they have changed lies in their range.
TEST(FeedbackShare, of_random_feedback_is_one_and_of_exact_gradients_less) {
  for (const std::int64_t outputs : {1, 2}) {
    const FieldValues random{{"feedback", std::string("random")}};
    for (const double share : trained({"rflo", random}, outputs)) EXPECT_NEAR(share, 1, 1e-13);
    for (const double share : trained({"bptt", {}}, outputs)) {
      EXPECT_GT(share, 0.1);
      EXPECT_LT(share, 0.99);
    }
  }
}

TEST(FeedbackAlignment, is_one_where_the_readout_itself_carries_errors_and_less_of_fixed_weights) {
  for (const std::int64_t outputs : {1, 2}) {
    const FieldValues random{{"feedback", std::string("random")}};
    for (const double cosine : trained({"rflo", random}, outputs, "feedback_alignment")) EXPECT_LT(std::abs(cosine), 0.95);
    for (const double cosine : trained({"bptt", {}}, outputs, "feedback_alignment")) EXPECT_NEAR(cosine, 1, 1e-14);
  }
}

TEST(FeedbackShare, of_a_network_that_does_not_learn_is_not_measured) {
  const Member task{"linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}, {"noise", 0.0}}};
  const Member ring{"ring", {{"count", whole(4)}, {"radius", 0.5}}};
  const Member fed_back{"output_feedback", {}};
  for (const Member& rule : {Member{"fixed", {}}, fed_back}) {
    const Point point{task, {"dense", {}}, ring, rule, {"lms", {{"step_size", 0.01}}}};
    const RunRecord record = compute(group_of({point}, 1, {{10}, {"feedback_share"}, {"exact", 0}}), {}, portable_kernels()).front();
    EXPECT_TRUE(std::isnan(record.measures.front().values.front())) << rule.kind;
  }
}

}  // namespace
}  // namespace polesweep::test_feedback_share
