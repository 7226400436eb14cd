#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// The values of one `[[theory]]` table by combination of its parameters. Refers to the data set, which must outlive it.
class FormulaTable {
 public:
  /// Opens the table of /theory with this label or formula. Throws Error if there is none or more than one, or if its values are complex.
  FormulaTable(const results::Group& root, const std::string& name);

  std::size_t combinations() const { return combinations_; }
  /// NaN outside the formula's domain. Throws Error if the formula gives fewer numbers.
  double value(std::size_t combination, std::int64_t element) const;
  /// A parameter that is a number. Throws Error if the table steps through no such numbers.
  double number(const std::string& parameter, std::size_t combination) const;
  /// The same as canonical text, of any type; nothing if the table does not set it.
  std::optional<std::string> text(const std::string& parameter, std::size_t combination) const;
  /// The values of what the table steps through, as "rho 0.9, K 4", except for the axes of some parameters.
  std::string description(std::size_t combination, const std::vector<std::string>& left_out) const;

 private:
  struct Axis {
    std::size_t size = 0;
    std::size_t stride = 0;
    std::vector<const results::Variable*> columns;  ///< parameters that step together
  };
  const Axis* find_axis(const std::string& parameter, const results::Variable*& column) const;
  static std::string text(const results::Variable& column, std::size_t position);

  const results::Group* group_ = nullptr;
  const std::vector<double>* values_ = nullptr;
  std::vector<Axis> axes_;  ///< outermost first
  std::size_t combinations_ = 1;
  std::size_t width_ = 1;  ///< numbers for each combination
};

}  // namespace polesweep::analysis
