#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/measures/mode_alignment.hpp"
#include "core/modes/mode_updates.hpp"
#include "core/numbers.hpp"
#include "core/run/run.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep::test_student_modes {
namespace {

using Numbers = std::vector<double>;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

const Numbers start_a = {0.5, -0.3, 0.8};
const Numbers start_b = {0.6, 0.4, -0.2};
const Numbers start_w = {0.3, -0.2, 0.6};

Point aligned_point(const Member& rule, bool expected) {
  const Member task{"data_aligned", {{"m", Numbers{1.2, 0.9, -0.6}}, {"w", Numbers{0.9, 0.5, -0.3}}}};
  const Member poles{"aligned", {{"a", start_a}, {"b", start_b}, {"w", start_w}, {"count", whole(5)}}};
  return {task,
          {"dense", {}},
          poles,
          rule,
          {"gradient", {{"initial_readout", std::string("aligned")}}},
          {"sgd", {{"step_size", 0.005}}},
          {"episodes", {{"length", whole(30)}, {"expected", expected}, {"batch", whole(expected ? 1 : 8)}}}};
}

Measurement at_iterations(std::vector<std::int64_t> iterations) {
  Measurement asked{{}, {"mode_a", "mode_b", "mode_w"}, {"exact", 0}};
  asked.iterations = std::move(iterations);
  return asked;
}

/// Values [iterations x 5].
const Numbers& series(const RunRecord& record, const std::string& name) {
  return std::find_if(record.training.begin(), record.training.end(), [&](const MeasuredSeries& one) { return one.name == name; })->values;
}

TEST(StudentModes, of_an_aligned_start_are_those_that_it_was_made_of) {
  for (const RunRecord& record :
       compute(group_of({aligned_point({"bptt", {{"train_bias", false}}}, true)}, 4, at_iterations({0})), {}, portable_kernels()))
    for (std::size_t k = 0; k < 5; ++k) {
      EXPECT_NEAR(series(record, "mode_a")[k], k < 3 ? start_a[k] : 0, 1e-14);
      EXPECT_NEAR(series(record, "mode_b")[k], k < 3 ? start_b[k] : 0, 1e-14);
      EXPECT_NEAR(series(record, "mode_w")[k], k < 3 ? start_w[k] : 0, 1e-14);
    }
}

// A mean update moves each mode by the mode equations alone, so that many of them are as many steps of Euler's: a weight that changes its
// sign on the way is followed.
TEST(StudentModes, of_mean_updates_go_by_the_mode_equations) {
  using theory::Mode;
  const Member local{"rflo", {{"train_bias", false}, {"feedback", std::string("aligned")}}};
  const std::vector<std::pair<Member, theory::Algorithm>> rules = {{{"bptt", {{"train_bias", false}}}, {theory::Rule::bptt}},
                                                                   {local, {theory::Rule::rflo, 1, 1, 0}}};
  const std::vector<Mode> teacher = {{1.2, 1, 0.9}, {0.9, 1, 0.5}, {-0.6, 1, -0.3}};
  for (const auto& [rule, algorithm] : rules) {
    const RunRecord record = compute(group_of({aligned_point(rule, true)}, 1, at_iterations({1, 2000})), {}, portable_kernels()).front();
    int turned = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      Mode mode{start_a[k], start_b[k], start_w[k]};
      for (int update = 1; update <= 2000; ++update) {
        const theory::Updates change = theory::mean_updates(algorithm, mode, teacher[k], 30, theory::LossAt::every_step);
        mode = {mode.a - 0.005 * change.a, mode.b - 0.005 * change.b, mode.w - 0.005 * change.w};
        if (update != 1 && update != 2000) continue;
        const std::size_t at = (update == 1 ? 0 : 5) + k;
        EXPECT_NEAR(series(record, "mode_a")[at], mode.a, 1e-10) << rule.kind << k;
        EXPECT_NEAR(series(record, "mode_b")[at], mode.b, 1e-10) << rule.kind << k;
        EXPECT_NEAR(series(record, "mode_w")[at], mode.w, 1e-10) << rule.kind << k;
      }
      turned += mode.a * start_a[k] < 0 || mode.b * start_b[k] < 0 ? 1 : 0;
    }
    EXPECT_GT(turned, 0) << rule.kind;
  }
}

// Trained by exact gradients to the teacher, the modes are the teacher's: a b = m, w = w.
TEST(StudentModes, at_the_optimum_are_the_teachers) {
  const Point point = aligned_point({"bptt", {{"train_bias", false}}}, true);
  const RunRecord record = compute(group_of({point}, 1, at_iterations({40000})), {}, portable_kernels()).front();
  const Numbers m = {1.2, 0.9, -0.6};
  const Numbers w = {0.9, 0.5, -0.3};
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(series(record, "mode_a")[k] * series(record, "mode_b")[k], m[k], 1e-3) << k;
    EXPECT_NEAR(series(record, "mode_w")[k], w[k], 1e-3) << k;
  }
}

// The teacher's poles tell modes apart that share a channel.
TEST(StudentModes, of_an_aligned_start_on_few_channels_are_those_that_it_was_made_of) {
  Point point = aligned_point({"bptt", {{"train_bias", false}}}, true);
  point.poles.fields["w"] = Numbers{0.6, 0.3, -0.2};
  point.task.fields["outputs"] = whole(2);
  point.task.fields["inputs"] = whole(1);
  for (const RunRecord& record : compute(group_of({point}, 4, at_iterations({0})), {}, portable_kernels()))
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(series(record, "mode_a")[k], start_a[k], 1e-13);
      EXPECT_NEAR(series(record, "mode_b")[k], start_b[k], 1e-13);
      EXPECT_NEAR(series(record, "mode_w")[k], (Numbers{0.6, 0.3, -0.2})[k], 1e-14);
      EXPECT_EQ(series(record, "mode_w")[4], 0);
    }
}

using List = std::vector<Complex>;

/// A teacher with one input and one output by its modes, and the same one by other names.
struct Teachers {
  Member by_modes;
  std::vector<Member> by_poles;
};

std::vector<Teachers> teachers() {
  const auto by_modes = [](Numbers w, Numbers a) {
    return Member{"data_aligned",
                  {{"b", Numbers(w.size(), 1.0)},
                   {"w", std::move(w)},
                   {"a", std::move(a)},
                   {"inputs", whole(1)},
                   {"outputs", whole(1)},
                   {"basis", std::string("identity")}}};
  };
  return {{by_modes({0.9, 0.5, -0.3}, {1.2, 0.9, -0.6}),
           {{"linear_teacher", {{"poles", List{0.9, 0.5, -0.3}}, {"gains", List{1.2, 0.9, -0.6}}}},
            {"mixture", {{"decays", Numbers{0.9, 0.5, -0.3}}, {"weights", Numbers{1.2, 0.9, -0.6}}}}}},
          {by_modes({0.5, 0.75}, {1, 1}), {{"pole_pair", {{"centre", 0.625}, {"separation", 0.25}}}}},
          {by_modes({0.75}, {0.5}),
           {{"leaky_memory", {{"decay", 0.75}, {"gain", 0.5}}}, {"linear_teacher", {{"poles", List{0.75}}, {"gains", List{0.5}}}}}}};
}

const std::vector<std::string> all_modes{"mode_a", "mode_alignment", "mode_b", "mode_w"};

/// All values of a run at two lengths, or at two numbers of updates.
std::vector<Numbers> modes_of(const Point& point) {
  Measurement asked{{100, 200}, all_modes, {"exact", 0}};
  asked.iterations = {1, 5};
  const RunRecord record = compute(group_of({point}, 1, asked), {}, portable_kernels()).front();
  std::vector<Numbers> all;
  for (const std::string& name : all_modes)
    for (const std::vector<MeasuredSeries>* list : {&record.measures, &record.training})
      for (const MeasuredSeries& one : *list)
        if (one.name == name) all.push_back(one.values);
  return all;
}

TEST(StudentModes, do_not_depend_on_how_the_teacher_is_given) {
  const Member reals{"explicit", {{"values", List{0.7, 0.6, -0.2, 0.1}}}};
  const Member descent{"sgd", {{"step_size", 0.005}}};
  const std::vector<Point> students = {
      {{}, {"diagonal", {}}, reals, {"rtrl", {}}, {"gradient", {}}, descent, {"stream", {}}},
      {{}, {"dense", {}}, reals, {"fixed", {}}, {"rls", {{"intercept", true}}}, {}, {"stream", {}}},
      {{}, {"dense", {{"leak", 0.8}}}, reals, {"bptt", {}}, {"gradient", {}}, descent, {"episodes", {{"length", whole(30)}}}}};
  for (const Teachers& teacher : teachers())
    for (const Member& other : teacher.by_poles)
      for (Point student : students) {
        student.task = teacher.by_modes;
        const std::vector<Numbers> wanted = modes_of(student);
        student.task = other;
        const std::vector<Numbers> found = modes_of(student);
        ASSERT_EQ(found.size(), wanted.size());
        int numbers = 0;
        for (std::size_t i = 0; i < found.size(); ++i)
          for (std::size_t k = 0; k < found[i].size(); ++k) {
            EXPECT_TRUE(same_bits(found[i][k], wanted[i][k])) << other.kind << " " << student.network.kind << " " << i;
            numbers += std::isnan(found[i][k]) || found[i][k] == 0 ? 0 : 1;
          }
        EXPECT_GT(numbers, 10) << other.kind;
      }
}

// Each state of a diagonal network is a mode, whatever the order, and those are taken that are closest to the teacher's together.
TEST(StudentModes, of_a_diagonal_network_are_its_states) {
  const Point point{teachers().front().by_poles.front(),
                    {"diagonal", {}},
                    {"explicit", {{"values", List{-0.2, 0.4, 0.1, 0.8}}}},
                    {"rtrl", {}},
                    {"gradient", {}},
                    {"sgd", {{"step_size", 0.01}}}};
  const std::vector<std::string> metrics = {"input_matrix", "mode_a", "mode_b", "mode_w", "pole_distance", "readout_matrix", "state_poles"};
  const RunRecord record = compute(group_of({point}, 1, {{200}, metrics, {"exact", 0}}), {}, portable_kernels()).front();
  const auto values = [&](const char* name, std::size_t i) {
    const auto found = std::find(metrics.begin(), metrics.end(), name);
    return record.measures[static_cast<std::size_t>(found - metrics.begin())].values[i];
  };
  double squares = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    int found = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      if (values("state_poles", 2 * i) != values("mode_w", k)) continue;
      ++found;
      EXPECT_EQ(values("mode_a", k), values("readout_matrix", 2 * i));
      EXPECT_EQ(values("mode_b", k), values("input_matrix", 2 * i));
      EXPECT_NE(values("mode_a", k), 0);
    }
    EXPECT_EQ(found, 1);
    const double apart = values("mode_w", k) - (Numbers{0.9, 0.5, -0.3})[k];
    squares += apart * apart / 3;
  }
  EXPECT_NEAR(std::sqrt(squares), values("pole_distance", 0), 1e-15);
  EXPECT_EQ(values("mode_w", 3), 0);
}

// A student that has the teacher's poles and has learnt its gains has its modes, in any basis.
TEST(StudentModes, of_a_student_that_has_learnt_the_teacher_are_the_teachers) {
  const Point point{teachers().front().by_poles.front(),
                    {"dense", {}},
                    {"explicit", {{"values", List{0.5, -0.3, 0.9}}}},
                    {"fixed", {}},
                    {"rls", {{"regularization", 1e-9}}},
                    {}};
  const RunRecord record =
      compute(group_of({point}, 1, {{500}, {"mode_a", "mode_b", "mode_w"}, {"exact", 0}}), {}, portable_kernels()).front();
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(record.measures[0].values[k] * record.measures[1].values[k], (Numbers{1.2, 0.9, -0.6})[k], 1e-6);
    EXPECT_NEAR(record.measures[2].values[k], (Numbers{0.9, 0.5, -0.3})[k], 1e-14);
  }
}

using Matrix = Eigen::MatrixXd;

std::vector<Complex> flat(const Matrix& matrix) {
  std::vector<Complex> entries;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i)
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) entries.emplace_back(matrix(i, j));
  return entries;
}

/// A student with a given form of its recurrent matrix in a basis that is not orthogonal.
class ModesByPoles : public testing::Test {
 protected:
  const TeacherModes teacher{.modes = {{1, 1, 0.9}, {1, 1, 0.5}, {1, 1, -0.2}}, .inputs = 1, .outputs = 2, .random_bases = true};
  const Matrix s = (Matrix(4, 4) << 1, 0.5, 0.2, 0, -0.3, 1, 0.1, 0.4, 0, 0.6, 1, -0.7, 0.2, 0, 0.3, 1).finished();
  const Matrix readout = (Matrix(2, 4) << 0.3, -1.1, 0.8, 0.5, 1.4, 0.2, -0.6, 0.9).finished();
  const Matrix input = (Matrix(4, 1) << 0.7, -0.4, 1.3, 0.1).finished();

  std::vector<theory::Mode> modes(const Matrix& form) const {
    return student_modes_by_poles({4, 1, flat(s * form * s.inverse()), flat(input), std::vector<Complex>(4)}, flat(readout), teacher,
                                  identity_basis(4), 6);
  }
};

TEST_F(ModesByPoles, are_in_the_eigenvectors_that_belong_to_the_teachers_poles) {
  const Eigen::Vector4d poles{-0.1, 0.3, 0.95, -0.9};
  const std::vector<theory::Mode> found = modes(poles.asDiagonal());
  const std::vector<double> u = teacher.output_basis(6);
  const std::vector<double> v = teacher.input_basis(6);
  const std::vector<int> column = {2, 1, 0};
  for (std::size_t k = 0; k < 3; ++k) {
    const int i = column[k];
    Eigen::Index largest = 0;
    s.col(i).cwiseAbs().maxCoeff(&largest);
    const double length = s.col(i).norm() * (s(largest, i) < 0 ? -1 : 1);
    const Eigen::Vector2d of_mode(u[k], u[3 + k]);
    EXPECT_NEAR(found[k].w, poles(i), 1e-14);
    EXPECT_NEAR(found[k].a, of_mode.dot(readout * s.col(i)) / length / of_mode.squaredNorm(), 1e-13);
    EXPECT_NEAR(found[k].b, (s.inverse() * input)(i, 0) * length / v[k], 1e-13);
  }
}

TEST_F(ModesByPoles, are_no_numbers_where_poles_come_in_pairs_or_twice) {
  Matrix pair = Eigen::Vector4d(-0.1, 0.5, 0.95, 0.5).asDiagonal();
  pair(1, 3) = -0.01;
  pair(3, 1) = 0.01;
  const Matrix twice = Eigen::Vector4d(-0.1, 0.5, 0.95, 0.5).asDiagonal();
  for (const Matrix& form : {pair, twice}) {
    const std::vector<theory::Mode> found = modes(form);
    EXPECT_NEAR(found[0].w, 0.95, 1e-14);
    EXPECT_TRUE(std::isnan(found[1].a) && std::isnan(found[1].b) && std::isnan(found[1].w));
    EXPECT_NEAR(found[2].w, -0.1, 1e-14);
  }
  // Of two states with one pole neither has it to itself.
  const std::vector<theory::Mode> alone =
      student_modes_by_poles({4, 1, flat(twice), flat(input), std::vector<Complex>(4)}, flat(readout), teacher, identity_basis(4), 6);
  EXPECT_EQ(alone[0].w, 0.95);
  EXPECT_TRUE(std::isnan(alone[1].w));
  const Matrix lost = Eigen::Vector4d(-0.1, 0.5, INFINITY, 0.3).asDiagonal();
  for (const theory::Mode& mode : modes(lost)) EXPECT_TRUE(std::isnan(mode.w));
}

TEST(ModesOfTeacher, are_its_poles_with_their_gains) {
  TaskFacts facts;
  EXPECT_FALSE(modes_of_teacher(facts));
  facts.teacher = LinearTeacher{{0.5, -0.7}, {2.0, 3.0}};
  const TeacherModes modes = modes_of_teacher(facts).value();
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(modes.modes[k].w, facts.teacher->poles[k].real());
    EXPECT_EQ(modes.modes[k].a, facts.teacher->gains[k].real());
    EXPECT_EQ(modes.modes[k].b, 1);
  }
  EXPECT_EQ(modes.input_basis(3), Numbers(2, 1.0));
  EXPECT_EQ(modes.output_basis(3), Numbers(2, 1.0));
  facts.teacher->taps = {1.0};
  EXPECT_FALSE(modes_of_teacher(facts));
  facts.teacher->taps.clear();
  facts.teacher->outputs = 2;
  EXPECT_FALSE(modes_of_teacher(facts));
}

TEST(StudentModes, of_a_task_without_modes_are_not_measured) {
  const Member pair{"linear_teacher", {{"poles", List{{0.5, 0.2}, {0.5, -0.2}}}, {"gains", List{1.0, 1.0}}}};
  const Member twice{"linear_teacher", {{"poles", List{0.5, 0.5}}, {"gains", List{1.0, 1.0}}}};
  const Member complex_valued{"linear_teacher", {{"poles", List{0.5}}, {"gains", List{1.0}}, {"complex", true}}};
  const Member taps{"impulse_response", {{"taps", List{1.0, 0.5}}}};
  const Member modes{"data_aligned", {{"m", Numbers{1.2}}, {"w", Numbers{0.9}}, {"complex", true}}};
  for (const Member& task : {pair, twice, complex_valued, taps, modes}) {
    const Point point{task,
                      {"dense", {}},
                      {"ring", {{"count", whole(4)}, {"radius", 0.5}}},
                      {"bptt", {}},
                      {"gradient", {}},
                      {"sgd", {{"step_size", 0.005}}},
                      {"episodes", {{"length", whole(30)}}}};
    for (const Numbers& values : modes_of(point))
      for (const double value : values) EXPECT_TRUE(std::isnan(value)) << task.kind;
  }
  // Nor of a teacher with more modes than the student has states, or of a student that is not linear.
  Point point = {
      teachers().front().by_poles.front(), {"diagonal", {}}, {"explicit", {{"values", List{0.5, 0.3}}}}, {"fixed", {}}, {"rls", {}}, {}};
  for (const Numbers& values : modes_of(point))
    for (const double value : values) EXPECT_TRUE(std::isnan(value));
  point.network = {"dense", {{"activation", std::string("tanh")}}};
  point.poles = {"explicit", {{"values", List{0.5, 0.3, 0.1}}}};
  const RunRecord record = compute(group_of({point}, 1, {{50}, {"mode_w"}, {"holdout", 50}}), {}, portable_kernels()).front();
  for (const double value : record.measures.front().values) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace polesweep::test_student_modes
