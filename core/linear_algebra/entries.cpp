#include "core/linear_algebra/entries.hpp"

#include <algorithm>
#include <limits>

#include "core/linear_algebra/eigenvalues.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

template <class Find>
std::vector<double> values_of(const std::vector<Complex>& matrix, int rows, int columns, const Find& find) {
  std::optional<std::vector<double>> values;
  if (std::all_of(matrix.begin(), matrix.end(), [](const Complex& entry) { return entry.imag() == 0; })) {
    std::vector<double> entries;
    entries.reserve(matrix.size());
    for (const Complex& entry : matrix) entries.push_back(entry.real());
    values = find(linear_algebra::RealMatrix(rows, columns, std::move(entries)));
  } else {
    values = find(linear_algebra::ComplexMatrix(rows, columns, matrix));
  }
  return values ? *values : std::vector<double>(static_cast<std::size_t>(std::min(rows, columns)), nan);
}

}  // namespace

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

std::vector<double> singular_values(const std::vector<Complex>& matrix, int rows, int columns) {
  return values_of(matrix, rows, columns, [](auto own) { return linear_algebra::singular_values(own); });
}

std::vector<double> normwise_singular_values(const std::vector<Complex>& matrix, int rows, int columns) {
  return values_of(matrix, rows, columns, [](auto own) { return linear_algebra::normwise_singular_values(std::move(own)); });
}

double condition_of(double largest, double smallest, int size) {
  return smallest <= size * std::numeric_limits<double>::epsilon() * largest ? infinity : largest / smallest;
}

double condition_number(const std::vector<Complex>& matrix, int size) {
  const std::vector<double> values = singular_values(matrix, size, size);
  return condition_of(values.front(), values.back(), size);
}

}  // namespace polesweep
