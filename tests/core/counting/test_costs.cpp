#include <gtest/gtest.h>

#include "core/learners/recurrent/needs.hpp"
#include "tests/core/counting/counted.hpp"
#include "tests/core/learners/readouts/block_data.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

namespace polesweep {

std::int64_t counted_operations = 0;

/// What rules say of their costs, which `plan`, comparisons on equal terms and pages go by, against the additions and multiplications that
/// their block code does.
namespace {

constexpr std::int64_t ten = 10;
constexpr double tolerance = 0.1;

/// Without nonlinearities, which the costs leave out.
TrainingCase sized(const Member& network, bool complex_valued, int states, int outputs) {
  const Member poles{"ring", {{"count", std::int64_t{states}}, {"radius", 0.8}}};
  return {network.kind, network, poles, complex_valued, {}, 2, outputs};
}

/// A learner's operations for a sample, and what it says of them.
struct Cost {
  double declared;
  double counted;
};
Cost cost_of(const TrainingCase& c, const Point& point, Training& training) {
  Learner learner = make_learner({.points = {&point},
                                  .regime = make_regime(point.regime),
                                  .seeds = std::vector<std::uint64_t>{4},
                                  .network = training.network().shape(),
                                  .density = make_poles(c.poles)->density(),
                                  .outputs = c.outputs,
                                  .longest_segment = training.steps(),
                                  .kernels = counting::kernel_set});
  Arena state(learner.rule->state_size());
  const Arena start = training.start(learner);
  learner.rule->reset(state.data(), learner.trains_network ? start.data() : start.data() + training.network().start().size());
  counted_operations = 0;
  learner.rule->advance(state.data(), training.chunk(0, training.steps()));
  if (learner.rule->samples_per_update() == 0) learner.rule->finish_batch(state.data(), training.steps());
  return {learner.rule->operations_per_sample(), static_cast<double>(counted_operations) / training.steps()};
}

void expect_counted(const TrainingCase& c, const Point& point, Training& training) {
  const Cost cost = cost_of(c, point, training);
  EXPECT_NEAR(cost.declared / cost.counted, 1, tolerance)
      << cost.counted << ": " << point.recurrent.kind << " " << point.readout.kind << " " << point.optimizer.kind << " " << c.name
      << (c.complex_valued ? " complex" : " real") << ", " << training.network().shape().states << " states, " << c.outputs << " outputs";
}

/// Every rule of the table, then the forms of which a field decides.
std::vector<Member> recurrent_rules() {
  std::vector<Member> all;
  for (const MemberInfo& info : recurrent_members()) {
    if (info.name == "fixed") continue;
    Member member{info.name, {}};
    for (const FieldSpec& spec : info.fields)
      if (spec.required()) member.fields[spec.name] = spec.type == FieldType::integer ? Value(ten) : Value(0.5);
    all.push_back(member);
  }
  all.push_back(rule("rtrl", {{"update_every", std::int64_t{16}}}));
  all.push_back(rule("rtrl", {{"update_every", std::int64_t{16}}, {"form", std::string("textbook")}}));
  all.push_back(rule("tbptt", {{"truncation", ten}, {"update_every", ten}}));
  all.push_back(rule("tbptt", {{"truncation", ten}, {"window", std::string("replay")}}));
  all.push_back(rule("eprop", {{"trace_filter", 0.6}}));
  all.push_back(rule("eprop", {{"error_filter", 0.6}, {"feedback", std::string("random")}}));
  all.push_back(rule("kalman", {{"covariance", std::string("decoupled")}}));
  return all;
}

TEST(Costs, of_recurrent_rules_are_what_is_counted) {
  const Member leaking{"dense", {{"leak", 0.6}, {"leak_on", std::string("voltage")}}};
  for (const Member& recurrent : recurrent_rules())
    for (const int states : {16, 32})
      for (const bool complex_valued : {false, true})
        for (const bool diagonal : {true, false}) {
          const RuleNeeds& needs = recurrent_needs(recurrent.kind);
          if ((needs.voltage_leak || needs.dense) && diagonal) continue;
          if (needs.solves_for_readout && !diagonal && states > 16) continue;  // a thousand unknowns
          const Member network = diagonal ? Member{"diagonal", {}} : needs.voltage_leak ? leaking : Member{"dense", {}};
          const TrainingCase c = sized(network, complex_valued, states, needs.one_output ? 1 : 2);
          Training training(c, counting::kernel_set, 160);
          Point point = training.point(recurrent, 1e-4, false);
          if (!needs.follows_gradient) point.optimizer = {};
          if (!needs.moves_network) point.readout = {"lms", {{"step_size", 1e-4}, {"initial_readout", std::string("gaussian")}}};
          if (!needs.streams) point.regime = {"repeat", {{"passes", std::int64_t{1}}}};
          expect_counted(c, point, training);
        }
}

/// SnAp-n on a random network that keeps its zeros: means over patterns.
Cost cost_of_sparse(std::int64_t order, double density, int states, bool complex_valued, const char* leak_on) {
  constexpr std::uint64_t patterns = 6;
  const Member network{"dense", {{"keep_zeros", true}, {"leak", 0.6}, {"leak_on", std::string(leak_on)}}};
  TrainingCase c = sized(network, complex_valued, states, 2);
  c.poles = {"random", {{"count", std::int64_t{states}}, {"radius", 0.8}, {"density", density}}};
  Cost mean{0, 0};
  for (std::uint64_t seed = 0; seed < patterns; ++seed) {
    Training training(c, counting::kernel_set, 40, {seed});
    const Cost one = cost_of(c, training.point(rule("snap", {{"order", order}}), 1e-4, false), training);
    mean.declared += one.declared / patterns;
    mean.counted += one.counted / patterns;
  }
  return mean;
}

TEST(Costs, of_sparse_networks_are_what_is_counted_in_the_mean) {
  for (const std::int64_t order : {1, 2, 3})
    for (const double density : {0.1, 0.3, 1.0})
      for (const int states : {16, 32})
        for (const bool complex_valued : {false, true})
          for (const char* leak_on : {"activity", "voltage"}) {
            if (density == 1 && states == 32) continue;
            const Cost cost = cost_of_sparse(order, density, states, complex_valued, leak_on);
            EXPECT_NEAR(cost.declared / cost.counted, 1, tolerance)
                << cost.counted << ": order " << order << ", " << leak_on << (complex_valued ? " complex, " : " real, ") << states
                << " states, density " << density;
          }
}

TEST(Costs, of_optimizers_are_what_is_counted) {
  for (const MemberInfo& info : optimizer_members())
    for (const double clip_norm : {0.0, 1.0})
      for (const bool complex_valued : {false, true}) {
        const TrainingCase c = sized({"diagonal", {}}, complex_valued, 32, 2);
        Training training(c, counting::kernel_set, 160);
        Point point = training.point(rule("rtrl"), 1e-4, false, info.name.c_str());
        point.optimizer.fields["clip_norm"] = clip_norm;
        expect_counted(c, point, training);
      }
}

TEST(Costs, of_readouts_are_what_is_counted) {
  constexpr int samples = 240;
  const FieldValues sgd{{"step_size", 1e-3}};
  for (const MemberInfo& info : readout_members())
    for (const int regressors : {16, 32})
      for (const bool complex_valued : {false, true})
        for (const int outputs : {1, 2}) {
          Member member{info.name, {}};
          for (const FieldSpec& spec : info.fields)
            if (spec.required())
              member.fields[spec.name] = spec.type == FieldType::integer ? Value(spec.name == "window" ? 10 * ten : ten) : Value(0.05);
          Fields descent(sgd);
          const Learner learner = make_readout_rule(member, regressors, outputs, complex_valued, counting::kernel_set, {"sgd", &descent});
          Arena state(learner.rule->state_size());
          learner.rule->reset(state.data(), nullptr);
          BlockData block({make_run_data(samples, regressors, outputs, complex_valued, 1)}, counting::kernel_set);
          counted_operations = 0;
          learner.rule->advance(state.data(), block.chunk(0, samples));
          const double counted = static_cast<double>(counted_operations) / samples;
          EXPECT_NEAR(learner.rule->operations_per_sample() / counted, 1, tolerance)
              << counted << ": " << info.name << (complex_valued ? " complex, " : " real, ") << regressors << " regressors, " << outputs;
          // What a readout solves for, it does in block code or by linear algebra, whose numbers are not counted.
          Arena weights(static_cast<std::size_t>(regressors) * outputs * (complex_valued ? 2 : 1));
          counted_operations = 0;
          learner.rule->weights(state.data(), weights.data());
          if (counted_operations > 0)
            EXPECT_NEAR(learner.rule->operations_per_measurement() / static_cast<double>(counted_operations), 1, tolerance)
                << info.name << " " << regressors << " " << outputs << " " << complex_valued << " " << counted_operations;
        }
}

}  // namespace
}  // namespace polesweep
