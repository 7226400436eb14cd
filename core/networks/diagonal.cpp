#include "core/block/arena.hpp"
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
  DiagonalNetwork(const PoleSetting& poles, const InputWeights& input_weights, const NetworkRequest& request)
      : kernels_(request.kernels),
        slots_(request.complex_valued ? 2 : 1),
        states_(poles.count()),
        inputs_(request.inputs),
        poles_(static_cast<std::size_t>(2) * states_ * kernels_.lanes),
        input_(static_cast<std::size_t>(states_) * inputs_ * slots_ * kernels_.lanes) {
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      const std::uint64_t seed = request.seeds[static_cast<std::size_t>(lane)];
      const std::vector<Complex> eigenvalues = poles.poles(seed, request.complex_valued);
      if (request.complex_valued) {
        put_complex(poles_, eigenvalues, lane);
      } else {
        const std::vector<double> blocks = real_blocks(eigenvalues);
        for (std::size_t i = 0; i < blocks.size(); ++i) poles_[i * kernels_.lanes + lane] = blocks[i];
      }
      const std::vector<Complex> weights = input_weights.draw(seed, states_, inputs_, request.complex_valued);
      if (request.complex_valued)
        put_complex(input_, weights, lane);
      else
        for (std::size_t i = 0; i < weights.size(); ++i) input_[i * kernels_.lanes + lane] = weights[i].real();
    }
  }

  std::size_t state_size() const override { return static_cast<std::size_t>(states_) * slots_ * kernels_.lanes; }

  void advance(const ForwardChunk& chunk) const override {
    (slots_ == 2 ? kernels_.diagonal_complex : kernels_.diagonal_real)(
        {.states = states_, .inputs = inputs_, .poles = poles_.data(), .input = input_.data()}, chunk);
  }

  std::optional<LinearSystem> linear_system(int lane) const override {
    LinearSystem system{states_,
                        inputs_,
                        std::vector<Complex>(static_cast<std::size_t>(states_) * states_),
                        {},
                        std::vector<Complex>(static_cast<std::size_t>(states_))};
    const auto pole = [&](int index) { return poles_[static_cast<std::size_t>(index) * kernels_.lanes + lane]; };
    const auto entry = [&](int i, int j) -> Complex& { return system.state[static_cast<std::size_t>(i) * states_ + j]; };
    for (int i = 0; i < states_; ++i) {
      if (slots_ == 2) {
        entry(i, i) = {pole(2 * i), pole(2 * i + 1)};
      } else if (i + 1 == states_ && states_ % 2 == 1) {
        entry(i, i) = pole(2 * i);
      } else {
        const int first = i / 2 * 2;
        for (int j = 0; j < 2; ++j) entry(i, first + j) = pole(2 * i + j);
      }
    }
    for (int i = 0; i < states_ * inputs_; ++i) {
      const auto weight = [&](int part) { return input_[static_cast<std::size_t>(i * slots_ + part) * kernels_.lanes + lane]; };
      system.input.emplace_back(weight(0), slots_ == 2 ? weight(1) : 0.0);
    }
    return system;
  }

 private:
  void put_complex(Arena& array, const std::vector<Complex>& values, int lane) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      array[2 * i * kernels_.lanes + lane] = values[i].real();
      array[(2 * i + 1) * kernels_.lanes + lane] = values[i].imag();
    }
  }

  const KernelSet& kernels_;
  int slots_;
  int states_;
  int inputs_;
  Arena poles_;
  Arena input_;
};

class Diagonal final : public NetworkKind {
 public:
  explicit Diagonal(Fields& fields) : input_weights_(fields) {}
  bool is_linear() const override { return true; }
  void check(bool) const override {}
  double operations_per_sample(int states, int inputs, bool complex_valued) const override {
    return (complex_valued ? 8.0 : 4.0) * states + (complex_valued ? 8.0 : 2.0) * states * inputs;
  }
  std::unique_ptr<Network> build(const PoleSetting& poles, const NetworkRequest& request) const override {
    return std::make_unique<DiagonalNetwork>(poles, input_weights_, request);
  }

 private:
  InputWeights input_weights_;
};

}  // namespace

std::unique_ptr<NetworkKind> make_diagonal(Fields& fields) { return std::make_unique<Diagonal>(fields); }

}  // namespace polesweep
