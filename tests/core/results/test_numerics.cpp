#include "core/results/numerics.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/results_builder.hpp"
#include "made_up_training.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

using Texts = std::vector<std::string>;

TEST(Numerics, of_a_run_that_went_on_are_a_chain) {
  EXPECT_EQ(fingerprints_of("a"), Texts{"a"});
  EXPECT_EQ(fingerprints_of("a+b"), (Texts{"a", "b"}));
  EXPECT_EQ(fingerprints_of(""), Texts{""});
  EXPECT_EQ(fingerprints_of("unknown+b"), (Texts{"", "b"}));
  EXPECT_EQ(gone_on("a", "a"), "a");
  EXPECT_EQ(gone_on("a", "b"), "a+b");
  EXPECT_EQ(gone_on("a+b", "b"), "a+b");
  EXPECT_EQ(gone_on("a+b", "a"), "a+b+a");
  EXPECT_EQ(gone_on("", "b"), "unknown+b");
}

TEST(Numerics, are_described_with_what_is_known) {
  EXPECT_EQ(described(sample_numerics()), "Eigen 3.4.0, GNU 12.2.0, Release, x86_64, kernels v4; 2026-11-20 to 2026-11-22");
  Numerics one_day = sample_numerics();
  one_day.eigen = one_day.processor = "";
  one_day.last = one_day.first;
  EXPECT_EQ(described(one_day), "GNU 12.2.0, Release, kernels v4; 2026-11-20");
  EXPECT_EQ(described({.fingerprint = "f00d"}), "");
}

TEST(NumericsNotes, name_each_build_once_and_the_first_and_last_day) {
  NumericsNotes notes;
  notes.add(sample_numerics());
  Numerics other = sample_numerics();
  other.compiler = "GNU 14.2.0";
  other.kernels = "";
  other.first = other.last = "20261119T000000Z";
  notes.add(other);
  notes.add(notes.find("f00d"));  // as it is read back
  notes.add(sample_numerics());
  notes.add({.fingerprint = "f00d"});
  notes.add(sample_numerics(""));  // says nothing of anybody
  const Numerics found = notes.find("f00d");
  EXPECT_EQ(found.compiler, "GNU 12.2.0, Release; GNU 14.2.0");
  EXPECT_EQ(found.eigen, "3.4.0");
  EXPECT_EQ(found.kernels, "v4");
  EXPECT_EQ(found.first, "20261119T000000Z");
  EXPECT_EQ(found.last, "20261122T080000Z");
  EXPECT_EQ(notes.find("other"), Numerics{.fingerprint = "other"});
  EXPECT_EQ(notes.all().size(), 1u);
}

/// Six runs: of two numerics, of a chain, of nobody knows whom, one that is missing and one that has failed.
ResultsBuilder mixed() {
  ResultsBuilder builder(made_up_request({0, 1}, {10}, {4}, made_up_metrics));
  const auto add = [&](std::size_t point, std::uint64_t seed, const std::string& numerics, Status status = Status::complete) {
    RunRecord record = made_up_run(point, seed);
    record.numerics = numerics;
    record.status = status;
    builder.add(record);
  };
  add(0, 0, "bbbb");
  add(0, 1, "aaaa");
  add(1, 0, "cccc+bbbb");
  add(1, 1, "");
  add(2, 1, "dddd", Status::failed);
  return builder;
}

/// A results file as a session leaves it, written and read again.
Group stored(const ResultsBuilder& builder, const Texts& sessions, bool with_numerics) {
  NumericsNotes notes;
  notes.add(sample_numerics("aaaa"));
  notes.add(sample_numerics("cccc"));
  Group root = builder.build();
  Group provenance{.name = "provenance", .attributes = {}, .dimensions = {{"session", sessions.size()}}, .variables = {}, .groups = {}};
  provenance.variables = {{.name = "fingerprint", .dimensions = {"session"}, .values = sessions},
                          {.name = "started", .dimensions = {"session"}, .values = Texts(sessions.size(), "20261120T080000Z")}};
  if (with_numerics) provenance.groups.push_back(builder.numerics(notes).value());
  root.groups.push_back(std::move(provenance));
  const TemporaryFolder folder;
  write_netcdf(folder / "r.h5", root);
  return read_netcdf(folder / "r.h5");
}

Texts numerics_of_runs(const Group& root) {
  Texts texts;
  visit_runs(root, [&](const RunRecord& record) { texts.push_back(record.numerics); });
  return texts;
}

TEST(NumericsGroup, names_what_computed_each_run) {
  const Group root = stored(mixed(), {"aaaa", "bbbb"}, true);
  const Group& group = *root.find_group("provenance")->find_group("numerics");
  EXPECT_EQ(stored_values<std::string>(group, "fingerprint"), (Texts{"aaaa", "bbbb", "cccc", "cccc+bbbb"}));
  EXPECT_EQ(stored_values<std::int64_t>(group, "runs"), (std::vector<std::int64_t>{1, 1, 0, 1}));
  EXPECT_EQ(stored_values<std::string>(group, "eigen"), (Texts{"3.4.0", "", "3.4.0", "3.4.0 + "}));
  EXPECT_EQ(stored_values<std::string>(group, "processor"), (Texts{"x86_64", "", "x86_64", "x86_64 + "}));
  EXPECT_EQ(stored_values<std::string>(group, "last"), (Texts{"20261122T080000Z", "", "20261122T080000Z", "20261122T080000Z + "}));
  EXPECT_EQ(stored_values<std::int32_t>(group, "run_numerics"), (std::vector<std::int32_t>{1, 0, 3, -1, -1, -1}));
  EXPECT_TRUE(group.find("run_numerics")->can_be_absent);
  EXPECT_EQ(stored_values<std::uint64_t>(group, "seed"), (std::vector<std::uint64_t>{0, 1}));

  EXPECT_EQ(numerics_of_runs(root), (Texts{"bbbb", "aaaa", "cccc+bbbb", ""}));
  const StoredNumerics read = stored_numerics(root);
  EXPECT_TRUE(read.by_run);
  NumericsNotes notes;
  for (const Numerics& note : read.notes) notes.add(note);
  EXPECT_EQ(notes.find("cccc"), sample_numerics("cccc"));
  EXPECT_EQ(notes.all().size(), 3u);
}

TEST(RunNumerics, may_be_more_than_a_byte_counts) {
  constexpr std::size_t runs = 600;
  RunNumerics numerics(runs);
  for (std::size_t run = 0; run < runs; run += 2) numerics.set(run, fmt::format("{:04x}", run));
  numerics.set(1, "0000");
  EXPECT_EQ(numerics.of(0), "0000");
  EXPECT_EQ(numerics.of(1), "0000");
  EXPECT_EQ(numerics.of(3), "");
  for (std::size_t run = 2; run < runs; run += 2) EXPECT_EQ(numerics.of(run), fmt::format("{:04x}", run));
}

TEST(NumericsGroup, is_left_out_where_nothing_is_known) {
  EXPECT_FALSE(ResultsBuilder(made_up_request({0}, {10}, {4}, made_up_metrics)).numerics({}));
  ResultsBuilder unknown(made_up_request({0}, {10}, {4}, made_up_metrics));
  unknown.add(made_up_run(0, 0));
  EXPECT_FALSE(unknown.numerics({}));
}

TEST(NumericsGroup, of_files_without_it_are_those_of_all_sessions_or_of_none) {
  EXPECT_EQ(numerics_of_runs(stored(mixed(), {"aaaa", "aaaa"}, false)), Texts(4, "aaaa"));
  EXPECT_EQ(numerics_of_runs(stored(mixed(), {"aaaa", "bbbb"}, false)), Texts(4, ""));
  EXPECT_EQ(numerics_of_runs(stored(mixed(), {}, false)), Texts(4, ""));
  EXPECT_EQ(numerics_of_runs(mixed().build()), Texts(4, ""));
  const StoredNumerics read = stored_numerics(stored(mixed(), {"aaaa", "aaaa"}, false));
  EXPECT_FALSE(read.by_run);
  EXPECT_EQ(read.notes.front().first, "20261120T080000Z");
}

}  // namespace
}  // namespace polesweep::results
