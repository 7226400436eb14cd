#include "analysis/report/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "analysis/statistics/statistics.hpp"
#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "tests/analysis/made_up_sweep.hpp"
#include "tests/temporary_folder.hpp"

namespace polesweep::analysis {
namespace {

namespace fs = std::filesystem;
using results::Group;

/// Scripts are empty elements: what they hold is no HTML, and tests/analysis/page looks at it.
std::string without_scripts(std::string page) {
  for (std::size_t at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1)) {
    const std::size_t begin = page.find('>', at) + 1;
    page.erase(begin, page.find("</script>", begin) - begin);
  }
  return page;
}

/// A folder of its own for each test.
class Report : public testing::Test {
 protected:
  std::string page_of(Group root) {
    const theory::PredictedRates nothing = nothing_predicted(root);
    root.groups.push_back(statistics(root, &nothing));
    write_report(root, folder_);
    return without_scripts(results::read_bytes(folder_ / "index.html"));
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_ / "report";
};

/// Opening and closing tags, each of which must match; says where they first do not.
std::string nesting_fault(const std::string& page) {
  static const std::set<std::string> empty = {"meta", "br", "link", "input"};
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-zA-Z0-9]+)([^<>]*?)(/?)>");
  for (std::sregex_iterator it(page.begin(), page.end(), tag), end; it != end; ++it) {
    const std::string name = (*it)[2];
    if (empty.contains(name) || (*it)[4] == "/") continue;
    if ((*it)[1] != "/") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "closing " + name + " after " + (open.empty() ? "nothing" : open.back());
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

TEST_F(Report, figures_of_an_earlier_report_go_and_nothing_else) {
  Group root = made_up_sweep({"a"}, 6, {100, 200}, {0.5});
  page_of(root);
  const fs::path figures = folder_ / "figures";
  ASSERT_TRUE(fs::exists(figures / "learning-curves-1.gp"));
  const auto write = [&](const fs::path& path) { std::ofstream(path) << "mine"; };
  write(figures / "earlier-1.gp");
  write(figures / "mine.gp");
  write(folder_ / "mine.txt");
  std::ofstream(figures / "files.txt", std::ios::app) << "earlier-1.gp\n../mine.txt\n" << (folder_ / "mine.txt").string() << "\n..\n";
  page_of(root);
  EXPECT_FALSE(fs::exists(figures / "earlier-1.gp"));
  EXPECT_TRUE(fs::exists(figures / "mine.gp"));
  EXPECT_TRUE(fs::exists(folder_ / "mine.txt"));
  EXPECT_TRUE(fs::exists(figures / "learning-curves-1.gp"));
}

// Without the list nobody would know which figures are of this report.
TEST_F(Report, a_list_of_figures_that_cannot_be_written_is_an_error) {
  Group root = made_up_sweep({"a"}, 6, {100, 200}, {0.5});
  fs::create_directories(folder_ / "figures" / "files.txt" / "mine");
  try {
    page_of(root);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), (folder_ / "figures" / "files.txt").string() + ": cannot be written (Is a directory)");
  }
}

TEST_F(Report, csv_files_are_as_agreed) {
  Group root = made_up_sweep({"RTRL, \"Adam\""}, 6, {100, 200}, {0.5});
  values_of<double>(root, "risk") = {1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5, 1, 0.1};
  page_of(root);
  EXPECT_EQ(
      results::read_bytes(folder_ / "learning_curves.csv"),
      "point_id,learner_label,length,risk_median,risk_median_low,risk_median_high,risk_quantile,risk_quantile_low,risk_quantile_high,"
      "risk_mean,risk_mean_runs,nmse_median,nmse_median_low,nmse_median_high,nmse_quantile,nmse_quantile_low,nmse_quantile_high,nmse_mean,"
      "nmse_mean_runs,fraction_infinite\n"
      "00000000000000000000000000000001,\"RTRL, \"\"Adam\"\"\",100,1,1,1,1,1,inf,1,6,1,1,1,1,1,inf,1,6,0\n"
      "00000000000000000000000000000001,\"RTRL, \"\"Adam\"\"\",200,0.5,0.1,0.5,0.5,0.5,inf,0.43333333333333335,6,0.5,0.1,0.5,0.5,0.5,inf,"
      "0.43333333333333335,6,0\n");
  EXPECT_EQ(results::read_bytes(folder_ / "sample_complexity.csv"),
            "point_id,learner_label,threshold,sample_complexity,sample_complexity_low,sample_complexity_high\n"
            "00000000000000000000000000000001,\"RTRL, \"\"Adam\"\"\",0.5,200,200,inf\n");
  EXPECT_EQ(
      results::read_bytes(folder_ / "points.csv"),
      "point_id,learner_label,task_kind,poles_kind,poles_network,learner_readout_kind,learner_recurrent_kind,runs_complete,runs_diverged,"
      "runs_failed,runs_missing,runs_dropped,parameters,operations,wall_seconds_median,baseline_risk,baseline_symbol_error_rate,far_below_baseline,"
      "length,risk_median,risk_median_low,risk_median_high,risk_"
      "quantile,"
      "risk_quantile_low,risk_quantile_high,risk_mean,risk_mean_runs,nmse_median,nmse_median_low,nmse_median_high,nmse_quantile,"
      "nmse_quantile_low,nmse_quantile_high,nmse_mean,nmse_mean_runs,fraction_infinite,convergence_rate_median,convergence_rate_median_low,"
      "convergence_rate_median_high,convergence_rate_runs,plateau_length_median,plateau_length_median_low,plateau_length_median_high,"
      "theory_rate_median,theory_rate_formula,fraction_diverged,fraction_failed,runs,"
      "given_data\n"
      "00000000000000000000000000000001,\"RTRL, "
      "\"\"Adam\"\"\",linear_teacher,ring,diagonal,lms,fixed,6,0,0,0,0,8,1000000,0.5,,,0,200,0.5,0.1,0.5,"
      "0.5,0.5,inf,0.43333333333333335,6,0.5,0.1,0.5,0.5,0.5,inf,0.43333333333333335,6,0,,,,0,0,0,0,,,0,0,6,no\n");
}

TEST_F(Report, tables_without_rows_now_do_not_stay_from_an_earlier_report) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t n = 1; n <= 40; ++n) lengths.push_back(50 * n);
  Group root = made_up_sweep({"a"}, 6, lengths, {0.5});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t i = 0; i < risk.size(); ++i) risk[i] = 0.01 + 3 * std::exp(-0.006 * static_cast<double>(lengths[i % 40]));
  fs::create_directories(folder_);
  std::ofstream(folder_ / "claims.csv") << "of before";
  page_of(root);
  EXPECT_FALSE(fs::exists(folder_ / "claims.csv"));
  const std::string rates = results::read_bytes(folder_ / "rates.csv");
  EXPECT_NE(rates.find("00000000000000000000000000000001,a,length,0,0.006"), std::string::npos) << rates;
  Group flat = made_up_sweep({"a"}, 6, {100, 200}, {0.5});
  page_of(flat);
  EXPECT_FALSE(fs::exists(folder_ / "rates.csv"));
}

TEST_F(Report, tuned_learners_have_a_table_and_figures) {
  const std::string page = page_of(tuned_sweep());
  const std::string csv = results::read_bytes(folder_ / "tuning.csv");
  EXPECT_EQ(
      csv.substr(0, csv.find('\n') + 1),
      "task,poles,learner,length,settings,settings_left,chosen_point_id,chosen,risk_median,risk_median_low,risk_median_high,judging_seeds,left_out,"
      "chosen_and_judged_apart,at_edge\n");
  EXPECT_NE(csv.find("\nlinear_teacher,\"diagonal, ring\",TBPTT (recurrent truncation 8),10,3,3,00000000000000000000000000000005,"
                     "optimizer step_size 0.01,5,-inf,inf,4,0,1,\n"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find(",20,3,3,00000000000000000000000000000006,optimizer step_size 0.1,0.25,-inf,inf,4,0,1,optimizer step_size\n"),
            std::string::npos)
      << csv;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 2);
  EXPECT_NE(page.find("<h2>Tuning</h2>"), std::string::npos);
  EXPECT_NE(page.find("at the edge of what was tried: optimizer step_size (a better value may lie beyond)"), std::string::npos);
  EXPECT_NE(results::read_bytes(folder_ / "figures" / "tuning-1.svg").find("</svg>"), std::string::npos);
  EXPECT_NE(results::read_bytes(folder_ / "figures" / "tuning-2.svg").find("</svg>"), std::string::npos);
  EXPECT_EQ(nesting_fault(page.substr(page.find("<html"))), "");
}

TEST_F(Report, settings_that_lost_a_race_are_told) {
  const std::string page = page_of(raced_sweep());
  EXPECT_NE(page.find("optimizer step_size 0.001 lost the race at N = 10"), std::string::npos);
  EXPECT_NE(page.find("<li><b>32</b> ended early, or never began: their settings lost a race</li>"), std::string::npos);
  const std::string csv = results::read_bytes(folder_ / "tuning.csv");
  EXPECT_NE(csv.find(",20,3,1,00000000000000000000000000000006,"), std::string::npos) << csv;
  EXPECT_NE(results::read_bytes(folder_ / "points.csv").find(",lms,fixed,0.001,4,0,0,0,0,8,8,"), std::string::npos)
      << results::read_bytes(folder_ / "points.csv");
}

TEST_F(Report, without_tuning_there_is_no_table_of_it) {
  EXPECT_EQ(page_of(realistic_sweep()).find("<h2>Tuning</h2>"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "tuning.csv"));
}

TEST_F(Report, windows_between_the_halves_are_mentioned) {
  Group root = tuned_sweep();
  values_of<std::int32_t>(root, "task_recorded").assign(6, 1);
  values_of<std::int64_t>(root, "distinct_runs").assign(6, 8);
  root.variables.push_back({"windows_apart", {"point"}, std::vector<std::int64_t>(6, 4), "", "1", {}, {}});
  const std::string page = page_of(root);
  EXPECT_NE(page.find("Settings were chosen on the first windows and are judged here on the last 3 (3 windows between them left out, which "
                      "share samples with both)."),
            std::string::npos);
  EXPECT_NE(page.find("3 windows left out, which share samples with both halves</td>"), std::string::npos);
}

TEST_F(Report, shows_least_squares_beside_results_and_warns) {
  Group root = made_up_sweep({"too good", "honest"}, 6, {100}, {0.5});
  values_of<std::int32_t>(root, "task_recorded") = {1, 1};
  values_of<double>(root, "risk") = {0.002, 0.002, 0.002, 0.002, 0.002, 0.002, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01};
  root.variables.push_back(
      {"symbol_error_rate", {"point", "seed", "length"}, std::vector<double>(12, 0.0625), "symbol error rate", "1", {}, {}});
  root.variables.push_back({"baseline_taps", {"point"}, std::vector<std::int64_t>{21, 21}, "", "samples", {}, {}});
  root.variables.push_back({"baseline_risk", {"point"}, std::vector<double>{0.0084, 0.0084}, "", "target^2", {}, {}});
  root.variables.push_back({"baseline_symbol_error_rate", {"point"}, std::vector<double>{0.00025, 0.00025}, "", "1", {}, {}});
  const std::string page = page_of(root);
  EXPECT_NE(page.find("For comparison, least squares with 21 taps reach risk 0.0084 and symbol error rate 0.00025 on the same test split."),
            std::string::npos);
  EXPECT_NE(page.find("<p class=\"bad\">too good: median risk 0.002 is far below the least-squares figure: the model may predict the "
                      "payload, a pseudo-random sequence, instead of equalising.</p>"),
            std::string::npos);
  EXPECT_EQ(page.find("honest: median risk"), std::string::npos);
  // The same point in the card and in the table of all points.
  const std::string bad = "<td class=\"number bad\">0.002<small>";
  EXPECT_NE(page.find(bad, page.find(bad) + 1), std::string::npos);
  EXPECT_EQ(page.find("<td class=\"number bad\">0.01<small>"), std::string::npos);
  EXPECT_NE(page.find("<td class=\"number\">0.0084</td><td class=\"number\">0.0625</td><td class=\"number\">0.00025</td>"),
            std::string::npos);
  EXPECT_EQ(nesting_fault(page.substr(page.find("<html"))), "");
  EXPECT_NE(results::read_bytes(folder_ / "points.csv").find(",0.0084,0.00025,1,100,0.002,"), std::string::npos);
  EXPECT_NE(results::read_bytes(folder_ / "points.csv").find(",0.0084,0.00025,0,100,0.01,"), std::string::npos);
}

TEST_F(Report, page_is_self_contained_and_well_formed) {
  const std::string page = page_of(realistic_sweep());
  EXPECT_EQ(nesting_fault(page.substr(page.find("<html"))), "");
  for (const char* outside : {"src=", "@import", "href=\"http", "rel=\"stylesheet", "url(http"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_NE(page.find("<title>Fixed &lt;poles&gt; &amp; learned ones</title>"), std::string::npos);
  EXPECT_NE(page.find("RTRL, &lt;Adam&gt; &quot;fast&quot; &amp; &#39;öz&#39;"), std::string::npos);
  EXPECT_NE(page.find("matrix &lt;A&gt; is &quot;singular&quot; &amp; cannot be inverted"), std::string::npos);
  EXPECT_EQ(page.find("<Adam>"), std::string::npos);
}

TEST_F(Report, texts_of_tasks_are_escaped_everywhere) {
  Group root = made_up_sweep({"a", "b"}, 6, {100, 200}, {0.5});
  values_of<std::string>(root, "task_kind") = {"<i>\n&", "<i>\n&"};
  const std::string page = page_of(root);
  EXPECT_EQ(page.find("<i>"), std::string::npos);
  // Two figures, each with heading and title, beside the answer and the rows of the table.
  EXPECT_NE(page.find("<figure><h3>&lt;i&gt;\n&amp; · diagonal, ring</h3>"), std::string::npos);
  EXPECT_EQ(nesting_fault(page.substr(page.find("<html"))), "");
}

TEST_F(Report, names_come_out_right_in_page_tables_scripts_and_hdf5) {
  const std::string label = "a <b>, \"q\"\n'é' & `c` $d";
  Group root = made_up_sweep({label, label, "plain"}, 8, {100, 200}, {0.5});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t i = 0; i < 16; ++i) risk[i] = 0.25;
  root.variables.push_back({"learner_readout_step_size", {"point"}, std::vector<double>{0.1, 0.2, std::nan("")}, "", "1", {}, {}});
  root.variables.push_back(
      {"tuned_fields", {"point"}, std::vector<std::string>{"learner_readout_step_size", "learner_readout_step_size", ""}, "", "", {}, {}});
  const std::string page = page_of(root);
  EXPECT_NE(page.find("<b>a &lt;b&gt;, &quot;q&quot;\n&#39;é&#39; &amp; `c` $d</b> has the lowest median risk at N = 200: 0.25"),
            std::string::npos);
  EXPECT_NE(results::read_bytes(folder_ / "points.csv").find(",\"a <b>, \"\"q\"\"\n'é' & `c` $d\","), std::string::npos);
  EXPECT_NE(
      results::read_bytes(folder_ / "figures" / "learning-curves-1.gp").find("title 'a <b>, \"q\" ''é'' & `c` $d · readout step_size 0.1'"),
      std::string::npos);
  const Group analysis = results::read_netcdf(folder_ / "analysis.h5");
  EXPECT_EQ(values_of<std::string>(*analysis.find_group("tuning"), "learner").front(), label);
}

TEST_F(Report, says_who_wins_by_how_much_how_sure_and_at_what_cost) {
  Group root = made_up_sweep({"best, of all", "second", "cheap"}, 8, {100}, {0.5});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 8; ++s) {
    risk[s] = 0.1;
    risk[8 + s] = 0.2;
    risk[16 + s] = 0.8;
  }
  values_of<double>(root, "operations") = {4e6, 2e6, 1e6};
  const std::string sure = page_of(root);
  EXPECT_NE(
      sure.find("<b class=\"good\">best, of all wins</b>, 2 times below the next, “second”, at 4e6 operations and 500 ms a run.</li>"),
      std::string::npos);
  EXPECT_NE(sure.find("The next, “second”, has 2 [2, 2] times its risk; the last, “cheap”, 8 [8, 8] times (medians over paired seeds)."),
            std::string::npos);
  EXPECT_NE(sure.find("Every interval of its comparisons excludes a tie, on 8 paired seeds, at 95 % confidence for all 3 comparisons"),
            std::string::npos);
  EXPECT_NE(sure.find("the cheapest, “cheap”, takes 1e6 operations and 500 ms a run (4 times fewer operations)"), std::string::npos);
  for (std::size_t s = 0; s < 3; ++s) values_of<double>(root, "risk")[8 + s] = 0.05;
  const std::string unsure = page_of(root);
  EXPECT_NE(unsure.find("<b>no winner</b>; lowest is “best, of all”"), std::string::npos);
  EXPECT_NE(unsure.find("It cannot be told from “second”; it is better than “cheap”, on 8 paired seeds"), std::string::npos);
}

TEST_F(Report, answers_stand_before_figures_and_figures_before_tables) {
  const std::string page = page_of(tuned_sweep());
  std::vector<std::size_t> places;
  for (const char* heading : {"<h2>Answers</h2>", "<h2>Figures</h2>", "<h2>Tuning</h2>", "<h2>All points", "<h2>Provenance</h2>"})
    places.push_back(page.find(heading));
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_NE(places.back(), std::string::npos);
}

TEST_F(Report, ids_on_the_page_are_unique) {
  const std::string page = page_of(realistic_sweep());
  std::set<std::string> ids;
  const std::regex id("\\bid=[\"']([^\"']*)[\"']");
  for (std::sregex_iterator it(page.begin(), page.end(), id), end; it != end; ++it) EXPECT_TRUE(ids.insert((*it)[1]).second) << (*it)[1];
  const std::regex use("(?:href=[\"']|url\\()#([^\"')]*)");
  for (std::sregex_iterator it(page.begin(), page.end(), use), end; it != end; ++it) EXPECT_TRUE(ids.contains((*it)[1])) << (*it)[1];
}

TEST_F(Report, names_winners_failures_divergence_and_what_is_missing) {
  const std::string page = page_of(realistic_sweep());
  EXPECT_NE(page.find("<b>RTRL, &lt;Adam&gt; &quot;fast&quot; &amp; &#39;öz&#39;</b> has the lowest median risk at N = 100000"),
            std::string::npos);
  EXPECT_NE(page.find("1 run is still missing"), std::string::npos);
  EXPECT_NE(page.find("(readout step_size 0.1) · linear_teacher (noise 0) · diagonal, ring (count 8): 20 of 32 runs"), std::string::npos);
  EXPECT_NE(page.find("<b>1 run failed</b>"), std::string::npos);
}

TEST_F(Report, gnuplot_draws_each_figure_as_svg_and_pdf) {
  const std::string page = page_of(realistic_sweep());
  // Two tasks of ten points: one panel each, with learning curves and sample complexity; the comparisons of four cells and the best
  // learners of all; the samples needed over the step size in each of them.
  for (const char* name : {"learning-curves-1", "learning-curves-2", "sample-complexity-1", "sample-complexity-2", "forest-1", "forest-4",
                           "best-learners-1", "complexity-over-1", "complexity-over-4"}) {
    const fs::path base = folder_ / "figures" / name;
    EXPECT_NE(results::read_bytes(base.string() + ".svg").find("</svg>"), std::string::npos) << name;
    EXPECT_TRUE(results::read_bytes(base.string() + ".pdf").starts_with("%PDF")) << name;
    EXPECT_TRUE(fs::exists(base.string() + ".dat")) << name;
    EXPECT_TRUE(fs::exists(base.string() + ".gp")) << name;
    EXPECT_FALSE(fs::exists(base.string() + ".log")) << results::read_bytes(base.string() + ".log");
  }
  EXPECT_FALSE(fs::exists(folder_ / "figures" / "learning-curves-3.svg"));
  EXPECT_FALSE(fs::exists(folder_ / "figures" / "pwned"));
  const std::regex svg("<svg");
  EXPECT_EQ(std::distance(std::sregex_iterator(page.begin(), page.end(), svg), std::sregex_iterator()), 13);
}

TEST_F(Report, verdicts_come_first_and_every_text_is_harmless_in_its_language) {
  Group root = realistic_sweep();
  const std::string statement = "5 < 6 & \"ö\",\n'x'";
  const std::string label = values_of<std::string>(root, "learner_label")[0];
  const Question claim{"ratio",
                       {{"statement", statement}, {"of", label}, {"reference", "fixed, RLS"}, {"above", 0.5}},
                       {},
                       {{"learner.readout.step_size", {"0.01"}}}};
  root.groups.push_back(questions_group({{{"", {{"reference", "fixed, RLS"}}, {}, {}}}, {claim}}));
  const std::string page = page_of(root);
  EXPECT_NE(page.find("5 &lt; 6 &amp; &quot;ö&quot;,\n&#39;x&#39;"), std::string::npos);
  EXPECT_LT(page.find("<h2>Verdicts</h2>"), page.find("<h2>Answers</h2>"));
  EXPECT_LT(page.find("<h2>Answers</h2>"), page.find("<h2>Comparisons</h2>"));
  EXPECT_NE(page.find("<h2>Scaling</h2>"), std::string::npos);
  EXPECT_EQ(nesting_fault(page.substr(page.find("<html"))), "");
  EXPECT_NE(results::read_bytes(folder_ / "claims.csv").find("\n\"5 < 6 & \"\"ö\"\",\n'x'\",ratio,risk,> 0.5,undecided,"),
            std::string::npos)
      << results::read_bytes(folder_ / "claims.csv");
  const Group analysis = results::read_netcdf(folder_ / "analysis.h5");
  EXPECT_EQ(values_of<std::string>(*analysis.find_group("claims"), "statement"), std::vector<std::string>{statement});
  const std::vector<std::string>& compared = values_of<std::string>(*analysis.find_group("comparisons"), "of");
  EXPECT_NE(std::find(compared.begin(), compared.end(), label), compared.end());
  EXPECT_EQ(analysis.attribute("schema"), "1");
}

TEST_F(Report, without_gnuplot_there_is_a_sentence) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const std::string page = page_of(realistic_sweep());
  setenv("PATH", path.c_str(), 1);
  EXPECT_NE(page.find("The figures are missing because gnuplot was not found"), std::string::npos);
  EXPECT_EQ(page.find("<svg"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "figures" / "learning-curves-1.gp"));
}

TEST_F(Report, of_no_points_and_of_no_results) {
  EXPECT_NE(page_of(made_up_sweep({}, 2, {100}, {0.5})).find("<b>0</b> points"), std::string::npos);
  Group missing = made_up_sweep({"a", "b"}, 2, {100}, {0.5});
  values_of<std::int32_t>(missing, "status").assign(4, 0);
  values_of<double>(missing, "risk").assign(4, std::nan(""));
  EXPECT_NE(page_of(missing).find("No risk was measured at N = 100."), std::string::npos);
}

TEST_F(Report, of_a_task_with_many_points_shows_best_settings_and_says_so) {
  std::vector<std::string> labels(15, "a");
  labels.resize(20, "b");
  Group root = made_up_sweep(labels, 6, {100, 200}, {0.5});
  std::vector<double> step(20);
  for (std::size_t i = 0; i < step.size(); ++i) step[i] = 0.1 * static_cast<double>(i + 1);
  root.variables.push_back({"learner_readout_step_size", {"point"}, step, "", "1", {}, {}});
  const std::string page = page_of(root);
  EXPECT_NE(page.find("Each learner with the setting of lowest median risk, chosen on one half of the seeds, of 20 points."),
            std::string::npos);
  const std::string script = results::read_bytes(folder_ / "figures" / "learning-curves-1.gp");
  EXPECT_NE(script.find("index 1 using 1:2"), std::string::npos);
  EXPECT_EQ(script.find("index 2 using 1:2"), std::string::npos);
}

TEST_F(Report, a_folder_that_cannot_be_made_is_named) {
  std::ofstream(folder_) << "a file";
  try {
    page_of(made_up_sweep({"a"}, 2, {100}, {0.5}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), (folder_ / "figures").string() + ": cannot create the folder (Not a directory)");
  }
}

}  // namespace
}  // namespace polesweep::analysis
