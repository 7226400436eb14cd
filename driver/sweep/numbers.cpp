#include "driver/sweep/numbers.hpp"

#include <xxhash.h>

#include <charconv>
#include <cmath>

// Long double throughout: the error before rounding is then far below the twelfth digit, and the x87 functions behind it do not differ
// between processors as the double ones do.
namespace polesweep::sweep {

double round_to_12_digits(double value) {
  char text[64];
  const auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 11);
  double rounded = value;
  std::from_chars(text, written.ptr, rounded);
  return rounded + 0.0;  // no negative zero: it would be another point
}

std::vector<double> linspace(double first, double last, std::int64_t count) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const long double part = count == 1 ? 0 : static_cast<long double>(i) / static_cast<long double>(count - 1);
    values.push_back(round_to_12_digits(static_cast<double>((1 - part) * first + part * last)));
  }
  return values;
}

std::vector<double> logspace(double first, double last, std::int64_t count) {
  std::vector<double> values;
  const long double ratio = static_cast<long double>(last) / first;
  for (std::int64_t i = 0; i < count; ++i) {
    const long double part = count == 1 ? 0 : static_cast<long double>(i) / static_cast<long double>(count - 1);
    values.push_back(round_to_12_digits(static_cast<double>(first * std::pow(ratio, part))));
  }
  return values;
}

std::vector<double> arithmetic_range(double first, double last, double step) {
  std::vector<double> values;
  // The small part keeps the end of ranges such as 0 to 1 by 0.1, whose step is no binary number.
  const auto steps = static_cast<std::int64_t>(std::floor((static_cast<long double>(last) - first) / step + 1e-9L));
  for (std::int64_t i = 0; i <= steps; ++i)
    values.push_back(round_to_12_digits(static_cast<double>(first + static_cast<long double>(step) * static_cast<long double>(i))));
  return values;
}

double uniform_draw(std::int64_t seed, std::string_view field, std::int64_t index) {
  const std::string key = std::to_string(seed) + ' ' + std::string(field) + ' ' + std::to_string(index);
  return static_cast<double>(XXH3_64bits(key.data(), key.size()) >> 11) * 0x1p-53;
}

double draw_between(double low, double high, double uniform) {
  return round_to_12_digits(static_cast<double>(low + (static_cast<long double>(high) - low) * uniform));
}

double draw_logarithmically_between(double low, double high, double uniform) {
  return round_to_12_digits(static_cast<double>(low * std::pow(static_cast<long double>(high) / low, static_cast<long double>(uniform))));
}

Complex polar(double modulus, double angle) {
  const auto component = [&](long double value) {
    return std::abs(value) < 1e-12L * modulus ? 0.0 : round_to_12_digits(static_cast<double>(value));
  };
  return {component(modulus * std::cos(static_cast<long double>(angle))), component(modulus * std::sin(static_cast<long double>(angle)))};
}

}  // namespace polesweep::sweep
