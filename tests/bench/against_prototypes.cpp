// Times the RLS and dense forward kernels against the prototypes in one process, interleaved, in thread CPU time, and prints the ratios of
// the medians. Exit code 1 where a ratio exceeds 1.5, 77 where this processor lacks AVX-512.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/learners/learner.hpp"
#include "kern.hpp"
#include "rtrl2.hpp"

namespace {

constexpr int lanes = 8;
constexpr int samples = 128;  // L1-resident data, as the prototypes were measured
constexpr int chunk = 64;
constexpr double allowed_ratio = 1.5;

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Result {
  double prototype;  // ns per run and step
  double ours;
};

/// Medians of both in alternating samples of about 3 ms; a call advances 8 runs by 128 steps.
Result measure(const std::function<void()>& prototype, const std::function<void()>& ours) {
  const auto time_of = [](const std::function<void()>& call, int repeats) {
    const double start = cpu_seconds();
    for (int i = 0; i < repeats; ++i) call();
    return (cpu_seconds() - start) / repeats / samples / lanes * 1e9;
  };
  const int repeats = std::max(1, static_cast<int>(3e6 / (time_of(prototype, 20) * samples * lanes)));
  std::vector<double> a;
  std::vector<double> b;
  for (int i = 0; i < 41; ++i) {
    a.push_back(time_of(prototype, repeats));
    b.push_back(time_of(ours, repeats));
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return {a[20], b[20]};
}

struct Data {
  Buf<v8> inputs{samples * 2};
  Buf<v8> targets{samples};
  Data() {
    std::mt19937_64 generator(1);
    std::normal_distribution<double> normal;
    for (int i = 0; i < samples * 2 * lanes; ++i) reinterpret_cast<double*>(inputs.p)[i] = normal(generator);
    for (int i = 0; i < samples * lanes; ++i) reinterpret_cast<double*>(targets.p)[i] = normal(generator);
  }
};

double* doubles(Buf<v8>& buffer) { return reinterpret_cast<double*>(buffer.p); }

/// Fixed complex poles in conjugate pairs and recursive least squares on top.
Result rls(int n, const polesweep::KernelSet& kernels, Data& data) {
  std::mt19937_64 generator(2);
  std::normal_distribution<double> normal;
  RlsB<v8, 0, 2, true> prototype(n);
  Buf<v8> poles(2 * n);
  Buf<v8> input(2 * n);
  for (int i = 0; i < n / 2; ++i)
    for (int lane_index = 0; lane_index < lanes; ++lane_index) {
      const double modulus = 0.5 + 0.4 * i / n;
      const double angle = 3.1 * i / n;
      const double re = modulus * std::cos(angle);
      const double im = modulus * std::sin(angle);
      lane(prototype.lr.p, i, lane_index) = re;
      lane(prototype.li.p, i, lane_index) = im;
      const double block[4] = {re, -im, im, re};
      for (int k = 0; k < 4; ++k) lane(poles.p, 4 * i + k, lane_index) = block[k];
      for (int j = 0; j < 4; ++j) lane(prototype.B.p, 4 * i + j, lane_index) = lane(input.p, 4 * i + j, lane_index) = normal(generator);
    }
  prototype.initP(100 * 0.999);
  Par settings;
  settings.lam = 0.999;

  const polesweep::Learner rule =
      polesweep::make_readout_rule({"rls", {{"forgetting", 0.999}, {"regularization", 0.01}}}, n, 1, false, kernels);
  Buf<v8> learner(rule.rule->state_size() / lanes);
  rule.rule->reset(doubles(learner), nullptr);
  Buf<v8> states(chunk * n);
  Buf<v8> state(n);
  Buf<v8> predictions(chunk);
  const polesweep::DiagonalWeights weights{.states = n, .inputs = 2, .poles = doubles(poles), .input = doubles(input)};
  return measure(
      [&] {
        for (int t = 0; t < samples; ++t) prototype.step(data.inputs.p + 2 * t, data.targets.p[t], settings);
      },
      [&] {
        for (int t = 0; t < samples; t += chunk) {
          kernels.diagonal_real(weights, {.steps = chunk,
                                          .inputs = doubles(data.inputs) + 2 * t * lanes,
                                          .states = doubles(states),
                                          .stride = n,
                                          .state = doubles(state)});
          rule.rule->advance(doubles(learner), {.steps = chunk,
                                                .rows = doubles(states),
                                                .stride = n,
                                                .targets = doubles(data.targets) + t * lanes,
                                                .predictions = doubles(predictions)});
        }
      });
}

/// A dense tanh network with one input and a bias.
Result forward(int n, const polesweep::KernelSet& kernels, Data& data) {
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal;
  Dense<v8, 0, 2> prototype(n);
  for (std::size_t i = 0; i < prototype.W.n * lanes; ++i)
    reinterpret_cast<double*>(prototype.W.p)[i] = normal(generator) * 0.9 / std::sqrt(static_cast<double>(n));
  Buf<v8> weight_rows(n * (n + 2));  // recurrent weights, input weight, bias: as the prototype's rows
  for (int i = 0; i < n * (n + 2); ++i) weight_rows[i] = prototype.W[i];
  Buf<v8> states(chunk * n);
  Buf<v8> state(n);
  const polesweep::DenseWeights weights{{.states = n, .inputs = 1, .activation = polesweep::Activation::tanh}, doubles(weight_rows)};
  return measure(
      [&] {
        for (int t = 0; t < samples; ++t) prototype.forward(data.inputs.p + 2 * t);
      },
      [&] {
        for (int t = 0; t < samples; t += chunk)
          kernels.dense_real(weights, {.steps = chunk,
                                       .inputs = doubles(data.inputs) + t * lanes,
                                       .states = doubles(states),
                                       .stride = n,
                                       .state = doubles(state)});
      });
}

/// A network of ours that learns together with its readout, on the prototypes' data: one output, one input and a bias or two inputs.
class Trained {
 public:
  Trained(const polesweep::KernelSet& kernels, const polesweep::NetworkShape& network, polesweep::Member rule, double step_size)
      : seeds_(lanes, 1),
        point_{{}, {}, {}, std::move(rule), {"gradient", {}}, {"sgd", {{"step_size", step_size}}}, {"stream", {}}},
        learner_(polesweep::make_learner(
            {.points = {&point_}, .regime = make_regime(point_.regime), .seeds = seeds_, .network = network, .kernels = kernels})),
        state_(learner_.rule->state_size() / lanes),
        predictions_(chunk),
        inputs_(network.inputs) {}

  void reset(Buf<v8>& weights) { learner_.rule->reset(doubles(state_), doubles(weights)); }

  /// `inputs` [samples][inputs].
  void advance(Buf<v8>& inputs, Buf<v8>& targets) {
    for (int t = 0; t < samples; t += chunk)
      learner_.rule->advance(doubles(state_), {.steps = chunk,
                                               .rows = doubles(inputs) + t * inputs_ * lanes,
                                               .stride = inputs_,
                                               .targets = doubles(targets) + t * lanes,
                                               .predictions = doubles(predictions_)});
  }

 private:
  std::vector<std::uint64_t> seeds_;
  polesweep::Point point_;
  polesweep::Learner learner_;
  Buf<v8> state_;
  Buf<v8> predictions_;
  int inputs_;
};

constexpr double step_size = 1e-4;

/// A dense tanh network with one input and a bias under a recurrent rule, against a prototype that steps in the same way.
template <class Prototype>
Result dense_training(int n, const polesweep::KernelSet& kernels, Data& data, const polesweep::Member& rule) {
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal;
  Prototype prototype(n);
  Buf<v8> weights(n * (n + 2) + n);
  for (int i = 0; i < n * (n + 2); ++i)
    for (int lane_index = 0; lane_index < lanes; ++lane_index)
      lane(prototype.W.p, i, lane_index) = lane(weights.p, i, lane_index) = normal(generator) * 0.9 / std::sqrt(static_cast<double>(n));
  for (int i = 0; i < n; ++i)
    for (int lane_index = 0; lane_index < lanes; ++lane_index)
      lane(prototype.c.p, i, lane_index) = lane(weights.p, n * (n + 2) + i, lane_index) =
          normal(generator) / std::sqrt(static_cast<double>(n));
  Par settings;
  settings.lr = settings.lrc = step_size;
  Trained ours(kernels, {.states = n, .inputs = 1, .activation = polesweep::Activation::tanh}, rule, step_size);
  ours.reset(weights);
  Buf<v8> signal(samples);
  for (int t = 0; t < samples; ++t) signal[t] = data.inputs[2 * t];
  Buf<v8> with_bias(samples * 2);
  for (int t = 0; t < samples; ++t) {
    with_bias[2 * t] = data.inputs[2 * t];
    with_bias[2 * t + 1] = vbc<v8>(1.0);
  }
  return measure(
      [&] {
        for (int t = 0; t < samples; ++t) prototype.step(with_bias.p + 2 * t, data.targets.p[t], settings);
      },
      [&] { ours.advance(signal, data.targets); });
}

Result rtrl(int n, const polesweep::KernelSet& kernels, Data& data) { return dense_training<Rtrl2<v8>>(n, kernels, data, {"rtrl", {}}); }
Result blocked_rtrl(int n, const polesweep::KernelSet& kernels, Data& data) {
  return dense_training<Rtrl2<v8>>(n, kernels, data, {"rtrl", {{"update_every", std::int64_t{n}}}});
}
Result tbptt(int n, const polesweep::KernelSet& kernels, Data& data) {
  return dense_training<Tbptt<v8>>(n, kernels, data, {"tbptt", {{"truncation", std::int64_t{10}}}});
}

/// n poles in the upper half plane with a real output and two real inputs, which are n pairs of our real diagonal network.
Result diagonal_rtrl(int n, const polesweep::KernelSet& kernels, Data& data) {
  std::mt19937_64 generator(4);
  std::normal_distribution<double> normal;
  Diag2<v8> prototype(n);
  Buf<v8> weights(4 * n + 4 * n + 2 * n);
  for (int i = 0; i < n; ++i)
    for (int lane_index = 0; lane_index < lanes; ++lane_index) {
      auto& unit = prototype.x[i];
      const auto set = [&](v8& value, double number) { reinterpret_cast<double*>(&value)[lane_index] = number; };
      const double modulus = 0.5 + 0.4 * i / n;
      const double angle = 3.1 * (i + 1) / (n + 1);
      const double re = modulus * std::cos(angle);
      const double im = modulus * std::sin(angle);
      set(unit.lr, re);
      set(unit.li, im);
      const double block[4] = {re, -im, im, re};
      for (int k = 0; k < 4; ++k) lane(weights.p, 4 * i + k, lane_index) = block[k];
      for (int j = 0; j < 2; ++j) {
        const double b_re = normal(generator);
        const double b_im = normal(generator);
        set(unit.br[j], b_re);
        set(unit.bi[j], b_im);
        lane(weights.p, 4 * n + (2 * i) * 2 + j, lane_index) = b_re;
        lane(weights.p, 4 * n + (2 * i + 1) * 2 + j, lane_index) = b_im;
      }
      const double c_re = normal(generator) / n;
      const double c_im = normal(generator) / n;
      set(unit.cr, c_re);
      set(unit.ci, c_im);
      lane(weights.p, 8 * n + 2 * i, lane_index) = c_re;
      lane(weights.p, 8 * n + 2 * i + 1, lane_index) = -c_im;  // Re(c h)
    }
  Par settings;
  settings.lr = settings.lrc = step_size;
  Trained ours(kernels, {.diagonal = true, .states = 2 * n, .inputs = 2, .pole_limit = 0.9999}, {"rtrl", {}}, step_size);
  ours.reset(weights);
  return measure(
      [&] {
        for (int t = 0; t < samples; ++t) prototype.step(data.inputs.p + 2 * t, data.targets.p[t], settings);
      },
      [&] { ours.advance(data.inputs, data.targets); });
}

struct Comparison {
  const char* name;
  Result (*measure)(int n, const polesweep::KernelSet& kernels, Data& data);
};

}  // namespace

/// The argument is the largest n; at 64, the default, textbook RTRL takes most of some two minutes.
int main(int argc, char** argv) {
  const int largest = argc > 1 ? std::atoi(argv[1]) : 64;
  const polesweep::KernelSet* kernels = polesweep::find_kernels("v4");
  if (!kernels) {
    std::puts("skipped: the prototypes need AVX-512, which this processor lacks");
    return 77;
  }
  const polesweep::FlushDenormals flush;
  Data data;
  bool slow = false;
  std::puts("kernel            n  prototype     ours  ratio   (ns per run and step)");
  for (int n = 8; n <= largest; n *= 2)
    for (const Comparison& comparison :
         {Comparison{"RLS", rls}, Comparison{"forward", forward}, Comparison{"RTRL", rtrl}, Comparison{"TBPTT(10)", tbptt},
          Comparison{"diagonal RTRL", diagonal_rtrl}, Comparison{"blocked RTRL*", blocked_rtrl}}) {
      const Result result = comparison.measure(n, *kernels, data);
      const double ratio = result.ours / result.prototype;
      std::printf("%-14s %4d %10.1f %8.1f  %5.2f%s\n", comparison.name, n, result.prototype, result.ours, ratio,
                  ratio > allowed_ratio ? "  too slow" : "");
      slow = slow || ratio > allowed_ratio;
    }
  return slow ? 1 : 0;
}
