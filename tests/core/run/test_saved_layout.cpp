#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iostream>

#include "core/learners/readouts/entry.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/members/members.hpp"
#include "core/run/run.hpp"
#include "tests/core/literals.hpp"

/// The numbers of a saved state belong to a version: a state that another program wrote is read as it was meant, or not at all.
namespace polesweep::test_saved_layout {
namespace {

/// Stops a run at its third break, where it is halfway.
class Halfway final : public StateKeeper {
 public:
  bool is_due() override { return ++breaks_ == 3; }
  bool must_stop() override { return breaks_ == 3; }
  void keep(std::vector<RunState>&& in_progress) override { states = std::move(in_progress); }
  bool wants_end(std::size_t) override { return false; }
  void keep_end(RunState&&) override {}

  std::vector<RunState> states;

 private:
  int breaks_ = 0;
};

struct Case {
  std::string name;
  Point point;
};

Member with_required_fields(const std::string& kind) {
  if (kind == "tbptt") return {kind, {{"truncation", 3_n}, {"update_every", 2_n}}};
  if (kind == "snap") return {kind, {{"order", 2_n}}};
  if (kind == "low_rank_rtrl") return {kind, {{"rank", 2_n}}};
  if (kind == "rtrl") return {kind, {{"update_every", 2_n}}};
  if (find_member(Family::optimizer, kind)) return {kind, {{"step_size", 0.01}}};
  if (const MemberInfo* readout = find_member(Family::readout, kind)) {
    Member member{kind, {}};
    for (const FieldSpec& field : readout->fields)
      if (field.required()) member.fields[field.name] = field.type == FieldType::integer ? Value(3_n) : Value(0.01);
    return member;
  }
  if (kind == "repeat") return {kind, {{"passes", 4_n}}};
  if (kind == "episodes") return {kind, {{"length", 12_n}}};
  if (kind == "voltage") return {"dense", {{"leak", 0.6}, {"leak_on", std::string("voltage")}}};
  if (kind == "linear_teacher")
    return {kind, {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.1}}};
  if (kind == "channel") return {kind, {{"constellation", std::string("qpsk")}, {"fading", std::string("rayleigh")}, {"delay", 2_n}}};
  if (kind == "file")
    return {kind,
            {{"path", std::string("two.csv")},
             {"inputs", std::vector<std::string>{"x"}},
             {"targets", std::vector<std::string>{"y"}},
             {"windows", 1_n},
             {"window_length", 130_n}}};
  return {kind, {}};
}

/// Every member of the families that have a state of their own, and every regime.
std::vector<Case> cases() {
  std::vector<Case> all;
  const auto add = [&](const char* task, const std::string& network, const std::string& recurrent, const std::string& readout,
                       const std::string& optimizer, const std::string& regime) {
    const Member poles{"ring", {{"count", 4_n}, {"radius", 0.8}}};
    all.push_back(
        {fmt::format("{} {} {} {} {} {}", task, network, recurrent, readout, optimizer.empty() ? "-" : optimizer, regime),
         {with_required_fields(task), with_required_fields(network), poles, with_required_fields(recurrent), with_required_fields(readout),
          optimizer.empty() ? Member() : with_required_fields(optimizer), with_required_fields(regime)}});
  };
  for (const MemberInfo& readout : members(Family::readout))
    add("linear_teacher", "diagonal", "fixed", readout.name, find_readout(portable_kernels(), readout.name).follows_gradient ? "sgd" : "",
        "stream");
  for (const MemberInfo& optimizer : members(Family::optimizer))
    add("linear_teacher", "diagonal", "rtrl", "gradient", optimizer.name, "stream");
  for (const MemberInfo& rule : members(Family::recurrent)) {
    if (rule.name == "fixed") continue;
    const RuleNeeds& needs = recurrent_needs(rule.name);
    for (const std::string network : {"diagonal", "dense", "voltage"}) {
      if ((needs.dense && network == "diagonal") || needs.voltage_leak != (network == "voltage")) continue;
      add("linear_teacher", network, rule.name, needs.moves_network ? "gradient" : "rls", needs.follows_gradient ? "adam" : "",
          needs.streams ? "stream" : "repeat");
    }
  }
  for (const MemberInfo& regime : members(Family::regime)) add("linear_teacher", "dense", "snap1", "gradient", "adam", regime.name);
  for (const char* task : {"channel", "file"}) add(task, "dense", "fixed", "rls", "", "stream");
  return all;
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(const std::vector<const std::vector<double>*>& reals, const std::vector<const std::vector<std::int64_t>*>& integers) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&](std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte) hash = (hash ^ (value >> (8 * byte) & 0xff)) * 0x100000001b3U;
  };
  for (const auto* numbers : reals)
    for (const double number : *numbers) add(std::isnan(number) ? 0 : std::bit_cast<std::uint64_t>(number));
  for (const auto* numbers : integers)
    for (const std::int64_t number : *numbers) add(std::bit_cast<std::uint64_t>(number));
  return hash;
}

std::string line_of(const Case& one) {
  data::DataFiles files;
  std::string csv = "x,y\n";
  for (int i = 0; i < 200; ++i) csv += fmt::format("{},{}\n", i % 7 * 0.5, i % 5 * 0.25);
  files.add("two.csv", csv);
  const bool streams = one.point.regime.kind == "stream";
  const bool exact = !streams || one.point.readout.kind == "ridge";
  const bool symbols = one.point.task.kind == "channel";
  RunGroup group{.points = {one.point},
                 .ids = {{0, 0}},
                 .seeds = {3},
                 .wanted = {true},
                 .measurement = {{10, streams ? 130 : 40},
                                 {symbols ? "symbol_error_rate" : "averaged_risk"},
                                 {exact ? "exact" : "prequential", exact ? 0 : 100},
                                 streams ? std::vector<std::int64_t>() : std::vector<std::int64_t>{1, 2, 1000},
                                 {}}};
  if (exact) group.measurement.metrics.emplace_back("loss");
  Halfway keeper;
  group.keeper = &keeper;
  // Of one kernel set: what the scratch of a rule is left with depends on the lanes, and nobody reads it.
  compute(group, files, portable_kernels());
  if (keeper.states.size() != 1) return fmt::format("{}: not saved\n", one.name);
  const RunState& state = keeper.states.front();
  return fmt::format("{}: {} + {} + {} at {}, {:016x}\n", one.name, state.trajectory.size(), state.learner.size(), state.scores.size(),
                     state.position, hash_of({&state.trajectory, &state.learner, &state.scores}, {&state.marks, &state.scored}));
}

constexpr std::uint32_t golden_layout = 6;
constexpr std::string_view golden = R"(
linear_teacher diagonal fixed lms - stream: 9 + 19 + 4 at 74, 3ead6151ee137dd1
linear_teacher diagonal fixed nlms - stream: 9 + 19 + 4 at 74, d6ad65cf30426a37
linear_teacher diagonal fixed rls - stream: 9 + 40 + 4 at 74, ba0e0a0789da182e
linear_teacher diagonal fixed ridge - stream: 9 + 39 + 0 at 74, 10a83940390e12d0
linear_teacher diagonal fixed gradient sgd stream: 9 + 28 + 4 at 74, d4ac0a1c4f526171
linear_teacher diagonal rtrl gradient sgd stream: 5 + 183 + 4 at 74, ddc8e023c94dfe4c
linear_teacher diagonal rtrl gradient momentum stream: 5 + 195 + 4 at 74, 230a580c23336d37
linear_teacher diagonal rtrl gradient nesterov stream: 5 + 195 + 4 at 74, 93188bba9dbb368c
linear_teacher diagonal rtrl gradient rmsprop stream: 5 + 195 + 4 at 74, 3d1328acd884a391
linear_teacher diagonal rtrl gradient adam stream: 5 + 207 + 4 at 74, 0f4f197826246704
linear_teacher diagonal rtrl gradient adamw stream: 5 + 207 + 4 at 74, 0a91908c1960f634
linear_teacher diagonal rtrl gradient adam stream: 5 + 207 + 4 at 74, 0f4f197826246704
linear_teacher dense rtrl gradient adam stream: 5 + 609 + 4 at 74, 72e2eb9e0c2179dc
linear_teacher diagonal bptt gradient adam repeat: 0 + 308 + 0 at 2, d48cc5d341ddc58e
linear_teacher dense bptt gradient adam repeat: 0 + 361 + 0 at 2, 6f47463737364c6b
linear_teacher diagonal tbptt gradient adam stream: 5 + 296 + 4 at 74, 65645c67cc9d2b60
linear_teacher dense tbptt gradient adam stream: 5 + 412 + 4 at 74, f79cece9ebc24570
linear_teacher diagonal immediate gradient adam stream: 5 + 207 + 4 at 74, 041e6753b7856788
linear_teacher dense immediate gradient adam stream: 5 + 324 + 4 at 74, 28e8c6cc6d298fd6
linear_teacher diagonal rflo gradient adam stream: 5 + 215 + 4 at 74, bb4eacded254b412
linear_teacher dense rflo gradient adam stream: 5 + 332 + 4 at 74, a1e98f7e44813d55
linear_teacher voltage eprop gradient adam stream: 5 + 336 + 4 at 74, 55b4b1d1c3493abf
linear_teacher diagonal snap1 gradient adam stream: 5 + 207 + 4 at 74, 59b9eaf823107271
linear_teacher dense snap1 gradient adam stream: 5 + 324 + 4 at 74, 0912990a762d2578
linear_teacher diagonal gauss_newton gradient - repeat: 0 + 243 + 0 at 2, 4a47013cb41f2716
linear_teacher dense snap1 gradient adam stream: 5 + 324 + 4 at 74, 0912990a762d2578
linear_teacher dense snap1 gradient adam repeat: 0 + 383 + 0 at 2, f5e075c3c90ec27d
linear_teacher dense snap1 gradient adam episodes: 5 + 383 + 0 at 2, 567d0ca7c7cbe7b0
channel dense fixed rls - stream: 23 + 60 + 10 at 10, 757a30b3ba94d533
file dense fixed rls - stream: 6 + 40 + 4 at 74, 170a8690c2307095
)";

// A member that is not released yet has no line here: nobody has states of it. Lines are never taken away.
static_assert(std::count(golden.begin(), golden.end(), '\n') >= 31);

TEST(SavedLayout, is_that_of_its_version) {
  std::string lines = "\n";
  std::string fresh;
  for (const Case& one : cases()) {
    const std::string line = line_of(one);
    EXPECT_EQ(line.find("not saved"), std::string::npos) << line;
    (golden.find("\n" + one.name + ":") == std::string_view::npos ? fresh : lines) += line;
  }
  if (!fresh.empty()) std::cout << "lines of members that are not released yet:\n" << fresh;
  EXPECT_TRUE(lines == golden)
      << "the numbers of saved states are no longer those of layout " << golden_layout
      << ". If they stand in another order or mean something else, raise run_state_layout in core/run/state.hpp, so "
         "that states written before are not read. If a member computes something else in the same places, raise its "
         "version; if a member is new, nothing is raised. Then put these lines and the layout here:\n"
      << lines;
  EXPECT_EQ(run_state_layout, golden_layout) << "the layout was raised: put it here, and above the lines of its states";
}

/// Stops within a test.
class InATest final : public StateKeeper {
 public:
  bool is_due() override { return true; }
  bool must_stop() override { return !states.empty() && states.front().test.steps > 60; }
  void keep(std::vector<RunState>&& in_progress) override { states = std::move(in_progress); }
  bool wants_end(std::size_t) override { return false; }
  void keep_end(RunState&&) override {}

  std::vector<RunState> states;
};

std::string test_of(const Member& task, const char* network, const char* recurrent, std::vector<std::string> metrics) {
  const Member poles{"ring", {{"count", 4_n}, {"radius", 0.8}}};
  const bool learns = recurrent != std::string_view("fixed");
  RunGroup group{.points = {{task,
                             with_required_fields(network),
                             poles,
                             {recurrent, {}},
                             {learns ? "gradient" : "rls", {}},
                             learns ? Member{"sgd", {{"step_size", 0.01}}} : Member(),
                             {"stream", {}}}},
                 .ids = {{0, 0}},
                 .seeds = {3},
                 .wanted = {true},
                 .measurement = {{10, 130}, std::move(metrics), {"holdout", 200}, {}, {}}};
  InATest keeper;
  group.keeper = &keeper;
  compute(group, {}, portable_kernels());
  if (keeper.states.size() != 1) return fmt::format("{} {}: not saved\n", network, recurrent);
  const TestState& test = keeper.states.front().test;
  return fmt::format("{} {}: {} + {} at {}, {:016x}\n", network, recurrent, test.trajectory.size(), test.sums.size(), test.steps,
                     hash_of({&test.trajectory, &test.sums}, {&test.tested}));
}

constexpr std::string_view golden_tests = R"(
diagonal fixed: 62 + 26 at 64, e9ea92068df30d99
diagonal rtrl: 18 + 106 at 64, d6b73104a4c4bc69
dense fixed: 43 + 26 at 64, 47b0371c1e72fe84
dense rtrl: 18 + 68 at 64, 1b38f432eb372345
diagonal rtrl: 16 + 32 at 66, 1daa5b37038605df
)";

TEST(SavedLayout, of_tests_is_that_of_its_version) {
  const std::vector<std::string> of_networks{"averaged_risk", "free_running_nrmse84", "lyapunov_exponent", "risk_gradient_norm",
                                             "state_condition"};
  std::string lines = "\n";
  for (const char* network : {"diagonal", "dense"})
    for (const char* recurrent : {"fixed", "rtrl"}) lines += test_of(with_required_fields("lorenz"), network, recurrent, of_networks);
  lines += test_of(with_required_fields("channel"), "diagonal", "rtrl", {"bit_error_rate", "symbol_error_rate"});
  EXPECT_EQ(lines, golden_tests) << "the numbers of a saved test are no longer those of layout " << golden_layout << ": see the test above";
}

}  // namespace
}  // namespace polesweep::test_saved_layout
