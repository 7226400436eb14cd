#include "analysis/statistics/rate_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/figures/kinds.hpp"
#include "analysis/page/parts.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using Reals = std::vector<double>;
using Texts = std::vector<std::string>;
using Codes = std::vector<std::int32_t>;

/// Three points in one pass and one of episodes, three seeds, whose statistics say what a test wants.
Group with_rates() {
  Group root = made_up_sweep({"a", "b", "c", "d"}, 3, {100}, {0.5});
  root.variables.push_back({"learner_regime_kind", {"point"}, Texts{"stream", "stream", "stream", "episodes"}, "", "", {}, {}});
  Group training{"training", {}, {{"training_point", 1}, {"seed", 3}, {"training_length", 2}, {"iteration", 1}}, {}, {}};
  training.variables = {{"training_point", {"training_point"}, std::vector<std::int64_t>{3}, "", "1", {}, {}},
                        {"training_length", {"training_length"}, std::vector<std::int64_t>{10, 100}, "", "", {}, {}},
                        {"iteration", {"iteration"}, std::vector<std::int64_t>{1}, "", "", {}, {}},
                        {"risk", {"training_point", "seed", "training_length", "iteration"}, Reals(6, 1.0), "", "", {}, {}}};
  root.groups.push_back(training);
  const theory::PredictedRates predicted{Reals(12), Codes{0, 0, 0, 2, 2, 2, 1, 1, 1, 0, 0, 0},
                                         Texts{"p1.lms_rate", "1/N", "", "p2.rate_slow"}};
  Group group = statistics(root, &predicted);
  values_of<Reals::value_type>(group, "convergence_rate_median") = {0.01, 0.02, std::nan(""), std::nan("")};
  values_of<std::int64_t>(group, "convergence_rate_runs") = {3, 1, 0, 0};
  values_of<std::int32_t>(group, "convergence_rate_reason") = Codes{0, 0, 0, 2, 0, 2, 1, 1, 1, 5, 5, 5};
  values_of<double>(group, "theory_rate_median") = {0.008, std::nan(""), std::nan(""), 0.3};
  values_of<double>(group, "update_rate_median") = {0.31, std::nan("")};
  values_of<double>(group, "plateau_length_median") = {17, std::nan(""), 0, 0};
  values_of<double>(group, "plateau_updates_median") = {std::nan(""), 33};
  values_of<std::int64_t>(group, "update_rate_runs") = {2, 0};
  values_of<std::int32_t>(group, "update_rate_reason") = Codes{0, 4, 0, 5, 5, 5};
  root.groups.push_back(group);
  return root;
}

TEST(RateRows, put_each_rate_beside_its_prediction) {
  const Group root = with_rates();
  const std::vector<RateRow> rows = rate_rows(root, Runs(root));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].plateau.value, 17);
  EXPECT_TRUE(std::isnan(rows[1].plateau.value));
  EXPECT_EQ(rows[0].measured.value, 0.01);
  EXPECT_EQ(rows[0].predicted, 0.008);
  EXPECT_EQ(rows[0].formula, "p1.lms_rate");
  EXPECT_EQ(rows[0].reason, "");
  EXPECT_EQ(rows[1].runs, 1);
  EXPECT_EQ(rows[1].reason, "floor_not_reached");
  EXPECT_EQ(rows[1].no_prediction, "not_exponential");
  EXPECT_EQ(rows[2].point, 3U);
  EXPECT_EQ(rows[2].along, Along::iterations);
  EXPECT_EQ(rows[2].length, 0);
  EXPECT_EQ(rows[2].measured.value, 0.31);
  EXPECT_EQ(rows[2].predicted, 0.3);
  EXPECT_EQ(rows[2].reason, "diverged");
}

TEST(RateRows, of_repetitions_have_their_lengths_and_no_prediction) {
  Group root = with_rates();
  values_of<std::string>(root, "learner_regime_kind")[3] = "repeat";
  const std::vector<RateRow> rows = rate_rows(root, Runs(root));
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[3].length, 10);
  EXPECT_TRUE(std::isnan(rows[3].predicted));
  EXPECT_EQ(rows[4].length, 100);  // without a rate: there is a plateau
  EXPECT_EQ(rows[4].plateau.value, 33);
}

TEST(RateRows, stand_on_the_page_and_in_a_figure) {
  Group root = with_rates();
  values_of<double>(*const_cast<Group*>(root.find_group("statistics")), "theory_rate_median")[1] = 0.019;
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Answers answers;
  const std::vector<Tuned> tuned;
  const Conclusions conclusions;
  const std::vector<DrawnFigure> drawn;
  const std::string text = rates_section({root, runs, fields, answers, tuned, conclusions, drawn, 0, {}, ""});
  for (const char* part : {"0.01<", ">17<", "0.008<", "1.25<", "p1.lms_rate", "floor not reached", ">update<", "p2.rate_slow"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  const std::vector<Figure> figures = all_figures({root, runs, fields, cells, answers, tuned, conclusions}).list;
  const auto figure = std::find_if(figures.begin(), figures.end(), [](const Figure& one) { return one.name == "rates-by-sample"; });
  ASSERT_NE(figure, figures.end());
  EXPECT_EQ(figure->curves[0].x, (Reals{0.008, 0.019}));
  EXPECT_EQ(figure->curves[0].y, (Reals{0.01, 0.02}));
  EXPECT_EQ(figure->caption.find("left out"), std::string::npos);
}

TEST(RateRows, of_older_statistics_have_no_prediction) {
  Group root = with_rates();
  Group& group = *const_cast<Group*>(root.find_group("statistics"));
  std::erase_if(group.variables, [](const results::Variable& variable) { return variable.name.starts_with("theory_rate"); });
  const std::vector<RateRow> rows = rate_rows(root, Runs(root));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(std::isnan(rows[0].predicted));
  std::erase_if(group.variables, [](const results::Variable& variable) { return variable.name.starts_with("plateau"); });
  EXPECT_TRUE(std::isnan(rate_rows(root, Runs(root))[0].plateau.value));
}

}  // namespace
}  // namespace polesweep::analysis
