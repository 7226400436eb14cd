#pragma once

#include <cstdint>
#include <vector>

#include "core/members/fields.hpp"
#include "core/modes/mode.hpp"

namespace polesweep {

/// A linear teacher in modes: y* = U diag(a) s, s <- diag(w) s + diag(b) V^T x.
///
/// The bases are drawn for each run: U is the upper left part of an orthogonal matrix, so its columns are orthonormal where there are at
/// least as many outputs as modes, else its rows are; V likewise. Or mode k simply takes input k mod inputs and gives output k mod outputs.
/// Source: arXiv 2606.00243 (data-aligned networks).
struct TeacherModes {
  std::vector<theory::Mode> modes;
  int inputs = 1;
  int outputs = 1;
  bool random_bases = true;

  int count() const { return static_cast<int>(modes.size()); }
  /// Whether modes keep apart: both bases have orthonormal columns.
  bool decouple() const { return inputs >= count() && outputs >= count(); }
  std::vector<double> output_basis(std::uint64_t seed) const;  ///< U [outputs x modes], row-major
  std::vector<double> input_basis(std::uint64_t seed) const;   ///< V [inputs x modes], row-major
};

}  // namespace polesweep
