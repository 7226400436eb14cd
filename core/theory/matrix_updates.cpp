#include "core/theory/matrix_updates.hpp"

#include <Eigen/LU>

#include "core/theory/domain.hpp"

namespace polesweep::theory {
namespace {

using Matrix = Eigen::MatrixXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Network {
  Matrix w, b, a;
  explicit Network(const LinearNetwork& net)
      : w(Eigen::Map<const RowMajor>(net.recurrent.data(), net.states, net.states)),
        b(Eigen::Map<const RowMajor>(net.input.data(), net.states, net.inputs)),
        a(Eigen::Map<const RowMajor>(net.readout.data(), net.outputs, net.states)) {}
};

void check_shapes(const LinearNetwork& net) {
  const auto size = [](int rows, int columns) { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); };
  in_domain(net.states > 0 && net.inputs > 0 && net.outputs > 0 && net.recurrent.size() == size(net.states, net.states) &&
                net.input.size() == size(net.states, net.inputs) && net.readout.size() == size(net.outputs, net.states),
            "W must be n x n, B n x m and A o x n");
}

/// X = left X right^T + constant, by doubling: sums 2^k terms of the series in k steps.
Matrix stein(Matrix left, Matrix right, Matrix x) {
  for (int doubling = 0; doubling < 60; ++doubling) {
    x += (left * x * right.transpose()).eval();
    left = (left * left).eval();
    right = (right * right).eval();
    in_domain(x.allFinite(), "spectral radii must be below 1");
    if (left.norm() * right.norm() < 1e-18) return x;
  }
  throw std::domain_error("spectral radii must be below 1");
}

struct Covariances {
  Matrix own, cross;  ///< E hh^T, E hh*^T
  Covariances(const Network& net, const Network& teacher)
      : own(stein(net.w, net.w, net.b * net.b.transpose())), cross(stein(net.w, teacher.w, net.b * teacher.b.transpose())) {}
};

/// (I - leak W)^{-1}.
Matrix resolvent(const Matrix& w, double leak) { return (Matrix::Identity(w.rows(), w.cols()) - leak * w).partialPivLu().inverse(); }

std::vector<double> flat(const Matrix& matrix) {
  std::vector<double> values(static_cast<std::size_t>(matrix.size()));
  Eigen::Map<RowMajor>(values.data(), matrix.rows(), matrix.cols()) = matrix;
  return values;
}

}  // namespace

LinearNetwork matrix_updates(const Algorithm& algorithm, const LinearNetwork& student, const LinearNetwork& teacher,
                             std::span<const double> feedback) {
  check_shapes(student);
  check_shapes(teacher);
  in_domain(student.inputs == teacher.inputs && student.outputs == teacher.outputs, "student and teacher must share inputs and outputs");
  const Network s(student);
  const Network t(teacher);
  const Covariances covariance(s, t);
  Matrix recurrent = Matrix::Zero(s.w.rows(), s.w.cols());
  Matrix input = Matrix::Zero(s.b.rows(), s.b.cols());
  const auto row_by_leak = [&](const Matrix& r, double leak, Eigen::Index row) {
    const Matrix own = s.a * resolvent(s.w, leak);
    const Matrix target = t.a * resolvent(t.w, leak);
    recurrent.row(row) = r.col(row).transpose() * (own * s.w * covariance.own - target * t.w * covariance.cross.transpose());
    input.row(row) = r.col(row).transpose() * (own * s.b - target * t.b);
  };
  switch (algorithm.rule) {
    case Rule::bptt:
    case Rule::rtrl: {
      const Matrix own = stein(s.w.transpose(), s.w.transpose(), s.a.transpose() * s.a);
      const Matrix cross = stein(s.w.transpose(), t.w.transpose(), s.a.transpose() * t.a);
      recurrent = own * s.w * covariance.own - cross * t.w * covariance.cross.transpose();
      input = own * s.b - cross * t.b;
      break;
    }
    case Rule::tbptt: {
      Matrix own = s.a;
      Matrix target = t.a;
      Matrix back = s.a.transpose();
      for (std::int64_t j = 0; j < algorithm.depth; ++j) {
        input += back * (own * s.b - target * t.b);
        own = (own * s.w).eval();
        target = (target * t.w).eval();
        recurrent += back * (own * covariance.own - target * covariance.cross.transpose());
        back = (s.w.transpose() * back).eval();
      }
      break;
    }
    case Rule::rflo:
    case Rule::eprop: {
      in_domain(feedback.size() == student.readout.size(), "R must be o x n");
      const Matrix r = Eigen::Map<const RowMajor>(feedback.data(), student.outputs, student.states);
      for (Eigen::Index row = 0; row < s.w.rows(); ++row)
        row_by_leak(r, algorithm.rule == Rule::rflo ? algorithm.leak : s.w(row, row), row);
      break;
    }
  }
  return {student.states,  student.inputs, student.outputs,
          flat(recurrent), flat(input),    flat(s.a * covariance.own - t.a * covariance.cross.transpose())};
}

double matrix_loss(const LinearNetwork& student, const LinearNetwork& teacher) {
  check_shapes(student);
  check_shapes(teacher);
  in_domain(student.inputs == teacher.inputs && student.outputs == teacher.outputs, "student and teacher must share inputs and outputs");
  const Network s(student);
  const Network t(teacher);
  const Covariances covariance(s, t);
  const Matrix target = stein(t.w, t.w, t.b * t.b.transpose());
  return 0.5 * ((s.a * covariance.own * s.a.transpose()).trace() - 2 * (s.a * covariance.cross * t.a.transpose()).trace() +
                (t.a * target * t.a.transpose()).trace());
}

}  // namespace polesweep::theory
