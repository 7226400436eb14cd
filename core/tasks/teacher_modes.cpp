#include "core/tasks/teacher_modes.hpp"

#include <algorithm>

#include "core/poles/random_orthogonal.hpp"

namespace polesweep {
namespace {

std::vector<double> basis(const TeacherModes& teacher, std::uint64_t seed, std::uint32_t array, int channels) {
  const int modes = teacher.count();
  std::vector<double> entries(static_cast<std::size_t>(channels) * modes);
  if (!teacher.random_bases) {
    for (int k = 0; k < modes; ++k) entries[static_cast<std::size_t>(k % channels) * modes + k] = 1;
    return entries;
  }
  const int n = std::max(channels, modes);
  const std::vector<Complex> whole = random_orthogonal(seed, Role::data_teacher, array, n, false);
  for (int i = 0; i < channels; ++i)
    for (int k = 0; k < modes; ++k) entries[static_cast<std::size_t>(i) * modes + k] = whole[static_cast<std::size_t>(i) * n + k].real();
  return entries;
}

}  // namespace

std::vector<double> TeacherModes::output_basis(std::uint64_t seed) const { return basis(*this, seed, 0, outputs); }
std::vector<double> TeacherModes::input_basis(std::uint64_t seed) const { return basis(*this, seed, 1, inputs); }

}  // namespace polesweep
