#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/draws.hpp"
#include "core/learners/learner.hpp"
#include "core/networks/network.hpp"

namespace polesweep {

/// A network with a readout, and data to train it on.
struct TrainingCase {
  std::string name;
  Member network;
  Member poles;
  bool complex_valued = false;
  FieldValues readout = {};  ///< fields of the readout `gradient` besides its start
  int inputs = 2;
  int outputs = 2;
};

/// A recurrent rule by name, with its fields.
inline Member rule(std::string kind, FieldValues fields = {}) { return {std::move(kind), std::move(fields)}; }

/// All networks there are, with every form of leak and activation.
inline std::vector<TrainingCase> training_cases() {
  const Member ring{"ring", {{"count", std::int64_t{6}}, {"radius", 0.8}}};
  const Member odd{"real_log", {{"count", std::int64_t{5}}}};
  const Member random{"random", {{"count", std::int64_t{5}}, {"radius", 0.9}}};
  const auto dense = [](const char* activation, double leak, const char* leak_on) {
    return Member{"dense",
                  {{"activation", std::string(activation)},
                   {"leak", leak},
                   {"leak_on", std::string(leak_on)},
                   {"bias", 0.3},
                   {"activation_offset", -0.05}}};
  };
  const Member thin{"random", {{"count", std::int64_t{7}}, {"radius", 0.9}, {"density", 0.2}}};
  const Member two{"random", {{"count", std::int64_t{9}}, {"radius", 0.9}, {"density", 0.2}}};
  const auto sparse = [&](const char* activation, double leak, const char* leak_on) {
    Member network = dense(activation, leak, leak_on);
    network.fields["keep_zeros"] = true;
    network.fields["input_density"] = 0.5;
    return network;
  };
  const FieldValues intercept{{"intercept", true}};
  const FieldValues inputs{{"regressors", std::string("states_and_inputs")}, {"intercept", true}};
  const FieldValues wide{{"regressors", std::string("widely_linear")}, {"intercept", true}};
  return {{"diagonal_ring_real", {"diagonal", {}}, ring, false},
          {"diagonal_odd_real", {"diagonal", {}}, odd, false, intercept},
          {"diagonal_random_real", {"diagonal", {}}, random, false},
          {"diagonal_complex", {"diagonal", {}}, ring, true},
          {"diagonal_widely_linear", {"diagonal", {}}, random, true, wide},
          {"dense_linear_real", dense("identity", 1.0, "activity"), ring, false},
          {"dense_tanh_real", dense("tanh", 1.0, "activity"), random, false, intercept},
          {"dense_leaky_tanh_real", dense("tanh", 0.6, "activity"), ring, false},
          {"dense_voltage_tanh_real", dense("tanh", 0.6, "voltage"), ring, false},
          {"dense_logistic_real", dense("logistic", 0.7, "voltage"), random, false},
          {"dense_relu_real", dense("relu", 0.8, "activity"), random, false},
          {"dense_linear_complex", dense("identity", 0.7, "activity"), ring, true},
          {"dense_split_tanh_complex", dense("split_tanh", 0.8, "activity"), ring, true, wide},
          {"dense_split_tanh_voltage_complex", dense("split_tanh", 0.5, "voltage"), random, true},
          {"dense_modrelu_complex", dense("modrelu", 0.9, "activity"), ring, true},
          {"dense_modrelu_voltage_complex", dense("modrelu", 0.6, "voltage"), ring, true},
          {"sparse_tanh_real", sparse("tanh", 0.6, "activity"), thin, false},
          {"sparse_voltage_tanh_real", sparse("tanh", 0.6, "voltage"), two, false},
          {"sparse_split_tanh_complex", sparse("split_tanh", 0.8, "activity"), thin, true},
          {"diagonal_with_inputs_real", {"diagonal", {}}, odd, false, inputs},
          {"dense_with_inputs_complex", dense("split_tanh", 0.8, "activity"), ring, true, inputs}};
}

inline TrainingCase case_named(const std::string& name) {
  for (TrainingCase c : training_cases())
    if (c.name == name) return c;
  throw std::logic_error("no case is called " + name);
}

/// A case made for a set of kernels: network, start, samples of one sequence. All lanes hold runs of `seeds` in turn.
class Training {
 public:
  Training(const TrainingCase& c, const KernelSet& kernels, int steps, std::vector<std::uint64_t> seeds = {4})
      : case_(c), kernels_(kernels), steps_(steps), slots_(c.complex_valued ? 2 : 1) {
    for (int lane = 0; lane < kernels.lanes; ++lane) seeds_.push_back(seeds[static_cast<std::size_t>(lane) % seeds.size()]);
    const auto poles = make_poles(c.poles);
    network_ = make_network(c.network)->build(*poles, {c.inputs, c.complex_valued, seeds_, kernels});
    inputs_ = draws(Role::data_input, static_cast<std::int64_t>(steps) * c.inputs);
    targets_ = draws(Role::data_noise, static_cast<std::int64_t>(steps) * c.outputs);
    predictions_ = Arena(static_cast<std::size_t>(steps) * c.outputs * width());
  }

  const TrainingCase& example() const { return case_; }
  const Network& network() const { return *network_; }
  const KernelSet& kernels() const { return kernels_; }
  int steps() const { return steps_; }
  std::size_t width() const { return static_cast<std::size_t>(slots_) * kernels_.lanes; }

  Point point(const Member& recurrent, double step_size, bool whole_batches, const char* optimizer = "sgd") const {
    Member readout{"gradient", case_.readout};
    readout.fields["initial_readout"] = std::string("gaussian");
    Point point{{}, case_.network, case_.poles, recurrent, readout, {optimizer, {{"step_size", step_size}}}, {"stream", {}}};
    if (whole_batches) point.regime = {"episodes", {{"length", std::int64_t{steps_}}}};
    return point;
  }

  Learner learner(const Point& point, bool measures_alignment = false, std::vector<Member> shadows = {}) const {
    return learner(std::vector{&point}, measures_alignment, std::move(shadows));
  }
  /// Of runs whose settings differ; lanes beyond the last have its settings.
  Learner learner(const std::vector<const Point*>& points, bool measures_alignment = false, std::vector<Member> shadows = {}) const {
    return make_learner({.points = points,
                         .regime = make_regime(points.front()->regime),
                         .seeds = seeds_,
                         .network = network_->shape(),
                         .outputs = case_.outputs,
                         .longest_segment = steps_,
                         .measures_alignment = measures_alignment,
                         .keeps_average = false,
                         .shadows = std::move(shadows),
                         .kernels = kernels_});
  }

  /// The weights at the start: of the network, then of the readout.
  Arena start(const Learner& learner) const {
    Arena weights(network_->start().size() + static_cast<std::size_t>(case_.outputs) * learner.shape.regressors * width());
    std::copy_n(network_->start().data(), network_->start().size(), weights.data());
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      const std::vector<Complex> v = initial_weights(learner, seeds_[static_cast<std::size_t>(lane)]);
      for (std::size_t i = 0; i < v.size(); ++i) put(weights, network_->start().size() + i * width(), lane, v[i]);
    }
    return weights;
  }

  LearningChunk chunk(int begin, int steps) {
    return {.steps = steps,
            .rows = inputs_.data() + static_cast<std::size_t>(begin) * case_.inputs * width(),
            .stride = case_.inputs,
            .targets = targets_.data() + static_cast<std::size_t>(begin) * case_.outputs * width(),
            .predictions = predictions_.data() + static_cast<std::size_t>(begin) * case_.outputs * width(),
            .starts_segment = begin == 0};
  }
  Arena& predictions() { return predictions_; }

  /// The numbers of one lane of an array.
  std::vector<double> lane(const Arena& array, int lane) const {
    std::vector<double> one;
    for (std::size_t i = static_cast<std::size_t>(lane); i < array.size(); i += kernels_.lanes) one.push_back(array[i]);
    return one;
  }

  /// The gradient of the summed loss over the first `steps` samples, as minus the change of the weights at one step of plain descent with a
  /// step size so large that the weights themselves are lost in it; [slots of all weights][lanes].
  std::vector<double> gradient(const Member& recurrent, int steps) {
    constexpr double step_size = 0x1p60;
    const Point point = this->point(recurrent, step_size, true);
    const Learner learner = this->learner(point);
    Arena state(learner.rule->state_size());
    const Arena initial = start(learner);
    Arena after(initial.size());
    learner.rule->reset(state.data(), initial.data());
    learner.rule->advance(state.data(), chunk(0, steps));
    learner.rule->finish_batch(state.data(), 1);
    learner.rule->weights(state.data(), after.data());
    std::vector<double> gradient;
    for (std::size_t i = 0; i < after.size(); ++i) gradient.push_back(-after[i] / step_size);
    return gradient;
  }

  /// sum |e|^2/2 over the first `steps` samples with the given weights, by the forward pass alone.
  double loss(const Arena& weights, const Learner& learner, int lane, int steps) const {
    const int n = network_->shape().states;
    Arena state(network_->state_size());
    Arena rows(static_cast<std::size_t>(steps) * n * width());
    network_->advance(weights.data(),
                      {.steps = steps, .inputs = inputs_.data(), .states = rows.data(), .stride = n, .state = state.data()});
    double loss = 0;
    for (int t = 0; t < steps; ++t) {
      std::vector<Complex> s;
      for (int i = 0; i < n; ++i) s.push_back(read(rows, (static_cast<std::size_t>(t) * n + i) * width(), lane));
      if (learner.regressors.widely_linear)
        for (int i = 0; i < n; ++i) s.push_back(std::conj(s[static_cast<std::size_t>(i)]));
      for (int i = 0; i < learner.regressors.inputs; ++i)
        s.push_back(read(inputs_, (static_cast<std::size_t>(t) * case_.inputs + i) * width(), lane));
      if (learner.regressors.intercept) s.emplace_back(1.0);
      for (int k = 0; k < case_.outputs; ++k) {
        Complex e = -read(targets_, (static_cast<std::size_t>(t) * case_.outputs + k) * width(), lane);
        for (std::size_t j = 0; j < s.size(); ++j)
          e += s[j] * read(weights, network_->start().size() + (static_cast<std::size_t>(k) * s.size() + j) * width(), lane);
        loss += std::norm(e) / 2;
      }
    }
    return loss;
  }

  /// One trained real number: where its gradient is read among the slots of the weights, and which slots it moves, up (+1) or down (-1).
  struct Parameter {
    std::size_t slot;
    std::vector<std::pair<std::size_t, int>> moves;
  };

  /// Every trained real number of the network and the readout: of a sparse network those that start at zero are none. Two poles of a real
  /// diagonal network share a block of four slots.
  std::vector<Parameter> parameters(const Arena& weights) const {
    const std::size_t slots = weights.size() / kernels_.lanes;
    std::vector<Parameter> list;
    std::size_t first = 0;
    if (network_->shape().diagonal && !case_.complex_valued) {
      const auto n = static_cast<std::size_t>(network_->shape().states);
      for (; first + 4 <= 2 * n - n % 2; first += 4) {
        if (weights[(first + 2) * kernels_.lanes] != 0) {
          list.push_back({first, {{first, 1}, {first + 3, 1}}});
          list.push_back({first + 2, {{first + 1, -1}, {first + 2, 1}}});
        } else {
          list.push_back({first, {{first, 1}}});
          list.push_back({first + 3, {{first + 3, 1}}});
        }
      }
    }
    const Network& network = *network_;
    const auto columns = static_cast<std::size_t>(network.shape().states + network.shape().inputs + 1);
    const std::size_t network_slots = network.start().size() / static_cast<std::size_t>(kernels_.lanes);
    for (; first < slots; ++first) {
      const std::size_t number = first / static_cast<std::size_t>(slots_);
      const bool bias = number % columns == columns - 1;
      const bool stays =
          network.shape().keeps_zeros && first < network_slots && !bias && read(network.start(), number * width(), 0) == Complex();
      if (!stays) list.push_back({first, {{first, 1}}});
    }
    return list;
  }

  static void put_slot(Arena& array, std::size_t slot, int lanes, double change) {
    for (int lane = 0; lane < lanes; ++lane) array[slot * lanes + lane] += change;
  }

 private:
  Arena draws(Role role, std::int64_t count) const {
    Arena array(static_cast<std::size_t>(count) * width());
    (slots_ == 2 ? kernels_.complex_normal : kernels_.normal)(seeds_.data(), role, 0, 0, count, array.data());
    return array;
  }
  void put(Arena& array, std::size_t at, int lane, const Complex& value) const {
    array[at + lane] = value.real();
    if (slots_ == 2) array[at + kernels_.lanes + lane] = value.imag();
  }
  Complex read(const Arena& array, std::size_t at, int lane) const {
    return {array[at + lane], slots_ == 2 ? array[at + kernels_.lanes + lane] : 0.0};
  }

  TrainingCase case_;
  const KernelSet& kernels_;
  int steps_;
  int slots_;
  std::vector<std::uint64_t> seeds_;
  std::unique_ptr<Network> network_;
  Arena inputs_;
  Arena targets_;
  Arena predictions_;
};

/// |a - b| / |b| over the lanes of one run.
inline double relative_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double difference = 0;
  double size = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += b[i] * b[i];
  }
  return std::sqrt(difference / size);
}

}  // namespace polesweep
