#include <fmt/format.h>

#include <type_traits>

#include "core/block/arena.hpp"
#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/linear_algebra/matrix.hpp"
#include "core/networks/network.hpp"
#include "core/poles/random_orthogonal.hpp"

namespace polesweep {
namespace {

using linear_algebra::Matrix;

/// The poles as blocks on the diagonal: the poles themselves, of a real matrix [a -b; b a] for a pair a +- ib, pairs first. A block takes
/// in `coupling` times the next one of its size, as in Jordan's form: blocks above the diagonal leave the eigenvalues as they are.
template <class Number>
Matrix<Number> blocks_of(const std::vector<Complex>& poles, double coupling) {
  const int n = static_cast<int>(poles.size());
  Matrix<Number> matrix(n, n);
  const auto couple = [&](int begin, int end, int size) {
    for (int i = begin; i + size < end; ++i) matrix(i, i + size) = coupling;
  };
  if constexpr (!std::is_same_v<Number, double>) {
    for (int i = 0; i < n; ++i) matrix(i, i) = poles[static_cast<std::size_t>(i)];
    couple(0, n, 1);
  } else {
    const ConjugateSplit split = split_conjugates(poles);
    int i = 0;
    for (const Complex& pole : split.pairs) {
      matrix(i, i) = matrix(i + 1, i + 1) = pole.real();
      matrix(i, i + 1) = -pole.imag();
      matrix(i + 1, i) = pole.imag();
      i += 2;
    }
    couple(0, i, 2);
    couple(i, n, 1);
    for (const double pole : split.reals) {
      matrix(i, i) = pole;
      ++i;
    }
  }
  return matrix;
}

template <class Number>
LinearSystem undriven(const Matrix<Number>& matrix) {
  return {matrix.rows(), 0, {matrix.entries().begin(), matrix.entries().end()}, {}, {}};
}

enum class Basis { orthogonal, identity };

/// The recurrent matrix of one run, row-major: the pole setting's own matrix where it has one, else its poles in the chosen basis.
template <class Number>
std::vector<Complex> recurrent_matrix(const PoleSetting& poles, Basis basis, double coupling, std::uint64_t seed) {
  constexpr bool is_complex = !std::is_same_v<Number, double>;
  if (std::vector<Complex> drawn = poles.matrix(seed, is_complex); !drawn.empty()) return drawn;
  Matrix<Number> matrix = blocks_of<Number>(poles.poles(seed, is_complex), coupling);
  const int n = poles.count();
  if (basis == Basis::orthogonal) {
    // Array 1: array 0 of the role is the matrix of the pole setting `random`.
    const std::vector<Complex> drawn = random_orthogonal(seed, Role::recurrent_weights, 1, n, is_complex);
    Matrix<Number> q(n, n);
    for (int i = 0; i < n * n; ++i) {
      if constexpr (is_complex)
        q(i / n, i % n) = drawn[static_cast<std::size_t>(i)];
      else
        q(i / n, i % n) = drawn[static_cast<std::size_t>(i)].real();
    }
    matrix = multiply(multiply(q, matrix), adjoint(q));
  }
  return {matrix.entries().begin(), matrix.entries().end()};
}

enum class Function { identity, tanh, logistic, relu, split_tanh, modrelu };
constexpr Activation activation_of[] = {Activation::identity, Activation::tanh, Activation::logistic,
                                        Activation::relu,     Activation::tanh, Activation::modrelu};

struct Settings {
  explicit Settings(Fields& fields)
      : input_weights(fields),
        function(static_cast<Function>(fields.choice(
            {.name = "activation",
             .help =
                 "identity; tanh, logistic, relu (real data); split_tanh: tanh of the real and of the imaginary part, modrelu: the modulus shortened (complex data)",
             .choices = "identity|tanh|logistic|relu|split_tanh|modrelu",
             .fallback = "identity"}))),
        offset(fields.real({.name = "activation_offset",
                            .help = "of modrelu: what is added to the modulus before it is cut off at zero",
                            .fallback = -0.1,
                            .range = {.high = 0, .high_allowed = false}})),
        leak(fields.real({.name = "leak",
                          .help = "share of the new activity in the next state; 1 keeps nothing of the old state",
                          .fallback = 1,
                          .range = {.low = 0, .high = 1, .low_allowed = false}})),
        leak_on_voltage(fields.choice({.name = "leak_on",
                                       .help = "what leaks: the activity f(a), or the voltage a in front of the activation",
                                       .choices = "activity|voltage",
                                       .fallback = "activity"}) == 1),
        bias(
            fields.real({.name = "bias", .help = "standard deviation of the units' constant drive", .fallback = 0, .range = non_negative})),
        basis(static_cast<Basis>(fields.choice(
            {.name = "basis",
             .help =
                 "the basis in which listed poles become a matrix: a random orthogonal (complex: unitary) one per seed, or none, so that they stand on the diagonal, of real networks as rotation blocks [a -b; b a]",
             .choices = "orthogonal|identity",
             .fallback = "orthogonal"}))),
        keeps_zeros(fields.boolean(
            {.name = "keep_zeros",
             .help =
                 "recurrent and input weights that start at 0 are no weights: they stay 0, whatever learns. Poles from random with a density, delay_line or in the identity basis, and input weights with a density, have such",
             .fallback = false})),
        coupling(fields.real(
            {.name = "coupling",
             .help =
                 "of listed poles, as in Jordan's form: how much of the next one's state each takes in (of a real network pairs of the next pair's states, real poles of the next real one's). The poles stay as they are, their eigenvectors draw together; refused where rounding in an orthogonal basis would move them",
             .fallback = 0,
             .range = {.low = 0, .high = 1e6}})) {}

  NetworkShape shape(int states, int inputs, bool complex_valued) const {
    return {.diagonal = false,
            .states = states,
            .inputs = inputs,
            .complex_valued = complex_valued,
            .activation = activation_of[static_cast<int>(function)],
            .activation_offset = offset,
            .leak = leak,
            .leak_on_voltage = leak_on_voltage,
            .keeps_zeros = keeps_zeros};
  }

  InputWeights input_weights;
  Function function;
  double offset;
  double leak;
  bool leak_on_voltage;
  double bias;
  Basis basis;
  bool keeps_zeros;
  double coupling;
};

std::vector<Complex> draw_bias(std::uint64_t seed, int states, bool complex_valued) {
  if (complex_valued) return draw_complex_normals(seed, Role::bias, 0, states);
  const std::vector<double> draws = draw_normals(seed, Role::bias, 0, states);
  return {draws.begin(), draws.end()};
}

class DenseNetwork final : public Network {
 public:
  DenseNetwork(const NetworkKind& kind, const Settings& settings, const PoleSetting& poles, const NetworkRequest& request)
      : kernels_(request.kernels),
        shape_(settings.shape(poles.count(), request.inputs, request.complex_valued)),
        slots_(request.complex_valued ? 2 : 1),
        columns_(shape_.states + shape_.inputs + 1),
        weights_(static_cast<std::size_t>(shape_.states) * columns_ * slots_ * kernels_.lanes) {
    const int n = shape_.states;
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      const std::uint64_t seed = request.seeds[static_cast<std::size_t>(lane)];
      put(lane, 0, n,
          request.complex_valued ? polesweep::recurrent_matrix<Complex>(poles, settings.basis, settings.coupling, seed)
                                 : polesweep::recurrent_matrix<double>(poles, settings.basis, settings.coupling, seed));
      put(lane, n, shape_.inputs, settings.input_weights.of(poles, request, kind, seed));
      if (settings.bias == 0) continue;
      std::vector<Complex> bias = draw_bias(seed, n, request.complex_valued);
      for (Complex& value : bias) value *= settings.bias;
      put(lane, n + shape_.inputs, 1, bias);
    }
  }

  const NetworkShape& shape() const override { return shape_; }
  std::size_t state_size() const override {
    return static_cast<std::size_t>(shape_.states) * slots_ * kernels_.lanes * (shape_.leak_on_voltage ? 2 : 1);
  }
  const Arena& start() const override { return weights_; }

  void advance(const double* weights, const ForwardChunk& chunk) const override {
    (slots_ == 2 ? kernels_.dense_complex : kernels_.dense_real)({shape_, weights}, chunk);
  }

  std::vector<Complex> recurrent_matrix(const double* weights, int lane) const override { return read(weights, lane, 0, shape_.states); }

  std::vector<Complex> input_weights(const double* weights, int lane) const override {
    return read(weights, lane, shape_.states, shape_.inputs);
  }
  std::vector<Complex> bias(const double* weights, int lane) const override {
    return read(weights, lane, shape_.states + shape_.inputs, 1);
  }

  std::optional<LinearSystem> linear_system(const double* weights, int lane) const override {
    if (shape_.activation != Activation::identity) return std::nullopt;
    const int n = shape_.states;
    LinearSystem system{n, shape_.inputs, recurrent_matrix(weights, lane), input_weights(weights, lane), bias(weights, lane)};
    for (std::vector<Complex>* part : {&system.state, &system.input, &system.bias})
      for (Complex& value : *part) value *= shape_.leak;
    for (int i = 0; i < n; ++i) system.state[static_cast<std::size_t>(i) * n + i] += 1 - shape_.leak;
    return system;
  }

 private:
  std::size_t at(int row, int column) const { return (static_cast<std::size_t>(row) * columns_ + column) * slots_ * kernels_.lanes; }

  /// `count` columns of all rows, from row-major values.
  void put(int lane, int first, int count, const std::vector<Complex>& values) {
    for (int i = 0; i < shape_.states; ++i)
      for (int j = 0; j < count; ++j) {
        const Complex& value = values[static_cast<std::size_t>(i) * count + j];
        weights_[at(i, first + j) + lane] = value.real();
        if (slots_ == 2) weights_[at(i, first + j) + kernels_.lanes + lane] = value.imag();
      }
  }
  std::vector<Complex> read(const double* weights, int lane, int first, int count) const {
    std::vector<Complex> values;
    for (int i = 0; i < shape_.states; ++i)
      for (int j = 0; j < count; ++j) {
        const double* number = weights + at(i, first + j) + lane;
        values.emplace_back(number[0], slots_ == 2 ? number[kernels_.lanes] : 0.0);
      }
    return values;
  }

  const KernelSet& kernels_;
  NetworkShape shape_;
  int slots_;
  int columns_;
  Arena weights_;
};

class Dense final : public NetworkKind {
 public:
  explicit Dense(Fields& fields) : settings_(fields) {}
  NetworkShape shape(int states, int inputs, bool complex_valued) const override { return settings_.shape(states, inputs, complex_valued); }
  void check(bool complex_valued) const override {
    const Function function = settings_.function;
    const bool for_complex = function == Function::split_tanh || function == Function::modrelu;
    if (complex_valued && !for_complex && function != Function::identity)
      throw Error(fmt::format("activation: {} is for real data (the task is complex). Did you mean 'split_tanh'?", name(function)));
    if (!complex_valued && for_complex)
      throw Error(fmt::format("activation: {} is for complex data (the task is real). Did you mean 'tanh'?", name(function)));
  }
  void check_poles(const PoleSetting& poles) const override {
    settings_.input_weights.check(poles);
    if (settings_.coupling == 0) return;
    if (!poles.matrix(0, true).empty()) throw Error("coupling: has no effect (these poles have a matrix of their own). Leave it out?");
    if (!poles.modes().empty()) throw Error("coupling: has no place (the start in the task's modes keeps them apart). Leave it out?");
  }
  std::optional<LinearSystem> turned_blocks(const PoleSetting& poles, bool complex_valued) const override {
    if (settings_.coupling == 0 || settings_.basis == Basis::identity || settings_.function != Function::identity) return std::nullopt;
    const std::vector<Complex> listed = poles.poles(0, complex_valued);
    return complex_valued ? undriven(blocks_of<Complex>(listed, settings_.coupling))
                          : undriven(blocks_of<double>(listed, settings_.coupling));
  }
  std::vector<double> basis(int states, std::uint64_t seed) const override {
    if (settings_.basis == Basis::identity) return identity_basis(states);
    std::vector<double> basis;
    for (const Complex& entry : random_orthogonal(seed, Role::recurrent_weights, 1, states, false)) basis.push_back(entry.real());
    return basis;
  }
  double operations_per_sample(int states, int inputs, bool complex_valued) const override {
    return (complex_valued ? 8.0 : 2.0) * states * (states + inputs);
  }
  double operations_to_build(int states, bool complex_valued) const override {
    // Reflections, their product, and two products of matrices.
    return settings_.basis == Basis::identity ? 0 : (complex_valued ? 4.0 : 1.0) * (8.0 / 3 + 4) * states * states * states;
  }
  std::unique_ptr<Network> build(const PoleSetting& poles, const NetworkRequest& request) const override {
    return std::make_unique<DenseNetwork>(*this, settings_, poles, request);
  }

 private:
  static const char* name(Function function) {
    constexpr const char* names[] = {"identity", "tanh", "logistic", "relu", "split_tanh", "modrelu"};
    return names[static_cast<int>(function)];
  }

  Settings settings_;
};

}  // namespace

std::unique_ptr<NetworkKind> make_dense(Fields& fields) { return std::make_unique<Dense>(fields); }

}  // namespace polesweep
