#include "core/results/trace_group.hpp"

#include <algorithm>

namespace polesweep::results {
namespace {

void add_dimension(const std::string& name, std::size_t size, Group& group) {
  const bool known =
      std::any_of(group.dimensions.begin(), group.dimensions.end(), [&](const Dimension& other) { return other.name == name; });
  if (!known) group.dimensions.push_back({name, size});
}

}  // namespace

Group trace_group(RunTrace&& trace, std::vector<std::pair<std::string, std::string>> attributes) {
  const std::string rows = trace.counts_updates() ? "iteration" : "sample";
  Group root{.name = "", .attributes = std::move(attributes), .dimensions = {}, .variables = {}, .groups = {}};
  root.dimensions.push_back({rows, trace.positions().size()});
  root.variables.push_back({rows,
                            {rows},
                            trace.positions(),
                            trace.counts_updates()
                                ? "number of updates of the weights, this one included; a row shows the last sample of it"
                                : "number of training samples, this one included",
                            trace.counts_updates() ? "updates" : "samples"});
  root.variables.push_back({"updates", {rows}, trace.updates(), "updates of the weights so far, after this sample", "updates"});
  for (TracedVariable& traced : trace.variables()) {
    for (std::size_t i = 0; i < traced.dimensions.size(); ++i) add_dimension(traced.dimensions[i], traced.extent[i], root);
    std::vector<std::string> dimensions = std::move(traced.dimensions);
    if (traced.by_row) dimensions.insert(dimensions.begin(), rows);
    if (!traced.complex_valued) {
      root.variables.push_back({traced.name, dimensions, std::move(traced.real), traced.long_name, traced.unit});
      continue;
    }
    root.variables.push_back({traced.name + "_re", dimensions, std::move(traced.real), traced.long_name + ", real part", traced.unit});
    root.variables.push_back(
        {traced.name + "_im", dimensions, std::move(traced.imaginary), traced.long_name + ", imaginary part", traced.unit});
  }
  return root;
}

}  // namespace polesweep::results
