#pragma once

#include <cstdint>

namespace polesweep {

/// The least-squares problem of one pass of Gauss-Newton for the runs of a block: unknowns are those of the network (poles; of real
/// networks their real coordinates), then the readout. Run index fastest, complex numbers as (re, im).
struct NormalEquations {
  int unknowns = 0;
  int network = 0;  ///< the first parameters
  int poles = 0;    ///< of these, that must stay inside the unit circle
  bool complex_valued = false;
  int lanes = 1;
  const double* masks = nullptr;  ///< real networks: whether a block of two coordinates is a rotation (1) or two real poles (0)

  double* gram = nullptr;        ///< J^H J, lower triangle by rows
  double* right = nullptr;       ///< J^H e, e = y - d
  double* loss = nullptr;        ///< sum of |e|^2 at `parameters`
  double* parameters = nullptr;  ///< tried in this pass, and afterwards those to try next
  std::int64_t readout_at = 0;   ///< numbers of the parameters in front of the readout's

  double* best_gram = nullptr;
  double* best_right = nullptr;
  double* best_loss = nullptr;  ///< negative before the first pass
  double* best_parameters = nullptr;
  double* damping = nullptr;
};

/// Keeps or takes back the last step of the run `lane`, and takes the next: (A + damping diag A) step = -J^H e. The damping falls to a
/// third where the loss has fallen, doubles where it has not, and grows by ten while the step would put a pole on or outside the unit
/// circle.
void take_gauss_newton_step(const NormalEquations& equations, int lane);

}  // namespace polesweep
