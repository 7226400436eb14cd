#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/modes/mode.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// The modes of a task's teacher: those that it is given by, else of a real linear teacher with one input and one output its poles, each
/// with a = its gain and b = 1, U = V = (1 ... 1). Returns nothing for other teachers: poles that come in pairs or twice have no modes (a,
/// b, w) of real numbers, nor has a finite impulse response.
std::optional<TeacherModes> modes_of_teacher(const TaskFacts& task);

/// Shares of the Frobenius norms of readout A, recurrent matrix W and input weights B (in this order) that do not belong to the teacher's
/// modes: the off-diagonal parts of U^T A P, P^T W P and P^T B V, and whatever lies outside the modes' spaces. 0 for a network aligned with
/// the task, near 1 for an unrelated one; NaN for a matrix that is zero or not finite. `readout` is [outputs x regressors], row-major,
/// whose first columns are the states'.
///
/// U and V are the teacher's. A network trained by gradients may be turned by any orthogonal matrix without notice, so P is the student's
/// own: column k is the direction that the input weights B v_k and the readout weights A^T u_k of mode k share most (the leading
/// eigenvector of the sum of their outer products), made orthonormal by the polar decomposition. Of an aligned network that is its P, up to
/// signs. Dimension: three numbers, unit 1. Cost: some hundred states^2 x modes. Needs as many inputs, outputs and states as modes. Source:
/// arXiv 2606.00243 (alignment); the choice of P is ours.
std::array<double, 3> mode_alignment(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                                     std::uint64_t seed);

/// The student's modes (a, b, w) in the order of the teacher's: the diagonals of U^T A P, P^T B V and P^T W P with the same P, whose
/// columns point to the side of those of `basis` [states x states], the one that an aligned start is made in. Units: those of weights. NaN
/// if a matrix is not finite. Cost and needs: as above.
std::vector<theory::Mode> student_modes(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                                        const std::vector<double>& basis, std::uint64_t seed);

/// The same where the teacher's modes share inputs or outputs, so that these do not tell them apart: the eigenvectors of W in place of P,
/// the right ones s_k of length 1, the left ones l_k with l_k^T s_k = 1. Mode k is that of the eigenvalue which belongs to the teacher's
/// pole k in the closest matching of all (pole_distance): w its value, a = u_k^T A s_k / |u_k|^2, b = l_k^T B v_k / |v_k|^2, so that a b is
/// its gain and that of a student which has learnt the teacher the teacher's. s_k points to the side of the column of `basis` that is
/// closest to its line. NaN for a mode whose eigenvalue is complex or, to rounding, not the only one of its value, and for all if two poles
/// of the teacher are equal or a matrix is not finite. Cost: that of the eigenvalues, and 4/3 states^3 operations for each mode. The choice
/// is ours.
std::vector<theory::Mode> student_modes_by_poles(const LinearSystem& system, const std::vector<Complex>& readout,
                                                 const TeacherModes& teacher, const std::vector<double>& basis, std::uint64_t seed);

}  // namespace polesweep
