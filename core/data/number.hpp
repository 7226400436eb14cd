#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace polesweep::data {

/// Stands where a recording has no number.
inline constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// What a field of a text file says.
struct Number {
  double real = 0;  ///< NaN: a missing value
  double imaginary = 0;
  bool is_complex = false;  ///< written with an imaginary part, be it 0
};

/// Reads fields of text files.
///
/// Real numbers are written in decimal digits, also with Fortran's exponent D. Complex ones are written a+bi with i, j or im (MATLAB, R,
/// numpy, Julia), with or without parentheses and blanks, or (a,b) (Fortran, C++). Missing are the empty field, NaN, NA, N/A, null and
/// none in any case, <NA> and #N/A, complex numbers with a part that is NaN, and what the list of missing values names, by its text or as a
/// number of the same value.
class NumberReader {
 public:
  NumberReader(bool decimal_comma, std::vector<std::string> missing);

  /// Returns nothing for any other text. A number beyond the range of a double is infinite.
  std::optional<Number> operator()(std::string_view text) const;
  /// Whether it is a number with one or the other decimal sign.
  bool could_be_number(std::string_view text) const;
  /// Whether the number counts as missing by the list.
  bool is_listed(double value) const;
  /// What to do about a field that was no number, such as ". Set decimal = \"comma\"?"; "" if nothing is known.
  std::string suggestion(std::string_view text) const;

 private:
  std::optional<Number> written_out(std::string_view text) const;

  bool decimal_comma_;
  std::vector<std::string> missing_;
  std::vector<double> missing_numbers_;
};

}  // namespace polesweep::data
