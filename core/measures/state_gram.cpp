#include "core/measures/state_gram.hpp"

#include <algorithm>

#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::multiply;
using linear_algebra::product;

/// Of a squared modulus.
constexpr double largest_inside = 1 - 0x1p-10;

std::size_t size(int rows, int columns) { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); }

/// Doubles of one number of the block.
std::size_t width(const Network& network, const KernelSet& kernels) {
  return static_cast<std::size_t>(kernels.lanes) * (network.shape().complex_valued ? 2 : 1);
}

}  // namespace

StateGram::StateGram(const Network& network, const double* weights, const KernelSet& kernels)
    : network_(network), kernels_(kernels), by_products_(network.shape().diagonal), by_squares_(!by_products_) {
  const NetworkShape& shape = network.shape();
  for (int lane = 0; by_products_ && lane < kernels.lanes; ++lane) {
    const LinearSystem system = *network.linear_system(weights, lane);
    finite_.push_back(ComplexMatrix(shape.states, shape.states, system.state).is_finite() &&
                      ComplexMatrix(shape.states, shape.inputs, system.input).is_finite());
    forms_.push_back(finite_.back() ? DiagonalForm::of(system) : std::nullopt);
    const auto is_near_the_circle = [](const Complex& pole) { return linear_algebra::squared_modulus(pole) > largest_inside; };
    if (forms_.back() && std::any_of(forms_.back()->poles.begin(), forms_.back()->poles.end(), is_near_the_circle)) forms_.back().reset();
    by_squares_ = by_squares_ || (finite_.back() && !forms_.back());
  }
  if (by_squares_) squares_ = empty_triangle();
  if (!by_products_) return;
  last_ = Arena(static_cast<std::size_t>(shape.states) * width(network, kernels));
  products_ = Arena(size(shape.states, shape.inputs) * width(network, kernels));
}

void StateGram::add(const Stream::Piece& piece, SampleRows inputs, SampleRows states) {
  const bool complex_valued = network_.shape().complex_valued;
  if (by_squares_ && piece.scored)
    (complex_valued ? kernels_.add_gram_complex : kernels_.add_gram_real)(states, piece.steps, squares_.data());
  if (!by_products_) return;
  if (!in_stretch_ || !piece.scored || piece.starts_segment) {
    if (in_stretch_) add_last(after_);
    if (piece.starts_segment) last_.clear();
    if (piece.scored && !piece.starts_segment) add_last(before_);
  }
  in_stretch_ = piece.scored;
  if (piece.scored)
    (complex_valued ? kernels_.add_products_complex : kernels_.add_products_real)(states, inputs, piece.steps, products_.data());
  const std::size_t row = static_cast<std::size_t>(states.stride) * width(network_, kernels_);
  std::copy_n(states.numbers + static_cast<std::size_t>(piece.steps - 1) * row, last_.size(), last_.data());
}

Arena StateGram::empty_triangle() const {
  const int states = network_.shape().states;
  return Arena(size(states, states + 1) / 2 * width(network_, kernels_));
}

/// Which sums a run has depends on its weights alone.
void StateGram::archive(RunArchive& archive) {
  const auto lane = static_cast<std::size_t>(archive.lane());
  const auto whole = [&](Arena& numbers) { archive.array(numbers.data(), numbers.size() / static_cast<std::size_t>(kernels_.lanes)); };
  if (!by_products_ || (finite_[lane] && !forms_[lane])) whole(squares_);
  if (!by_products_) return;
  archive.shared(in_stretch_);
  whole(last_);
  whole(products_);
  for (Arena* edges : {&before_, &after_}) {
    if (edges->size() == 0) *edges = empty_triangle();
    whole(*edges);
  }
}

void StateGram::add_last(Arena& squares) {
  const NetworkShape& shape = network_.shape();
  if (squares.size() == 0) squares = empty_triangle();
  (shape.complex_valued ? kernels_.add_gram_complex : kernels_.add_gram_real)({last_.data(), shape.states, shape.states}, 1,
                                                                              squares.data());
}

ComplexMatrix StateGram::matrix(const Arena& numbers, int rows, int columns, int lane) const {
  ComplexMatrix matrix(rows, columns);
  const std::size_t step = width(network_, kernels_);
  const double* number = numbers.data() + lane;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j, number += step)
      matrix(i, j) = {number[0], network_.shape().complex_valued ? number[kernels_.lanes] : 0.0};
  return matrix;
}

/// The Hermitian matrix whose lower triangle is kept; all 0 if nothing is.
ComplexMatrix StateGram::triangle(const Arena& numbers, int size, int lane) const {
  ComplexMatrix matrix(size, size);
  if (numbers.size() == 0) return matrix;
  const std::size_t step = width(network_, kernels_);
  const double* number = numbers.data() + lane;
  for (int i = 0; i < size; ++i)
    for (int j = 0; j <= i; ++j, number += step) {
      // The imaginary part of the diagonal is rounding.
      matrix(i, j) = {number[0], network_.shape().complex_valued && j < i ? number[kernels_.lanes] : 0.0};
      matrix(j, i) = conjugate(matrix(i, j));
    }
  return matrix;
}

std::vector<Complex> StateGram::in_some_basis(int lane, const Arena& input_gram) const {
  const int n = network_.shape().states;
  const int inputs = network_.shape().inputs;
  const auto at = static_cast<std::size_t>(lane);
  if (by_products_ && !finite_[at]) return std::vector<Complex>(size(n, n), nan);
  if (!by_products_ || !forms_[at]) return triangle(squares_, n, lane).entries();
  const DiagonalForm& form = *forms_[at];
  const ComplexMatrix edges = edges_in_coordinates(form, lane);
  ComplexMatrix products = matrix(products_, n, inputs, lane);
  form.to_coordinates(products);
  // E B^H + B E^H - B R B^H = E B^H + B (E - B R)^H.
  ComplexMatrix rest = multiply(form.input, triangle(input_gram, inputs, lane));
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < inputs; ++j) rest(i, j) = products(i, j) - rest(i, j);
  std::vector<Complex> gram(size(n, n));
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) {
      const Complex poles = product(form.poles[static_cast<std::size_t>(i)], conjugate(form.poles[static_cast<std::size_t>(j)]));
      Complex sum = product(poles, edges(i, j));
      for (int k = 0; k < inputs; ++k)
        sum += product(products(i, k), conjugate(form.input(j, k))) + product(form.input(i, k), conjugate(rest(j, k)));
      // Its modulus is between 2^-10 and 2: nothing overflows, and there is no branch to guess as in `quotient`.
      const Complex left = 1.0 - poles;
      gram[size(i, n) + static_cast<std::size_t>(j)] = product(sum, conjugate(left)) * (1 / linear_algebra::squared_modulus(left));
    }
  return gram;
}

/// sum over stretches of s_0 s_0^H - s_T s_T^H, in the coordinates of a run's poles; only the lower triangle counts.
ComplexMatrix StateGram::edges_in_coordinates(const DiagonalForm& form, int lane) const {
  const int n = network_.shape().states;
  ComplexMatrix edges = triangle(before_, n, lane);
  const ComplexMatrix ends = triangle(after_, n, lane);
  const ComplexMatrix last = matrix(last_, n, 1, lane);
  const bool has_pairs = !network_.shape().complex_valued;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < (has_pairs ? n : i + 1); ++j) {
      edges(i, j) -= ends(i, j);
      if (in_stretch_) edges(i, j) -= product(last(i, 0), conjugate(last(j, 0)));
    }
  if (!has_pairs) return edges;
  form.to_coordinates(edges);
  edges = adjoint(edges);
  form.to_coordinates(edges);
  return edges;
}

}  // namespace polesweep
