#include "analysis/page/explorer_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <memory>

#include "analysis/estimators/quantiles.hpp"
#include "analysis/text/numbers.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;

/// Something that can be drawn. Functions take a point and a place.
struct Drawable {
  std::string name;
  std::string label;
  std::string unit = {};
  std::string dimension = {};
  std::vector<double> places = {0};
  std::size_t last = 0;  ///< the place that is kept if only one is
  bool interval = false;
  int order = 0;  ///< what comes first is kept first
  std::function<Estimate(std::size_t, std::size_t)> at = {};
  std::function<std::int64_t(std::size_t, std::size_t)> finite = {};

  std::size_t bytes(std::size_t points, std::size_t kept) const {
    const std::size_t numbers = (interval ? 3 * sizeof(double) : sizeof(double)) + (finite ? sizeof(std::int32_t) : 0);
    return points * kept * numbers * 4 / 3 + 200;
  }
};

/// Little-endian on every machine.
template <class Unsigned>
void append(std::string& bytes, Unsigned bits) {
  for (std::size_t i = 0; i < sizeof bits; ++i) bytes += static_cast<char>(bits >> (8 * i) & 0xff);
}
void append_real(std::string& bytes, double value) { append(bytes, std::bit_cast<std::uint64_t>(value)); }

/// Null if there is no value at all.
nlohmann::json packed_quantity(const Drawable& drawable, std::size_t points, const std::vector<std::size_t>& kept) {
  std::string data, finite;
  bool has_values = false;
  for (std::size_t p = 0; p < points; ++p) {
    for (const std::size_t place : kept) {
      const Estimate estimate = drawable.at(p, place);
      has_values = has_values || !std::isnan(estimate.value);
      append_real(data, estimate.value);
      if (drawable.interval)
        for (const double bound : {estimate.low, estimate.high}) append_real(data, bound);
      if (drawable.finite) append(finite, static_cast<std::uint32_t>(drawable.finite(p, place)));
    }
  }
  if (!has_values) return nullptr;
  nlohmann::json places = nlohmann::json::array();
  for (const std::size_t place : kept) places.push_back(drawable.places[place]);
  nlohmann::json object = {
      {"name", drawable.name}, {"label", drawable.label},       {"unit", drawable.unit}, {"dimension", drawable.dimension},
      {"places", places},      {"interval", drawable.interval}, {"data", base64(data)}};
  if (drawable.finite) object["finite"] = base64(finite);
  return object;
}

bool is_curve_of(const Variable& variable, const char* dimension) {
  return variable.dimensions == std::vector<std::string>{"point", dimension};
}

/// "risk_median" as "risk, median over runs".
std::string label_of(const std::string& name, double delta) {
  const auto before = [&](const char* ending) { return in_words(name.substr(0, name.size() - std::string(ending).size())); };
  if (name.ends_with("_median")) return before("_median") + ", median";
  if (name.ends_with("_quantile")) return fmt::format("{}, {:g} quantile", before("_quantile"), 1 - delta);
  if (name.ends_with("_mean")) return before("_mean") + ", mean of the finite runs";
  return in_words(name);
}

int order_of(const std::string& name) {
  if (name == "risk_median") return 0;
  if (name == "nmse_median") return 1;
  if (name.ends_with("_median")) return 2;
  if (name == "sample_complexity") return 3;
  if (name.ends_with("_quantile")) return 5;
  return name.ends_with("_mean") ? 6 : 4;
}

std::vector<double> reals(std::span<const std::int64_t> whole) { return {whole.begin(), whole.end()}; }

/// The numbers of finite runs that stand beside an estimate.
const std::vector<std::int64_t>* finite_of(const Group& statistics, const Variable& variable) {
  const std::string& name = variable.name;
  for (const char* ending : {"_median", "_quantile", "_mean"}) {
    if (!name.ends_with(ending)) continue;
    const std::string base = name.substr(0, name.size() - std::string(ending).size());
    for (const char* counts : {"_mean_runs", "_runs"})
      if (const Variable* found = statistics.find(base + counts); found && found->dimensions == variable.dimensions)
        return std::get_if<std::vector<std::int64_t>>(&found->values);
  }
  return nullptr;
}

/// All of /statistics that has a value for each point, and perhaps each length or threshold.
void add_statistics(std::vector<Drawable>& drawables, const Group& statistics, const Runs& runs) {
  for (const Variable& variable : statistics.variables) {
    const auto* value = std::get_if<std::vector<double>>(&variable.values);
    if (!value || variable.name.ends_with("_low") || variable.name.ends_with("_high")) continue;
    Drawable drawable{.name = variable.name, .label = label_of(variable.name, runs.delta()), .unit = variable.units};
    drawable.order = order_of(variable.name);
    if (is_curve_of(variable, "length")) {
      drawable.dimension = "length";
      drawable.places = reals(runs.lengths());
      drawable.last = runs.last_measured(Along::lengths);
    } else if (is_curve_of(variable, "threshold")) {
      drawable.dimension = "threshold";
      drawable.places = {runs.thresholds().begin(), runs.thresholds().end()};
    } else if (variable.dimensions != std::vector<std::string>{"point"}) {
      continue;
    }
    const std::size_t places = drawable.places.size();
    const auto bound = [&](const char* side) {
      const Variable* found = statistics.find(variable.name + side);
      return found ? std::get_if<std::vector<double>>(&found->values) : nullptr;
    };
    const auto *low = bound("_low"), *high = bound("_high");
    drawable.interval = low && high;
    drawable.at = [=](std::size_t p, std::size_t place) {
      const std::size_t i = p * places + place;
      return Estimate{(*value)[i], low ? (*low)[i] : nan, high ? (*high)[i] : nan};
    };
    if (const auto* counts = finite_of(statistics, variable))
      drawable.finite = [=](std::size_t p, std::size_t place) { return (*counts)[p * places + place]; };
    drawables.push_back(std::move(drawable));
  }
}

/// The values of the distinct runs of a point at a place along iterations, learning from all that it learns from, ascending.
std::vector<double> sample_at(const Runs& runs, const MeasuredAxis& axis, std::span<const double> of_runs, std::size_t p,
                              std::size_t place) {
  std::vector<double> sample;
  const std::optional<std::size_t> row = axis.row(p);
  if (!row) return sample;
  for (const std::size_t s : runs.distinct_seeds(p)) {
    const double value = of_runs[axis.start(*row, s, axis.usual_set(p)) + place];
    if (!std::isnan(value)) sample.push_back(value);
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

/// Medians of what is measured at iterations, which /statistics does not hold.
void add_iterations(std::vector<Drawable>& drawables, const Group& root, const Runs& runs) {
  if (!root.find_group("training")) return;
  const MeasuredAxis& axis = runs.axis(Along::iterations);
  const auto order = std::make_shared<OrderStatistics>(runs.seeds(), 1 - runs.delta(), runs.confidence());
  for (const Variable& variable : axis.group().variables) {
    if (variable.dimensions != axis.dimensions() || !std::holds_alternative<std::vector<double>>(variable.values)) continue;
    const std::span<const double> of_runs = values<double>(axis.group(), variable.name, axis.dimensions());
    drawables.push_back({.name = "training/" + variable.name,
                         .label = in_words(variable.name) + " by update, median",
                         .unit = variable.units,
                         .dimension = "iteration",
                         .places = reals(axis.places()),
                         .last = runs.has_risk(Along::iterations) ? runs.last_measured(Along::iterations) : axis.places().size() - 1,
                         .interval = true,
                         .order = variable.name == "risk" ? 0 : 2,
                         .at =
                             [=, &runs, &axis](std::size_t p, std::size_t place) {
                               Estimate median = order->median(sample_at(runs, axis, of_runs, p, place));
                               return runs.has_interval(p) ? median : Estimate{median.value, nan, nan};
                             },
                         .finite =
                             [=, &runs, &axis](std::size_t p, std::size_t place) {
                               const std::vector<double> sample = sample_at(runs, axis, of_runs, p, place);
                               return static_cast<std::int64_t>(
                                   std::count_if(sample.begin(), sample.end(), [](double x) { return std::isfinite(x); }));
                             }});
  }
}

void add_costs(std::vector<Drawable>& drawables, const Runs& runs) {
  const auto value = [](double number) { return Estimate{number, nan, nan}; };
  drawables.push_back({.name = "parameters", .label = "trained real numbers", .order = 4, .at = [&runs, value](std::size_t p, std::size_t) {
                         return value(static_cast<double>(runs.parameters(p)));
                       }});
  drawables.push_back({.name = "wall_seconds",
                       .label = "computing time of a run, median",
                       .unit = "s",
                       .order = 4,
                       .at = [&runs, value](std::size_t p, std::size_t) { return value(runs.median_seconds(p)); }});
  if (runs.lengths().empty()) return;
  drawables.push_back({.name = "operations",
                       .label = "operations of a run",
                       .dimension = "length",
                       .places = reals(runs.lengths()),
                       .last = runs.last_measured(Along::lengths),
                       .order = 4,
                       .at = [&runs, value](std::size_t p, std::size_t place) { return value(runs.operations(p, place)); }});
}

std::string sentence(const std::vector<std::string>& last_alone, const std::vector<std::string>& without) {
  std::string text;
  if (!last_alone.empty())
    text = fmt::format("So that the page stays small, it holds these at one place alone: {}.", fmt::join(last_alone, "; "));
  if (!without.empty()) text += fmt::format("{}It leaves out: {}.", text.empty() ? "" : " ", fmt::join(without, "; "));
  return text.empty() ? text : text + " The tables beside the page and results.h5 hold them all.";
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j) three = three << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : digits[three >> (18 - 6 * j) & 63];
  }
  return text;
}

ExplorerValues explorer_values(const Group& root, const Runs& runs, std::size_t points, std::size_t most_bytes) {
  std::vector<Drawable> drawables;
  add_statistics(drawables, *root.find_group("statistics"), runs);
  add_iterations(drawables, root, runs);
  add_costs(drawables, runs);
  std::erase_if(drawables, [](const Drawable& one) { return one.places.empty(); });
  std::stable_sort(drawables.begin(), drawables.end(), [](const Drawable& a, const Drawable& b) { return a.order < b.order; });

  // One place of each first, then whole curves as long as there is room.
  std::vector<std::vector<std::size_t>> kept(drawables.size());
  std::size_t room = most_bytes;
  const auto take = [&](std::size_t i, std::size_t places) {
    const std::size_t bytes = drawables[i].bytes(points, places);
    if (bytes > room) return false;
    room -= bytes;
    return true;
  };
  for (std::size_t i = 0; i < drawables.size(); ++i)
    if (take(i, 1)) kept[i] = {drawables[i].last};
  for (std::size_t i = 0; i < drawables.size(); ++i) {
    const std::size_t places = drawables[i].places.size();
    if (kept[i].empty() || places == 1 || !take(i, places - 1)) continue;
    kept[i].resize(places);
    for (std::size_t place = 0; place < places; ++place) kept[i][place] = place;
  }

  ExplorerValues values{nlohmann::json::array(), ""};
  std::vector<std::string> last_alone, without;
  for (std::size_t i = 0; i < drawables.size(); ++i) {
    if (kept[i].empty()) {
      without.push_back(drawables[i].label);
      continue;
    }
    nlohmann::json quantity = packed_quantity(drawables[i], points, kept[i]);
    if (quantity.is_null()) continue;
    if (kept[i].size() < drawables[i].places.size()) last_alone.push_back(drawables[i].label);
    values.quantities.push_back(std::move(quantity));
  }
  values.left_out = sentence(last_alone, without);
  return values;
}

}  // namespace polesweep::analysis
