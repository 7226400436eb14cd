#include "tests/analysis/made_up_sweep.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace polesweep::analysis {

using results::Group;
using results::Values;

Group made_up_sweep(const std::vector<std::string>& labels, std::size_t seeds, const std::vector<std::int64_t>& lengths,
                    const std::vector<double>& thresholds) {
  const std::size_t points = labels.size();
  const std::size_t runs = points * seeds;
  Group root;
  root.attributes = {
      {"title", "made up"}, {"sweep", "name = \"made up\"\n"}, {"complete", "true"}, {"confidence", "0.95"}, {"delta", "0.1"}};
  root.dimensions = {{"point", points}, {"seed", seeds}, {"length", lengths.size()}, {"threshold", thresholds.size()}};
  std::vector<std::int64_t> point(points);
  std::iota(point.begin(), point.end(), 0);
  std::vector<std::uint64_t> seed(seeds);
  std::iota(seed.begin(), seed.end(), 0U);
  std::vector<std::string> id;
  for (std::size_t p = 0; p < points; ++p) id.push_back(fmt::format("{:032x}", p + 1));
  const auto add = [&](const std::string& name, const std::vector<std::string>& dimensions, Values values, const std::string& units = "1") {
    root.variables.push_back({name, dimensions, std::move(values), name, units, {}, {}});
  };
  add("point", {"point"}, point);
  add("seed", {"seed"}, seed);
  add("length", {"length"}, lengths);
  add("threshold", {"threshold"}, thresholds);
  add("point_id", {"point"}, id, "");
  add("task_kind", {"point"}, std::vector<std::string>(points, "linear_teacher"), "");
  add("task_recorded", {"point"}, std::vector<std::int32_t>(points, 0), "");
  add("poles_kind", {"point"}, std::vector<std::string>(points, "ring"), "");
  add("poles_network", {"point"}, std::vector<std::string>(points, "diagonal"), "");
  add("learner_readout_kind", {"point"}, std::vector<std::string>(points, "lms"), "");
  add("learner_recurrent_kind", {"point"}, std::vector<std::string>(points, "fixed"), "");
  add("learner_label", {"point"}, labels, "");
  add("windows_overlap", {"point"}, std::vector<std::int32_t>(points, 0), "");
  add("distinct_runs", {"point"}, std::vector<std::int64_t>(points, -1));
  add("status", {"point", "seed"}, std::vector<std::int32_t>(runs, 1), "");
  add("diverged_at", {"point", "seed"}, std::vector<std::int64_t>(runs, -1));
  add("risk", {"point", "seed", "length"}, std::vector<double>(runs * lengths.size(), 1.0));
  add("trivial_risk", {"point", "seed"}, std::vector<double>(runs, 1.0));
  add("wall_seconds", {"point", "seed"}, std::vector<double>(runs, 0.5), "s");
  add("operations", {"point", "length"}, std::vector<double>(points * lengths.size(), 1e6));
  add("parameters", {"point"}, std::vector<std::int64_t>(points, 8));
  return root;
}

Group realistic_sweep() {
  struct Setting {
    const char* label;
    const char* recurrent;
    const char* readout;
    double step_size;
    double floor;
    double start;
    double operations;
  };
  const std::vector<Setting> settings = {{"RTRL, <Adam> \"fast\" & 'öz'", "rtrl", "gradient", 0.001, 3e-3, 300, 2e7},
                                         {"RTRL, <Adam> \"fast\" & 'öz'", "rtrl", "gradient", 0.01, 1e-3, 100, 2e7},
                                         {"RTRL, <Adam> \"fast\" & 'öz'", "rtrl", "gradient", 0.1, 2e-2, 50, 2e7},
                                         {"fixed, RLS", "fixed", "rls", std::nan(""), 1e-2, 20, 8e6},
                                         {"fixed,\nLMS `touch pwned`", "fixed", "lms", 0.01, 1.05e-2, 200, 1e6}};
  const std::vector<std::int64_t> lengths = {100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000, 17783, 31623, 56234, 100000};
  const std::vector<double> noises = {0.0, 0.1};
  const std::vector<std::int64_t> counts = {8, 32};
  constexpr std::size_t seeds = 32;
  std::vector<std::string> labels;
  std::vector<double> noise;
  std::vector<std::int64_t> count;
  std::vector<double> step_size;
  std::vector<std::string> recurrent;
  std::vector<std::string> readout;
  for (const double task : noises) {
    for (const std::int64_t poles : counts) {
      for (const Setting& setting : settings) {
        labels.emplace_back(setting.label);
        noise.push_back(task);
        count.push_back(poles);
        step_size.push_back(setting.step_size);
        recurrent.emplace_back(setting.recurrent);
        readout.emplace_back(setting.readout);
      }
    }
  }
  Group root = made_up_sweep(labels, seeds, lengths, {0.5, 0.1, 0.01});
  root.attributes[0].second = "Fixed <poles> & learned ones";
  root.attributes.emplace_back("created", "2026-01-01T00:00:00Z");
  root.attributes.emplace_back("hosts", "<script>alert(1)</script>");
  values_of<std::string>(root, "learner_recurrent_kind") = recurrent;
  values_of<std::string>(root, "learner_readout_kind") = readout;
  root.variables.push_back({"task_noise", {"point"}, noise, "noise", "1", {}, {}});
  root.variables.push_back({"poles_count", {"point"}, count, "count", "1", {}, {}});
  root.variables.push_back({"learner_readout_step_size", {"point"}, step_size, "step size", "1", {}, {}});

  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  for (std::size_t s = 0; s < seeds; ++s) {
    const double shared = normal(random);
    for (std::size_t p = 0; p < labels.size(); ++p) {
      const Setting& setting = settings[p % settings.size()];
      const double own = normal(random);
      values_of<double>(root, "trivial_risk")[p * seeds + s] = 2;
      values_of<double>(root, "wall_seconds")[p * seeds + s] = setting.operations * 1e-9 * std::exp(0.1 * own);
      for (std::size_t l = 0; l < lengths.size(); ++l) {
        const double decay = std::pow(1 + static_cast<double>(lengths[l]) / setting.start, -1.5);
        values_of<double>(root, "risk")[(p * seeds + s) * lengths.size() + l] =
            (setting.floor * (1 + 10 * noise[p]) + 2 * decay) * std::exp(0.4 * shared + 0.1 * own + 0.05 * normal(random));
        values_of<double>(root, "operations")[p * lengths.size() + l] =
            setting.operations * static_cast<double>(count[p]) / 8 * static_cast<double>(lengths[l]) / 1e5;
      }
    }
  }
  const auto end_run = [&](std::size_t p, std::size_t s, std::int32_t status, std::size_t from, double risk) {
    values_of<std::int32_t>(root, "status")[p * seeds + s] = status;
    for (std::size_t l = from; l < lengths.size(); ++l) values_of<double>(root, "risk")[(p * seeds + s) * lengths.size() + l] = risk;
  };
  for (std::size_t s = 0; s < 20; ++s) end_run(2, s, 2, 6, std::numeric_limits<double>::infinity());
  end_run(7, 3, 2, 3, std::numeric_limits<double>::infinity());
  end_run(8, 5, 3, 0, std::nan(""));
  end_run(9, 31, 0, 0, std::nan(""));
  root.attributes[2].second = "false";
  root.groups.push_back(
      {"failures",
       {},
       {{"failure", 1}},
       {{"failed_point", {"failure"}, std::vector<std::int64_t>{8}, "point", "1", {}, {}},
        {"failed_seed", {"failure"}, std::vector<std::uint64_t>{5}, "seed", "1", {}, {}},
        {"message", {"failure"}, std::vector<std::string>{"matrix <A> is \"singular\" & cannot be inverted"}, "why", "", {}, {}}},
       {}});
  return root;
}

Group tuned_sweep() {
  Group root = made_up_sweep(std::vector<std::string>(6, "TBPTT"), 8, {10, 20}, {0.5});
  std::vector<double> step_size;
  std::vector<std::int64_t> truncation;
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 6; ++p) {
    step_size.push_back(std::pow(10.0, static_cast<double>(p % 3) - 3));
    truncation.push_back(p < 3 ? 4 : 8);
    for (std::size_t s = 0; s < 8; ++s) {
      risk[(p * 8 + s) * 2] = p % 3 == 1 ? (s % 2 == 0 ? 0.1 : 5.0) : 1.0;
      risk[(p * 8 + s) * 2 + 1] = p % 3 == 2 ? 0.25 : 1.0;
    }
  }
  root.variables.push_back({"learner_optimizer_step_size", {"point"}, step_size, "step size", "1", {}, {}});
  root.variables.push_back({"learner_recurrent_truncation", {"point"}, truncation, "truncation", "1", {}, {}});
  root.variables.push_back({"tuned_fields", {"point"}, std::vector<std::string>(6, "learner_optimizer_step_size"), "", "", {}, {}});
  return root;
}

Group raced_sweep() {
  Group root = tuned_sweep();
  std::vector<double>& risk = values_of<double>(root, "risk");
  std::vector<std::int64_t> dropped_after;
  for (std::size_t p = 0; p < 6; ++p)
    for (std::size_t s = 0; s < 8; ++s) {
      const bool chooses = s % 2 == 0;
      const std::int64_t after = p % 3 == 2 ? -1 : chooses || p % 3 == 1 ? 10 : 0;
      dropped_after.push_back(after);
      if (after < 0) continue;
      values_of<std::int32_t>(root, "status")[p * 8 + s] = 4;
      risk[(p * 8 + s) * 2 + 1] = std::numeric_limits<double>::quiet_NaN();
      if (after == 0) risk[(p * 8 + s) * 2] = std::numeric_limits<double>::quiet_NaN();
    }
  root.variables.push_back({"dropped_after", {"point", "seed"}, dropped_after, "", "samples", {}, {}});
  return root;
}

}  // namespace polesweep::analysis
