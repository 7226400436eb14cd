#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <limits>
#include <random>

#include "analysis/report/report.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/core/results/made_up_description.hpp"

/// Time and memory of /statistics and of the report for a large made-up sweep: bench_statistics [points [seeds [lengths [folder]]]].
/// 100000 x 32 x 16 unless said otherwise; a report is written if there is a folder.
namespace polesweep {
namespace {

using results::Group;

/// Two tasks, pole settings that differ in count and radius, five learners with step sizes; learning curves with scatter.
Point point_of(std::size_t i) {
  const Member task{
      "linear_teacher",
      {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", i % 2 == 0 ? 0.1 : 0.3}}};
  const Member poles{
      "ring",
      {{"count", std::int64_t{4} + static_cast<std::int64_t>(i / 10 % 13)}, {"radius", 0.5 + 0.01 * static_cast<double>(i / 130 % 40)}}};
  const double step = 1e-3 * std::pow(1.02, static_cast<double>(i / 5200));
  const Member sgd{"sgd", {{"step_size", step}}};
  switch (i / 2 % 5) {
    case 0: return {task, {"diagonal", {}}, poles, {"fixed", {}}, {"lms", {{"step_size", step}}}};
    case 1: return {task, {"diagonal", {}}, poles, {"fixed", {}}, {"rls", {{"forgetting", 1 - step}}}};
    case 2: return {task, {"diagonal", {}}, poles, {"rtrl", {}}, {"gradient", {}}, {"adam", {{"step_size", step}}}};
    case 3: return {task, {"diagonal", {}}, poles, {"rtrl", {}}, {"gradient", {}}, sgd};
    default: return {task, {"diagonal", {}}, poles, {"fixed", {}}, {"gradient", {}}, sgd};
  }
}

Group made_up(std::size_t points, std::size_t seeds, std::size_t lengths) {
  Group root;
  root.attributes = {{"title", "bench"}, {"complete", "true"}, {"confidence", "0.95"}, {"delta", "0.1"}};
  root.dimensions = {{"point", points}, {"seed", seeds}, {"length", lengths}, {"threshold", 3}};
  std::vector<std::int64_t> numbers(points);
  std::vector<std::uint64_t> seed(seeds);
  std::vector<std::int64_t> length(lengths);
  for (std::size_t i = 0; i < points; ++i) numbers[i] = static_cast<std::int64_t>(i);
  for (std::size_t i = 0; i < seeds; ++i) seed[i] = i;
  for (std::size_t i = 0; i < lengths; ++i) length[i] = 400 * static_cast<std::int64_t>(i + 1);
  const std::size_t runs = points * seeds;
  const auto add = [&](const char* name, const std::vector<std::string>& dimensions, results::Values values, const char* unit = "1") {
    root.variables.push_back({name, dimensions, std::move(values), name, unit, {}, {}});
  };
  add("point", {"point"}, std::move(numbers));
  add("seed", {"seed"}, std::move(seed));
  add("length", {"length"}, length);
  add("threshold", {"threshold"}, std::vector<double>{0.5, 0.1, 0.01});
  results::PointColumns columns(points);
  const char* labels[] = {"LMS", "RLS", "RTRL, Adam", "RTRL, sgd", "sgd"};
  std::vector<Point> made;
  std::vector<std::string> ids, labels_of_points;
  for (std::size_t i = 0; i < points; ++i) {
    made.push_back(point_of(i));
    ids.push_back(PointId{(i + 1) * 0x9e3779b97f4a7c15U, i}.hex());  // as different as hashes are
    labels_of_points.emplace_back(labels[i / 2 % 5]);
  }
  columns.say("point_id", std::move(ids));
  columns.say("evaluation_hash", std::vector<std::string>(points, std::string(16, '0')));
  results::describe_made_up(columns, made, std::move(labels_of_points), std::vector<double>(points * lengths, 1e6));
  for (results::Variable& variable : columns.take()) root.variables.push_back(std::move(variable));
  add("status", {"point", "seed"}, std::vector<std::int32_t>(runs, 1), "");
  add("trivial_risk", {"point", "seed"}, std::vector<double>(runs, 10.0));
  add("wall_seconds", {"point", "seed"}, std::vector<double>(runs, 0.1), "s");
  std::vector<double> risk(runs * lengths);
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> scatter(-0.2, 0.2);
  for (std::size_t r = 0; r < runs; ++r)
    for (std::size_t l = 0; l < lengths; ++l)
      risk[r * lengths + l] =
          (0.01 + 5 * std::exp(-(8e-4 + 1e-6 * static_cast<double>(r / seeds % 400)) * static_cast<double>(length[l]))) *
          std::exp(scatter(random));
  add("risk", {"point", "seed", "length"}, std::move(risk));
  results::make_all(root);
  return root;
}

double peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void timed(const char* what, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const double before = static_cast<double>(std::clock());
  work();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  fmt::print("{:<12} {:7.1f} s, {:7.1f} s of processor, peak {:.0f} MiB\n", what, passed.count(),
             (static_cast<double>(std::clock()) - before) / CLOCKS_PER_SEC, peak_mebibytes());
}

}  // namespace
}  // namespace polesweep

int main(int count, char** arguments) {
  using namespace polesweep;
  const auto argument = [&](int i, std::size_t fallback) { return count > i ? std::strtoull(arguments[i], nullptr, 10) : fallback; };
  results::Group root;
  timed("made up", [&] { root = made_up(argument(1, 100000), argument(2, 32), argument(3, 16)); });
  timed("statistics", [&] { root.groups.push_back(analysis::statistics(root)); });
  if (count <= 4) return 0;
  const std::filesystem::path folder = arguments[4];
  timed("report", [&] { analysis::write_report(root, folder); });
  std::uintmax_t bytes = 0;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) {
      bytes += entry.file_size();
      ++files;
    }
  fmt::print("{} files, {:.1f} MB; page {:.2f} MB\n", files, static_cast<double>(bytes) / 1e6,
             static_cast<double>(std::filesystem::file_size(folder / "index.html")) / 1e6);
}
