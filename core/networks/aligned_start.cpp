#include "core/networks/aligned_start.hpp"

#include <fmt/format.h>

#include "core/block/draws.hpp"

namespace polesweep {
namespace {

/// A matrix whose columns are modes, of which the first ones are meant.
struct Columns {
  const std::vector<double>& entries;
  int rows;

  double at(int row, int mode) const {
    return entries[static_cast<std::size_t>(row) * (entries.size() / static_cast<std::size_t>(rows)) + static_cast<std::size_t>(mode)];
  }
};

/// left diag(weights) right^T, row-major.
std::vector<double> product(const Columns& left, const std::vector<double>& weights, const Columns& right) {
  std::vector<double> entries;
  for (int i = 0; i < left.rows; ++i)
    for (int j = 0; j < right.rows; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < weights.size(); ++k)
        sum += left.at(i, static_cast<int>(k)) * weights[k] * right.at(j, static_cast<int>(k));
      entries.push_back(sum);
    }
  return entries;
}

std::vector<double> part(const std::vector<theory::Mode>& modes, double theory::Mode::*member) {
  std::vector<double> values;
  for (const theory::Mode& mode : modes) values.push_back(mode.*member);
  return values;
}

/// Whether a field has another value than its default, which is given in its canonical text.
bool is_set(const Member& member, const char* name, std::string_view fallback) {
  const auto found = member.fields.find(name);
  return found != member.fields.end() && canonical(found->second) != fallback;
}

}  // namespace

std::vector<double> aligned_input(const std::vector<theory::Mode>& start, const TeacherModes& teacher, const std::vector<double>& basis,
                                  int states, std::uint64_t seed) {
  const std::vector<double> v = teacher.input_basis(seed);
  return product({basis, states}, part(start, &theory::Mode::b), {v, teacher.inputs});
}

AlignedStart aligned_start(const PoleSetting& poles, const NetworkKind& network, const TaskFacts& task,
                           std::span<const std::uint64_t> seeds) {
  AlignedStart start;
  if (!task.modes || poles.count() < task.modes->count()) return start;
  const std::vector<theory::Mode> modes = poles.modes();
  for (const std::uint64_t seed : seeds) {
    const std::vector<double> p = network.basis(poles.count(), seed);
    const std::vector<double> u = task.modes->output_basis(seed);
    const Columns student{p, poles.count()};
    const Columns teacher{u, task.modes->outputs};
    if (!modes.empty()) start.readout.push_back(product(teacher, part(modes, &theory::Mode::a), student));
    const std::size_t count = task.modes->modes.size();
    start.feedback.push_back(product(student, std::vector<double>(count, 1.0), teacher));
    start.random_feedback.push_back(
        product(student, draw_normals(seed, Role::feedback_weights, 0, static_cast<std::int64_t>(count)), teacher));
  }
  return start;
}

std::optional<std::string> alignment_objection(const PoleSetting& poles, const Member& network, const TaskFacts& task) {
  const std::size_t modes = poles.modes().size();
  if (modes == 0) return std::nullopt;
  if (!task.modes) return "poles: got 'aligned' (the task has no modes to be aligned with, as data_aligned has). Did you mean 'explicit'?";
  if (modes != task.modes->modes.size())
    return fmt::format("w: {} modes for the task's {} (one start for each)", modes, task.modes->modes.size());
  if (is_set(network, "input_weights", "gaussian") || is_set(network, "input_scale", "1"))
    return "input_weights: an aligned start brings its own (its field b). Remove input_weights and input_scale?";
  return std::nullopt;
}

}  // namespace polesweep
