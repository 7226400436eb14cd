#include "core/tasks/measured_variance.hpp"

#include <algorithm>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"

namespace polesweep {

double measured_variance(const Task& task, std::uint64_t seed, const Evaluation& evaluation, const std::function<void()>& rest) {
  constexpr int most = 256;
  const TaskFacts facts = task.facts();
  const std::size_t parts = facts.complex_valued ? 2 : 1;
  const std::size_t width = static_cast<std::size_t>(facts.outputs) * parts;
  const auto stream = task.open(evaluation.kind == "prequential" ? Part::training : Part::test, {&seed, 1}, portable_kernels());
  Arena inputs(most * static_cast<std::size_t>(facts.inputs) * parts), observed(most * width), clean(most * width);
  // About the first target, so that a mean far from zero costs no digits.
  std::vector<double> first, sums(width), squares(width);
  std::int64_t count = 0;
  while (count < evaluation.samples) {
    rest();
    const std::int64_t left = evaluation.samples - count;
    const Stream::Piece piece =
        stream->next(static_cast<int>(std::min<std::int64_t>(most, left)), {inputs.data(), observed.data(), clean.data()});
    if (piece.steps == 0) break;
    if (!piece.scored) continue;
    if (first.empty()) first.assign(clean.data(), clean.data() + width);
    for (std::size_t i = 0; i < static_cast<std::size_t>(piece.steps) * width; ++i) {
      const double centred = clean[i] - first[i % width];
      sums[i % width] += centred;
      squares[i % width] += centred * centred;
    }
    count += piece.steps;
  }
  double variance = 0;
  const double n = static_cast<double>(count);
  for (std::size_t i = 0; i < width; ++i) variance += std::max(0.0, squares[i] / n - (sums[i] / n) * (sums[i] / n));
  return variance;
}

}  // namespace polesweep
