#include "core/block/arena.hpp"
#include "core/error.hpp"
#include "core/networks/network.hpp"

namespace polesweep {
namespace {

/// The real blocks of conjugate-closed poles, as `DiagonalWeights` wants them: four numbers for two states, one for an odd last state.
std::vector<double> real_blocks(const std::vector<Complex>& poles) {
  const ConjugateSplit split = split_conjugates(poles);
  std::vector<double> blocks;
  for (const Complex& pole : split.pairs) blocks.insert(blocks.end(), {pole.real(), -pole.imag(), pole.imag(), pole.real()});
  std::size_t i = 0;
  for (; i + 2 <= split.reals.size(); i += 2) blocks.insert(blocks.end(), {split.reals[i], 0.0, 0.0, split.reals[i + 1]});
  if (i < split.reals.size()) blocks.push_back(split.reals[i]);
  return blocks;
}

class DiagonalNetwork final : public Network {
 public:
  DiagonalNetwork(const NetworkKind& kind, const NetworkShape& shape, const PoleSetting& poles, const InputWeights& input_weights,
                  const NetworkRequest& request)
      : kernels_(request.kernels),
        shape_(shape),
        slots_(shape.complex_valued ? 2 : 1),
        pole_slots_(slots_ == 2 ? 2 * shape.states : 2 * shape.states - shape.states % 2),
        weights_((static_cast<std::size_t>(pole_slots_) + static_cast<std::size_t>(shape.states) * shape.inputs * slots_) *
                 kernels_.lanes) {
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      const std::uint64_t seed = request.seeds[static_cast<std::size_t>(lane)];
      const std::vector<Complex> eigenvalues = poles.poles(seed, shape.complex_valued);
      int slot = 0;
      const auto put = [&](double value) { weights_[static_cast<std::size_t>(slot++) * kernels_.lanes + lane] = value; };
      const auto put_number = [&](const Complex& value) {
        put(value.real());
        if (slots_ == 2) put(value.imag());
      };
      if (shape.complex_valued)
        for (const Complex& pole : eigenvalues) put_number(pole);
      else
        for (const double value : real_blocks(eigenvalues)) put(value);
      for (const Complex& weight : input_weights.of(poles, request, kind, seed)) put_number(weight);
    }
  }

  const NetworkShape& shape() const override { return shape_; }
  std::size_t state_size() const override { return static_cast<std::size_t>(shape_.states) * slots_ * kernels_.lanes; }
  const Arena& start() const override { return weights_; }

  void advance(const double* weights, const ForwardChunk& chunk) const override {
    (slots_ == 2 ? kernels_.diagonal_complex : kernels_.diagonal_real)(
        {.states = shape_.states, .inputs = shape_.inputs, .poles = weights, .input = weights + pole_slots_ * kernels_.lanes}, chunk);
  }

  std::vector<Complex> recurrent_matrix(const double* weights, int lane) const override {
    const int n = shape_.states;
    std::vector<Complex> matrix(static_cast<std::size_t>(n) * n);
    const auto pole = [&](int index) { return weights[static_cast<std::size_t>(index) * kernels_.lanes + lane]; };
    const auto entry = [&](int i, int j) -> Complex& { return matrix[static_cast<std::size_t>(i) * n + j]; };
    for (int i = 0; i < n; ++i) {
      if (slots_ == 2) {
        entry(i, i) = {pole(2 * i), pole(2 * i + 1)};
      } else if (i + 1 == n && n % 2 == 1) {
        entry(i, i) = pole(2 * i);
      } else {
        const int first = i / 2 * 2;
        for (int j = 0; j < 2; ++j) entry(i, first + j) = pole(2 * i + j);
      }
    }
    return matrix;
  }

  std::vector<Complex> input_weights(const double* weights, int lane) const override {
    std::vector<Complex> values;
    const double* input = weights + static_cast<std::size_t>(pole_slots_) * kernels_.lanes;
    for (int i = 0; i < shape_.states * shape_.inputs; ++i) {
      const auto weight = [&](int part) { return input[static_cast<std::size_t>(i * slots_ + part) * kernels_.lanes + lane]; };
      values.emplace_back(weight(0), slots_ == 2 ? weight(1) : 0.0);
    }
    return values;
  }
  std::vector<Complex> bias(const double*, int) const override { return std::vector<Complex>(static_cast<std::size_t>(shape_.states)); }

  std::optional<LinearSystem> linear_system(const double* weights, int lane) const override {
    return LinearSystem{shape_.states, shape_.inputs, recurrent_matrix(weights, lane), input_weights(weights, lane), bias(weights, lane)};
  }

 private:
  const KernelSet& kernels_;
  NetworkShape shape_;
  int slots_;
  int pole_slots_;  // doubles of one lane before the input weights
  Arena weights_;
};

class Diagonal final : public NetworkKind {
 public:
  explicit Diagonal(Fields& fields)
      : input_weights_(fields),
        pole_limit_(fields.real({.name = "pole_limit",
                                 .help = "largest modulus of a learned pole, which is pulled back to it after an update; 0 is no limit",
                                 .fallback = 0,
                                 .range = non_negative})) {}
  NetworkShape shape(int states, int inputs, bool complex_valued) const override {
    return {.diagonal = true, .states = states, .inputs = inputs, .complex_valued = complex_valued, .pole_limit = pole_limit_};
  }
  void check(bool) const override {}
  void check_poles(const PoleSetting& poles) const override {
    if (!poles.has_diagonal_form())
      throw Error("no diagonal network has such poles (their matrix lacks eigenvectors). Did you mean network = 'dense'?");
  }
  std::vector<double> basis(int states, std::uint64_t) const override { return identity_basis(states); }
  double operations_per_sample(int states, int inputs, bool complex_valued) const override {
    return (complex_valued ? 8.0 : 4.0) * states + (complex_valued ? 8.0 : 2.0) * states * inputs;
  }
  std::unique_ptr<Network> build(const PoleSetting& poles, const NetworkRequest& request) const override {
    return std::make_unique<DiagonalNetwork>(*this, shape(poles.count(), request.inputs, request.complex_valued), poles, input_weights_,
                                             request);
  }

 private:
  InputWeights input_weights_;
  double pole_limit_;
};

}  // namespace

std::unique_ptr<NetworkKind> make_diagonal(Fields& fields) { return std::make_unique<Diagonal>(fields); }

}  // namespace polesweep
