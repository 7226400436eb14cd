#include <Eigen/Eigenvalues>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// A matrix of independent standard normal entries (complex tasks: circular), scaled so that its largest eigenvalue has modulus `radius`.
class Random final : public PoleSetting {
 public:
  explicit Random(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of states", .range = {.low = 1, .high = 4096}}))),
        radius_(fields.real({.name = "radius", .help = "spectral radius", .range = positive})) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t seed, bool complex_valued) const override {
    return complex_valued ? scaled<Eigen::MatrixXcd>(seed).poles : scaled<Eigen::MatrixXd>(seed).poles;
  }

  std::vector<Complex> matrix(std::uint64_t seed, bool complex_valued) const override {
    return complex_valued ? scaled<Eigen::MatrixXcd>(seed).entries : scaled<Eigen::MatrixXd>(seed).entries;
  }

 private:
  struct Scaled {
    std::vector<Complex> poles;
    std::vector<Complex> entries;
  };

  template <class Matrix>
  Scaled scaled(std::uint64_t seed) const {
    constexpr bool is_complex = !std::is_same_v<typename Matrix::Scalar, double>;
    const std::int64_t size = static_cast<std::int64_t>(count_) * count_;
    Scaled result;
    if constexpr (is_complex) {
      result.entries = draw_complex_normals(seed, Role::recurrent_weights, 0, size);
    } else {
      const std::vector<double> draws = draw_normals(seed, Role::recurrent_weights, 0, size);
      result.entries.assign(draws.begin(), draws.end());
    }
    Matrix matrix(count_, count_);
    for (int i = 0; i < count_; ++i)
      for (int j = 0; j < count_; ++j) {
        const Complex& entry = result.entries[static_cast<std::size_t>(i) * count_ + j];
        if constexpr (is_complex)
          matrix(i, j) = entry;
        else
          matrix(i, j) = entry.real();
      }
    using Solver = std::conditional_t<is_complex, Eigen::ComplexEigenSolver<Eigen::MatrixXcd>, Eigen::EigenSolver<Eigen::MatrixXd>>;
    const Eigen::VectorXcd eigenvalues = Solver(matrix, false).eigenvalues();
    const double factor = radius_ / eigenvalues.cwiseAbs().maxCoeff();
    for (const Complex& value : eigenvalues) result.poles.push_back(value * factor);
    for (Complex& entry : result.entries) entry *= factor;
    return result;
  }

  int count_;
  double radius_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_random(Fields& fields, const std::vector<Complex>&) { return std::make_unique<Random>(fields); }

}  // namespace polesweep
