#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/block/draws.hpp"
#include "core/learners/block_learner.hpp"
#include "core/measures/mode_path.hpp"
#include "core/networks/network.hpp"
#include "core/run/run.hpp"
#include "core/theory/matrix_updates.hpp"
#include "core/theory/mode_flow.hpp"
#include "core/theory/mode_linear.hpp"

/// Learners meet theory: what training does to linear networks against the closed forms of arXiv 2606.00243.
namespace polesweep {
namespace {

using List = std::vector<double>;
using Text = std::string;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr auto whole = [](std::int64_t value) { return value; };

Member rule(const char* kind, FieldValues fields = {}) {
  fields["train_bias"] = false;
  return {kind, std::move(fields)};
}
Member tbptt(std::int64_t k) { return rule("tbptt", {{"truncation", k}}); }
Member descent(double step_size) { return {"sgd", {{"step_size", step_size}}}; }
Member episodes(std::int64_t length, bool expected, std::int64_t batch = 1, const char* loss = "final") {
  return {"episodes", {{"length", length}, {"batch", batch}, {"loss", Text(loss)}, {"expected", expected}}};
}

RunGroup group_of(std::vector<Point> points, std::vector<std::uint64_t> seeds, Measurement measurement) {
  RunGroup group;
  group.points = std::move(points);
  for (std::uint64_t i = 0; i < group.points.size(); ++i) group.ids.push_back({0, i});
  group.seeds = std::move(seeds);
  group.wanted.assign(group.points.size() * group.seeds.size(), true);
  group.measurement = std::move(measurement);
  return group;
}

List real_parts(const std::vector<Complex>& values) {
  List parts;
  for (const Complex& value : values) parts.push_back(value.real());
  return parts;
}

/// A dense student that is not aligned, and its teacher, as theory sees them.
class Unaligned : public testing::Test {
 protected:
  static constexpr std::uint64_t seed = 5;
  const Member task{"data_aligned",
                    {{"m", List{1.2, -0.8, 0.5}}, {"w", List{0.8, -0.3, 0.5}}, {"inputs", whole(2)}, {"outputs", whole(2)}}};
  const Member poles{"random", {{"count", whole(4)}, {"radius", 0.7}}};
  const theory::LinearNetwork teacher = as_network(make_task(task, {})->teacher(seed));
  const theory::LinearNetwork student = student_at_start();

  Point point(const Member& recurrent, const Member& regime, double step_size) const {
    return {task, {"dense", {}}, poles, recurrent, {"gradient", {{"initial_readout", Text("gaussian")}}}, descent(step_size), regime};
  }
  RunRecord run(const Member& recurrent, double step_size, std::vector<std::int64_t> iterations) const {
    return compute(group_of({point(recurrent, episodes(150, true), step_size)}, {seed},
                            {{}, {"gradient_norm", "singular_values"}, {"exact", 0}, std::move(iterations)}),
                   {}, kernels())
        .front();
  }
  static theory::LinearNetwork as_network(const LinearTeacher& teacher) {
    theory::LinearNetwork network{
        static_cast<int>(teacher.poles.size()), teacher.inputs, teacher.outputs, {}, real_parts(teacher.input), real_parts(teacher.gains)};
    const std::size_t n = teacher.poles.size();
    network.recurrent.assign(n * n, 0.0);
    for (std::size_t k = 0; k < n; ++k) network.recurrent[k * (n + 1)] = teacher.poles[k].real();
    return network;
  }
  theory::LinearNetwork student_at_start() const {
    const auto network = make_network({"dense", {}})->build(*make_poles(poles), {2, false, {&seed, 1}, portable_kernels()});
    const LinearSystem system = *network->linear_system(network->start().data(), 0);
    List readout = draw_normals(seed, Role::readout_weights, 0, 8);
    for (double& weight : readout) weight /= std::sqrt(4.0);
    return {4, 2, 2, real_parts(system.state), real_parts(system.input), readout};
  }
  List random_feedback(double scale) const {
    const List drawn = draw_normals(seed, Role::feedback_weights, 0, 8);  // [states x outputs]
    List feedback(8);
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t k = 0; k < 2; ++k) feedback[k * 4 + i] = scale * drawn[i * 2 + k];
    return feedback;
  }
};

double norm(const theory::LinearNetwork& updates) {
  double sum = 0;
  for (const List* part : {&updates.recurrent, &updates.input, &updates.readout})
    for (const double value : *part) sum += value * value;
  return std::sqrt(sum);
}

TEST_F(Unaligned, expected_updates_are_those_of_lyapunov_and_sylvester) {
  using theory::Rule;
  struct Case {
    Member rule;
    theory::Algorithm algorithm;
    List feedback;
  };
  const List random = random_feedback(0.7);
  const Text fixed = "random";
  const Case cases[] = {
      {rule("bptt"), {Rule::bptt}, {}},
      {rule("rtrl"), {Rule::rtrl}, {}},
      {rule("immediate"), {Rule::tbptt, 1}, {}},
      {tbptt(1), {Rule::tbptt, 1}, {}},
      {tbptt(3), {Rule::tbptt, 3}, {}},
      {rule("rflo", {{"trace_factor", 0.4}, {"feedback_scale", 0.7}}), {Rule::rflo, 1, 1, 0.4}, random},
      {rule("rflo", {{"trace_factor", 0.4}, {"feedback", Text("symmetric")}}), {Rule::rflo, 1, 1, 0.4}, student.readout},
      {rule("snap1", {{"feedback", fixed}, {"feedback_scale", 0.7}}), {Rule::eprop}, random},
      {rule("snap1"), {Rule::eprop}, student.readout},
  };
  double last = 0;
  for (const Case& c : cases) {
    const theory::LinearNetwork updates = theory::matrix_updates(c.algorithm, student, teacher, c.feedback);
    const RunRecord record = run(c.rule, 1e-2, {1});
    EXPECT_NEAR(record.training[1].values[0] / norm(updates), 1, 1e-11) << c.rule.kind;
    const Eigen::VectorXd values = Eigen::JacobiSVD<RowMajor>(Eigen::Map<const RowMajor>(updates.recurrent.data(), 4, 4)).singularValues();
    for (int i = 0; i < 4; ++i) EXPECT_NEAR(record.training[2].values[static_cast<std::size_t>(i)] / 1e-2, values[i], 1e-11) << c.rule.kind;
    if (c.rule.kind != "rtrl" && c.algorithm.rule != Rule::tbptt) EXPECT_GT(std::abs(norm(updates) - last), 1e-3) << c.rule.kind;
    last = norm(updates);
  }
}

// The loss along the step: with the norm equal to the gradient's, only the gradient itself falls so fast.
TEST_F(Unaligned, expected_updates_of_bptt_descend_the_population_loss) {
  const double step = 1e-6;
  const RunRecord record = run(rule("bptt"), step, {1, 2, 3});
  const List& risk = record.training[0].values;
  const double slope = (risk[0] - risk[2]) / 2 / (2 * step);
  const auto square = [&](std::size_t update) { return std::pow(record.training[1].values[update], 2); };
  // To second order the mean slope of two steps lies three quarters of the way from the first gradient's to the second's.
  EXPECT_NEAR(slope / (0.25 * square(1) + 0.75 * square(2)), 1, 1e-6);
  EXPECT_NEAR(risk[0] / 2 / theory::matrix_loss(student, teacher), 1, 1e-4);
}

TEST_F(Unaligned, expected_updates_are_the_mean_of_sampled_ones) {
  constexpr double step = 1e-3;
  constexpr int batches = 150;
  constexpr int sequences = 25;
  constexpr int length = 50;
  const Point sampled = point(rule("tbptt", {{"truncation", whole(2)}}), episodes(length, false, sequences), step);
  const theory::LinearNetwork updates = theory::matrix_updates({theory::Rule::tbptt, 2}, student, teacher, {});
  const std::vector<std::uint64_t> seeds(static_cast<std::size_t>(kernels().lanes), seed);
  const auto network = make_network({"dense", {}})->build(*make_poles(poles), {2, false, seeds, kernels()});
  const auto source = make_task(task, {});
  const auto stream = source->open(Part::training, seeds, kernels());
  Arena inputs(length * 2 * seeds.size()), observed(length * 2 * seeds.size()), clean(length * 2 * seeds.size());
  std::vector<double> last_only(length, 0.0);
  last_only.back() = 1;
  std::vector<List> gradients;
  for (int batch = 0; batch < batches; ++batch) {
    BlockLearner learner(make_learner({.points = {&sampled},
                                       .regime = make_regime(sampled.regime),
                                       .seeds = seeds,
                                       .network = network->shape(),
                                       .outputs = 2,
                                       .longest_segment = length,
                                       .kernels = kernels()}),
                         network->start(), seeds, kernels(), 1, BlockLearner::Kept{});
    for (int sequence = 0; sequence < sequences; ++sequence) {
      stream->restart();
      ASSERT_EQ(stream->next(length, {inputs.data(), observed.data(), clean.data()}).steps, length);
      learner.learn({.steps = length,
                     .rows = inputs.data(),
                     .stride = 2,
                     .targets = observed.data(),
                     .starts_segment = true,
                     .loss_weights = last_only.data()});
    }
    learner.finish_batch(sequences);
    learner.measure();
    const LinearSystem system = *network->linear_system(learner.network_weights(0, false), 0);
    List gradient;
    const auto add = [&](const List& after, const List& before) {
      for (std::size_t i = 0; i < after.size(); ++i) gradient.push_back((before[i] - after[i]) / step);
    };
    add(real_parts(system.state), student.recurrent);
    add(real_parts(system.input), student.input);
    add(real_parts(learner.readout_weights(0, false, 0)), student.readout);
    gradients.push_back(gradient);
  }
  List expected = updates.recurrent;
  expected.insert(expected.end(), updates.input.begin(), updates.input.end());
  expected.insert(expected.end(), updates.readout.begin(), updates.readout.end());
  double squares = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    double mean = 0, variance = 0;
    for (const List& gradient : gradients) mean += gradient[i] / batches;
    for (const List& gradient : gradients) variance += std::pow(gradient[i] - mean, 2) / (batches - 1);
    const double score = (mean - expected[i]) / std::sqrt(variance / batches);
    EXPECT_LT(std::abs(score), 4.5) << i;
    squares += score * score / static_cast<double>(expected.size());
  }
  EXPECT_GT(squares, 0.2);  // 32 components that depend on each other
  EXPECT_LT(squares, 2.2);
}

// dW lies in the range of R^T, whatever the steps; only RFLO's does.
TEST(Rank, of_what_rflo_learns_is_at_most_the_number_of_outputs) {
  for (const std::int64_t outputs : {1, 2}) {
    const auto ratio = [&](const Member& recurrent) {
      const Member task{"data_aligned",
                        {{"m", List{0.6, 0.5, 0.4, 0.3}}, {"w", List{0.8, 0.6, 0.3, -0.3}}, {"inputs", whole(4)}, {"outputs", outputs}}};
      const Point point{task,
                        {"dense", {{"input_scale", 0.3}}},
                        {"random", {{"count", whole(8)}, {"radius", 0.3}}},
                        recurrent,
                        {"gradient", {{"initial_readout", Text("gaussian")}}},
                        descent(0.02),
                        episodes(50, true)};
      double largest = 0;
      for (const RunRecord& record :
           compute(group_of({point}, {0, 1, 2, 3}, {{}, {"singular_values"}, {"exact", 0}, {150}}), {}, kernels())) {
        const List& values = record.training[1].values;
        EXPECT_GT(values[0], 1e-3);
        largest = std::max(largest, values[static_cast<std::size_t>(outputs)] / values[0]);
      }
      return largest;
    };
    EXPECT_LT(ratio(rule("rflo", {{"trace_factor", 0.3}, {"feedback_scale", 0.35}})), 1e-10);
    EXPECT_GT(ratio(rule("bptt")), 1e-3);
    EXPECT_GT(ratio(rule("snap1")), 1e-3);
  }
}

/// A student of four modes that starts aligned.
class Aligned : public testing::Test {
 protected:
  const Member task{"data_aligned", {{"m", List{1.2, 0.9, 0.6, 0.4}}, {"w", List{0.9, 0.7, 0.4, -0.3}}}};
  const Member poles{"aligned", {{"a", List{0.5, 0.6, 0.4, 0.5}}, {"b", List{0.6, 0.5, 0.5, 0.4}}, {"w", List{0.4, 0.3, 0.2, 0.1}}}};

  static FieldValues told(double weight, FieldValues more = {}) {
    more["feedback"] = Text("aligned");
    more["feedback_scale"] = weight;
    return more;
  }
  std::vector<Member> rules() const {
    return {rule("bptt"), tbptt(1), tbptt(2), tbptt(4), rule("rflo", told(0.8, {{"trace_factor", 0.5}})), rule("snap1", told(0.8)),
            rule("rtrl")};
  }
  /// The same rules as theory knows them.
  static std::vector<theory::Algorithm> algorithms() {
    using theory::Rule;
    return {{Rule::bptt},          {Rule::tbptt, 1}, {Rule::tbptt, 2}, {Rule::tbptt, 4}, {Rule::rflo, 1, 0.8, 0.5},
            {Rule::eprop, 1, 0.8}, {Rule::rtrl}};
  }
  Point point(const Member& recurrent, const Member& regime, double step_size) const {
    // The diagonal of W is that of the modes in the identity basis alone, which snap1 needs.
    const char* basis = recurrent.kind == "snap1" ? "identity" : "orthogonal";
    return {task,
            {"dense", {{"basis", Text(basis)}}},
            poles,
            recurrent,
            {"gradient", {{"initial_readout", Text("aligned")}}},
            descent(step_size),
            regime};
  }
  ModePath path(const Point& point) const {
    const auto setting = make_poles(point.poles);
    return ModePath::of(point, make_regime(point.regime), make_task(task, {})->facts(), *setting,
                        make_network(point.network)->shape(4, 4, false))
        .value();
  }
};

TEST_F(Aligned, the_path_is_the_flow_of_the_mode_equations) {
  const auto start = make_poles(poles)->modes();
  const auto teacher = make_task(task, {})->facts().modes->modes;
  for (std::size_t r = 0; r < 7; ++r) {
    const std::int64_t updates[] = {400};
    const auto modes = path(point(rules()[r], episodes(200, true), 2e-3)).at(updates).front();
    for (std::size_t k = 0; k < 4; ++k) {
      const theory::Mode flow = theory::flow_for(algorithms()[r], start[k], teacher[k], 0.8).mode;
      EXPECT_NEAR(modes[k].a, flow.a, 1e-6) << r << " " << k;
      EXPECT_NEAR(modes[k].b, flow.b, 1e-6) << r << " " << k;
      EXPECT_NEAR(modes[k].w, flow.w, 1e-6) << r << " " << k;
    }
  }
}

TEST_F(Aligned, the_tail_rate_is_that_of_the_slowest_mode_where_the_flow_ends) {
  const auto start = make_poles(poles)->modes();
  const auto teacher = make_task(task, {})->facts().modes->modes;
  for (std::size_t r = 0; r < 7; ++r) {
    double slowest = 1e300;
    for (std::size_t k = 0; k < 4; ++k) {
      const double s = theory::flow_until(algorithms()[r], start[k], teacher[k], 1e-12).mode.a;
      slowest = std::min(slowest, theory::slow_rate(theory::linearise(algorithms()[r], s, teacher[k])));
    }
    EXPECT_NEAR(*path(point(rules()[r], episodes(200, true), 1e-4)).tail_rate() / (2e-4 * slowest), 1, 2e-3) << r;
  }
}

TEST_F(Aligned, the_tail_rate_says_where_steps_are_too_large) {
  EXPECT_GT(*path(point(rule("bptt"), episodes(60, true), 1e-3)).tail_rate(), 0);
  EXPECT_LT(*path(point(rule("bptt"), episodes(60, true), 0.2)).tail_rate(), 0);
  // Feedback of the wrong sign drives poles out of the circle.
  EXPECT_FALSE(path(point(rule("rflo", told(-3)), episodes(60, true), 1e-3)).tail_rate());
}

TEST_F(Aligned, trained_modes_follow_the_path_of_their_rule) {
  const std::vector<std::int64_t> marks{10, 100, 300, 600};
  const auto distances = [&](const Member& recurrent, double step_size) {
    return compute(group_of({point(recurrent, episodes(60, true), step_size)}, {2}, {{}, {"mode_path_distance"}, {"exact", 0}, marks}), {},
                   kernels())
        .front()
        .training[1]
        .values;
  };
  for (const Member& recurrent : rules()) {
    const List whole_step = distances(recurrent, 1e-3);
    const List half_step = distances(recurrent, 5e-4);
    for (const double distance : whole_step) EXPECT_LT(distance, 5e-3) << recurrent.kind;
    // At the same time half the step size comes twice as close: only the path itself is approached so.
    EXPECT_NEAR(whole_step[2] / half_step[3], 2, 0.1) << recurrent.kind;
  }
  // The rules' paths differ by more; RTRL's is BPTT's.
  const auto place = [&](const Member& recurrent) { return path(point(recurrent, episodes(60, true), 1e-3)).at(marks)[1]; };
  std::vector<Member> all = rules();
  all.pop_back();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      double largest = 0;
      for (std::size_t k = 0; k < 4; ++k)
        largest = std::max({largest, std::abs(place(all[i])[k].w - place(all[j])[k].w), std::abs(place(all[i])[k].b - place(all[j])[k].b)});
      EXPECT_GT(largest, 3e-3) << i << " " << j;
    }
}

TEST_F(Aligned, batches_follow_it_within_their_noise) {
  for (const char* loss : {"final", "sequence"})
    for (const Member& recurrent : {rule("bptt"), rule("rflo", told(0.8, {{"trace_factor", 0.5}}))})
      for (const RunRecord& record : compute(group_of({point(recurrent, episodes(30, false, 100, loss), 4e-3)}, {0, 1, 2},
                                                      {{}, {"mode_path_distance"}, {"exact", 0}, {50, 200}}),
                                             {}, kernels())) {
        EXPECT_LT(record.training[1].values[1], 0.05) << recurrent.kind << " " << loss;
        EXPECT_GT(record.training[1].values[1], 1e-4);
      }
}

TEST_F(Aligned, rates_at_the_optimum_are_those_of_the_linearisation) {
  using theory::Rule;
  const theory::Mode teacher{1.1, 0.9, 0.8};
  struct Case {
    Member rule;
    theory::Algorithm algorithm;
  };
  const Case cases[] = {{rule("bptt"), {Rule::bptt}},
                        {tbptt(1), {Rule::tbptt, 1}},
                        {tbptt(2), {Rule::tbptt, 2}},
                        {rule("rflo", told(1, {{"trace_factor", 0.5}})), {Rule::rflo, 1, 1, 0.5}},
                        {rule("snap1", told(1)), {Rule::eprop, 1, 1}}};
  for (const double s : {0.8, 1.6})
    for (const Case& c : cases) {
      const theory::Linearisation linear = theory::linearise(c.algorithm, s, teacher);
      const double rate = theory::slow_rate(linear);
      const double step = 0.02 * theory::largest_step(linear);
      Point single = point(c.rule, episodes(100, true), step);
      single.task.fields = {{"a", List{1.1}}, {"b", List{0.9}}, {"w", List{0.8}}};
      single.poles.fields = {{"a", List{s + 1e-4}}, {"b", List{0.99 / s + 1e-4}}, {"w", List{0.8 - 1e-4}}};
      const auto first = static_cast<std::int64_t>(3 / (step * rate));
      const std::int64_t second = first + static_cast<std::int64_t>(2 / (step * rate));
      const List risk = compute(group_of({single}, {0}, {{}, {}, {"exact", 0}, {first, second}}), {}, kernels()).front().training[0].values;
      const double measured = std::log(risk[0] / risk[1]) / (2 * step * static_cast<double>(second - first));
      EXPECT_NEAR(measured / rate, 1, 0.01) << c.rule.kind << " " << s;
    }
}

}  // namespace
}  // namespace polesweep
