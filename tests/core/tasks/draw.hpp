#pragma once

#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Samples of one run, washout included.
struct Drawn {
  std::vector<Complex> inputs, observed, clean;
  std::int64_t washout = 0;
};

inline Drawn draw(const Task& task, Part part, std::uint64_t seed, int samples) {
  const bool complex_valued = task.facts().complex_valued;
  const std::size_t slots = complex_valued ? 2 : 1;
  const auto stream = task.open(part, {&seed, 1}, portable_kernels());
  Arena inputs(300 * slots), observed(300 * slots), clean(300 * slots);
  Drawn drawn;
  while (static_cast<int>(drawn.inputs.size()) < samples) {
    const Stream::Piece piece = stream->next(100, {inputs.data(), observed.data(), clean.data()});
    if (!piece.scored) drawn.washout += piece.steps;
    for (int t = 0; t < piece.steps; ++t) {
      const auto at = [&](const Arena& a) { return Complex(a[t * slots], complex_valued ? a[t * slots + 1] : 0.0); };
      drawn.inputs.push_back(at(inputs));
      drawn.observed.push_back(at(observed));
      drawn.clean.push_back(at(clean));
    }
  }
  return drawn;
}

}  // namespace polesweep
