#include "core/learners/learner.hpp"

#include <cmath>
#include <stdexcept>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/learners/recurrent/entry.hpp"

namespace polesweep {
namespace {

constexpr const char* start_choices = "zero|gaussian|aligned|ones|listed";
constexpr int most_lanes = 8;  ///< of any set of kernels

std::string name_of(ReadoutStart start) {
  std::string_view names = start_choices;
  for (int skipped = static_cast<int>(start); skipped > 0; --skipped) names.remove_prefix(names.find('|') + 1);
  return std::string(names.substr(0, names.find('|')));
}

/// Fields that every readout rule has.
void read_shared_fields(Fields& fields, Learner& rule, int inputs) {
  const int seen = fields.choice(
      {.name = "regressors",
       .help = "what the readout sees: the states, states and (complex data) their conjugates, or states and the inputs of the same sample",
       .choices = "states|widely_linear|states_and_inputs",
       .fallback = "states"});
  rule.regressors.widely_linear = seen == 1;
  rule.regressors.inputs = seen == 2 ? inputs : 0;
  rule.regressors.intercept = fields.boolean(
      {.name = "intercept",
       .help = "add the constant 1 to the regressors; rls regularises its weight as the others, ridge does not penalise it"});
  rule.start = static_cast<ReadoutStart>(fields.choice(
      {.name = "initial_readout",
       .help =
           "weights at the start: zero, normal numbers with variance 1/regressors, in the modes of an aligned pole setting, all 1, or initial_weights",
       .choices = start_choices,
       .fallback = "zero"}));
  rule.start_scale.resize(most_lanes);
  fields.real_by_lane({.name = "initial_scale", .help = "factor of the weights at the start", .fallback = 1}, rule.start_scale.data(),
                      most_lanes);
  rule.start_weights = fields.complexes({.name = "initial_weights",
                                         .help = "of initial_readout = \"listed\": outputs x regressors numbers, output by output",
                                         .may_be_absent = true});
}

/// A field of rules that predict, but for the one that follows a gradient: its optimizer has it.
void read_average(Fields& fields, Learner& rule) {
  rule.average_from = fields.integer(
      {.name = "average_from",
       .help =
           "on fixed poles: samples whose weights do not enter the Polyak-Ruppert average (metric averaged_risk); -1: averaged_risk is risk",
       .unit = "samples",
       .fallback = -1,
       .range = {.low = -1}});
}

MemberInfo info_of(const RuleCard& card, const Fields& fields) {
  return {card.name, card.summary, card.version, fields.declared(), card.formula, card.cost, card.source};
}

std::vector<Complex> unscaled_weights(const Learner& learner, std::uint64_t seed, int lane) {
  const std::int64_t size = static_cast<std::int64_t>(learner.shape.regressors) * learner.shape.outputs;
  const double deviation = 1 / std::sqrt(static_cast<double>(learner.shape.regressors));
  if (learner.start == ReadoutStart::listed) return learner.start_weights;
  if (learner.start == ReadoutStart::ones) return std::vector<Complex>(static_cast<std::size_t>(size), 1.0);
  std::vector<Complex> weights;
  if (learner.start == ReadoutStart::aligned) {
    const std::vector<double>& readout = learner.aligned_readout[static_cast<std::size_t>(lane)];
    const std::size_t states = readout.size() / static_cast<std::size_t>(learner.shape.outputs);
    for (std::int64_t i = 0; i < size; ++i) {
      const auto row = static_cast<std::size_t>(i / learner.shape.regressors);
      const auto column = static_cast<std::size_t>(i % learner.shape.regressors);
      weights.emplace_back(column < states ? readout[row * states + column] : 0.0);  // inputs and an intercept start at zero
    }
    return weights;
  }
  if (learner.shape.complex_valued) {
    weights = draw_complex_normals(seed, Role::readout_weights, 0, size);
  } else {
    const std::vector<double> draws = draw_normals(seed, Role::readout_weights, 0, size);
    weights.assign(draws.begin(), draws.end());
  }
  for (Complex& weight : weights) weight *= deviation;
  return weights;
}

/// The row of a table that ends with a row without a name.
template <class Entry>
const Entry& find_entry(const Entry* entry, const char* family, std::string_view name) {
  for (; entry->card.name; ++entry)
    if (name == entry->card.name) return *entry;
  throw std::logic_error(std::string("no ") + family + " rule is called '" + std::string(name) + "'");
}

}  // namespace

RecurrentRule::~RecurrentRule() = default;

const ReadoutEntry& find_readout(const KernelSet& kernels, std::string_view name) { return find_entry(kernels.readouts, "readout", name); }

const RecurrentEntry& find_recurrent(const KernelSet& kernels, std::string_view name) {
  return find_entry(kernels.recurrent, "recurrent", name);
}

const RuleNeeds& recurrent_needs(std::string_view rule) { return find_recurrent(portable_kernels(), rule).needs; }

RuleSettings recurrent_settings(const Member& rule) {
  const RecurrentEntry& entry = find_recurrent(portable_kernels(), rule.kind);
  if (!entry.read) return {};
  Fields fields(rule.fields);
  return std::unique_ptr<RecurrentRule>(entry.read(fields))->settings();
}

Learner describe_readout(Fields& fields, const ReadoutShape& network, int inputs) {
  Learner learner;
  read_shared_fields(fields, learner, inputs);
  read_average(fields, learner);
  learner.shape = network;
  learner.shape.regressors = learner.regressors.count(network.regressors);
  learner.shape.has_intercept = learner.regressors.intercept;
  if (learner.regressors.widely_linear && !network.complex_valued)
    throw Error("regressors: widely_linear is for complex data (the task is real, where states are their own conjugates). Remove it?");
  if (learner.start == ReadoutStart::listed && learner.start_weights.empty())
    throw Error("initial_weights: missing (initial_readout = 'listed' needs outputs x regressors numbers)");
  if (learner.start != ReadoutStart::listed && !learner.start_weights.empty())
    throw Error("initial_weights: got numbers (initial_readout is '" + name_of(learner.start) +
                "'). Did you mean initial_readout = 'listed'?");
  return learner;
}

std::unique_ptr<LearningRule> make_readout(const std::string& kind, Fields& fields, const Learner& learner, const KernelSet& kernels,
                                           const OptimizerChoice& optimizer) {
  std::unique_ptr<LearningRule> rule(find_readout(kernels, kind).make(fields, learner.shape, optimizer));
  if (learner.start != ReadoutStart::zero && !rule->predicts())
    throw Error("initial_readout: got '" + name_of(learner.start) + "' (" + kind + " solves for its weights and has no start). Remove it?");
  return rule;
}

Learner make_readout_rule(const Member& member, int states, int outputs, bool complex_valued, const KernelSet& kernels,
                          const OptimizerChoice& optimizer) {
  Fields fields(member.fields);
  Learner learner = describe_readout(fields, {.regressors = states, .outputs = outputs, .complex_valued = complex_valued}, 1);
  check_listed_start(learner);
  learner.rule = make_readout(member.kind, fields, learner, kernels, optimizer);
  return learner;
}

void check_listed_start(const Learner& learner) {
  if (learner.start != ReadoutStart::listed) return;
  const auto found = std::ssize(learner.start_weights);
  const ReadoutShape& shape = learner.shape;
  if (found != static_cast<std::ptrdiff_t>(shape.outputs) * shape.regressors)
    throw Error("initial_weights: got " + std::to_string(found) + " (must be outputs x regressors = " + std::to_string(shape.outputs) +
                " x " + std::to_string(shape.regressors) + " numbers)");
  for (const Complex& weight : learner.start_weights)
    if (weight.imag() != 0 && !shape.complex_valued)
      throw Error("initial_weights: got " + canonical(Value(weight)) + " (the data are real)");
}

std::vector<Complex> initial_weights(const Learner& learner, std::uint64_t seed, int lane) {
  if (learner.start == ReadoutStart::zero) return {};
  std::vector<Complex> weights = unscaled_weights(learner, seed, lane);
  const double scale = learner.start_scale.empty() ? 1 : learner.start_scale[static_cast<std::size_t>(lane)];
  for (Complex& weight : weights) weight *= scale;
  return weights;
}

bool follows_gradient(std::string_view recurrent_kind, std::string_view readout_kind) {
  const RecurrentEntry& recurrent = find_recurrent(portable_kernels(), recurrent_kind);
  if (!recurrent.read) return find_readout(portable_kernels(), readout_kind).follows_gradient;
  return recurrent.needs.follows_gradient;
}

const std::vector<MemberInfo>& readout_members() {
  static const std::vector<MemberInfo> infos = [] {
    std::vector<MemberInfo> list;
    for (const ReadoutEntry* entry = portable_kernels().readouts; entry->card.name; ++entry) {
      Fields fields;
      Learner shared;
      const std::unique_ptr<LearningRule> described(entry->make(fields, {}, {}));
      read_shared_fields(fields, shared, 1);
      if (described->predicts() && !entry->follows_gradient) read_average(fields, shared);
      list.push_back(info_of(entry->card, fields));
    }
    return list;
  }();
  return infos;
}

const std::vector<MemberInfo>& recurrent_members() {
  static const std::vector<MemberInfo> infos = [] {
    std::vector<MemberInfo> list;
    for (const RecurrentEntry* entry = portable_kernels().recurrent; entry->card.name; ++entry) {
      Fields fields;
      if (entry->read) delete entry->read(fields);
      list.push_back(info_of(entry->card, fields));
    }
    return list;
  }();
  return infos;
}

const std::vector<MemberInfo>& optimizer_members() {
  static const std::vector<MemberInfo> infos = [] {
    std::vector<MemberInfo> list;
    for (int position = 0;; ++position) {
      Fields fields;
      const RuleCard* card = portable_kernels().describe_optimizer(position, fields);
      if (!card) return list;
      list.push_back(info_of(*card, fields));
    }
  }();
  return infos;
}

}  // namespace polesweep
