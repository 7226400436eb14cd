#include <gtest/gtest.h>

#include "core/learners/recurrent/needs.hpp"
#include "tests/core/block/probe.hpp"
#include "tests/core/learners/recurrent/noisy_references.hpp"

/// The rules that draw: what they compute, that their mean is RTRL's gradient at every sample, and how far one draw is from it.
namespace polesweep::test_noisy_factors {
namespace {

struct NoisyRule {
  const char* name;
  std::uint32_t array;  ///< of the stream of signs
  bool sign_by_unit;    ///< one for each unit, else two
  Gradients (*reference)(const std::vector<PlainStep>&, const Signs&, const Ratio&);
};
const NoisyRule noisy_rules[] = {
    {"uoro", 0, true, plain_uoro}, {"kf_rtrl", 1, false, plain_kf_rtrl}, {"r_kf_rtrl", 2, true, plain_r_kf_rtrl}};

constexpr int steps = 8;

TrainingCase case_of(const std::string& name, std::int64_t count = 0) {
  TrainingCase c = case_named(name);
  if (count > 0) c.poles.fields["count"] = count;
  return c;
}
const char* const real_cases[] = {"dense_linear_real", "dense_tanh_real", "dense_leaky_tanh_real", "dense_voltage_tanh_real"};

/// The signs of a run's stream, from Philox words: bit i % 32 of word i / 32 of the number t.
Signs stream_signs(std::uint64_t seed, std::uint32_t array, int first_sample = 0) {
  constexpr std::uint32_t learner_noise = 12;
  return [=](int t, int i) {
    const std::uint32_t counter[4] = {static_cast<std::uint32_t>(first_sample + t), 0, array, learner_noise};
    const std::uint32_t key[2] = {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
    const Probe probe = probes().front();
    std::vector<std::uint32_t> words(4 * static_cast<std::size_t>(probe.lanes));
    probe.philox(counter, key, words.data());
    return words[static_cast<std::size_t>(i / 32 * probe.lanes)] >> (i % 32) & 1 ? -1.0 : 1.0;
  };
}

TEST(NoisyFactors, every_rule_that_draws_is_in_these_tests) {
  std::vector<std::string> drawing;
  for (const MemberInfo& info : recurrent_members())
    if (recurrent_needs(info.name).draws) drawing.push_back(info.name);
  std::vector<std::string> tested;
  for (const NoisyRule& noisy : noisy_rules) tested.emplace_back(noisy.name);
  EXPECT_EQ(drawing, tested);
}

TEST(NoisyFactors, gradients_are_those_of_the_published_algorithm_at_every_sample) {
  const double epsilon = 0.3;
  const Ratio inside = [=](double a, double b) { return std::sqrt((a + epsilon) / (b + epsilon)); };
  const Ratio outside = [=](double a, double b) { return std::sqrt(a / (b + epsilon)) + epsilon; };
  constexpr std::uint64_t seed = (std::uint64_t{5} << 32) + 11;
  for (const NoisyRule& noisy : noisy_rules)
    for (const char* name : real_cases) {
      Training training(case_of(name), portable_kernels(), steps);
      const std::vector<PlainStep> plain = plain_steps(training, steps);
      const auto compare = [&](const FieldValues& fields, const Ratio& ratio) {
        const Gradients expected = noisy.reference(plain, stream_signs(seed, noisy.array), ratio);
        const Gradients found = Streamed(training, rule(noisy.name, fields), {seed}).all(steps);
        for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(found[t], expected[t]), 1e-11) << noisy.name << name << t;
      };
      compare({}, plain_ratio);
      compare({{"epsilon", epsilon}}, inside);
      compare({{"epsilon", epsilon}, {"normalization", std::string("outside")}}, outside);
    }
}

// All sequences of signs there are, not a sample of them. The first two kinds of rho are those of programs; the last is none that helps.
TEST(NoisyFactors, the_mean_over_all_signs_is_the_exact_gradient_at_every_sample) {
  constexpr int few = 3;
  const Ratio ratios[] = {plain_ratio, [](double a, double b) { return std::sqrt((a + 1e-2) / (b + 1e-2)); },
                          [](double a, double) { return 0.1 + a; }};
  for (const NoisyRule& noisy : noisy_rules)
    for (const char* name : real_cases)
      for (const Ratio& ratio : ratios) {
        Training training(case_of(name, 2), portable_kernels(), few);
        const std::vector<PlainStep> plain = plain_steps(training, few);
        const Gradients exact = Streamed(training, rule("rtrl"), {1}).all(few);
        constexpr int sequences = 1 << (2 * few);  // two units, or two signs
        Gradients mean(few, Vector(exact[0].size(), 0.0));
        for (int sequence = 0; sequence < sequences; ++sequence) {
          const Gradients one = noisy.reference(
              plain, [&](int t, int i) { return sequence >> (2 * t + i) & 1 ? -1.0 : 1.0; }, ratio);
          for (std::size_t t = 0; t < few; ++t)
            for (std::size_t i = 0; i < one[t].size(); ++i) mean[t][i] += one[t][i] / sequences;
        }
        for (std::size_t t = 0; t < few; ++t) EXPECT_LT(relative_distance(mean[t], exact[t]), 1e-12) << noisy.name << name << t;
      }
}

/// What 20,000 draws of a rule's gradient at one sample say.
struct Sampled {
  double bias;    ///< |mean - exact|, in units of the standard error that one draw's deviation predicts
  double spread;  ///< of one draw, relative to the exact gradient
};
std::vector<Sampled> sample(const char* name, const TrainingCase& c) {
  constexpr int draws = 20000;
  const auto lanes = static_cast<std::size_t>(kernels().lanes);
  Training training(c, kernels(), steps);
  const Gradients exact = Streamed(training, rule("rtrl"), {1}).all(steps);
  const std::size_t size = exact[0].size();
  Gradients sum(steps, Vector(size, 0.0));
  std::vector<double> squares(steps, 0.0);
  for (std::uint64_t first = 0; first < draws; first += lanes) {
    std::vector<std::uint64_t> seeds;
    for (std::size_t lane = 0; lane < lanes; ++lane) seeds.push_back(100 + first + lane);
    Streamed run(training, rule(name), seeds);
    for (std::size_t t = 0; t < steps; ++t) {
      const double* gradient = run.next(static_cast<int>(t));
      for (std::size_t i = 0; i < size; ++i)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          const double deviation = gradient[i * lanes + lane] - exact[t][i];
          sum[t][i] += deviation;
          squares[t] += deviation * deviation;
        }
    }
  }
  std::vector<Sampled> sampled;
  for (std::size_t t = 0; t < steps; ++t)
    sampled.push_back({norm(sum[t]) / std::sqrt(squares[t]), std::sqrt(squares[t] / draws) / norm(exact[t])});
  return sampled;
}

// |mean - exact|^2 over its expectation sigma^2/R has the mean 1; a bias of 5 % of the gradient would show as more.
TEST(NoisyFactors, twenty_thousand_draws_have_the_exact_mean_within_the_standard_error) {
  for (const NoisyRule& noisy : noisy_rules)
    for (const char* name : {"dense_tanh_real", "dense_voltage_tanh_real", "dense_split_tanh_complex", "dense_modrelu_complex"}) {
      const std::vector<Sampled> sampled = sample(noisy.name, case_of(name));
      for (std::size_t t = 0; t < steps; ++t) {
        SCOPED_TRACE(std::string(noisy.name) + " " + name + " " + std::to_string(t));
        if (t == 0 && sampled[t].spread < 1e-12) continue;  // kf_rtrl has no noise yet
        EXPECT_LT(sampled[t].bias, 2.5);
        EXPECT_GT(sampled[t].spread, 0.3);
        EXPECT_LT(sampled[t].spread, 30);
      }
    }
}

TEST(NoisyFactors, kf_rtrl_is_exact_at_the_first_sample_and_without_recurrent_weights) {
  for (TrainingCase c : training_cases()) {
    if (c.network.kind != "dense") continue;
    Training training(c, portable_kernels(), steps);
    const Gradients exact = Streamed(training, rule("rtrl"), {1}).all(2);
    const Gradients found = Streamed(training, rule("kf_rtrl"), {1}).all(2);
    EXPECT_LT(relative_distance(found[0], exact[0]), 1e-14) << c.name;
    EXPECT_GT(relative_distance(found[1], exact[1]), 1e-3) << c.name;
    c.poles = {"explicit", {{"values", std::vector<Complex>(4, 0.0)}}};
    c.network.fields["leak"] = 1.0;
    Training forgetful(c, portable_kernels(), steps);
    const Gradients immediate = Streamed(forgetful, rule("rtrl"), {1}).all(steps);
    const Gradients same = Streamed(forgetful, rule("kf_rtrl"), {1}).all(steps);
    for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(same[t], immediate[t]), 1e-14) << c.name << t;
  }
}

// One real unit: nothing is factored but the time, so one sample has no noise, and the three rules are one.
TEST(NoisyFactors, of_one_unit_the_three_rules_are_one) {
  TrainingCase c = case_of("dense_leaky_tanh_real");
  c.poles = {"explicit", {{"values", std::vector<Complex>{0.7}}}};
  Training training(c, portable_kernels(), steps);
  const Gradients exact = Streamed(training, rule("rtrl"), {1}).all(1);
  for (const NoisyRule& noisy : noisy_rules)
    EXPECT_LT(relative_distance(Streamed(training, rule(noisy.name), {3}).all(1)[0], exact[0]), 1e-14) << noisy.name;
  const std::vector<PlainStep> plain = plain_steps(training, steps);
  const Signs sign = stream_signs(3, 0);
  const Gradients uoro = plain_uoro(plain, sign);
  // Two signs of kf_rtrl: of what is carried, 1, and of what is new.
  const Gradients reverse = plain_r_kf_rtrl(plain, sign);
  const Gradients kf = plain_kf_rtrl(plain, [&](int t, int i) { return i == 0 ? 1.0 : sign(t, 0); });
  for (std::size_t t = 0; t < steps; ++t) {
    EXPECT_LT(relative_distance(reverse[t], uoro[t]), 1e-13) << t;
    EXPECT_LT(relative_distance(kf[t], uoro[t]), 1e-13) << t;
  }
}

// The second sequence of a run has signs of its own: noise that comes back would not average out.
TEST(NoisyFactors, signs_go_on_from_segment_to_segment) {
  Training training(case_of("dense_tanh_real"), portable_kernels(), steps);
  const std::vector<PlainStep> plain = plain_steps(training, steps);
  for (const NoisyRule& noisy : noisy_rules) {
    Streamed run(training, rule(noisy.name), {7});
    const Gradients first = run.all(steps);
    const Gradients second = run.all(steps);
    const Gradients expected = noisy.reference(plain, stream_signs(7, noisy.array, steps), plain_ratio);
    for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(second[t], expected[t]), 1e-11) << noisy.name << t;
    EXPECT_GT(relative_distance(second[steps - 1], first[steps - 1]), 1e-3) << noisy.name;
  }
}

TEST(NoisyFactors, no_step_is_lost_where_all_units_are_off) {
  TrainingCase c = case_of("dense_relu_real");
  c.network.fields["bias"] = 0.0;
  c.network.fields["leak"] = 1.0;
  c.network.fields["input_scale"] = 1e-200;  // drives whose squares underflow
  Training training(c, portable_kernels(), steps);
  for (const NoisyRule& noisy : noisy_rules)
    for (const Vector& gradient : Streamed(training, rule(noisy.name), {3}).all(steps))
      for (const double g : gradient) EXPECT_TRUE(std::isfinite(g)) << noisy.name;
}

}  // namespace
}  // namespace polesweep::test_noisy_factors
