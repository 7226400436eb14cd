// Times core/linear_algebra and the exact risk against Eigen in one process, interleaved, in thread CPU time, and prints the medians.
#include <time.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <type_traits>
#include <vector>

#include "core/linear_algebra/cholesky.hpp"
#include "core/linear_algebra/eigenvalues.hpp"
#include "core/linear_algebra/qr.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/exact_risk.hpp"

namespace {

using namespace polesweep;
using linear_algebra::Matrix;

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Medians of both, in microseconds, in alternating samples of about 5 ms.
void compare(const char* what, int n, const std::function<double()>& by_eigen, const std::function<double()>& ours, int runs = 1) {
  volatile double sink = 0;
  const auto time_of = [&](const std::function<double()>& call, int repeats) {
    const double start = cpu_seconds();
    for (int i = 0; i < repeats; ++i) sink = call();
    return (cpu_seconds() - start) / repeats * 1e6 / runs;
  };
  const int repeats = std::max(1, static_cast<int>(5e3 / (time_of(by_eigen, 1) * runs)));
  std::vector<double> a;
  std::vector<double> b;
  for (int i = 0; i < 15; ++i) {
    a.push_back(time_of(by_eigen, repeats));
    b.push_back(time_of(ours, repeats));
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::printf("%-28s n = %-4d %10.2f us %10.2f us   %.3f\n", what, n, a[7], b[7], b[7] / a[7]);
}

template <class Number>
void compare_decompositions(const char* kind, int n) {
  using EigenMatrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;
  std::mt19937 engine(static_cast<unsigned>(n));
  std::normal_distribution<double> normal;
  EigenMatrix a(n, n);
  Matrix<Number> own(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      if constexpr (std::is_same_v<Number, double>)
        a(i, j) = normal(engine);
      else
        a(i, j) = {normal(engine), normal(engine)};
      own(i, j) = a(i, j);
    }
  const EigenMatrix definite = a * a.adjoint();
  const Matrix<Number> own_definite = multiply(own, adjoint(own));
  const Matrix<Number> right(n, 1, std::vector<Number>(static_cast<std::size_t>(n), 1.0));
  const EigenMatrix eigen_right = EigenMatrix::Ones(n, 1);
  std::printf("%s\n", kind);
  const auto eigen_values = [&] {
    if constexpr (std::is_same_v<Number, double>)
      return std::abs(Eigen::EigenSolver<EigenMatrix>(a, false).eigenvalues()[0]);
    else
      return std::abs(Eigen::ComplexEigenSolver<EigenMatrix>(a, false).eigenvalues()[0]);
  };
  compare("eigenvalues", n, eigen_values, [&] { return std::abs(linear_algebra::eigenvalues(own)->front()); });
  compare(
      "singular values", n, [&] { return Eigen::JacobiSVD<EigenMatrix>(a).singularValues()[0]; },
      [&] { return linear_algebra::singular_values(own)->front(); });
  compare(
      "singular values, normwise", n, [&] { return Eigen::BDCSVD<EigenMatrix>(a).singularValues()[0]; },
      [&] { return linear_algebra::normwise_singular_values(own)->front(); });
  compare(
      "Q of QR", n, [&] { return std::abs(EigenMatrix(Eigen::HouseholderQR<EigenMatrix>(a).householderQ())(0, 0)); },
      [&] { return std::abs(linear_algebra::Qr<Number>(own).q()(0, 0)); });
  compare(
      "Cholesky, one right side", n, [&] { return std::abs(EigenMatrix(Eigen::LDLT<EigenMatrix>(definite).solve(eigen_right))(0, 0)); },
      [&] { return std::abs(linear_algebra::Cholesky<Number>(own_definite).solve(right)(0, 0)); });
}

/// The risk of a network with a zero readout, as polesweep found it before it had linear algebra of its own: eigenvalues, then doublings of
/// complex factors by Eigen.
double risk_by_eigen(const LinearSystem& system, const LinearTeacher& teacher, bool complex_valued) {
  using ComplexMatrix = Eigen::MatrixXcd;
  const int n = system.states;
  const int k = static_cast<int>(teacher.poles.size());
  ComplexMatrix power = ComplexMatrix::Zero(n + k, n + k);
  ComplexMatrix factor(n + k, 1);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) power(i, j) = system.state[static_cast<std::size_t>(i) * n + j];
    factor(i, 0) = system.input[static_cast<std::size_t>(i)];
  }
  for (int i = 0; i < k; ++i) {
    power(n + i, n + i) = teacher.poles[static_cast<std::size_t>(i)];
    factor(n + i, 0) = 1;
  }
  const ComplexMatrix student = power.topLeftCorner(n, n);
  const double radius = complex_valued ? Eigen::ComplexEigenSolver<ComplexMatrix>(student, false).eigenvalues().cwiseAbs().maxCoeff()
                                       : Eigen::EigenSolver<Eigen::MatrixXd>(student.real(), false).eigenvalues().cwiseAbs().maxCoeff();
  if (radius >= 1) return radius;
  for (int doubling = 0; doubling < 60 && power.norm() > 1e-18; ++doubling) {
    ComplexMatrix wide(n + k, 2 * factor.cols());
    wide << factor, power * factor;
    if (wide.cols() > n + k) {
      const Eigen::HouseholderQR<ComplexMatrix> qr(wide.adjoint());
      factor = ComplexMatrix(qr.matrixQR().topRows(n + k).triangularView<Eigen::Upper>()).adjoint();
    } else {
      factor = wide;
    }
    power = (power * power).eval();
  }
  Eigen::RowVectorXcd difference = Eigen::RowVectorXcd::Zero(n + k);
  for (int i = 0; i < k; ++i) difference[n + i] = -teacher.gains[static_cast<std::size_t>(i)];
  return (difference * factor).squaredNorm();
}

void compare_risks(const char* network, bool complex_valued, int n) {
  const LinearTeacher teacher{{{0.6, 0.5}, {0.6, -0.5}}, {1.0, 1.0}};
  const int lanes = kernels().lanes;
  std::vector<std::uint64_t> seeds;
  for (int lane = 0; lane < lanes; ++lane) seeds.push_back(static_cast<std::uint64_t>(lane));
  const auto poles = make_poles({"random", {{"count", std::int64_t{n}}, {"radius", 0.9}}}, {});
  const auto built =
      make_network({network, {}})->build(*poles, {.inputs = 1, .complex_valued = complex_valued, .seeds = seeds, .kernels = kernels()});
  std::vector<LinearSystem> systems;
  for (int lane = 0; lane < lanes; ++lane) systems.push_back(*built->linear_system(built->start().data(), lane));
  const std::vector<LinearTeacher> teachers(systems.size(), teacher);
  const std::vector<Complex> readout(static_cast<std::size_t>(n));
  const auto by_eigen = [&] {
    double sum = 0;
    for (const LinearSystem& system : systems) sum += risk_by_eigen(system, teacher, complex_valued);
    return sum;
  };
  const auto ours = [&] {
    double sum = 0;
    for (const ExactRisk& risk : ExactRisk::of_block(systems, teachers, complex_valued, kernels())) sum += risk.risk(readout, {});
    return sum;
  };
  if (std::abs(ours() / by_eigen() - 1) > 1e-9) std::printf("they differ: %.17g %.17g\n", by_eigen(), ours());
  compare((std::string("exact risk, ") + network + (complex_valued ? ", complex" : ", real")).c_str(), n, by_eigen, ours, lanes);
}

}  // namespace

int main() {
  std::printf("%-28s %8s %13s %13s   ratio\n", "", "", "Eigen", "ours");
  for (const int n : {8, 16, 32, 64}) {
    compare_decompositions<double>("real", n);
    compare_decompositions<linear_algebra::Complex>("complex", n);
  }
  std::printf("a run of a block of %d\n", polesweep::kernels().lanes);
  for (const int n : {8, 16, 32})
    for (const char* network : {"diagonal", "dense"})
      for (const bool complex_valued : {false, true}) compare_risks(network, complex_valued, n);
}
