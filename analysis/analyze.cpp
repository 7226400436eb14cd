#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "analysis/report/differences.hpp"
#include "analysis/report/report.hpp"
#include "analysis/report/summary.hpp"
#include "analysis/results/runs.hpp"
#include "analysis/statistics/statistics.hpp"
#include "analysis/watch/watch.hpp"
#include "core/command_line.hpp"
#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/tell.hpp"

namespace {

using polesweep::results::Group;

constexpr int bad_input = 2;
constexpr int differ = 1;

/// The results with statistics; those that the file holds already are used as they are.
Group read_results(const std::filesystem::path& path) {
  Group root = polesweep::results::read_results(path, polesweep::analysis::is_analysed);
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
  polesweep::tell("{}{}report: {}\n", polesweep::analysis::conclusion_lines(conclusions), polesweep::analysis::summary_table(root),
                  (output / "index.html").string());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    CLI::App app("Makes tables, figures and a page from the results of a sweep.", "polesweep-analyze");
    app.set_version_flag("--version", "polesweep-analyze " POLESWEEP_VERSION);
    std::filesystem::path input;
    std::filesystem::path output;
    CLI::Option* results = app.add_option("results", input, "results of a sweep (results.h5)");
    CLI::Option* folder = app.add_option("-o,--output", output, "folder of the report; made if need be");
    CLI::App* diff = app.add_subcommand("diff", "say what two results conclude differently; exit code 0: nothing, 1: something");
    std::filesystem::path before;
    std::filesystem::path after;
    diff->add_option("before", before, "results of a sweep")->required();
    diff->add_option("after", after, "results of the same sweep, or of one like it")->required();
    CLI::App* watched = app.add_subcommand("watch", "serve the page on this machine, and make it again when the results change");
    int port = 0;
    watched->add_option("results", input, "results of a sweep (results.h5), which need not be there yet")->required();
    watched->add_option("--port", port, "port on 127.0.0.1; 0: any that is free")->capture_default_str()->check(CLI::Range(0, 65535));
    app.require_subcommand(0, 1);
    try {
      app.parse(argc, argv);
      if (app.get_subcommands().empty())
        for (const CLI::Option* option : {results, folder})
          if (option->count() == 0) throw CLI::RequiredError(option->get_name());
    } catch (const CLI::ParseError& error) {
      return polesweep::tell_end(app, error) == 0 ? 0 : bad_input;
    }
    if (diff->parsed()) {
      const std::string told = polesweep::analysis::differences(read_results(before), read_results(after));
      polesweep::tell("{}", told);
      return told.empty() ? 0 : differ;
    }
    if (watched->parsed()) {
      const auto write = [](const std::filesystem::path& from, const std::filesystem::path& to) {
        polesweep::analysis::write_report(read_results(from), to);
      };
      polesweep::analysis::watch(input, port, write, [](const std::string& address) {
        polesweep::tell("{}\n", address);
        std::fflush(stdout);
      });
    } else {
      analyze(input, output);
    }
  } catch (const polesweep::Error& error) {
    polesweep::tell(stderr, "{}\n", error.what());
    return bad_input;
  } catch (const std::exception& error) {
    polesweep::tell(stderr, "polesweep-analyze: {} (this is a fault of the program)\n", error.what());
    return 1;
  }
  return 0;
}
