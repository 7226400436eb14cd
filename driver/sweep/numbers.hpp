#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/members/fields.hpp"

/// The numbers that a sweep file makes: ranges, draws and polar coordinates. All are rounded to 12 significant digits, because obvious
/// formulas for the same range differ in the last bits and the numbers enter the identity of points.
namespace polesweep::sweep {

double round_to_12_digits(double value);

/// `count` numbers from first to last, both included.
std::vector<double> linspace(double first, double last, std::int64_t count);
/// The same with a constant ratio; both ends > 0.
std::vector<double> logspace(double first, double last, std::int64_t count);
/// first, first + step, ... up to and including last.
std::vector<double> arithmetic_range(double first, double last, double step);

/// A number in [0, 1) with 53 bits that depends on these three alone, so that a longer draw begins with the shorter one.
double uniform_draw(std::int64_t seed, std::string_view field, std::int64_t index);
double draw_between(double low, double high, double uniform);
double draw_logarithmically_between(double low, double high, double uniform);

/// Components below the twelfth digit of the modulus are zero: an angle of pi gives a real number.
Complex polar(double modulus, double angle);

}  // namespace polesweep::sweep
