#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cstring>

#include "core/learners/block_learner.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

/// The extended Kalman filter against the same filter with whole matrices, and against least squares where it is that.
namespace polesweep::test_kalman {
namespace {

constexpr int steps = 60;

/// Diagonal networks with one output of the states themselves.
std::vector<TrainingCase> cases() {
  std::vector<TrainingCase> fit = training_cases();
  std::erase_if(fit, [](const TrainingCase& c) { return c.network.kind != "diagonal" || c.readout.contains("regressors"); });
  for (TrainingCase& c : fit) c.outputs = 1;
  return fit;
}

Member kalman(FieldValues fields = {}) { return rule("kalman", std::move(fields)); }
const Value decoupled = std::string("decoupled");

/// A run of one lane, portable, sample by sample.
struct Filter {
  Training training;
  Learner learner;
  Arena state;
  Arena weights;

  Filter(const TrainingCase& c, const Member& member, const KernelSet& kernels = portable_kernels(), std::vector<std::uint64_t> seeds = {4})
      : training(c, kernels, steps, std::move(seeds)),
        learner(training.learner(point(member))),
        state(learner.rule->state_size()),
        weights(training.start(learner).size()) {
    learner.rule->reset(state.data(), training.start(learner).data());
  }
  Point point(const Member& member) const {
    Point point = training.point(member, 0.1, false);
    point.optimizer = {};
    return point;
  }
  void advance(int begin, int end) {
    if (end > begin) learner.rule->advance(state.data(), training.chunk(begin, end - begin));
    learner.rule->weights(state.data(), weights.data());
  }
  std::vector<double> slots(int lane = 0) const { return training.lane(weights, lane); }
};

using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

/// The filter as it stands in the books: a Jacobian by derivatives of the whole matrix A, and a covariance of which whole rows and columns
/// are kept. Unknowns: the trained numbers of A as `Training::parameters` lists them, then V.
class Reference {
 public:
  Reference(const Filter& start, const FieldValues& fields)
      : fields_(fields),
        complex_(start.training.example().complex_valued),
        n_(start.training.network().shape().states),
        m_(start.training.example().inputs),
        regressors_(start.learner.shape.regressors),
        a_(Matrix::Zero(n_, n_)),
        b_(n_, m_),
        v_(regressors_),
        s_(Vector::Zero(n_)) {
    read(start.slots());
    const int unknowns = n_ + regressors_;
    p_ = Matrix::Zero(unknowns, unknowns);
    for (int i = 0; i < unknowns; ++i) p_(i, i) = i < n_ ? real("network_variance", 1) : 1 / real("regularization", 1e-3);
    derivatives_.assign(static_cast<std::size_t>(n_), Vector::Zero(n_));
  }

  void take(const Vector& x, Complex target) {
    for (int i = 0; i < n_; ++i) {
      Vector& d = derivatives_[static_cast<std::size_t>(i)];
      d = a_ * d + change(i) * s_;
    }
    s_ = a_ * s_ + b_ * x;
    Vector regressors = Vector::Ones(regressors_);
    regressors.head(n_) = s_;
    Eigen::RowVectorXcd j(n_ + regressors_);
    for (int i = 0; i < n_; ++i) j(i) = (v_.transpose().head(n_) * derivatives_[static_cast<std::size_t>(i)])(0);
    j.tail(regressors_) = regressors.transpose();
    const Complex e = (v_.transpose() * regressors)(0) - target;
    const Vector g = p_ * j.adjoint();
    const double kappa = 1 + (j * g)(0).real();
    const Vector step = -g * e / kappa;
    for (int i = 0; i < n_; ++i) a_ += change(i) * step(i);
    v_ += step.tail(regressors_);
    p_ -= g * g.adjoint() / kappa;
    for (int i = 0; i < p_.rows(); ++i) p_(i, i) += real(i < n_ ? "process_noise" : "process_noise_readout", 0);
    if (fields_.contains("covariance"))
      for (int i = 0; i < p_.rows(); ++i)
        for (int k = 0; k < p_.cols(); ++k)
          if (group(i) != group(k)) p_(i, k) = 0;
  }

  const Matrix& step_matrix() const { return a_; }
  const Vector& readout() const { return v_; }

  /// The matrix and the readout of a run's weights.
  void read(const std::vector<double>& slots) {
    pairs_.assign(static_cast<std::size_t>(n_), false);
    if (complex_) {
      const auto number = [&](int i) {
        return Complex(slots[static_cast<std::size_t>(2 * i)], slots[static_cast<std::size_t>(2 * i + 1)]);
      };
      for (int i = 0; i < n_; ++i) a_(i, i) = number(i);
      for (int i = 0; i < n_ * m_; ++i) b_(i / m_, i % m_) = number(n_ + i);
      for (int i = 0; i < regressors_; ++i) v_(i) = number(n_ + n_ * m_ + i);
      return;
    }
    std::size_t at = 0;
    for (int i = 0; i + 2 <= n_; i += 2, at += 4) {
      pairs_[static_cast<std::size_t>(i)] = pairs_[static_cast<std::size_t>(i) + 1] = slots[at + 2] != 0;
      for (int k = 0; k < 4; ++k) a_(i + k / 2, i + k % 2) = slots[at + static_cast<std::size_t>(k)];
    }
    if (n_ % 2 == 1) a_(n_ - 1, n_ - 1) = slots[at++];
    for (int i = 0; i < n_ * m_; ++i) b_(i / m_, i % m_) = slots[at++];
    for (int i = 0; i < regressors_; ++i) v_(i) = slots[at++];
  }

 private:
  double real(const char* name, double otherwise) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? otherwise : std::get<double>(found->second);
  }
  /// dA by unknown i.
  Matrix change(int i) const {
    Matrix d = Matrix::Zero(n_, n_);
    const int first = i - i % 2;
    if (!pairs_[static_cast<std::size_t>(i)]) {
      d(i, i) = 1;
    } else if (i == first) {
      d(first, first) = d(first + 1, first + 1) = 1;
    } else {
      d(first, first + 1) = -1;
      d(first + 1, first) = 1;
    }
    return d;
  }
  int group(int unknown) const {
    const int state = unknown < n_ ? unknown : unknown - n_;
    if (state == n_) return n_;
    return complex_ ? state : state / 2;
  }

  const FieldValues fields_;
  const bool complex_;
  const int n_;
  const int m_;
  const int regressors_;
  Matrix a_;
  Matrix b_;
  Vector v_;
  Vector s_;
  Matrix p_;
  std::vector<bool> pairs_;
  std::vector<Vector> derivatives_;
};

Complex number(const double* numbers, bool complex_valued, int index) {
  return complex_valued ? Complex(numbers[2 * index], numbers[2 * index + 1]) : Complex(numbers[index]);
}

Vector input(Filter& filter, int t) {
  const TrainingCase& c = filter.training.example();
  Vector x(c.inputs);
  for (int i = 0; i < c.inputs; ++i) x(i) = number(filter.training.chunk(t, 1).rows, c.complex_valued, i);
  return x;
}

Complex target(Filter& filter, int t) { return number(filter.training.chunk(t, 1).targets, filter.training.example().complex_valued, 0); }

/// The same of a dense network. State: the activity, or the voltage.
class DenseReference {
 public:
  DenseReference(const Filter& start, const FieldValues& fields)
      : fields_(fields),
        complex_(start.training.example().complex_valued),
        shape_(start.training.network().shape()),
        n_(shape_.states),
        columns_(n_ + shape_.inputs + 1),
        regressors_(start.learner.shape.regressors) {
    read(start.slots());
    const int unknowns = n_ * columns_ + regressors_;
    p_ = Matrix::Zero(unknowns, unknowns);
    for (int i = 0; i < unknowns; ++i) p_(i, i) = i < n_ * columns_ ? real("network_variance", 1) : 1 / real("regularization", 1e-3);
    derivatives_ = Matrix::Zero(n_, n_ * columns_);
    state_ = Vector::Zero(n_);
  }

  void take(const Vector& x, Complex target) {
    Vector v(columns_);
    v << active(state_), x, 1.0;
    const Matrix w = weights_.leftCols(n_);
    const Vector drive = weights_ * v;
    Matrix fresh = Matrix::Zero(n_, n_ * columns_);
    for (int i = 0; i < n_; ++i) fresh.row(i).segment(i * columns_, columns_) = v.transpose();
    const double leak = shape_.leak;
    if (shape_.leak_on_voltage) {
      derivatives_ = (1 - leak) * derivatives_ + leak * (w * slopes(state_).asDiagonal() * derivatives_ + fresh);
      state_ = (1 - leak) * state_ + leak * drive;
    } else {
      derivatives_ = (1 - leak) * derivatives_ + leak * slopes(drive).asDiagonal() * (w * derivatives_ + fresh);
      state_ = (1 - leak) * state_ + leak * function(drive);
    }
    Vector regressors = Vector::Ones(regressors_);
    regressors.head(n_) = active(state_);
    Eigen::RowVectorXcd j(p_.rows());
    Matrix seen = derivatives_;
    if (shape_.leak_on_voltage) seen = slopes(state_).asDiagonal() * derivatives_;
    j << readout_.head(n_).transpose() * seen, regressors.transpose();
    const Complex e = (readout_.transpose() * regressors)(0) - target;
    const Vector g = p_ * j.adjoint();
    const double kappa = 1 + (j * g)(0).real();
    const Vector step = -g * e / kappa;
    for (int i = 0; i < n_; ++i) weights_.row(i) += step.segment(i * columns_, columns_).transpose();
    readout_ += step.tail(regressors_);
    p_ -= g * g.adjoint() / kappa;
    for (int i = 0; i < p_.rows(); ++i) p_(i, i) += real(i < n_ * columns_ ? "process_noise" : "process_noise_readout", 0);
    if (fields_.contains("covariance"))
      for (int i = 0; i < p_.rows(); ++i)
        for (int k = 0; k < p_.cols(); ++k)
          if (std::min(i / columns_, n_) != std::min(k / columns_, n_)) p_(i, k) = 0;
  }

  void read(const std::vector<double>& slots) {
    weights_ = Matrix(n_, columns_);
    readout_ = Vector(regressors_);
    const auto number = [&](int i) {
      return Complex(complex_ ? slots[static_cast<std::size_t>(2 * i)] : slots[static_cast<std::size_t>(i)],
                     complex_ ? slots[static_cast<std::size_t>(2 * i + 1)] : 0);
    };
    for (int i = 0; i < n_ * columns_; ++i) weights_(i / columns_, i % columns_) = number(i);
    for (int i = 0; i < regressors_; ++i) readout_(i) = number(n_ * columns_ + i);
  }
  double distance(const DenseReference& other) const { return (weights_ - other.weights_).norm() + (readout_ - other.readout_).norm(); }

 private:
  double real(const char* name, double otherwise) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? otherwise : std::get<double>(found->second);
  }
  Vector function(const Vector& a) const {
    if (shape_.activation == Activation::identity) return a;
    return a.unaryExpr([](const Complex& x) { return std::tanh(x); });
  }
  Vector slopes(const Vector& a) const {
    const Vector f = function(a);
    if (shape_.activation == Activation::identity) return Vector::Ones(n_);
    return Vector::Ones(n_) - f.cwiseProduct(f);
  }
  Vector active(const Vector& state) const { return shape_.leak_on_voltage ? function(state) : state; }

  const FieldValues fields_;
  const bool complex_;
  const NetworkShape shape_;
  const int n_;
  const int columns_;
  const int regressors_;
  Matrix weights_;
  Vector readout_;
  Vector state_;
  Matrix derivatives_;
  Matrix p_;
};

std::vector<FieldValues> settings() {
  return {{{"network_variance", 0.01}},
          {{"network_variance", 1e-3}, {"regularization", 2.0}, {"process_noise", 1e-5}, {"process_noise_readout", 1e-3}},
          {{"network_variance", 0.01}, {"covariance", decoupled}},
          {{"network_variance", 1e-3}, {"covariance", decoupled}, {"process_noise", 1e-5}, {"process_noise_readout", 1e-3}}};
}

TEST(Kalman, is_the_filter_of_the_books_at_every_sample) {
  for (const TrainingCase& c : cases())
    for (std::size_t k = 0; k < settings().size(); ++k) {
      SCOPED_TRACE(c.name + " " + std::to_string(k));
      Filter filter(c, kalman(settings()[k]));
      filter.advance(0, 0);
      Reference reference(filter, settings()[k]);
      Reference found = reference;
      for (int t = 0; t < steps; ++t) {
        reference.take(input(filter, t), target(filter, t));
        filter.advance(t, t + 1);
        found.read(filter.slots());
        ASSERT_LT((found.step_matrix() - reference.step_matrix()).norm(), 1e-10) << t;
        ASSERT_LT((found.readout() - reference.readout()).norm(), 1e-9 * (1 + reference.readout().norm())) << t;
      }
      Filter still(c, kalman(settings()[k]));
      still.advance(0, 0);
      Reference before(still, {});
      EXPECT_GT((before.step_matrix() - reference.step_matrix()).norm(), 1e-3) << "the poles have to move for the test to mean something";
    }
}

TEST(Kalman, is_the_filter_of_the_books_on_dense_networks) {
  for (const char* name :
       {"dense_linear_real", "dense_tanh_real", "dense_leaky_tanh_real", "dense_voltage_tanh_real", "dense_linear_complex"})
    for (std::size_t k = 0; k < settings().size(); ++k) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(k));
      TrainingCase c = case_named(name);
      c.outputs = 1;
      Filter filter(c, kalman(settings()[k]));
      filter.advance(0, 0);
      DenseReference reference(filter, settings()[k]);
      const DenseReference start = reference;
      DenseReference found = reference;
      for (int t = 0; t < steps; ++t) {
        reference.take(input(filter, t), target(filter, t));
        filter.advance(t, t + 1);
        found.read(filter.slots());
        ASSERT_LT(found.distance(reference), 1e-9 * (1 + reference.distance(start))) << t;
      }
      EXPECT_GT(reference.distance(start), 0.1);
    }
}

// The poles have no variance and gain none.
TEST(Kalman, of_poles_that_are_known_is_regularised_least_squares) {
  for (const TrainingCase& c : cases()) {
    SCOPED_TRACE(c.name);
    Filter filter(c, kalman({{"network_variance", 0.0}, {"regularization", 0.3}}));
    filter.advance(0, 0);
    const std::vector<double> before = filter.slots();
    Reference start(filter, {});
    const int regressors = filter.learner.shape.regressors;
    const int n = filter.training.network().shape().states;
    Matrix gram = 0.3 * Matrix::Identity(regressors, regressors);
    Vector right = 0.3 * start.readout();
    for (int t = 0; t < steps; ++t) {
      filter.advance(t, t + 1);
      Vector s = Vector::Ones(regressors);
      for (int i = 0; i < n; ++i) s(i) = number(filter.learner.rule->network_states(filter.state.data()), c.complex_valued, i);
      gram += s.conjugate() * s.transpose();
      right += s.conjugate() * target(filter, t);
    }
    Reference end = start;
    end.read(filter.slots());
    EXPECT_LT((end.readout() - gram.ldlt().solve(right)).norm(), 1e-9 * end.readout().norm());
    EXPECT_EQ((end.step_matrix() - start.step_matrix()).norm(), 0);
  }
}

// Of one state there is nothing to decouple.
TEST(Kalman, decoupled_is_the_whole_filter_of_one_state) {
  for (const bool complex_valued : {false, true}) {
    const TrainingCase one{"one", {"diagonal", {}}, {"explicit", {{"values", std::vector<Complex>{0.6}}}}, complex_valued, {}, 2, 1};
    Filter full(one, kalman());
    Filter apart(one, kalman({{"covariance", decoupled}}));
    full.advance(0, steps);
    apart.advance(0, steps);
    EXPECT_EQ(full.slots(), apart.slots());
  }
}

TEST(Kalman, neighbours_kernels_and_chunks_do_not_matter_and_a_copy_goes_on_to_the_bit) {
  std::vector<TrainingCase> all = cases();
  for (const char* name : {"dense_leaky_tanh_real", "dense_voltage_tanh_real", "dense_linear_complex"}) {
    all.push_back(case_named(name));
    all.back().outputs = 1;
  }
  for (const TrainingCase& c : all)
    for (const FieldValues& fields : settings()) {
      SCOPED_TRACE(c.name);
      Filter alone(c, kalman(fields));
      alone.advance(0, steps);
      for (const KernelSet* kernels : vector_kernels()) {
        std::vector<std::uint64_t> seeds;
        for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(lane == 2 ? 4 : 100 + static_cast<std::uint64_t>(lane));
        Filter block(c, kalman(fields), *kernels, seeds);
        block.advance(0, 23);
        Filter other(c, kalman(fields), *kernels, seeds);  // new objects, as in a new process
        std::memcpy(other.state.data(), block.state.data(), block.state.size() * sizeof(double));
        block.advance(23, steps);
        other.advance(23, steps);
        EXPECT_EQ(std::memcmp(block.state.data(), other.state.data(), block.state.size() * sizeof(double)), 0);
        EXPECT_EQ(block.slots(2), alone.slots());
        block.learner.rule->reset(block.state.data(), block.training.start(block.learner).data());
        block.advance(0, steps);
        EXPECT_EQ(block.slots(2), alone.slots());
      }
    }
}

}  // namespace
}  // namespace polesweep::test_kalman
