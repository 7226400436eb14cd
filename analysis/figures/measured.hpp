#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/figures/kinds.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/results/quantities.hpp"

/// Metrics along lengths or iterations as figures need them.
namespace polesweep::analysis {

/// A metric of one or several numbers.
class MeasuredAlong {
 public:
  /// Returns nothing if the results do not hold it along that axis.
  static std::optional<MeasuredAlong> find(const FigureSource& source, const std::string& name, Along along);

  std::size_t elements() const { return elements_.size(); }
  const std::vector<double>& axis() const { return elements_.front().axis(); }
  const Quantity& element(std::size_t i) const { return elements_[i]; }
  Along along() const { return along_; }
  /// "after 100 samples" or "after 100 updates".
  std::string place(std::size_t position) const;

  /// The positions at which a run of the point was measured.
  std::vector<std::size_t> positions(const Runs& runs, std::size_t point) const;
  /// The median of one element over the distinct runs of a point along the axis, with its interval.
  PlottedCurve curve(const Runs& runs, std::size_t point, std::size_t element, const std::string& label) const;
  /// " Where anything is drawn, 3 to 16 of 16 runs have a finite value." of a panel; "" if all of them have.
  std::string finite_runs(const Runs& runs, const Panel& panel) const;

 private:
  std::vector<Quantity> elements_;
  Along along_ = Along::lengths;
};

/// Calls `make` with metrics along lengths and then along iterations, wherever the results hold all of them.
void for_each_axis(const FigureSource& source, const std::vector<std::string>& metrics,
                   const std::function<void(const std::vector<MeasuredAlong>&)>& make);

/// "Bands are 95 % intervals of the median over seeds.", or that they are descriptive.
std::string band_sentence(const Runs& runs, std::size_t point);

/// Whether anything of a curve can be drawn.
bool has_values(const PlottedCurve& curve);

}  // namespace polesweep::analysis
