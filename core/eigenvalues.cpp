#include "core/eigenvalues.hpp"

#include "core/linear_algebra/eigenvalues.hpp"
#include "core/numbers.hpp"

namespace polesweep {

std::vector<Complex> eigenvalues(std::span<const Complex> matrix, int size, bool complex_valued) {
  std::optional<std::vector<Complex>> values;
  if (complex_valued) {
    values = linear_algebra::eigenvalues(linear_algebra::ComplexMatrix(size, size, {matrix.begin(), matrix.end()}));
  } else {
    std::vector<double> entries;
    for (const Complex& entry : matrix) entries.push_back(entry.real());
    values = linear_algebra::eigenvalues(linear_algebra::RealMatrix(size, size, std::move(entries)));
  }
  return values ? *values : std::vector<Complex>(static_cast<std::size_t>(size), Complex(nan, nan));
}

}  // namespace polesweep
