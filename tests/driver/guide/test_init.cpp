#include "driver/guide/init.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "core/error.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/guide/suggestions.hpp"
#include "tests/driver/execute/example_sweep.hpp"

// That every kind of polesweep list gives a file that runs is for tests/end_to_end/test_init.py.
namespace polesweep::guide {
namespace {

std::string refusal(const InitRequest& request) {
  try {
    new_sweep(request, "s.toml");
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Init, writes_what_is_asked_for_and_what_goes_with_it) {
  const NewSweep made = new_sweep({.task = "delay", .learners = {"eprop"}, .seeds = 3, .budget = 0.0005}, "folder/s.toml");
  execute::Preparation preparation({"s.toml", made.text, {}}, {});
  const sweep::Sweep& sweep = preparation.sweep();
  EXPECT_EQ(sweep.name, "s");
  EXPECT_EQ(sweep.seeds.size(), 3u);
  EXPECT_EQ(sweep.tasks.front().member(Family::task).name, "delay");
  EXPECT_EQ(sweep.poles.front().member(Family::network).name, "dense");  // e-prop is for units that leak on their voltage
  EXPECT_EQ(sweep.learners.front().member(Family::recurrent).name, "eprop");
  EXPECT_EQ(sweep.learners.front().tune, std::vector<std::string>{"optimizer.step_size"});
  EXPECT_EQ(sweep.claims.front().question.kind, "monotonicity");
  EXPECT_EQ(made.runs, preparation.points().points.size() * 3);
  EXPECT_LE(made.core_hours, 0.0005);
}

TEST(Init, compares_two_learners_by_a_claim) {
  const NewSweep made = new_sweep({.learners = {"nlms", "rls"}, .seeds = 3, .budget = 0.0005}, "s.toml");
  const execute::Preparation preparation({"s.toml", made.text, {}}, {});
  const analysis::Question& claim = preparation.sweep().claims.front().question;
  EXPECT_EQ(claim.kind, "ratio");
  EXPECT_EQ(std::get<std::string>(claim.fields.at("of")), "fixed poles, rls");
  EXPECT_EQ(std::get<std::string>(claim.fields.at("reference")), "fixed poles, nlms");
}

TEST(Init, a_larger_budget_gives_longer_runs) {
  const auto longest = [](double budget) {
    const NewSweep made = new_sweep({.learners = {"rls"}, .seeds = 3, .budget = budget}, "s.toml");
    return execute::Preparation({"s.toml", made.text, {}}, {}).sweep().lengths.back();
  };
  EXPECT_LT(longest(2e-6), longest(1));
}

TEST(Init, every_line_has_a_comment_that_says_where_to_read_more) {
  std::istringstream lines(new_sweep({.budget = 0.0005}, "s.toml").text);
  std::string comment;
  std::size_t commented = 0;
  for (std::string line; std::getline(lines, line); commented += line.empty() || line.front() == '#' ? 0 : 1) {
    if (line.starts_with("# ")) {
      comment += line.substr(1);
      EXPECT_LE(line.size(), 100u);
    } else if (!line.empty()) {
      const bool says = comment.find("polesweep list ") != std::string::npos || comment.find("docs/") != std::string::npos;
      EXPECT_TRUE(says) << line << "\n" << comment;
      comment.clear();
    }
  }
  EXPECT_GT(commented, 20u);
}

/// The comments of a file without the line breaks.
std::string comments(const std::string& file) {
  std::istringstream lines(file);
  std::string joined;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("# ")) joined += line.substr(1);
  return joined;
}

TEST(Init, comments_are_whole_sentences) {
  const std::string streams = comments(new_sweep({.learners = {"rls"}, .seeds = 3, .budget = 2e-6}, "s.toml").text);
  const std::string episodes =
      comments(new_sweep({.learners = {"bptt"}, .regime = "episodes", .seeds = 3, .budget = 0.0005}, "s.toml").text);
  for (const char* stray : {"XX", ";;", "  ", "..", " ."}) {
    EXPECT_EQ(streams.find(stray), std::string::npos) << stray << "\n" << streams;
    EXPECT_EQ(episodes.find(stray), std::string::npos) << stray << "\n" << episodes;
  }
  EXPECT_NE(
      streams.find(" Numbers of training samples at which each run is measured, two for each power of ten; longer ones added later go "
                   "on from saved states. See: polesweep list sweep"),
      std::string::npos)
      << streams;
}

TEST(Init, says_where_it_ends_though_the_budget_allows_more) {
  const std::string more = "The budget allows more, but init writes no runs longer than 1000000 samples: raise lengths, or seeds.";
  const auto heading = [](double budget) {
    return comments(new_sweep({.learners = {"rls"}, .seeds = 3, .budget = budget}, "s.toml").text);
  };
  EXPECT_NE(heading(1000).find("the budget was 1000. " + more), std::string::npos) << heading(1000);
  EXPECT_EQ(heading(2e-6).find("The budget allows more"), std::string::npos);
}

TEST(Init, names_data_as_the_sweep_sees_them) {
  const TemporaryFolder folder;
  std::string rows = "u,y\n";
  for (int i = 0; i < 3000; ++i) rows += std::to_string(i % 7) + "," + std::to_string(i % 5) + "\n";
  write_new_file(folder.path() / "d.csv", rows);
  std::filesystem::create_directory(folder.path() / "x");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const InitRequest request{
      .task = "file", .learners = {"rls"}, .seeds = 3, .budget = 0.001, .data = "d.csv", .inputs = {"u"}, .targets = {"y"}};
  const auto written = [&](const char* file) {
    try {
      return new_sweep(request, file).text;
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  const std::string below = written("x/s.toml");
  const std::string beside = written("s.toml");
  const std::string elsewhere = written((folder.path() / "x" / "s.toml").c_str());
  std::filesystem::current_path(before);
  EXPECT_NE(below.find("\"../d.csv\""), std::string::npos) << below;
  EXPECT_NE(beside.find("\"d.csv\""), std::string::npos) << beside;
  EXPECT_NE(elsewhere.find("\"../d.csv\""), std::string::npos) << elsewhere;
  const std::string absent = refusal({.task = "file", .data = "none.csv", .inputs = {"u"}, .targets = {"y"}});
  EXPECT_EQ(absent.find("init: no sweep of these data could be planned. Of what was tried first polesweep plan says:\ns.toml:"), 0u)
      << absent;
  EXPECT_NE(absent.find("none.csv"), std::string::npos) << absent;
}

TEST(Init, says_what_does_not_go_together) {
  EXPECT_EQ(refusal({.task = "dealy"}).find("--task: unknown 'dealy' (one of "), 0u);
  EXPECT_TRUE(refusal({.task = "dealy"}).ends_with("Did you mean 'delay'? See: polesweep list tasks"));
  EXPECT_EQ(refusal({.learners = {"rtlr"}}).find("--learner: unknown 'rtlr' (one of "), 0u);
  EXPECT_EQ(refusal({.learners = {"rls", "rls"}}), "--learner: 'rls' is listed twice");
  EXPECT_EQ(refusal({.task = "file"}), "--task: 'file' needs --data FILE and --inputs COLUMN ... and --targets COLUMN ...");
  EXPECT_EQ(refusal({.data = "d.csv"}), "--data: not used (the task reads no file). Name one that does, as in --task file?");
  EXPECT_EQ(refusal({.seeds = 0}), "--seeds: got 0 (must be >= 1)");
  EXPECT_EQ(refusal({.budget = 0}), "--budget: got 0 (must be > 0)");
  const std::string no_channel = refusal({.task = "delay", .poles = "from_channel"});
  EXPECT_EQ(no_channel.find("init: these kinds do not go together. Of what was tried first polesweep plan says:\ns.toml:"), 0u)
      << no_channel;
  const std::string dear = refusal({.budget = 1e-12});
  EXPECT_EQ(dear.find("--budget: got 1e-12 core-hours (the shortest sweep of these kinds takes "), 0u) << dear;
}

TEST(Init, asks_for_what_is_missing) {
  InitRequest request{.seeds = 5};
  std::istringstream answers("narma\n rls,  rtrl\n\n");
  std::ostringstream questions;
  ask_for_the_rest(request, answers, questions);
  EXPECT_EQ(request.task, "narma");
  EXPECT_EQ(request.learners, (std::vector<std::string>{"rls", "rtrl"}));
  EXPECT_EQ(request.seeds, 5);
  EXPECT_FALSE(request.budget);
  EXPECT_EQ(questions.str(),
            "Task (polesweep list tasks) [linear_teacher]: Learners (polesweep list recurrent readouts) [rls rtrl]: Core-hours it may take "
            "[0.02]: ");
  InitRequest wrong{.task = "narma", .learners = {"rls"}};
  std::istringstream many("many\n");
  EXPECT_THROW(ask_for_the_rest(wrong, many, questions), Error);
}

TEST(Init, asks_again_where_an_answer_cannot_be) {
  InitRequest request;
  std::istringstream answers("dealy\ndelay\nrls rls\nrls\nsome\n0\n12\n-1\n0.5\n");
  std::ostringstream questions;
  ask_for_the_rest(request, answers, questions);
  EXPECT_EQ(request.task, "delay");
  EXPECT_EQ(request.learners, std::vector<std::string>{"rls"});
  EXPECT_EQ(request.seeds, 12);
  EXPECT_EQ(request.budget, 0.5);
  const std::string said = questions.str();
  std::size_t at = 0;
  for (const char* part : {"Task", "--task: unknown 'dealy'", "Task", "Learners", "--learner: 'rls' is listed twice\n", "Learners", "Seeds",
                           "Seeds: got 'some' (must be a number)\n", "Seeds [16]: --seeds: got 0 (must be >= 1)\n", "Core-hours",
                           "--budget: got -1 (must be > 0)\n", "Core-hours"}) {
    at = said.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << "\n" << said;
    ++at;
  }
}

TEST(Init, does_not_ask_about_what_was_given) {
  InitRequest request{.learners = {"rtlr"}};
  std::istringstream answers("delay\n");
  std::ostringstream questions;
  EXPECT_THROW(ask_for_the_rest(request, answers, questions), Error);
  EXPECT_EQ(questions.str(), "");
}

TEST(Init, overwrites_nothing) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "s.toml";
  write_new_file(file, "first");
  try {
    write_new_file(file, "second");
    FAIL() << "it is there";
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).ends_with("s.toml: exists (it is never overwritten). Choose another name?")) << error.what();
  }
  EXPECT_EQ(data::read_bytes(file), "first");
  EXPECT_THROW(write_new_file(folder.path() / "none" / "s.toml", ""), Error);
}

TEST(Suggestions, stand_for_every_required_number) {
  for (const Family family :
       {Family::task, Family::network, Family::poles, Family::recurrent, Family::readout, Family::optimizer, Family::regime})
    for (const MemberInfo& info : members(family))
      for (const FieldSpec& spec : info.fields)
        if (spec.required() && spec.type != FieldType::text && spec.type != FieldType::texts)
          EXPECT_TRUE(suggestion_for(family, info.name, spec)) << info.name << "." << spec.name;
  // What the table does not know gets a number in range.
  const FieldSpec unknown{.name = "new_field",
                          .type = FieldType::integer,
                          .help = "",
                          .unit = "",
                          .fallback = {},
                          .range = {.low = 5, .high = 9},
                          .choices = {}};
  EXPECT_EQ(suggestion_for(Family::task, "delay", unknown)->value, "6");
}

}  // namespace
}  // namespace polesweep::guide
