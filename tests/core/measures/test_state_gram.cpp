#include "core/measures/state_gram.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include <cmath>
#include <complex>

#include "core/block/draws.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using Wide = std::complex<long double>;

/// Two segments, the first with a gap that is not scored, both after a washout.
constexpr Stream::Piece pieces[] = {{7, false, true}, {20, true, false}, {33, true, false}, {5, false, false},
                                    {9, true, false}, {11, true, true},  {3, false, true},  {6, true, false}};

struct Example {
  Member network;
  int states;
  int inputs;
  bool complex_valued;
};

/// A block of runs with poles of their own on inputs of their own, and what its states were.
struct Block {
  Block(const Example& example, const KernelSet& set, std::uint64_t first_seed, double radius, int widened_lane = -1) : kernels(set) {
    for (int lane = 0; lane < set.lanes; ++lane) seeds.push_back(first_seed + static_cast<std::uint64_t>(lane));
    const auto poles = make_poles({"random", {{"count", std::int64_t{example.states}}, {"radius", radius}}});
    network = make_network(example.network)
                  ->build(*poles, {.inputs = example.inputs, .complex_valued = example.complex_valued, .seeds = seeds, .kernels = set});
    weights = Arena(network->start().size());
    weights.copy_from(network->start());
    if (widened_lane >= 0) widen(widened_lane);
  }

  /// All poles of a diagonal network outwards by 1/0.9.
  void widen(int lane) {
    const int n = network->shape().states;
    const int numbers = network->shape().complex_valued ? 2 * n : 2 * n - n % 2;
    for (int i = 0; i < numbers; ++i) weights[static_cast<std::size_t>(i * kernels.lanes + lane)] /= 0.9;
  }

  std::size_t width() const { return static_cast<std::size_t>(kernels.lanes) * (network->shape().complex_valued ? 2 : 1); }

  StateGram run() {
    const NetworkShape& shape = network->shape();
    StateGram gram(*network, weights.data(), kernels);
    Arena state(network->state_size());
    input_gram = Arena(static_cast<std::size_t>(shape.inputs * (shape.inputs + 1) / 2) * width());
    sums.assign(static_cast<std::size_t>(kernels.lanes), std::vector<Wide>(static_cast<std::size_t>(shape.states * shape.states)));
    std::int64_t done = 0;
    for (const Stream::Piece& piece : pieces) {
      Arena inputs(static_cast<std::size_t>(piece.steps * shape.inputs) * width());
      const auto parts = static_cast<std::int64_t>(width()) / kernels.lanes;
      for (int lane = 0; lane < kernels.lanes; ++lane) {
        const auto draws = draw_normals(seeds[static_cast<std::size_t>(lane)], Role::data_input, 0, 100 * shape.inputs * parts);
        for (std::int64_t i = 0; i < piece.steps * shape.inputs * parts; ++i)
          inputs[static_cast<std::size_t>(i * kernels.lanes + lane)] =
              draws[static_cast<std::size_t>(done * shape.inputs * parts + i)] + 0.3;
      }
      done += piece.steps;
      Arena states(static_cast<std::size_t>(piece.steps * shape.states) * width());
      if (piece.starts_segment) state.clear();
      network->advance(weights.data(), {piece.steps, inputs.data(), states.data(), shape.states, state.data()});
      const SampleRows input_rows{inputs.data(), shape.inputs, shape.inputs};
      if (piece.scored)
        (shape.complex_valued ? kernels.add_gram_complex : kernels.add_gram_real)(input_rows, piece.steps, input_gram.data());
      gram.add(piece, input_rows, {states.data(), shape.states, shape.states});
      if (piece.scored) add_squares(states, piece.steps);
    }
    return gram;
  }

  void add_squares(const Arena& states, int steps) {
    const int n = network->shape().states;
    for (int lane = 0; lane < kernels.lanes; ++lane)
      for (int t = 0; t < steps; ++t) {
        const auto at = [&](int i) {
          const double* number = states.data() + static_cast<std::size_t>(t * n + i) * width() + lane;
          return Wide(number[0], network->shape().complex_valued ? number[kernels.lanes] : 0.0);
        };
        for (int i = 0; i < n; ++i)
          for (int j = 0; j <= i; ++j)
            sums[static_cast<std::size_t>(lane)][static_cast<std::size_t>(i * n + j)] += at(i) * std::conj(at(j));
      }
  }

  std::vector<double> summed_eigenvalues(int lane) const {
    const std::vector<Wide>& sum = sums[static_cast<std::size_t>(lane)];
    return eigenvalues({sum.begin(), sum.end()});
  }
  std::vector<double> eigenvalues(const std::vector<Complex>& gram) const {
    const int n = network->shape().states;
    Eigen::MatrixXcd matrix(n, n);  // of which the lower triangle is read
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) matrix(i, j) = gram[static_cast<std::size_t>(i * n + j)];
    const Eigen::VectorXd values = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd>(matrix, Eigen::EigenvaluesOnly).eigenvalues();
    return {values.begin(), values.end()};
  }

  const KernelSet& kernels;
  std::vector<std::uint64_t> seeds;
  std::unique_ptr<Network> network;
  Arena weights;
  Arena input_gram;
  std::vector<std::vector<Wide>> sums;  ///< by lane, lower triangles
};

const std::vector<Example>& examples() {
  static const std::vector<Example> all = {{{"diagonal", {}}, 7, 1, true},
                                           {{"diagonal", {}}, 7, 1, false},
                                           {{"diagonal", {}}, 4, 3, true},
                                           {{"diagonal", {}}, 6, 2, false},
                                           {{"diagonal", {}}, 1, 1, false},
                                           {{"dense", {{"activation", std::string("tanh")}, {"bias", 0.2}}}, 5, 2, false},
                                           {{"dense", {{"activation", std::string("split_tanh")}}}, 5, 1, true}};
  return all;
}

TEST(StateGram, has_the_eigenvalues_of_the_sum) {
  for (const Example& example : examples()) {
    Block block(example, kernels(), 5, 0.9);
    const StateGram gram = block.run();
    for (const int lane : {0, block.kernels.lanes - 1}) {
      const std::vector<double> values = block.eigenvalues(gram.in_some_basis(lane, block.input_gram));
      const std::vector<double> expected = block.summed_eigenvalues(lane);
      for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i], expected[i], 2e-14 * expected.back()) << example.network.kind << " " << example.states << " " << i;
    }
  }
}

TEST(StateGram, of_a_run_does_not_depend_on_its_neighbours) {
  for (const Example& example : examples()) {
    Block alone(example, portable_kernels(), 6, 0.9);
    const std::vector<Complex> expected = alone.run().in_some_basis(0, alone.input_gram);
    for (const KernelSet* set : vector_kernels())
      for (const int widened : {-1, 2}) {
        if (widened >= 0 && example.network.kind != "diagonal") continue;
        Block block(example, *set, 5, 0.9, widened);
        EXPECT_EQ(block.run().in_some_basis(1, block.input_gram), expected) << set->name;
      }
  }
}

TEST(StateGram, of_poles_on_and_outside_the_circle_is_added_up) {
  for (const double outwards : {1.0, 1.02}) {
    const Example example{{"diagonal", {}}, 5, 1, false};
    Block block(example, kernels(), 5, 0.9, 0);
    for (std::size_t i = 0; i < 9; ++i) block.weights[i * static_cast<std::size_t>(block.kernels.lanes)] *= outwards;
    const std::vector<Complex> gram = block.run().in_some_basis(0, block.input_gram);
    const std::vector<Wide>& expected = block.sums.front();
    const auto largest = static_cast<double>(block.summed_eigenvalues(0).back());
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t j = 0; j <= i; ++j)
        EXPECT_NEAR(gram[5 * i + j].real(), static_cast<double>(expected[5 * i + j].real()), 1e-14 * largest) << i << " " << j;
  }
}

TEST(StateGram, of_weights_that_are_not_finite_is_no_number) {
  for (const double value : {nan, infinity})
    for (const bool complex_valued : {false, true}) {
      Block block({{"diagonal", {}}, 4, 1, complex_valued}, kernels(), 5, 0.9);
      block.weights[1] = value;  // of lane 1, or of the last pole's second part
      const int lane = 1 % block.kernels.lanes;
      for (const Complex& entry : block.run().in_some_basis(lane, block.input_gram)) EXPECT_TRUE(std::isnan(entry.real()));
    }
}

}  // namespace
}  // namespace polesweep
