#pragma once

#include <vector>

#include "core/block/arena.hpp"
#include "core/block/run_archive.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Two copies of the networks of a block's runs that begin in different states and see the same inputs. Their distance, in the Euclidean
/// norm, is brought back to a millionth of the states' norm, or to 1e-6 if that is larger, after every sample, along the way that it has
/// taken (Benettin et al. 1980); the mean logarithm of what a sample makes of it is the largest Lyapunov exponent of the network under
/// these inputs. States are the voltages where these leak.
class CoupledCopies {
 public:
  /// `network` is to outlive this object.
  CoupledCopies(const Network& network, const KernelSet& kernels);

  /// Takes both through the next piece of a stream, with its inputs as a stream lays them out. Where a segment starts, they start again.
  /// Samples that are not scored turn the distance to where it grows most, and do not count.
  void advance(const double* weights, const Stream::Piece& piece, const double* inputs);
  /// The exponent of each lane (unit: nats per sample): negative where the network forgets its start, -inf if the copies have met to the
  /// bit, NaN if no sample was scored or a state was not finite.
  std::vector<double> exponents() const;
  void archive(RunArchive& archive);

 private:
  void part(std::size_t lane, double norm);
  void bring_back(std::size_t lane, bool counts);

  const Network& network_;
  std::size_t lanes_;
  std::size_t row_;  ///< doubles of all states
  Arena state_;
  Arena copy_;
  Arena activities_;               ///< of the sample at hand
  std::vector<double> distances_;  ///< by lane, before the sample at hand
  std::vector<double> sums_;       ///< of logarithms, by lane
  std::vector<double> samples_;    ///< by lane
};

}  // namespace polesweep
