#include "core/run/fingerprint.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/block/draws.hpp"
#include "core/learners/readouts/ridge_solve.hpp"
#include "core/measures/measure.hpp"
#include "core/poles/poles.hpp"
#include "core/run/run.hpp"

namespace polesweep {
namespace {

/// Measures that go through the linear algebra.
std::vector<std::string> metrics() {
  std::vector<std::string> names;
  for (const Measure* measure : all_measures())
    if (measure->in_fingerprint) names.emplace_back(measure->name);
  std::sort(names.begin(), names.end());
  return names;
}

class Hash {
 public:
  Hash() : state_(XXH3_createState()) { XXH3_128bits_reset(state_.get()); }
  void add(const void* data, std::size_t size) { XXH3_128bits_update(state_.get(), data, size); }
  void add(std::vector<double> values) {
    for (double& value : values) value = canonical_nan(value);
    add(values.data(), values.size() * sizeof(double));
  }
  std::string hex() const {
    const XXH128_hash_t digest = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
  }

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_;
};

RunGroup canonical_runs(bool complex_valued, const Member& network, const Member& poles, const Evaluation& evaluation) {
  const std::vector<Complex> pair = {{0.6, 0.5}, {0.6, -0.5}};
  const Member task{"linear_teacher",
                    {{"poles", pair}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.1}, {"complex", complex_valued}}};
  const std::vector<Member> readouts = {{"lms", {{"step_size", 0.01}}},
                                        {"nlms", {{"step_size", 0.3}, {"initial_readout", std::string("gaussian")}}},
                                        {"rls", {{"forgetting", 0.99}, {"intercept", true}}},
                                        {"ridge", {{"penalty", 1e-3}}}};
  RunGroup group;
  for (const Member& readout : readouts) group.points.push_back({task, network, poles, {"fixed", {}}, readout});
  group.ids.resize(group.points.size());
  group.seeds = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  group.wanted.assign(group.points.size() * group.seeds.size(), true);
  group.measurement = {{50, 300}, metrics(), evaluation};
  return group;
}

/// Networks that learn, one for each way a gradient is made or followed.
RunGroup learned_runs(bool complex_valued, const Member& network, const Member& poles) {
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{{0.6, 0.5}, {0.6, -0.5}}},
                     {"gains", std::vector<Complex>{1.0, 1.0}},
                     {"noise", 0.1},
                     {"complex", complex_valued}}};
  const Member sgd{"sgd", {{"step_size", 0.003}, {"schedule", std::string("power")}}};
  const Member adam{"adam", {{"step_size", 0.003}, {"clip_norm", 5.0}}};
  const Member stream{"stream", {}};
  const auto every = [](std::int64_t samples) { return FieldValues{{"update_every", samples}}; };
  RunGroup group;
  const auto add = [&](const Member& recurrent, const Member& optimizer, const Member& regime) {
    group.points.push_back(
        {task, network, poles, recurrent, {"gradient", {{"initial_readout", std::string("gaussian")}}}, optimizer, regime});
  };
  add({"rtrl", {}}, sgd, stream);
  add({"rtrl", every(4)}, adam, stream);
  add({"tbptt", {{"truncation", std::int64_t{5}}}}, sgd, stream);
  add({"rflo", {{"trace_factor", 0.4}}}, adam, stream);
  add({"bptt", {}}, adam, {"repeat", {{"passes", std::int64_t{2}}}});
  if (network.kind == "diagonal") {
    add({"rtrl", {{"coordinates", std::string("exp_exp")}}}, sgd, stream);
    add({"gauss_newton", {}}, {}, {"repeat", {{"passes", std::int64_t{4}}}});
  }
  group.ids.resize(group.points.size());
  group.seeds = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  group.wanted.assign(group.points.size() * group.seeds.size(), true);
  group.measurement = {{40, 90}, metrics(), {"holdout", 50}};
  return group;
}

/// The weights of least norm for fewer samples than regressors, whose factor is drawn.
std::vector<double> ridge_weights() {
  constexpr int regressors = 160;
  constexpr int samples = 100;
  std::vector<double> rows = draw_normals(11, Role::resampling, 0, std::int64_t{samples} * (regressors + 1));
  rows.resize(static_cast<std::size_t>(regressors) * (regressors + 1));
  std::vector<double> weights(regressors);
  solve_ridge({.regressors = regressors, .outputs = 1, .complex_valued = false, .lanes = 1, .numbers = rows.data()}, 0, weights.data());
  return weights;
}

}  // namespace

/// Their names and settings are part of the fingerprint, which results carry: what is added here ends all comparisons with older files. So
/// not every rule of the tables is in it (tests/core/run/test_fingerprint.cpp lists those that are).
std::vector<RunGroup> fingerprint_runs() {
  const Member ring{"ring", {{"count", std::int64_t{7}}, {"radius", 0.9}}};
  const Member random{"random", {{"count", std::int64_t{12}}, {"radius", 0.8}}};
  const Member ring_of_seven{"ring", {{"count", std::int64_t{7}}, {"radius", 0.7}}};
  const Member diagonal{"diagonal", {}};
  const auto dense = [](const char* activation) {
    return Member{"dense", {{"activation", std::string(activation)}, {"leak", 0.7}, {"bias", 0.1}}};
  };
  std::vector<RunGroup> groups;
  for (const bool complex_valued : {false, true}) {
    const Member tanh = dense(complex_valued ? "split_tanh" : "tanh");
    groups.push_back(canonical_runs(complex_valued, diagonal, ring, {"exact", 0}));
    groups.push_back(canonical_runs(complex_valued, diagonal, random, {"exact", 0}));
    groups.push_back(canonical_runs(complex_valued, dense("identity"), ring, {"exact", 0}));
    groups.push_back(canonical_runs(complex_valued, tanh, random, {"holdout", 100}));
    groups.push_back(learned_runs(complex_valued, diagonal, ring_of_seven));
    groups.push_back(learned_runs(complex_valued, tanh, random));
  }
  return groups;
}

std::string numerics_fingerprint(const KernelSet& kernels) {
  const FlushDenormals flush;
  Hash hash;
  for (const RunGroup& group : fingerprint_runs())
    for (const RunRecord& record : compute(group, {}, kernels)) {
      hash.add(record.risk);
      for (const MeasuredSeries& measure : record.measures) hash.add(measure.values);
      for (const MeasuredSeries& measure : record.training) hash.add(measure.values);
      hash.add(&record.trivial_risk, sizeof record.trivial_risk);
    }
  hash.add(ridge_weights());
  for (const Complex& pole : make_poles({"random", {{"count", std::int64_t{64}}, {"radius", 0.9}}})->poles(5, false)) {
    const double parts[2] = {pole.real(), pole.imag()};
    hash.add(parts, sizeof parts);
  }
  return hash.hex();
}

}  // namespace polesweep
