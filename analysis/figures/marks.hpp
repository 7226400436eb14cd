#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/figures/figures.hpp"

/// Runs as single marks of a figure.
namespace polesweep::analysis {

/// More make a file large and no cloud clearer.
inline constexpr std::size_t most_marks = 1000;

/// Evenly spread positions of so many, the first and the last among them: all of them if they are at most `most`. The same every time.
std::vector<std::size_t> evenly_spread(std::size_t size, std::size_t most);

/// Marks in groups of one label and look, at most as many groups as looks can be told apart.
class Marks {
 public:
  /// A label's first mark says how those of its group look: colour and shape by `look`, and whether they are outlines.
  void add(const std::string& label, double x, double y, std::size_t look, bool hollow);

  std::size_t size() const;
  /// At most `most_marks`, evenly spread over the marks of each group.
  std::vector<PlottedCurve> drawn() const;
  /// " 1,000 of 1,500 runs are drawn, evenly spread over those of each entry.", or nothing if all are.
  std::string thinned_sentence() const;

 private:
  std::vector<PlottedCurve> groups_;
};

}  // namespace polesweep::analysis
