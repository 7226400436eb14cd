#include <Eigen/QR>

#include "core/block/arena.hpp"
#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/networks/network.hpp"

namespace polesweep {
namespace {

/// An orthogonal (complex: unitary) matrix drawn uniformly: the Q of a Gaussian matrix whose R has a positive diagonal.
template <class Matrix>
Matrix random_basis(std::uint64_t seed, int n) {
  constexpr bool is_complex = !std::is_same_v<typename Matrix::Scalar, double>;
  // Array 1: array 0 of the role is the matrix of the pole setting `random`.
  Matrix gaussian(n, n);
  const std::int64_t size = static_cast<std::int64_t>(n) * n;
  if constexpr (is_complex) {
    const auto draws = draw_complex_normals(seed, Role::recurrent_weights, 1, size);
    for (std::int64_t i = 0; i < size; ++i) gaussian(i / n, i % n) = draws[static_cast<std::size_t>(i)];
  } else {
    const auto draws = draw_normals(seed, Role::recurrent_weights, 1, size);
    for (std::int64_t i = 0; i < size; ++i) gaussian(i / n, i % n) = draws[static_cast<std::size_t>(i)];
  }
  const Eigen::HouseholderQR<Matrix> qr(gaussian);
  Matrix q = qr.householderQ();
  for (int j = 0; j < n; ++j) {
    const auto r = qr.matrixQR()(j, j);
    q.col(j) *= r / std::abs(r);
  }
  return q;
}

template <class Matrix>
Matrix block_diagonal(const std::vector<Complex>& poles) {
  const int n = static_cast<int>(poles.size());
  Matrix matrix = Matrix::Zero(n, n);
  if constexpr (!std::is_same_v<typename Matrix::Scalar, double>) {
    for (int i = 0; i < n; ++i) matrix(i, i) = poles[static_cast<std::size_t>(i)];
  } else {
    const ConjugateSplit split = split_conjugates(poles);
    int i = 0;
    for (const Complex& pole : split.pairs) {
      matrix(i, i) = matrix(i + 1, i + 1) = pole.real();
      matrix(i, i + 1) = -pole.imag();
      matrix(i + 1, i) = pole.imag();
      i += 2;
    }
    for (const double pole : split.reals) {
      matrix(i, i) = pole;
      ++i;
    }
  }
  return matrix;
}

enum class Basis { orthogonal, identity };

/// The recurrent matrix of one run, row-major: the pole setting's own matrix where it draws one, else its poles in the chosen basis.
template <class Matrix>
std::vector<Complex> recurrent_matrix(const PoleSetting& poles, Basis basis, std::uint64_t seed) {
  constexpr bool is_complex = !std::is_same_v<typename Matrix::Scalar, double>;
  if (std::vector<Complex> drawn = poles.matrix(seed, is_complex); !drawn.empty()) return drawn;
  Matrix matrix = block_diagonal<Matrix>(poles.poles(seed, is_complex));
  const int n = poles.count();
  if (basis == Basis::orthogonal) {
    const Matrix q = random_basis<Matrix>(seed, n);
    matrix = (q * matrix * q.adjoint()).eval();
  }
  std::vector<Complex> entries;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) entries.emplace_back(matrix(i, j));
  return entries;
}

enum class Function { identity, tanh, split_tanh };

struct Settings {
  explicit Settings(Fields& fields)
      : input_weights(fields),
        function(static_cast<Function>(fields.choice({.name = "activation",
                                                      .help = "identity, tanh (real data), or split_tanh: tanh of the real and of the "
                                                              "imaginary part (complex data)",
                                                      .choices = "identity|tanh|split_tanh",
                                                      .fallback = "identity"}))),
        leak(fields.real({.name = "leak",
                          .help = "share of the new activity in the next state; 1 keeps nothing of the old state",
                          .fallback = 1,
                          .range = {.low = 0, .high = 1, .low_allowed = false}})),
        leak_on(fields.choice({.name = "leak_on", .help = "what leaks: the activity", .choices = "activity", .fallback = "activity"})),
        bias(
            fields.real({.name = "bias", .help = "standard deviation of the units' constant drive", .fallback = 0, .range = non_negative})),
        basis(
            static_cast<Basis>(fields.choice({.name = "basis",
                                              .help = "the basis in which listed poles become a matrix: a random orthogonal one per seed, "
                                                      "or none",
                                              .choices = "orthogonal|identity",
                                              .fallback = "orthogonal"}))) {}

  InputWeights input_weights;
  Function function;
  double leak;
  int leak_on;
  double bias;
  Basis basis;
};

class DenseNetwork final : public Network {
 public:
  DenseNetwork(const Settings& settings, const PoleSetting& poles, const NetworkRequest& request)
      : kernels_(request.kernels), slots_(request.complex_valued ? 2 : 1), linear_(settings.function == Function::identity) {
    const int n = poles.count();
    weights_.states = n;
    weights_.inputs = request.inputs;
    weights_.leak = settings.leak;
    weights_.activation = linear_ ? Activation::identity : Activation::tanh;
    const std::size_t width = static_cast<std::size_t>(slots_) * kernels_.lanes;
    recurrent_ = Arena(static_cast<std::size_t>(n) * n * width);
    input_ = Arena(static_cast<std::size_t>(n) * request.inputs * width);
    bias_ = Arena(n * width);
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      const std::uint64_t seed = request.seeds[static_cast<std::size_t>(lane)];
      put(recurrent_, lane,
          request.complex_valued ? recurrent_matrix<Eigen::MatrixXcd>(poles, settings.basis, seed)
                                 : recurrent_matrix<Eigen::MatrixXd>(poles, settings.basis, seed));
      put(input_, lane, settings.input_weights.draw(seed, n, request.inputs, request.complex_valued));
      if (settings.bias > 0) {
        std::vector<Complex> bias;
        if (request.complex_valued) {
          bias = draw_complex_normals(seed, Role::bias, 0, n);
        } else {
          const std::vector<double> draws = draw_normals(seed, Role::bias, 0, n);
          bias.assign(draws.begin(), draws.end());
        }
        for (Complex& value : bias) value *= settings.bias;
        put(bias_, lane, bias);
      }
    }
    weights_.recurrent = recurrent_.data();
    weights_.input = input_.data();
    weights_.bias = bias_.data();
  }

  std::size_t state_size() const override { return static_cast<std::size_t>(weights_.states) * slots_ * kernels_.lanes; }

  void advance(const ForwardChunk& chunk) const override { (slots_ == 2 ? kernels_.dense_complex : kernels_.dense_real)(weights_, chunk); }

  std::optional<LinearSystem> linear_system(int lane) const override {
    if (!linear_) return std::nullopt;
    LinearSystem system{weights_.states, weights_.inputs, read(recurrent_, lane), read(input_, lane), read(bias_, lane)};
    for (std::vector<Complex>* part : {&system.state, &system.input, &system.bias})
      for (Complex& value : *part) value *= weights_.leak;
    for (int i = 0; i < weights_.states; ++i) system.state[static_cast<std::size_t>(i) * weights_.states + i] += 1 - weights_.leak;
    return system;
  }

 private:
  void put(Arena& array, int lane, const std::vector<Complex>& values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      array[i * slots_ * kernels_.lanes + lane] = values[i].real();
      if (slots_ == 2) array[(i * slots_ + 1) * kernels_.lanes + lane] = values[i].imag();
    }
  }
  std::vector<Complex> read(const Arena& array, int lane) const {
    std::vector<Complex> values;
    for (std::size_t i = 0; i < array.size() / (static_cast<std::size_t>(slots_) * kernels_.lanes); ++i)
      values.emplace_back(array[i * slots_ * kernels_.lanes + lane], slots_ == 2 ? array[(i * slots_ + 1) * kernels_.lanes + lane] : 0.0);
    return values;
  }

  const KernelSet& kernels_;
  int slots_;
  bool linear_;
  DenseWeights weights_;
  Arena recurrent_;
  Arena input_;
  Arena bias_;
};

class Dense final : public NetworkKind {
 public:
  explicit Dense(Fields& fields) : settings_(fields) {}
  bool is_linear() const override { return settings_.function == Function::identity; }
  void check(bool complex_valued) const override {
    if (complex_valued && settings_.function == Function::tanh)
      throw Error("activation: tanh is for real data (the task is complex). Did you mean 'split_tanh'?");
    if (!complex_valued && settings_.function == Function::split_tanh)
      throw Error("activation: split_tanh is for complex data (the task is real). Did you mean 'tanh'?");
  }
  double operations_per_sample(int states, int inputs, bool complex_valued) const override {
    return (complex_valued ? 8.0 : 2.0) * states * (states + inputs);
  }
  std::unique_ptr<Network> build(const PoleSetting& poles, const NetworkRequest& request) const override {
    return std::make_unique<DenseNetwork>(settings_, poles, request);
  }

 private:
  Settings settings_;
};

}  // namespace

std::unique_ptr<NetworkKind> make_dense(Fields& fields) { return std::make_unique<Dense>(fields); }

}  // namespace polesweep
