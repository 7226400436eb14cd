#include "analysis/page/explorer.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "analysis/conclusions/tuning.hpp"
#include "analysis/page/embedded.hpp"
#include "analysis/page/explorer_fields.hpp"
#include "analysis/page/explorer_values.hpp"
#include "analysis/statistics/statistics.hpp"
#include "core/numbers.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

using nlohmann::json;
using results::Group;

Group with_statistics(Group root) {
  const theory::PredictedRates nothing = nothing_predicted(root);
  root.groups.push_back(statistics(root, &nothing));
  return root;
}

void add_column(Group& root, const std::string& name, results::Values values) {
  root.variables.push_back({name, {"point"}, std::move(values), name, "1", {}, {}});
}

const json& column(const json& columns, const std::string& path) {
  for (const json& one : columns)
    if (one["path"] == path) return one;
  throw std::out_of_range(path);
}

const json& quantity(const json& quantities, const std::string& name) {
  for (const json& one : quantities)
    if (one["name"] == name) return one;
  throw std::out_of_range(name);
}

/// The doubles behind base64.
std::vector<double> doubles(const std::string& text) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<std::uint32_t>(digits.find(c));
    held += 6;
    if (held >= 8) bytes += static_cast<char>(bits >> (held -= 8) & 255);
  }
  std::vector<double> values;
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    for (std::size_t j = 0; j < 8; ++j) word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i + j])) << (8 * j);
    values.push_back(std::bit_cast<double>(word));
  }
  return values;
}

Explorer explorer_of(const Group& root, std::size_t rest = 0) {
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Answers answers = answer(runs, fields, cells, 24);
  const Conclusions conclusions = conclude(root, runs, fields, cells, answers);
  return explorer({root, runs, fields, answers, {}, conclusions, {}, 0, {}, ""}, rest);
}

json data_of(const Explorer& made) {
  const std::string begin = "id=\"explorer-data\">";
  const std::size_t at = made.scripts.find(begin) + begin.size();
  return json::parse(made.scripts.substr(at, made.scripts.find("</script>", at) - at));
}

#define NEEDS_THE_LIBRARY \
  if (embedded::chart_library.empty()) GTEST_SKIP() << "built without Chart.js (Debian: libjs-chart.js)"

TEST(Explorer, base64_is_that_of_rfc_4648) {
  const std::vector<std::pair<std::string, std::string>> vectors = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) EXPECT_EQ(base64(bytes), text);
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

TEST(Explorer, columns_hold_each_value_once_and_write_it_as_a_sweep_does) {
  Group root = made_up_sweep({"a", "b", "c"}, 4, {100}, {0.5});
  add_column(root, "task_poles", std::vector<std::string>{"[0.5+0.25i,0.8]", "[0.75]", "[0.75]"});
  add_column(root, "task_noise", std::vector<double>{0.1, nan, 0.0});
  add_column(root, "task_complex", std::vector<std::int64_t>{1, 0, -1});
  add_column(root, "poles_count", std::vector<std::int64_t>{16, 2, 16});
  add_column(root, "learner_optimizer_kind", std::vector<std::string>{"", "", ""});
  add_column(root, "learner_regime_kind", std::vector<std::string>{"stream", "repeat", "stream"});
  const json columns = explorer_columns(root, PointFields(root), 3);
  EXPECT_EQ(column(columns, "poles.count")["texts"], json({"2", "16"}));  // as numbers, not as texts
  EXPECT_EQ(column(columns, "poles.count")["literals"], json({"[2]", "[16]"}));
  EXPECT_EQ(column(columns, "poles.count")["index"], json({1, 0, 1}));
  EXPECT_EQ(column(columns, "poles.count")["name"], "poles count");
  EXPECT_EQ(column(columns, "task.noise")["texts"], json({"0", "0.1"}));
  EXPECT_EQ(column(columns, "task.noise")["literals"], json({"", "[0.1]"}));  // 0 is the default
  EXPECT_EQ(column(columns, "task.noise")["index"], json({1, -1, 0}));
  EXPECT_EQ(column(columns, "task.complex")["literals"], json({"", "[true]"}));
  EXPECT_EQ(column(columns, "task.poles")["literals"], json({"[[\"0.5+0.25i\", 0.8]]", "[[0.75]]"}));
  EXPECT_EQ(column(columns, "learner.regime.kind")["literals"], json({"\"repeat\"", ""}));
  EXPECT_EQ(column(columns, "learner.readout.kind")["name"], "readout kind");
  EXPECT_FALSE(column(columns, "task.kind").contains("index"));
  EXPECT_THROW(column(columns, "learner.optimizer.kind"), std::out_of_range);
}

TEST(Explorer, minus_one_is_a_value_where_the_member_has_the_field) {
  Group root = made_up_sweep({"a", "b", "c"}, 4, {100}, {0.5});
  values_of<std::string>(root, "task_kind") = {"logistic_teacher", "linear_teacher", "logistic_teacher"};
  add_column(root, "task_teacher_seed", std::vector<std::int64_t>{-1, -1, 0});
  const json seeds = column(explorer_columns(root, PointFields(root), 3), "task.teacher_seed");
  EXPECT_EQ(seeds["texts"], json({"-1", "0"}));
  EXPECT_EQ(seeds["literals"], json({"[-1]", ""}));
  EXPECT_EQ(seeds["index"], json({0, -1, 1}));
}

TEST(Explorer, settings_are_those_of_the_sweep_without_its_questions) {
  Group root = made_up_sweep({"a"}, 4, {100}, {0.5});
  root.attributes[1].second =
      "name = \"x\"\nseeds = { until = 0.1, at_most = 64 }\nlengths = [100]\n\n[[task]]\nlengths = [3]\n\n[[claim]]\nkind = \"ratio\"\n\n[[claim]]\n";
  const std::vector<std::uint64_t> seeds = {5, 6, 7, 8};
  EXPECT_EQ(explorer_settings(root, seeds),
            (std::vector<std::string>{"seeds = { start = 5, count = 4 }", "lengths = [100]", "claim = []"}));
  root.attributes[1].second = "seeds = [1, 9]\niterations = [1]\n";
  EXPECT_EQ(explorer_settings(root, seeds), (std::vector<std::string>{"seeds = [1, 9]", "iterations = [1]"}));
}

TEST(Explorer, numbers_are_the_bits_of_the_statistics) {
  const Group root = with_statistics(realistic_sweep());
  const Group& statistics = *root.find_group("statistics");
  const Runs runs(root);
  const ExplorerValues values = explorer_values(root, runs, runs.points(), 10'000'000);
  EXPECT_EQ(values.left_out, "");
  for (const char* name : {"risk_median", "nmse_quantile", "sample_complexity"}) {
    const json& made = quantity(values.quantities, name);
    EXPECT_TRUE(made["interval"]);
    std::vector<double> expected;
    const std::size_t size = values_of<double>(statistics, name).size();
    for (std::size_t i = 0; i < size; ++i)
      for (const char* bound : {"", "_low", "_high"}) expected.push_back(values_of<double>(statistics, std::string(name) + bound)[i]);
    EXPECT_TRUE(same_bits(doubles(made["data"]), expected)) << name;
  }
  EXPECT_EQ(quantity(values.quantities, "risk_median")["places"].size(), 13U);
  EXPECT_EQ(quantity(values.quantities, "risk_median")["dimension"], "length");
  EXPECT_TRUE(quantity(values.quantities, "risk_median").contains("finite"));
  EXPECT_EQ(quantity(values.quantities, "nmse_quantile")["label"], "nmse, 0.9 quantile");
  EXPECT_FALSE(quantity(values.quantities, "fraction_diverged")["interval"]);
  EXPECT_THROW(quantity(values.quantities, "theory_rate_median"), std::out_of_range);  // NaN throughout
}

TEST(Explorer, without_room_curves_become_their_last_value_and_the_page_says_so) {
  const Group root = with_statistics(realistic_sweep());
  const Runs runs(root);
  const ExplorerValues values = explorer_values(root, runs, runs.points(), 30'000);
  EXPECT_EQ(quantity(values.quantities, "risk_median")["places"].size(), 13U);
  const json& mean = quantity(values.quantities, "risk_mean");
  EXPECT_EQ(mean["places"], json({100000.0}));
  EXPECT_EQ(doubles(mean["data"])[1], values_of<double>(*root.find_group("statistics"), "risk_mean")[2 * 13 - 1]);
  EXPECT_NE(values.left_out.find("at one place alone: "), std::string::npos);
  EXPECT_NE(values.left_out.find("risk, mean of the finite runs"), std::string::npos);
  EXPECT_EQ(values.left_out.find("risk, median"), std::string::npos);
  const ExplorerValues few = explorer_values(root, runs, runs.points(), 2'000);
  EXPECT_NE(few.left_out.find("It leaves out: "), std::string::npos);
  EXPECT_LT(few.quantities.dump().size(), 3'000U);
}

TEST(Explorer, texts_cannot_end_the_element_they_stand_in) {
  NEEDS_THE_LIBRARY;
  const std::string label = "</script><img src=x onerror=alert(1)><!--<script>";
  const Explorer made = explorer_of(with_statistics(made_up_sweep({label, "b"}, 6, {100, 200}, {0.5})));
  EXPECT_EQ(made.scripts.find("<img"), std::string::npos);
  EXPECT_EQ(made.scripts.find("<!--"), std::string::npos);
  EXPECT_EQ(made.section.find("onerror"), std::string::npos);
  EXPECT_EQ(column(data_of(made)["columns"], "label")["texts"], json({label, "b"}));
  // Data, library and own scripts: the first is no script, and the others may run by their key.
  std::size_t ends = 0;
  for (std::size_t at = made.scripts.find("</script"); at != std::string::npos; at = made.scripts.find("</script", at + 1)) ++ends;
  EXPECT_EQ(ends, 3U);
  EXPECT_NE(content_security_policy(true).find("script-src 'nonce-" + std::string(embedded::script_key) + "'"), std::string::npos);
  EXPECT_EQ(content_security_policy(false).find("script-src"), std::string::npos);
}

TEST(Explorer, keeps_the_page_below_its_size_or_away_from_it) {
  NEEDS_THE_LIBRARY;
  const Group root = with_statistics(realistic_sweep());
  EXPECT_EQ(explorer_of(root, most_page_bytes).section, "");
  const std::size_t rest = most_page_bytes - embedded::chart_library.size() - embedded::explorer_scripts.size() - 70'000;
  const Explorer tight = explorer_of(root, rest);
  EXPECT_LT(tight.section.size() + tight.scripts.size() + tight.style.size() + rest, most_page_bytes);
  EXPECT_NE(tight.section.find("So that the page stays small"), std::string::npos);
  EXPECT_EQ(explorer_of(root).section.find("So that the page stays small"), std::string::npos);
}

TEST(Explorer, ids_are_as_long_as_tells_them_apart) {
  NEEDS_THE_LIBRARY;
  Group root = with_statistics(made_up_sweep({"a", "b"}, 6, {100}, {0.5}));
  EXPECT_EQ(data_of(explorer_of(root))["ids"][0].get<std::string>().size(), 32U);
  values_of<std::string>(root, "point_id") = {"0123456789abcdef", "f123456789abcdef"};
  EXPECT_EQ(data_of(explorer_of(root))["ids"], json({"01234567", "f1234567"}));
  values_of<std::string>(root, "point_id") = {"0123456789abcdef", "0123456789bbcdef"};
  EXPECT_EQ(data_of(explorer_of(root))["ids"], json({"0123456789a", "0123456789b"}));
}

TEST(Explorer, without_points_there_is_none) { EXPECT_EQ(explorer_of(with_statistics(made_up_sweep({}, 6, {100}, {0.5}))).section, ""); }

}  // namespace
}  // namespace polesweep::analysis
