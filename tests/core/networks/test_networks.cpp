#include <gtest/gtest.h>

#include <cmath>

#include "core/block/arena.hpp"
#include "core/networks/network.hpp"

namespace polesweep {
namespace {

struct Case {
  const char* name;
  Member network;
  Member poles;
  bool complex_valued;
};

const std::int64_t eight = 8;
const std::int64_t five = 5;

std::vector<Case> cases() {
  const Member ring{"ring", {{"count", eight}, {"radius", 0.9}}};
  const Member odd{"real_log", {{"count", five}}};
  const Member random{"random", {{"count", std::int64_t{11}}, {"radius", 0.8}}};
  const auto of = [](std::int64_t count) { return Member{"random", {{"count", count}, {"radius", 0.8}}}; };
  const Member leaky{"dense", {{"leak", 0.4}, {"bias", 0.3}, {"input_scale", 0.5}}};
  return {{"ring", {"diagonal", {}}, ring, false},
          {"odd", {"diagonal", {{"input_weights", std::string("ones")}}}, odd, false},
          {"random_real", {"diagonal", {}}, random, false},
          {"random_complex", {"diagonal", {}}, random, true},
          {"dense_real", leaky, ring, false},
          {"dense_complex", leaky, ring, true},
          {"dense_random", {"dense", {}}, random, false},
          {"dense_orthogonal", {"dense", {}}, {"orthogonal", {{"count", five}, {"radius", 0.9}}}, false},
          {"dense_delay_line", {"dense", {{"input_weights", std::string("first")}}}, {"delay_line", {{"count", five}}}, true},
          {"dense_identity", {"dense", {{"basis", std::string("identity")}}}, odd, false},
          {"dense_coupled", {"dense", {{"coupling", 0.3}}}, ring, false},
          // Packed by 2, 4 and 8 rows to a vector of eight runs, some with rows left over (core/block/packing.hpp).
          {"dense_29", leaky, of(29), false},
          {"dense_32", {"dense", {}}, of(32), false},
          {"dense_41", {"dense", {}}, of(41), false},
          {"dense_53", leaky, of(53), false},
          {"dense_21_complex", leaky, of(21), true},
          {"dense_27_complex", {"dense", {}}, of(27), true},
          {"dense_36_complex", {"dense", {}}, of(36), true}};
}

/// Inputs [steps][2] of a run, the same for every lane.
Arena make_inputs(int steps, int slots, int lanes) {
  Arena inputs(static_cast<std::size_t>(steps) * 2 * slots * lanes);
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = std::sin(1.7 * static_cast<double>(i / lanes) + 0.3);
  return inputs;
}

/// States of one lane [steps][n] on a set of kernels.
std::vector<Complex> states_of(const Case& c, const std::vector<std::uint64_t>& seeds, int lane, const KernelSet& kernels, int steps) {
  const auto poles = make_poles(c.poles);
  const auto network = make_network(c.network)->build(*poles, {2, c.complex_valued, seeds, kernels});
  const int slots = c.complex_valued ? 2 : 1;
  const int stride = (poles->count() + 3) / 4 * 4;
  Arena inputs = make_inputs(steps, slots, kernels.lanes);
  Arena rows(static_cast<std::size_t>(steps) * stride * slots * kernels.lanes);
  Arena state(network->state_size());
  network->advance(network->start().data(),
                   {.steps = steps, .inputs = inputs.data(), .states = rows.data(), .stride = stride, .state = state.data()});
  std::vector<Complex> states;
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < poles->count(); ++i) {
      const std::size_t at = (static_cast<std::size_t>(t) * stride + i) * slots * kernels.lanes + lane;
      states.emplace_back(rows[at], slots == 2 ? rows[at + kernels.lanes] : 0.0);
    }
  return states;
}

TEST(Networks, advance_as_the_linear_system_they_claim_to_be) {
  for (const Case& c : cases()) {
    const std::vector<std::uint64_t> seeds(kernels().lanes, 4);
    const int steps = 30;
    const int n = make_poles(c.poles)->count();
    const auto network = make_network(c.network)->build(*make_poles(c.poles), {2, c.complex_valued, seeds, kernels()});
    const LinearSystem system = *network->linear_system(network->start().data(), 0);
    const std::vector<Complex> states = states_of(c, seeds, 0, kernels(), steps);
    const int slots = c.complex_valued ? 2 : 1;
    const Arena inputs = make_inputs(steps, slots, kernels().lanes);
    std::vector<Complex> s(n);
    for (int t = 0; t < steps; ++t) {
      std::vector<Complex> next = system.bias;
      for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) next[i] += system.state[i * n + j] * s[j];
        for (int j = 0; j < 2; ++j) {
          const std::size_t at = (static_cast<std::size_t>(t) * 2 + j) * slots * kernels().lanes;
          next[i] += system.input[i * 2 + j] * Complex(inputs[at], slots == 2 ? inputs[at + kernels().lanes] : 0.0);
        }
      }
      s = next;
      for (int i = 0; i < n; ++i) ASSERT_NEAR(std::abs(s[i] - states[t * n + i]), 0, 1e-12) << c.name << " step " << t << " state " << i;
    }
  }
}

TEST(Networks, neighbours_and_lanes_do_not_matter) {
  for (const Case& c : cases()) {
    const std::vector<Complex> alone = states_of(c, {4}, 0, portable_kernels(), 40);
    for (const KernelSet* kernels : vector_kernels()) {
      std::vector<std::uint64_t> seeds;
      for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(lane == 2 ? 4 : 100 + lane);
      EXPECT_EQ(states_of(c, seeds, 2, *kernels, 40), alone) << c.name << " on " << kernels->name;
    }
  }
}

TEST(Networks, first_input_weights_make_a_delay_line_hold_the_last_inputs) {
  const Case c{
      "line", {"dense", {{"input_weights", std::string("first")}}}, {"delay_line", {{"count", five}, {"lines", std::int64_t{2}}}}, false};
  const std::vector<std::uint64_t> seeds(kernels().lanes, 4);
  const std::vector<Complex> states = states_of(c, seeds, 0, kernels(), 6);
  const Arena inputs = make_inputs(6, 1, kernels().lanes);
  for (int t = 2; t < 6; ++t)
    for (int i = 0; i < 5; ++i) EXPECT_EQ(states[t * 5 + i], inputs[((t - i / 2) * 2 + i % 2) * kernels().lanes]) << t << " " << i;
}

TEST(Networks, tanh_is_applied_to_the_drive) {
  const Case c{
      "tanh", {"dense", {{"activation", std::string("tanh")}, {"leak", 0.4}}}, {"ring", {{"count", eight}, {"radius", 0.9}}}, false};
  Case linear = c;
  linear.network.fields.erase("activation");
  linear.network.fields["leak"] = 1.0;
  const std::vector<std::uint64_t> seeds(kernels().lanes, 4);
  const std::vector<Complex> bent = states_of(c, seeds, 0, kernels(), 1);
  const std::vector<Complex> drive = states_of(linear, seeds, 0, kernels(), 1);
  for (int i = 0; i < 8; ++i) EXPECT_NEAR(bent[i].real(), 0.4 * std::tanh(drive[i].real()), 1e-15);
}

TEST(Networks, the_eigenvalues_survive_the_change_of_basis) {
  const auto poles = make_poles({"ring", {{"count", eight}, {"radius", 0.9}}});
  const std::vector<std::uint64_t> seeds(kernels().lanes, 4);
  const auto network = make_network({"dense", {}})->build(*poles, {1, false, seeds, kernels()});
  const LinearSystem system = *network->linear_system(network->start().data(), 0);
  Complex trace = 0;
  Complex sum = 0;
  for (int i = 0; i < 8; ++i) trace += system.state[i * 8 + i];
  for (const Complex& pole : poles->poles(4, false)) sum += pole;
  EXPECT_NEAR(std::abs(trace - sum), 0, 1e-12);
}

TEST(Networks, inputs_lead_to_their_share_of_the_states) {
  const auto poles = make_poles({"ring", {{"count", std::int64_t{10}}, {"radius", 0.8}}});
  const std::vector<std::uint64_t> seeds(kernels().lanes, 5);
  for (const char* kind : {"dense", "diagonal"}) {
    const NetworkRequest request{3, false, seeds, kernels()};
    const auto all = make_network({kind, {}})->build(*poles, request);
    const auto some = make_network({kind, {{"input_density", 0.3}}})->build(*poles, request);
    const std::vector<Complex> whole = all->input_weights(all->start().data(), 0);
    const std::vector<Complex> sparse = some->input_weights(some->start().data(), 0);
    std::vector<std::vector<int>> led_to(3);
    for (int i = 0; i < 10; ++i)
      for (int j = 0; j < 3; ++j) {
        const auto at = static_cast<std::size_t>(i) * 3 + j;
        if (sparse[at] == 0.0) continue;
        EXPECT_EQ(sparse[at], whole[at]);
        led_to[static_cast<std::size_t>(j)].push_back(i);
      }
    for (const std::vector<int>& states : led_to) EXPECT_EQ(states.size(), 3u) << kind;
    EXPECT_NE(led_to[0], led_to[1]);
  }
}

}  // namespace
}  // namespace polesweep
