#include "core/learners/objections.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace polesweep {
namespace {

struct Objection {
  bool (*holds)(const AskedLearner&);
  std::string (*text)(const AskedLearner&);
};

bool runs_in(const RuleNeeds& needs, RegimeKind kind) {
  switch (kind) {
    case RegimeKind::stream: return needs.streams;
    case RegimeKind::repeat: return needs.repeats;
    case RegimeKind::episodes: return needs.plays_episodes;
  }
  return false;
}

bool is_nonzero(const Member& member, const char* name) {
  const auto found = member.fields.find(name);
  return found != member.fields.end() && std::get<double>(found->second) != 0;
}

std::string network_problem(const RuleNeeds& needs, const std::string& rule, const NetworkShape& network) {
  if (needs.dense && network.diagonal) return fmt::format("{} {}. Did you mean {}?", rule, needs.on_diagonal, needs.diagonal_instead);
  if (needs.voltage_leak && !network.leak_on_voltage)
    return fmt::format("{} needs a dense network with leak_on = 'voltage'. Did you mean {}?", rule, needs.without_leak);
  return "";
}

/// What a rule needs of the regime, the readout and its own fields, then what it needs of the network.
const Objection objections[] = {
    {[](const AskedLearner& asked) { return !runs_in(asked.needs, asked.regime.kind); },
     [](const AskedLearner& asked) {
       return fmt::format("regime: got '{}' ({} {}). Did you mean {}?", asked.point.regime.kind, asked.point.recurrent.kind,
                          asked.needs.regime_reason, asked.needs.regimes_instead);
     }},
    {[](const AskedLearner& asked) { return asked.needs.solves_for_readout && asked.readout; },
     [](const AskedLearner& asked) {
       return fmt::format("readout: got '{}' ({} solves for the readout itself). Did you mean 'gradient'?", asked.point.readout.kind,
                          asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) {
       return asked.needs.solves_for_readout && asked.network.complex_valued && asked.network.activation != Activation::identity;
     },
     [](const AskedLearner& asked) {
       return fmt::format(
           "activation: {} needs an output that is holomorphic in what it learns. Did you mean activation = 'identity', or network = 'diagonal'?",
           asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) { return asked.needs.solves_for_readout && asked.network.keeps_zeros; },
     [](const AskedLearner& asked) {
       return fmt::format("keep_zeros: got true ({} learns all weights). Set it to false, or choose another rule?",
                          asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) { return !asked.needs.moves_network && !asked.readout; },
     [](const AskedLearner& asked) {
       return fmt::format("readout: got 'gradient' ({} follows no gradient, so nothing would move the readout). Did you mean 'rls'?",
                          asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) {
       return asked.needs.of_states_alone && (asked.learner.regressors.inputs > 0 || asked.learner.regressors.widely_linear);
     },
     [](const AskedLearner& asked) {
       return fmt::format("regressors: got '{}' ({} feeds back what is read from the states themselves). Remove it?",
                          asked.learner.regressors.inputs > 0 ? "states_and_inputs" : "widely_linear", asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) { return asked.needs.one_output && asked.learner.regressors.inputs > 0; },
     [](const AskedLearner& asked) {
       return fmt::format("regressors: got 'states_and_inputs' ({} is for one output of the states themselves). Remove it?",
                          asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) {
       return asked.needs.one_output && (asked.learner.shape.outputs > 1 || asked.learner.regressors.widely_linear);
     },
     [](const AskedLearner& asked) {
       return fmt::format("recurrent: {} is for one output of the states themselves. Remove widely_linear, or choose another rule?",
                          asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) { return asked.readout && !asked.readout->predicts() && asked.settings.needs_predictions; },
     [](const AskedLearner& asked) {
       if (!asked.needs.moves_network)
         return fmt::format(
             "readout: got '{}' (it predicts nothing while it learns, so there is no output to feed back). Did you mean 'rls', or feed_back = "
             "'target'?",
             asked.point.readout.kind);
       return fmt::format(
           "readout: got '{}' (it predicts nothing while it learns, so there is no error to train a network with). Did you mean 'rls'?",
           asked.point.readout.kind);
     }},
    {[](const AskedLearner& asked) { return asked.learner.average_from >= 0; },
     [](const AskedLearner& asked) {
       if (!asked.needs.moves_network)
         return fmt::format("average_from: got {} in the readout ({} feeds back the weights in force). Remove it?",
                            asked.learner.average_from, asked.point.recurrent.kind);
       return fmt::format(
           "average_from: got {} in the readout (where poles are learned, the optimizer averages all weights). Did you mean optimizer.average_from?",
           asked.learner.average_from);
     }},
    {[](const AskedLearner& asked) { return asked.regime.kind == RegimeKind::episodes && asked.readout; },
     [](const AskedLearner& asked) {
       return fmt::format("readout: got '{}' (in episodes everything moves at the end of a batch). Did you mean 'gradient'?",
                          asked.point.readout.kind);
     }},
    {[](const AskedLearner& asked) { return asked.settings.reach > 0 && asked.settings.reach < asked.settings.update_every; },
     [](const AskedLearner& asked) {
       return fmt::format("truncation: got {} (must be >= update_every, which is {}, or errors in between would be lost)",
                          asked.settings.reach, asked.settings.update_every);
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.learner.regressors.intercept; },
     [](const AskedLearner&) -> std::string {
       return "intercept: the update of an intercept has expectation 0 on white input. Remove it, or set expected = false?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.learner.regressors.widely_linear; },
     [](const AskedLearner&) -> std::string {
       return "regressors: got 'widely_linear' (the expected update is known for the states themselves). Set expected = false?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.learner.regressors.inputs > 0; },
     [](const AskedLearner&) -> std::string {
       return "regressors: got 'states_and_inputs' (the expected update is known for the states themselves). Set expected = false?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.settings.filters_errors; },
     [](const AskedLearner&) -> std::string {
       return "error_filter: the expected update needs errors that are not filtered. Set it to 0, or expected = false?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.needs.draws; },
     [](const AskedLearner& asked) {
       return fmt::format("expected: {} draws random numbers, over which no expectation is taken. Set expected = false?",
                          asked.point.recurrent.kind);
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.settings.reach > 0 && asked.settings.update_every > 1; },
     [](const AskedLearner&) -> std::string {
       return "update_every: the expected update needs a rule that treats all samples alike. Set it to 1, or expected = false?";
     }},
    {[](const AskedLearner& asked) { return !network_problem(asked.needs, asked.point.recurrent.kind, asked.network).empty(); },
     [](const AskedLearner& asked) { return "recurrent: " + network_problem(asked.needs, asked.point.recurrent.kind, asked.network); }},
    {[](const AskedLearner& asked) { return asked.settings.exp_exp && !asked.network.diagonal; },
     [](const AskedLearner&) -> std::string { return "coordinates: got 'exp_exp' (a dense network has no pole coordinates). Remove it?"; }},
    {[](const AskedLearner& asked) { return asked.settings.exp_exp && asked.network.pole_limit > 0; },
     [](const AskedLearner&) -> std::string {
       return "coordinates: got 'exp_exp' (its poles stay inside the unit circle by themselves, and pole_limit does not apply). Remove one?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && asked.network.activation != Activation::identity; },
     [](const AskedLearner&) -> std::string {
       return "expected: the update's expectation is known for linear networks only. Set expected = false?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && is_nonzero(asked.point.network, "bias"); },
     [](const AskedLearner&) -> std::string {
       return "bias: the update's expectation is known for units without a constant drive. Set bias = 0, or expected = false?";
     }},
    {[](const AskedLearner& asked) { return asked.regime.expected && !asked.network.diagonal && asked.settings.trains_bias; },
     [](const AskedLearner&) -> std::string {
       return "expected: the update of a bias has expectation 0 on white input. Set train_bias = false?";
     }},
};

}  // namespace

void check_shadow(const RuleNeeds& needs, const std::string& rule, const NetworkShape& network) {
  if (const std::string problem = network_problem(needs, rule, network); !problem.empty()) throw Error("measure.shadows: " + problem);
}

void check_recurrent(const AskedLearner& asked) {
  for (const Objection& objection : objections)
    if (objection.holds(asked)) throw Error(objection.text(asked));
}

}  // namespace polesweep
