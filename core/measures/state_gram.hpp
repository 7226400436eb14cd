#pragma once

#include <optional>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/run_archive.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Gram matrices sum_t s_t s_t^H of the states of the runs of a block over the scored samples of a stream.
///
/// Of a dense network by adding up, states^2/2 multiply-adds a sample. Of a diagonal one, s_t = A s_(t-1) + B x_t, from the products
/// E = sum_t s_t x_t^H and R = sum_t x_t x_t^H, states x inputs a sample: the sum G of a stretch that begins after s_0 and ends at s_T has
///
///   G - A G A^H = A (s_0 s_0^H - s_T s_T^H) A^H + E B^H + B E^H - B R B^H,
///
/// which the poles divide entry by entry in coordinates in which A is diagonal. Rounding grows by at most 1/(1 - |pole|^2): the runs that
/// have a pole with |pole|^2 above 1 - 2^-10 are added up, run by run, so that runs of a block do not depend on each other.
class StateGram {
 public:
  /// With these weights of the network, which is to outlive this object, as the kernels are.
  StateGram(const Network& network, const double* weights, const KernelSet& kernels);

  /// Adds a piece of the stream; of one that is not scored only the state that it leads to is kept.
  void add(const Stream::Piece& piece, SampleRows inputs, SampleRows states);
  /// The Gram matrix of a lane [states x states], row-major, in some unitary basis; only its lower triangle is to be read. `input_gram`: R
  /// of all samples that were added, as the kernels add it up.
  std::vector<Complex> in_some_basis(int lane, const Arena& input_gram) const;
  void archive(RunArchive& archive);

 private:
  linear_algebra::ComplexMatrix matrix(const Arena& numbers, int rows, int columns, int lane) const;
  linear_algebra::ComplexMatrix triangle(const Arena& numbers, int size, int lane) const;
  linear_algebra::ComplexMatrix edges_in_coordinates(const DiagonalForm& form, int lane) const;
  void add_last(Arena& squares);
  Arena empty_triangle() const;

  const Network& network_;
  const KernelSet& kernels_;
  bool by_products_;                                ///< E and the edges of stretches are kept
  bool by_squares_;                                 ///< some run's matrix is added up
  bool in_stretch_ = false;                         ///< the last piece was scored
  std::vector<bool> finite_;                        ///< by lane, of a diagonal network: whether its weights are
  std::vector<std::optional<DiagonalForm>> forms_;  ///< likewise; none of runs that are added up
  Arena last_;                                      ///< state after the last piece [states]
  Arena products_;                                  ///< E [states x inputs]
  Arena before_;                                    ///< sum of s_0 s_0^H over stretches, as lower triangle; empty while it is 0
  Arena after_;                                     ///< and of s_T s_T^H
  Arena squares_;                                   ///< G where it is added up
};

}  // namespace polesweep
