#include "analysis/text/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/numbers.hpp"

namespace polesweep::analysis {

std::string number(double value) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value == std::round(value) && std::abs(value) < 1e6) return fmt::format("{:.0f}", value);
  if (std::abs(value) >= 1000 && std::abs(value) < 1e6) return fmt::format("{:.0f}", value);
  const std::string text = fmt::format("{:.3g}", value);
  const std::size_t exponent = text.find('e');
  return exponent == std::string::npos ? text : fmt::format("{}e{}", text.substr(0, exponent), std::stoi(text.substr(exponent + 1)));
}

std::string exact_number(double value) { return fmt::format("{}", value); }

std::string interval(const Estimate& estimate) {
  if (std::isnan(estimate.low) || std::isnan(estimate.high)) return "";
  const std::string low = estimate.low == -infinity ? "open" : number(estimate.low);
  // An interval that begins at infinity ends there; else the bound may be open as well as infinite.
  const std::string high = estimate.high == infinity && estimate.low != infinity ? "open" : number(estimate.high);
  return fmt::format("[{}, {}]", low, high);
}

std::string with_interval(const Estimate& estimate) {
  const std::string bounds = interval(estimate);
  return bounds.empty() ? number(estimate.value) : number(estimate.value) + " " + bounds;
}

Estimate as_ratio(Estimate ratio) {
  if (ratio.low == 0 && ratio.value != 0) ratio.low = -infinity;
  return ratio;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "–";
  if (seconds < 1e-3) return fmt::format("{:.3g} µs", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  if (seconds < 120) return fmt::format("{:.3g} s", seconds);
  if (seconds < 7200) return fmt::format("{:.3g} min", seconds / 60);
  return fmt::format("{:.3g} h", seconds / 3600);
}

std::string in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace polesweep::analysis
