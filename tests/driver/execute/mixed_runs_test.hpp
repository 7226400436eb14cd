#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/results/numerics_group.hpp"
#include "core/results/record_log.hpp"
#include "core/results/results_builder.hpp"
#include "core/results/state_files.hpp"
#include "tests/driver/execute/run_sweep_test.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

/// Of a program on another machine, as results and logs note them.
inline const results::Numerics elsewhere{.fingerprint = "00000000000000000000000000000d1f",
                                         .eigen = "5.0.1",
                                         .compiler = "GNU 16.2.0, Release",
                                         .processor = "aarch64",
                                         .kernels = "portable",
                                         .first = "20260101T080000Z",
                                         .last = "20260103T080000Z"};
inline const std::string elsewhere_text = "(Eigen 5.0.1, GNU 16.2.0, Release, aarch64, kernels portable; 2026-01-01 to 2026-01-03)";
inline const results::Numerics third{.fingerprint = "00000000000000000000000000000333"};

inline const std::string may_go_on =
    "Go on with the program that computed them, compute all of them again (another name with -o, without --reuse), or take them as they are "
    "with --mix-numerics?";

/// Of each run [point][seed].
inline std::vector<std::string> numerics_of_runs(const results::Group& root) {
  std::vector<std::string> numerics;
  results::visit_runs(root, [&](const RunRecord& record) { numerics.push_back(record.numerics); });
  return numerics;
}

inline std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string with(const std::string& sweep, const std::string& before, const std::string& after) {
  std::string text = sweep;
  return text.replace(text.find(before), before.size(), after);
}

class MixedRuns : public RunSweep {
 protected:
  RunOptions mixing() const {
    RunOptions mixing = options();
    mixing.mix_numerics = true;
    return mixing;
  }
  fs::path parts() const { return results::parts_folder(options().results); }
  static std::string own() { return program_numerics().fingerprint; }
  /// `dated`: it has stored something today.
  static std::string own_line(bool dated = false) {
    results::Numerics numerics = program_numerics();
    if (dated) numerics.first = numerics.last = utc_now();
    return fmt::format("  {}: this program ({})\n", own(), results::described(numerics));
  }
  std::string refusal(const std::string& lines, const std::string& suggestion = may_go_on) const {
    return fmt::format(
        "{}: would hold runs of several numerics (a run has other last bits in each, so that the whole equals no fresh run)\n{}{}\n",
        options().results.string(), lines, suggestion);
  }

  /// Code and what is said.
  std::pair<int, std::string> said(const std::string& sweep, const RunOptions& options) const {
    testing::internal::CaptureStderr();
    const int code = run(sweep, options);
    return {code, testing::internal::GetCapturedStderr()};
  }
  std::pair<int, std::string> gathered(const RunOptions& options) const {
    testing::internal::CaptureStderr();
    try {
      const int code = gather(options);
      return {code, testing::internal::GetCapturedStderr()};
    } catch (const Error& error) {
      testing::internal::GetCapturedStderr();
      return {ExitCode::bad_input, std::string(error.what()) + "\n"};
    }
  }
  void expect_refused(const std::pair<int, std::string>& said, const std::string& message) const {
    EXPECT_EQ(said.first, ExitCode::bad_input);
    EXPECT_EQ(said.second, message);
  }

  /// Rewrites a results file as if a program of other numerics had computed what this one has.
  static void move_elsewhere(const fs::path& file, const results::Numerics& there = elsewhere) {
    results::Group root = results::read_netcdf(file);
    results::Group& provenance = group_of(root, "provenance");
    move_rows(provenance, "fingerprint", there, {{"started", there.first}});
    move_rows(group_of(provenance, "numerics"), "fingerprint", there, {{"first", there.first}, {"last", there.last}});
    results::write_netcdf(file, root);
  }
  static results::Group& group_of(results::Group& group, const std::string& name) {
    return *std::ranges::find(group.groups, name, &results::Group::name);
  }
  static std::vector<std::string>& texts(results::Group& group, const std::string& name) {
    return std::get<std::vector<std::string>>(std::ranges::find(group.variables, name, &results::Variable::name)->values);
  }
  static void move_rows(results::Group& group, const std::string& key, const results::Numerics& there,
                        std::map<std::string, std::string> texts_there) {
    texts_there.insert({{"eigen", there.eigen},
                        {"compiler", there.compiler},
                        {"processor", there.processor},
                        {"kernels", there.kernels},
                        {key, there.fingerprint}});
    const std::vector<std::string> keys = texts(group, key);
    for (const auto& [name, text] : texts_there)
      for (std::size_t row = 0; row < keys.size(); ++row)
        if (keys[row] == own()) texts(group, name)[row] = text;
  }

  /// Rewrites states as if a program of other numerics had saved them.
  static void move_states_elsewhere(const fs::path& file) {
    std::vector<RunState> states;
    results::scan_states(file, [&](const results::StateHead&, std::uint64_t offset, std::string_view) {
      states.push_back(results::read_state({file, offset}));
      states.back().numerics = elsewhere.fingerprint;
    });
    ASSERT_FALSE(states.empty());
    results::write_states(file, "states", 0, elsewhere, states);
  }

  /// The log of a session of other numerics, which has computed some seeds of the example sweep and is over.
  void leave_log(const std::string& session, const results::Numerics& there, const std::vector<std::uint64_t>& seeds) const {
    const RunOptions aside = [&] {
      RunOptions aside = options();
      aside.results = folder_.path() / "aside" / "r.h5";
      return aside;
    }();
    if (!fs::exists(aside.results)) run(example_sweep, aside);
    fs::create_directories(parts());
    Provenance provenance = own_provenance();
    provenance.session = session;
    provenance.fingerprint = there.fingerprint;
    provenance.ended = true;
    leave_session_file(parts(), provenance);
    results::RecordLog log(parts(), session, 0, 10, there);
    results::visit_runs(results::read_netcdf(aside.results), [&](RunRecord record) {
      record.numerics = there.fingerprint;
      if (std::ranges::count(seeds, record.key.seed) > 0) log.append(record);
    });
  }
};

}  // namespace polesweep::execute
