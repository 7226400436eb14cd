#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/block/streams.hpp"

/// The block code of one kind of processor as a table of functions; everything outside core/block and core/learners reaches it through
/// this table. Arrays hold the run index fastest: element i of run l is at [i * lanes + l]. They are aligned to 64 bytes.
namespace polesweep {

class Fields;
struct ReadoutEntry;
struct RecurrentEntry;
struct RuleCard;

enum class Activation { identity, tanh, logistic, relu, modrelu };

/// A recurrent network as a rule sees it: sizes and the form of its step.
///
/// Dense, a = W v with v = [h; x; 1]: what leaks is the activity, h <- (1 - leak) h + leak f(a), or the voltage,
/// u <- (1 - leak) u + leak a with h = f(u). Diagonal: s <- pole s + input x.
struct NetworkShape {
  bool diagonal = false;
  int states = 0;
  int inputs = 0;
  bool complex_valued = false;
  Activation activation = Activation::identity;  ///< of a complex network (modrelu aside): on the real and the imaginary part
  double activation_offset = 0;                  ///< of modrelu: f(a) = max(0, |a| + offset) a/|a|
  double leak = 1;
  bool leak_on_voltage = false;
  bool keeps_zeros = false;  ///< dense: recurrent and input weights that start at 0 stay there, whatever learns
  double pole_limit = 0;     ///< diagonal: largest modulus of a pole after an update; 0 is no limit
};

/// A dense network of one block: its weights [states x (states + inputs + 1)], row-major; a row holds recurrent weights, input weights
/// and bias.
struct DenseWeights {
  NetworkShape network;
  const double* weights = nullptr;
};

/// Poles and input weights of a diagonal network for one block: s_i = pole_i s_i + sum_j input_ij x_j.
///
/// On real data two states share a real 2 x 2 block: the rotation of a conjugate pair, or two real poles on its diagonal. Runs whose random
/// matrices differ in their number of real eigenvalues thus have one shape. An odd last state has a real pole of its own.
struct DiagonalWeights {
  int states = 0;
  int inputs = 0;
  const double* poles = nullptr;  ///< complex: [states]; real: [states / 2] blocks of 4, row-major, then the odd pole
  const double* input = nullptr;  ///< [states x inputs]
};

/// Where a forward kernel reads inputs and leaves states: `steps` rows each. `state` is the last state before, and after, the call.
struct ForwardChunk {
  int steps = 0;
  const double* inputs = nullptr;  ///< [steps][inputs]
  double* states = nullptr;        ///< [steps][stride]
  int stride = 0;                  ///< numbers (real or complex) from one step's states to the next
  double* state = nullptr;         ///< [states]; where the voltage leaks: voltages, then activities [2 states]
};

/// Numbers of consecutive samples of one block.
struct SampleRows {
  const double* numbers = nullptr;  ///< [steps][stride]
  int count = 0;                    ///< numbers of a sample
  int stride = 0;                   ///< from one sample's first number to the next's
};

/// Symbols that are all combinations of evenly spaced levels for both parts, the imaginary part's changing fastest. In levels, level k's
/// cell is [k, k + 1), the outer ones without end.
struct SymbolGrid {
  double levels = 0;      ///< of each part
  double per_level = 0;   ///< levels in a unit of a part
  double first_edge = 0;  ///< where the first cell begins, in levels from 0
  double margin = 1e-6;   ///< nearer to a boundary than this, and farther away than `far`, rounding decides which distance is smaller
  double far = 1e3;
};

/// Linear networks z_t = A z_(t-1) + B x_t of one block on white x of unit power, and what is wanted of them: F with the stationary
/// covariance F F^H.
struct CovarianceProblem {
  int states = 0;
  int inputs = 0;
  double* state = nullptr;        ///< A [states x states], row-major; destroyed
  const double* input = nullptr;  ///< B [states x inputs], row-major
  double* factor = nullptr;       ///< F^H [states x states], row-major
  double* scratch = nullptr;      ///< 3 states^2 numbers
  double* stable = nullptr;       ///< [1]: 1 if all eigenvalues of A lie inside the unit circle; else 0, and F is meaningless
};

struct KernelSet {
  const char* name;
  int lanes;

  /// Uniform numbers in [0, 1) of 52 bits [count] for elements first_index, first_index + 1, ... (modulo 2^64). One seed per lane.
  void (*uniform)(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first_index, std::int64_t count, double* out);
  /// Standard normal numbers [count] for elements first_index, first_index + 1, ...; complex ones have E|z|^2 = 1. One seed per lane.
  void (*normal)(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first_index, std::int64_t count, double* out);
  void (*complex_normal)(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first_index, std::int64_t count,
                         double* out);
  void (*dense_real)(const DenseWeights& weights, const ForwardChunk& chunk);
  void (*dense_complex)(const DenseWeights& weights, const ForwardChunk& chunk);
  void (*diagonal_real)(const DiagonalWeights& weights, const ForwardChunk& chunk);
  void (*diagonal_complex)(const DiagonalWeights& weights, const ForwardChunk& chunk);
  /// out[step][k] = sum_r weights[k][r] regressors[step][r]; `stride` numbers from one step's regressors to the next.
  void (*predict_real)(const double* weights, int outputs, int regressors, const double* regressor_rows, int stride, int steps,
                       double* out);
  void (*predict_complex)(const double* weights, int outputs, int regressors, const double* regressor_rows, int stride, int steps,
                          double* out);

  /// gram[i (i + 1)/2 + j] += sum_t s_ti conj(s_tj), j <= i: the lower triangle of the Gram matrix of `steps` rows. Every entry is summed
  /// from the first row to the last; the diagonal's imaginary parts are rounding.
  void (*add_gram_real)(SampleRows rows, int steps, double* gram);
  void (*add_gram_complex)(SampleRows rows, int steps, double* gram);
  /// sums[i][j] += sum_t a_ti conj(b_tj), from the first of `steps` rows to the last.
  void (*add_products_real)(SampleRows a, SampleRows b, int steps, double* sums);
  void (*add_products_complex)(SampleRows a, SampleRows b, int steps, double* sums);

  /// Condition numbers in the 2-norm [1], +inf above 1/(size 2^-52), NaN of a matrix that is not finite.
  ///
  /// Of Hermitian matrices, largest over smallest eigenvalue: `triangle` is the lower one, row by row, and destroyed. Householder's
  /// tridiagonal form, then Sturm sequences (Golub and Van Loan, Matrix Computations, 4th edition, 8.3 and 8.4), to some size x 2^-52 of
  /// the largest. Scratch: 4 size numbers. Cost: 2/3 size^3 multiply-adds.
  void (*hermitian_condition_real)(double* triangle, int size, double* scratch, double* condition);
  void (*hermitian_condition_complex)(double* triangle, int size, double* scratch, double* condition);
  /// Of upper triangular rows, `stride` numbers from one to the next: the largest singular value of the matrix times that of its inverse,
  /// each by the same form of a Gram matrix, whose largest eigenvalue has all of its digits. Rows or columns of different scale keep theirs
  /// in the inverse too (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 8.1 and 14.2). Scratch: 3 size^2 + 5 size
  /// numbers. Cost: 11/6 size^3 multiply-adds.
  void (*triangular_condition_real)(const double* rows, int size, int stride, double* scratch, double* condition);
  void (*triangular_condition_complex)(const double* rows, int size, int stride, double* scratch, double* condition);

  /// Adds to errors [1] the rows of `count` complex values whose position among the symbols is not the sent one [count]. Returns the first
  /// row with a value that the grid does not decide, where it stops; `count` if there is none.
  std::int64_t (*symbol_errors)(const SymbolGrid& grid, const double* values, const double* sent, std::int64_t count, double* errors);
  /// Writes these positions [count] of `count` complex values; stops and returns likewise.
  std::int64_t (*decide_symbols)(const SymbolGrid& grid, const double* values, std::int64_t count, double* out);

  /// By doubling on the factor itself (F <- [F, A F], A <- A^2, compressed by Householder's reflections), never by the covariance: small
  /// singular values of F keep their digits, which would drown in the rounding of their squares. Cost: about 5 states^3 multiply-adds for
  /// each of some ten doublings. Source: Smith's doubling (1968) in square-root form.
  void (*covariance_real)(const CovarianceProblem& problem);
  void (*covariance_complex)(const CovarianceProblem& problem);

  const ReadoutEntry* readouts;     ///< ends with an entry without a name
  const RecurrentEntry* recurrent;  ///< ends with an entry without a name
  /// Lists the fields of the optimizer at a position of the table and returns its card; nullptr past the end.
  const RuleCard* (*describe_optimizer)(int position, Fields& fields);
};

/// Flush-to-zero for the lifetime of an object: one run that decays into denormal numbers would slow all runs of its block twentyfold.
///
/// Operands and results below 2^-1022 count as zero of their sign, on all processors but for one hair: x86 asks whether the rounded result
/// is that small, Arm whether the exact one is. What lies within 2^-1076 below 2^-1022 is 2^-1022 on the one and 0 on the other.
class FlushDenormals {
 public:
  FlushDenormals();
  ~FlushDenormals();
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  std::uint64_t saved_;
};

/// The kernels this processor runs fastest, or those named by the environment variable POLESWEEP_KERNELS: portable; v3 (AVX2) and v4
/// (AVX-512) on x86-64; neon (Advanced SIMD) on aarch64. Throws Error if that name is unknown or the processor cannot run them.
const KernelSet& kernels();

/// Returns nullptr if this processor cannot run them or this build does not have them.
const KernelSet* find_kernels(std::string_view name);

/// All of this build that hold several runs in their vectors and that this processor can run, the fastest last.
std::span<const KernelSet* const> vector_kernels();

/// One run at a time on any processor: for set-up, where speed does not matter.
const KernelSet& portable_kernels();

/// Elementary functions of set-up code, with the bits of the block functions.
double portable_exponential(double x);
double portable_logarithm(double x);
struct UnitCirclePoint {
  double cosine;
  double sine;
};
UnitCirclePoint portable_point_at(double turns);  ///< cosine and sine of an angle in turns, 0 <= turns <= 1

}  // namespace polesweep
