#include "core/networks/network.hpp"

#include <algorithm>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/members/family_table.hpp"
#include "core/networks/aligned_start.hpp"

namespace polesweep {

std::unique_ptr<NetworkKind> make_diagonal(Fields& fields);
std::unique_ptr<NetworkKind> make_dense(Fields& fields);

namespace {

using Entry = FamilyEntry<NetworkKind>;

const Entry entries[] = {
    {"diagonal", "independent poles: s <- pole s + input weights x", 1, make_diagonal},
    {"dense", "a full recurrent matrix: s <- (1 - leak) s + leak f(W s + U x + bias)", 1, make_dense},
};

}  // namespace

std::unique_ptr<NetworkKind> make_network(const Member& member) { return make_member(entries, member); }

const std::vector<MemberInfo>& network_members() {
  static const std::vector<MemberInfo> infos = describe_entries(entries);
  return infos;
}

InputWeights::InputWeights(Fields& fields)
    : kind_(static_cast<Kind>(fields.choice(
          {.name = "input_weights",
           .help =
               "how input weights are drawn: independent standard normal numbers, all equal to 1, or 1 from input i to state i and 0 elsewhere",
           .choices = "gaussian|ones|first",
           .fallback = "gaussian"}))),
      scale_(fields.real({.name = "input_scale", .help = "factor of all input weights", .fallback = 1, .range = positive})),
      density_(fields.real(
          {.name = "input_density",
           .help =
               "share of the states, rounded and at least one, that an input leads to: those with the least random numbers; others have weight 0",
           .fallback = 1,
           .range = {.low = 0, .high = 1, .low_allowed = false}})) {}

std::vector<Complex> InputWeights::of(const PoleSetting& poles, const NetworkRequest& request, const NetworkKind& network,
                                      std::uint64_t seed) const {
  if (poles.has_own_input()) return poles.input(request.complex_valued);
  const int states = poles.count();
  const std::vector<theory::Mode> modes = poles.modes();
  if (modes.empty()) return draw(seed, states, request.inputs, request.complex_valued);
  if (!request.modes) throw std::logic_error("a start in modes without a task that has them");
  const std::vector<double> weights = aligned_input(modes, *request.modes, network.basis(states, seed), states, seed);
  return {weights.begin(), weights.end()};
}

void InputWeights::check(const PoleSetting& poles) const {
  if (!poles.has_own_input() || (kind_ == Kind::gaussian && scale_ == 1 && density_ == 1)) return;
  const char* field = kind_ != Kind::gaussian ? "input_weights" : scale_ != 1 ? "input_scale" : "input_density";
  throw Error(std::string(field) + ": has no effect (these poles have input weights of their own). Leave it out?");
}

LinearSystem with_inputs_as_states(const LinearSystem& system) {
  const int n = system.states;
  const int m = system.inputs;
  LinearSystem wider{n + m, m, std::vector<Complex>(static_cast<std::size_t>(n + m) * (n + m)), system.input, system.bias};
  for (int i = 0; i < n; ++i)
    std::copy_n(system.state.data() + static_cast<std::ptrdiff_t>(i) * n, n, wider.state.data() + static_cast<std::ptrdiff_t>(i) * (n + m));
  wider.input.resize(static_cast<std::size_t>(n + m) * m);
  for (int j = 0; j < m; ++j) wider.input[static_cast<std::size_t>(n + j) * m + j] = 1;
  wider.bias.resize(static_cast<std::size_t>(n + m));
  return wider;
}

std::vector<double> identity_basis(int states) {
  std::vector<double> basis(static_cast<std::size_t>(states) * states);
  for (int i = 0; i < states; ++i) basis[static_cast<std::size_t>(i) * states + i] = 1;
  return basis;
}

std::vector<Complex> InputWeights::draw(std::uint64_t seed, int states, int inputs, bool complex_valued) const {
  const std::int64_t size = static_cast<std::int64_t>(states) * inputs;
  std::vector<Complex> weights(static_cast<std::size_t>(size), kind_ == Kind::first ? 0.0 : 1.0);
  for (int i = 0; kind_ == Kind::first && i < std::min(states, inputs); ++i) weights[static_cast<std::size_t>(i) * inputs + i] = 1.0;
  if (kind_ == Kind::gaussian && complex_valued) {
    weights = draw_complex_normals(seed, Role::input_weights, 0, size);
  } else if (kind_ == Kind::gaussian) {
    const std::vector<double> draws = draw_normals(seed, Role::input_weights, 0, size);
    weights.assign(draws.begin(), draws.end());
  }
  for (Complex& weight : weights) weight *= scale_;
  if (density_ < 1)
    for (int j = 0; j < inputs; ++j) {
      const std::vector<bool> kept = draw_kept(seed, Role::input_weights, static_cast<std::uint32_t>(1 + j), states, density_);
      for (int i = 0; i < states; ++i)
        if (!kept[static_cast<std::size_t>(i)]) weights[static_cast<std::size_t>(i) * inputs + j] = 0;
    }
  return weights;
}

}  // namespace polesweep
