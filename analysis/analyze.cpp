#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "analysis/report/report.hpp"
#include "analysis/report/summary.hpp"
#include "analysis/results/runs.hpp"
#include "analysis/statistics/statistics.hpp"
#include "analysis/watch/watch.hpp"
#include "core/error.hpp"
#include "core/results/netcdf.hpp"

namespace {

using polesweep::results::Group;

constexpr int bad_input = 2;

/// The results with statistics; those that the file holds already are used as they are.
Group read_results(const std::filesystem::path& path) {
  Group root = polesweep::results::read_netcdf(path);
  try {
    const polesweep::analysis::Runs check(root);
    if (root.find_group("statistics") == nullptr) root.groups.push_back(polesweep::analysis::statistics(root));
  } catch (const polesweep::Error& error) {
    throw polesweep::Error(fmt::format("{}: {}", path.string(), error.what()));
  }
  return root;
}

void analyze(const std::filesystem::path& input, const std::filesystem::path& output) {
  const Group root = read_results(input);
  const polesweep::analysis::Conclusions conclusions = polesweep::analysis::write_report(root, output);
  fmt::print("{}{}report: {}\n", polesweep::analysis::conclusion_lines(conclusions), polesweep::analysis::summary_table(root),
             (output / "index.html").string());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    CLI::App app("Makes tables, figures and a page from the results of a sweep.", "polesweep-analyze");
    std::filesystem::path input;
    std::filesystem::path output;
    int port = 0;
    app.add_option("results", input, "results of a sweep (results.h5)");
    app.add_option("-o,--output", output, "folder of the report; made if need be");
    CLI::App* watched = app.add_subcommand("watch", "serves the page on this machine, and makes it again when the results change");
    watched->add_option("results", input, "results of a sweep (results.h5), which need not be there yet")->required();
    watched->add_option("--port", port, "port on 127.0.0.1; 0: any that is free")->capture_default_str()->check(CLI::Range(0, 65535));
    try {
      app.parse(argc, argv);
      if (!watched->parsed() && input.empty()) throw CLI::RequiredError("results");
      if (!watched->parsed() && output.empty()) throw CLI::RequiredError("--output");
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : bad_input;
    }
    if (watched->parsed()) {
      const auto write = [](const std::filesystem::path& results, const std::filesystem::path& folder) {
        polesweep::analysis::write_report(read_results(results), folder);
      };
      polesweep::analysis::watch(input, port, write, [](const std::string& address) {
        fmt::print("{}\n", address);
        std::fflush(stdout);
      });
    } else {
      analyze(input, output);
    }
  } catch (const polesweep::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return bad_input;
  } catch (const std::exception& error) {
    fmt::print(stderr, "polesweep-analyze: {} (this is a fault of the program)\n", error.what());
    return 1;
  }
  return 0;
}
