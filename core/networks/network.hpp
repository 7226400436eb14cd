#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/members/members.hpp"
#include "core/poles/poles.hpp"
#include "core/tasks/teacher_modes.hpp"

namespace polesweep {

/// A linear network of one run as matrices, row-major: s_t = state s_(t-1) + input x_t + bias. The imaginary parts of a real network are 0.
struct LinearSystem {
  int states = 0;
  int inputs = 0;
  std::vector<Complex> state;  ///< [states x states]
  std::vector<Complex> input;  ///< [states x inputs]
  std::vector<Complex> bias;   ///< [states]
};

/// The system with the inputs of the present sample as further states behind its own, of poles 0: what a readout of both sees.
LinearSystem with_inputs_as_states(const LinearSystem& system);

/// The recurrent networks of the runs of one block, with the weights that they start from. Where weights are passed, they are laid out as
/// the start's: they may have been learned.
class Network {
 public:
  virtual ~Network() = default;
  virtual const NetworkShape& shape() const = 0;
  virtual std::size_t state_size() const = 0;  ///< doubles
  virtual const Arena& start() const = 0;
  virtual void advance(const double* weights, const ForwardChunk& chunk) const = 0;
  /// The recurrent matrix of the run of a lane, row-major [states x states].
  virtual std::vector<Complex> recurrent_matrix(const double* weights, int lane) const = 0;
  /// The same run's input weights [states x inputs], row-major, and the units' constant drive [states], 0 if the network has none.
  virtual std::vector<Complex> input_weights(const double* weights, int lane) const = 0;
  virtual std::vector<Complex> bias(const double* weights, int lane) const = 0;
  /// Returns the run of a lane as a linear system, or nothing if the network is not linear.
  virtual std::optional<LinearSystem> linear_system(const double* weights, int lane) const = 0;
};

/// What a network is built for.
struct NetworkRequest {
  int inputs = 1;
  bool complex_valued = false;
  std::span<const std::uint64_t> seeds;  ///< one for each lane of `kernels`
  const KernelSet& kernels;
  const TeacherModes* modes = nullptr;  ///< of the task; for pole settings that start in them
};

/// The settings of a recurrent network.
class NetworkKind {
 public:
  virtual ~NetworkKind() = default;
  virtual NetworkShape shape(int states, int inputs, bool complex_valued) const = 0;
  bool is_linear() const { return shape(1, 1, false).activation == Activation::identity; }
  /// Throws Error if the settings do not go with the data (an activation of real numbers on complex data).
  virtual void check(bool complex_valued) const = 0;
  /// Throws Error if the network cannot have such poles.
  virtual void check_poles(const PoleSetting&) const {}
  /// The blocks of seed 0 of a linear network that turns coupled ones into another basis, as a system without inputs, or nothing: what
  /// rounding does to their poles is seen from them.
  virtual std::optional<LinearSystem> turned_blocks(const PoleSetting&, bool /*complex_valued*/) const { return std::nullopt; }
  /// Nominal real operations for one sample of one run, activations excluded.
  virtual double operations_per_sample(int states, int inputs, bool complex_valued) const = 0;
  /// The same of building the network of one run.
  virtual double operations_to_build(int /*states*/, bool /*complex_valued*/) const { return 0; }
  /// The real basis P [states x states], row-major, in which listed poles become the recurrent matrix of the run with this seed.
  virtual std::vector<double> basis(int states, std::uint64_t seed) const = 0;
  virtual std::unique_ptr<Network> build(const PoleSetting& poles, const NetworkRequest& request) const = 0;
};

std::unique_ptr<NetworkKind> make_network(const Member& member);
const std::vector<MemberInfo>& network_members();

std::vector<double> identity_basis(int states);

/// How input weights are drawn, which every kind of network has as fields.
class InputWeights {
 public:
  explicit InputWeights(Fields& fields);
  /// The input weights that go with the poles: drawn, or of a pole setting that has its own those, or of one that starts in modes
  /// its own, in the network's basis.
  std::vector<Complex> of(const PoleSetting& poles, const NetworkRequest& request, const NetworkKind& network, std::uint64_t seed) const;
  /// Weights [states x inputs] of one run: independent normal numbers (complex: circular), ones, or 1 from input i to state i alone; times
  /// the scale.
  std::vector<Complex> draw(std::uint64_t seed, int states, int inputs, bool complex_valued) const;
  /// Throws Error if a field is set that has no effect, for the poles have input weights of their own.
  void check(const PoleSetting& poles) const;

 private:
  enum class Kind { gaussian, ones, first };

  Kind kind_;
  double scale_;
  double density_;
};

}  // namespace polesweep
