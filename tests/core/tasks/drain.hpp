#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/tasks/recorded.hpp"

namespace polesweep {

/// All that a stream delivers, sample after sample.
struct Drained {
  std::vector<std::vector<double>> inputs;   ///< [lane][sample x numbers of a sample's input]
  std::vector<std::vector<double>> targets;  ///< [lane][sample x numbers of a sample's target]
  std::string steps;                         ///< by sample: 'w' washout, 's' scored; in capitals where a segment starts

  bool operator==(const Drained&) const = default;
};

inline Drained drain(const Task& task, Part part, const std::vector<std::uint64_t>& seeds, int most = 3) {
  const TaskFacts facts = task.facts();
  const std::size_t lanes = seeds.size();
  const int parts = facts.complex_valued ? 2 : 1;
  KernelSet kernels{};
  kernels.lanes = static_cast<int>(lanes);
  std::vector<double> inputs(most * facts.inputs * parts * lanes);
  std::vector<double> observed(most * facts.outputs * parts * lanes);
  std::vector<double> clean(observed.size());
  Drained all{std::vector<std::vector<double>>(lanes), std::vector<std::vector<double>>(lanes), {}};
  const std::unique_ptr<Stream> stream = task.open(part, seeds, kernels);
  for (;;) {
    const Stream::Piece piece = stream->next(most, {inputs.data(), observed.data(), clean.data()});
    if (piece.steps == 0) return all;
    if (observed != clean) throw std::logic_error("recorded targets must be the same with and without noise");
    for (std::size_t i = 0; i < static_cast<std::size_t>(piece.steps * facts.inputs * parts) * lanes; ++i)
      all.inputs[i % lanes].push_back(inputs[i]);
    for (std::size_t i = 0; i < static_cast<std::size_t>(piece.steps * facts.outputs * parts) * lanes; ++i)
      all.targets[i % lanes].push_back(clean[i]);
    for (int step = 0; step < piece.steps; ++step) {
      const bool starts = step == 0 && piece.starts_segment;
      all.steps += piece.scored ? (starts ? 'S' : 's') : (starts ? 'W' : 'w');
    }
  }
}

/// A task `file` on the text of "a.csv", with columns x and y as input and target unless `values` say otherwise.
inline std::unique_ptr<Task> file_task(const std::string& csv, FieldValues values) {
  values.emplace("path", "a.csv");
  values.emplace("inputs", std::vector<std::string>{"x"});
  values.emplace("targets", std::vector<std::string>{"y"});
  data::DataFiles files;
  files.add("a.csv", csv);
  return make_task({"file", values}, files);
}

/// Rows x = t, y = 10 t for t = 0, 1, ..., except that x is missing in the rows listed.
inline std::string ramp(int rows, const std::vector<int>& missing = {}) {
  std::string text = "x,y\n";
  for (int t = 0; t < rows; ++t) {
    const bool is_missing = std::find(missing.begin(), missing.end(), t) != missing.end();
    text += (is_missing ? "" : std::to_string(t)) + "," + std::to_string(10 * t) + "\n";
  }
  return text;
}

/// first, first + step, ..., `count` numbers.
inline std::vector<double> sequence(double first, int count, double step = 1) {
  std::vector<double> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(first + i * step);
  return numbers;
}

}  // namespace polesweep
