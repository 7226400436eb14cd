#include "driver/guide/explain.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/claims/claim.hpp"
#include "driver/guide/explain_questions.hpp"

namespace polesweep::guide {
namespace {

const std::string sweep =
    "name = 'memory'\nseeds = 4\nlengths = [10, 100]\n"
    "[[task]]\nkind = 'leaky_memory'\ndecay = [0.9, 0.99]\nnoise = 0.1\n"
    "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [4, 8]\nradius = [0.8, 0.9]\nzip = [['count', 'radius']]\n"
    "[[learner]]\nlabel = 'fixed'\nrecurrent = 'fixed'\nreadout = 'rls'\n"
    "[[learner]]\nlabel = 'learned'\nrecurrent = 'rtrl'\nreadout = 'gradient'\n"
    "optimizer = { kind = 'adam', step_size = [0.001, 0.01] }\ntune = ['optimizer.step_size']\n";

/// The explanation on one line, so that no expectation depends on where lines end.
std::string explained(const std::string& lines) {
  execute::Preparation preparation({"s.toml", sweep + lines, {}}, {});
  std::string text = explain(preparation, preparation.report(1, {}));
  std::string joined;
  for (const char c : text)
    if (const char next = c == '\n' ? ' ' : c; next != ' ' || joined.empty() || joined.back() != ' ') joined += next;
  return joined;
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Explain, says_what_is_compared_and_how_settings_are_chosen) {
  const std::string text = explained("");
  EXPECT_SAYS(text, "3 learner settings on 2 task settings and 2 pole settings: every combination is a point, of which there are 12.");
  EXPECT_SAYS(text, find_member(Family::task, "leaky_memory")->summary);
  EXPECT_SAYS(text, "with decay = 0.9 or 0.99 and noise = 0.1. 2 settings.");
  EXPECT_SAYS(text, "with count = 4 or 8 and radius = 0.8 or 0.9 (count and radius step together). 2 settings.");
  EXPECT_SAYS(text, "\"learned\". Network: rtrl (" + find_member(Family::recurrent, "rtrl")->summary + ").");
  EXPECT_SAYS(text, "Optimizer: adam (" + find_member(Family::optimizer, "adam")->summary + "), with step_size = 0.001 or 0.01.");
  EXPECT_SAYS(text, "Chosen out of 2 settings: optimizer.step_size.");
  EXPECT_SAYS(text, "it is the one with the lowest median risk for each task, pole setting and length on one half of the seeds");
  EXPECT_SAYS(text, "Runs are measured after 10 and 100 training samples. Each point is run with 4 seeds (from 0 to 3).");
  EXPECT_SAYS(text, "That is 48 runs of 12 points.");
  EXPECT_SAYS(text, "leaky_memory: the risk is exact");
  EXPECT_SAYS(text, "intervals of 95 % confidence");
}

TEST(Explain, says_what_a_member_is_once) {
  const std::string text = explained("");
  const std::string summary = find_member(Family::regime, "stream")->summary;
  EXPECT_EQ(text.find(summary), text.rfind(summary));
  EXPECT_SAYS(text, "Samples: stream.");
}

TEST(Explain, says_what_is_left_out) {
  const std::string text = explained("[[exclude]]\npoles.count = 8\nlearner.label = 'learned'\n");
  EXPECT_SAYS(text, "of which there are 8 (12 combinations, 4 left out).");
  EXPECT_SAYS(text, "Left out is where poles.count is 8 and learner.label is learned.");
}

TEST(Explain, says_how_the_risk_is_measured_on_a_test) {
  EXPECT_SAYS(explained("[evaluation]\nkind = 'holdout'\nsamples = 77\n"), "the risk is measured on a test of 77 samples");
  EXPECT_SAYS(explained("[evaluation]\nkind = 'prequential'\nsamples = 5\n"),
              "the risk is measured while learning, over the last 5 samples before each place");
}

TEST(Explain, says_claims_in_words) {
  const std::string text = explained(
      "[[compare]]\nreference = 'fixed'\n"
      "[[claim]]\nkind = 'ratio'\nstatement = 'learning pays'\nof = 'learned'\nreference = 'fixed'\nbelow = 0.5\ntask.decay = 0.99\n"
      "[[claim]]\nkind = 'monotonicity'\nstatement = 'it falls'\ndirection = 'falling'\nlabel = 'learned'\ncontexts = 'some'\n");
  EXPECT_SAYS(text, "Risk after 100 samples, of everything that differs from \"fixed\" in label alone, as a multiple of that of \"fixed\"");
  EXPECT_SAYS(text,
              "1. \"learning pays\". This is claimed of risk after 100 samples, of \"learned\" against \"fixed\" (ratio): < 0.5 where "
              "task.decay is 0.99. It has to hold in every context.");
  EXPECT_SAYS(text,
              "2. \"it falls\". This is claimed of risk along length (monotonicity): falling in some context where label is learned. It is "
              "enough that it holds in one context.");
  EXPECT_SAYS(text, "ratio: one quantity as a multiple of another: median over paired seeds");
}

/// A value of a field that none of the others has, and that is no default.
Value telling_value(const FieldSpec& spec, std::size_t position) {
  if (!spec.choices.empty()) return spec.choices.back();
  if (spec.type == FieldType::boolean) return true;
  if (spec.type == FieldType::integer) return static_cast<std::int64_t>(31 + position);
  if (spec.type == FieldType::real) return 0.0625 * static_cast<double>(2 * position + 1);
  if (spec.name == "axis") return std::string("poles.count");
  return fmt::format("text{}", position);
}

/// Whether a sentence names the value; a part may stand in percent.
bool names(const std::string& sentence, const Value& value) {
  if (std::holds_alternative<bool>(value)) return sentence.find("All points are taken together.") != std::string::npos;
  if (sentence.find(plain_text(value)) != std::string::npos) return true;
  const auto* number = std::get_if<double>(&value);
  return number != nullptr && sentence.find(fmt::format("{:g} %", 100 * *number)) != std::string::npos;
}

TEST(Explain, leaves_out_no_field_of_a_question) {
  sweep::Sweep empty;
  empty.lengths = {1'000'000};
  empty.iterations = {2'000'000};
  std::size_t compared = 0;
  const auto check = [&](const std::string& kind, const std::vector<FieldSpec>& specs, bool on_formulas) {
    sweep::AskedTable asked;
    asked.question.kind = kind;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      const bool is_of_runs =
          specs[i].help.find("of runs only") != std::string::npos || specs[i].name == "among" || specs[i].name == "pool";
      if (on_formulas ? is_of_runs : specs[i].name == "theory") continue;
      asked.question.fields[specs[i].name] = telling_value(specs[i], i);
    }
    const std::string sentence = explain_question(asked, empty);
    for (const auto& [name, value] : asked.question.fields)
      EXPECT_TRUE(names(sentence, value)) << kind << "." << name << " = " << plain_text(value) << "\n" << sentence;
    compared += asked.question.fields.size();
  };
  check("", analysis::comparison_fields(), false);
  for (const analysis::ClaimKind& kind : analysis::claim_kinds()) {
    check(kind.name, analysis::claim_fields(kind), false);
    if (kind.on_formulas) check(kind.name, analysis::claim_fields(kind), true);
  }
  EXPECT_GT(compared, 100u);
}

TEST(Explain, says_the_conditions_of_each_side) {
  std::string two = sweep + "[[learner]]\nlabel = 'LMS'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n";
  two +=
      "[[compare]]\nreference = { label = 'LMS', learner.readout.step_size = 0.01 }\n"
      "[[claim]]\nkind = 'ratio'\nstatement = 's'\nof = { label = 'LMS', learner.readout.step_size = 0.1 }\nreference = 'fixed'\nbelow = 1\n"
      "[[claim]]\nkind = 'ratio'\nstatement = 's'\nof = 'learned'\nreference = 'fixed'\nbelow = 2\n"
      "[[claim]]\nkind = 'fraction'\nstatement = 's'\nrun_below = 0.5\nabove = 0.9\npool = true\n"
      "[[claim]]\nkind = 'correlation'\nstatement = 's'\nquantity = 'plateau_length'\nwith = 'risk'\nabove = 0\n"
      "[[claim]]\nkind = 'slope'\nstatement = 's'\nlogarithms = 'axis'\nlabel = 'fixed'\nbelow = 0\n"
      "[[claim]]\nkind = 'agreement'\nstatement = 's'\nof = 'learned'\nreference = 'fixed'\ntolerance = 1e-6\n"
      "[[claim]]\nkind = 'ratio'\nstatement = 's'\nof = 'LMS'\nreference = 'fixed'\nbelow = 1\n"
      "[[claim]]\nkind = 'value'\nstatement = 's'\nlabel = 'LMS'\nlearner.readout.step_size = 0.1\nbelow = 1\n"
      "[[claim]]\nkind = 'slope'\nstatement = 's'\nlabel = 'LMS'\naxis = 'learner.readout.step_size'\nbelow = 1\n"
      "[[claim]]\nkind = 'ratio'\nstatement = 's'\nof = { label = 'LMS', learner.readout.step_size = [0.01, 0.1] }\nreference = 'fixed'\nbelow = "
      "1\n";
  execute::Preparation preparation({"s.toml", two, {}}, {});
  std::vector<std::string> said;
  for (const sweep::AskedTable& asked : preparation.sweep().claims) said.push_back(explain_question(asked, preparation.sweep()));
  const std::string best = "Where several settings of \"LMS\" meet the conditions, the best of them counts";
  EXPECT_SAYS(explain_question(preparation.sweep().comparisons.front(), preparation.sweep()),
              "as a multiple of that of \"LMS\" (learner.readout.step_size is 0.01), on paired seeds");
  EXPECT_SAYS(said[0], "of \"LMS\" (learner.readout.step_size is 0.1) against \"fixed\" (ratio): < 1.");
  EXPECT_EQ(said[0].find(best), std::string::npos) << said[0];  // one setting is left
  EXPECT_EQ(said[1].find(best), std::string::npos) << said[1];
  EXPECT_SAYS(said[2], "risk after 100 samples, counting what is below 0.5 (fraction): > 0.9. All points are taken together.");
  EXPECT_EQ(said[2].find("every context"), std::string::npos) << said[2];
  EXPECT_SAYS(said[3], "plateau_length with risk (correlation): > 0. All points are taken together.");
  EXPECT_SAYS(said[4], "risk along length, with logarithms of the axis alone (slope)");
  EXPECT_SAYS(said[5], "(agreement): within 0.0001 %.");
  EXPECT_SAYS(said[6], best);
  EXPECT_EQ(said[7].find(best), std::string::npos) << said[7];
  EXPECT_EQ(said[8].find(best), std::string::npos) << said[8];  // each step size is a place of the axis
  EXPECT_SAYS(said[9], best);
}

TEST(Explain, says_when_seeds_end) {
  std::string looks = sweep;
  looks.replace(looks.find("seeds = 4"), 9, "seeds = { until = 0.1, at_most = 64 }");
  execute::Preparation preparation({"s.toml", looks, {}}, {});
  const std::string text = explain(preparation, preparation.report(1, {}));
  EXPECT_SAYS(text, "Each point is run with at most 64 seeds");
  EXPECT_SAYS(text, "The sweep ends at 16 seeds");
}

}  // namespace
}  // namespace polesweep::guide
