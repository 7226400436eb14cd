#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "tests/core/learners/recurrent/streamed.hpp"

/// The influence matrix cut by singular values: in plain loops with Eigen's decomposition of the whole matrix, real and complex.
namespace polesweep::test_low_rank_rtrl {
namespace {

constexpr int steps = 10;

/// One step of RTRL on real numbers, of which a complex one is two: the Jacobian [N x N], the derivatives of the states by the weights
/// that the step adds [N x weights], and dL/dstate [N].
struct RealStep {
  Eigen::MatrixXd jacobian, fresh;
  Eigen::VectorXd q;
};

/// Of a network whose activity leaks, with weights that stand still.
std::vector<RealStep> real_steps(Training& training, bool trains_bias) {
  const NetworkShape shape = training.network().shape();
  const int n = shape.states;
  const int p = n + shape.inputs + 1;
  const int parts = shape.complex_valued ? 2 : 1;
  const Learner learner = training.learner(training.point(rule("rtrl"), 1, true));
  const Arena weights = training.start(learner);
  const auto number = [&](const double* array, int i) { return parts == 2 ? Complex(array[2 * i], array[2 * i + 1]) : Complex(array[i]); };
  const auto f = [&](const Complex& a) -> Complex {
    if (shape.activation == Activation::tanh) return {std::tanh(a.real()), std::tanh(a.imag())};
    if (shape.activation == Activation::modrelu) return std::max(0.0, std::abs(a) + shape.activation_offset) / std::abs(a) * a;
    return a;
  };
  // A change of f by one of a, in parts; of modrelu by differences.
  const auto turned = [&](const Complex& a, const Complex& change) -> Complex {
    if (shape.activation == Activation::modrelu) return (f(a + 1e-6 * change) - f(a - 1e-6 * change)) / 2e-6;
    if (shape.activation == Activation::identity) return change;
    const Complex y = f(a);
    return {(1 - y.real() * y.real()) * change.real(), (1 - y.imag() * y.imag()) * change.imag()};
  };
  const LearningChunk chunk = training.chunk(0, steps);
  std::vector<Complex> h(static_cast<std::size_t>(n));
  std::vector<RealStep> all;
  for (int t = 0; t < steps; ++t) {
    std::vector<Complex> v = h;
    for (int j = 0; j < shape.inputs; ++j) v.push_back(number(chunk.rows, t * shape.inputs + j));
    v.emplace_back(1.0);
    RealStep step{Eigen::MatrixXd::Zero(n * parts, n * parts), Eigen::MatrixXd::Zero(n * parts, n * p * parts),
                  Eigen::VectorXd::Zero(n * parts)};
    for (int i = 0; i < n; ++i) {
      Complex a;
      for (int j = 0; j < p; ++j) a += number(weights.data(), i * p + j) * v[static_cast<std::size_t>(j)];
      // The parts of D w c for c = 1 and, of complex numbers, c = i.
      const auto put = [&](Eigen::MatrixXd& matrix, const Complex& w, int column) {
        for (int part = 0; part < parts; ++part) {
          const Complex product = shape.leak * turned(a, part == 0 ? w : w * Complex(0, 1));
          matrix(i * parts, column + part) += product.real();
          if (parts == 2) matrix(i * parts + 1, column + part) += product.imag();
        }
      };
      for (int k = 0; k < n; ++k) put(step.jacobian, number(weights.data(), i * p + k), k * parts);
      for (int j = 0; j < p; ++j) {
        const bool bias = j == p - 1;
        const bool trained = bias ? trains_bias : !shape.keeps_zeros || number(weights.data(), i * p + j) != 0.0;
        if (trained) put(step.fresh, v[static_cast<std::size_t>(j)], (i * p + j) * parts);
      }
      h[static_cast<std::size_t>(i)] = (1 - shape.leak) * v[static_cast<std::size_t>(i)] + shape.leak * f(a);
    }
    step.jacobian.diagonal().array() += 1 - shape.leak;
    for (int k = 0; k < training.example().outputs; ++k) {
      const auto readout = [&](int i) { return number(weights.data() + n * p * parts, k * learner.shape.regressors + i); };
      Complex e = -number(chunk.targets, t * training.example().outputs + k);
      for (int i = 0; i < n; ++i) e += readout(i) * h[static_cast<std::size_t>(i)];
      if (learner.shape.has_intercept) e += readout(learner.shape.regressors - 1);
      for (int i = 0; i < n; ++i) {
        const Complex q = std::conj(readout(i)) * e;
        step.q(i * parts) += q.real();
        if (parts == 2) step.q(i * parts + 1) += q.imag();
      }
    }
    all.push_back(step);
  }
  return all;
}

std::vector<TrainingCase> dense_cases() {
  std::vector<TrainingCase> cases;
  for (const TrainingCase& c : training_cases())
    if (c.network.kind == "dense") cases.push_back(c);
  return cases;
}

TEST(LowRankRtrl, with_all_singular_values_is_rtrl_at_every_sample) {
  for (const TrainingCase& c : dense_cases()) {
    Training training(c, kernels(), steps);
    const auto exact = Streamed(training, rule("rtrl"), {1}).all(steps);
    const auto states = static_cast<std::int64_t>(training.network().shape().states * (c.complex_valued ? 2 : 1));
    for (const std::int64_t rank : {states, states + 5}) {
      const auto found = Streamed(training, rule("low_rank_rtrl", {{"rank", rank}}), {1}).all(steps);
      for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(found[t], exact[t]), 1e-12) << c.name << t;
    }
    const auto cut = Streamed(training, rule("low_rank_rtrl", {{"rank", states - 1}}), {1}).all(steps);
    EXPECT_GT(relative_distance(cut[steps - 1], exact[steps - 1]), 1e-6) << c.name;
  }
}

TEST(LowRankRtrl, keeps_the_greatest_singular_values_of_every_step) {
  int compared = 0;
  for (TrainingCase c : dense_cases()) {
    if (c.name != "dense_tanh_real" && c.name != "dense_leaky_tanh_real" && c.name != "dense_linear_complex" &&
        c.name != "dense_modrelu_complex" && c.name != "sparse_tanh_real" && c.name != "sparse_split_tanh_complex")
      continue;
    if (c.name == "dense_linear_complex") c.network.fields["activation"] = std::string("split_tanh");
    Training training(c, portable_kernels(), steps);
    const bool trains_bias = c.name != "dense_leaky_tanh_real";
    const std::vector<RealStep> plain = real_steps(training, trains_bias);
    const auto height = static_cast<std::int64_t>(plain[0].q.size());
    const double tolerance = c.name == "dense_modrelu_complex" ? 1e-6 : 1e-9;
    // At the first sample modrelu has the same slope along the drive in all units: which of them are kept would be open.
    const std::int64_t least = c.name == "dense_modrelu_complex" ? height / 2 : 1;
    for (std::int64_t rank = least; rank <= height; ++rank) {
      Eigen::MatrixXd influence = Eigen::MatrixXd::Zero(plain[0].fresh.rows(), plain[0].fresh.cols());
      Streamed run(training, rule("low_rank_rtrl", {{"rank", rank}, {"train_bias", trains_bias}}), {1});
      const auto found = run.all(steps);
      for (std::size_t t = 0; t < steps; ++t) {
        influence = plain[t].jacobian * influence + plain[t].fresh;
        const Eigen::JacobiSVD<Eigen::MatrixXd> svd(influence, Eigen::ComputeThinU | Eigen::ComputeThinV);
        const auto kept = static_cast<Eigen::Index>(rank);
        influence = svd.matrixU().leftCols(kept) * svd.singularValues().head(kept).asDiagonal() * svd.matrixV().leftCols(kept).transpose();
        const Eigen::VectorXd gradient = influence.transpose() * plain[t].q;
        EXPECT_LT(relative_distance(found[t], {gradient.data(), gradient.data() + gradient.size()}), tolerance)
            << c.name << rank << ' ' << t;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 250);
}

// Without D nothing new comes in, and what there is decays: a unit that is off has no influence to cut.
TEST(LowRankRtrl, of_units_that_are_off_is_rtrl) {
  for (TrainingCase c : dense_cases()) {
    if (c.name != "dense_relu_real") continue;
    c.network.fields["bias"] = 0.0;
    c.network.fields["input_scale"] = 1e-200;
    Training training(c, kernels(), steps);
    for (const auto& gradient : Streamed(training, rule("low_rank_rtrl", {{"rank", std::int64_t{2}}}), {1}).all(steps))
      for (const double g : gradient) EXPECT_TRUE(std::isfinite(g));
  }
}

}  // namespace
}  // namespace polesweep::test_low_rank_rtrl
