#include "driver/execute/mixture.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/replay.hpp"
#include "driver/execute/saved_states.hpp"
#include "tests/driver/execute/mixed_runs_test.hpp"

namespace polesweep::execute {
namespace {

const std::string twelve_seeds = with(example_sweep, "seeds = 10", "seeds = 12");

TEST_F(MixedRuns, stored_elsewhere_are_refused_and_nothing_changes) {
  run(example_sweep, options());
  move_elsewhere(options().results);
  const std::string before = bytes_of(options().results);
  expect_refused(
      said(twelve_seeds, options()),
      refusal(fmt::format("  {}: 120 runs in {} {}\n", elsewhere.fingerprint, options().results.string(), elsewhere_text) + own_line()));
  EXPECT_EQ(bytes_of(options().results), before);
  EXPECT_FALSE(fs::exists(parts()));
}

TEST_F(MixedRuns, stored_elsewhere_are_taken_when_told_and_each_run_says_whose_it_is) {
  run(example_sweep, options());
  const std::vector<double> whole = risk();
  move_elsewhere(options().results);
  const auto [code, text] = said(twelve_seeds, mixing());
  EXPECT_EQ(code, ExitCode::complete);
  EXPECT_EQ(text.substr(0, text.find("found")),
            fmt::format("warning: {}: takes runs of several numerics as they are\n  {}: 120 runs in {} {}\n{}\n",
                        options().results.string(), elsewhere.fingerprint, options().results.string(), elsewhere_text, own_line()));
  const results::Group root = results();
  const std::vector<std::string> numerics = numerics_of_runs(root);
  ASSERT_EQ(numerics.size(), 144u);
  for (std::size_t run = 0; run < numerics.size(); ++run) EXPECT_EQ(numerics[run], run % 12 < 10 ? elsewhere.fingerprint : own()) << run;
  const results::Group& provenance = *root.find_group("provenance");
  EXPECT_EQ(results::stored_values<std::string>(provenance, "mixed_with"), (std::vector<std::string>{"", elsewhere.fingerprint}));
  EXPECT_EQ(results::stored_values<std::string>(provenance, "eigen"),
            (std::vector<std::string>{elsewhere.eigen, program_numerics().eigen}));
  const results::Group& group = *provenance.find_group("numerics");
  EXPECT_EQ(results::stored_values<std::int64_t>(group, "runs"), (std::vector<std::int64_t>{120, 24}));
  EXPECT_EQ(results::stored_values<std::string>(group, "processor")[0], "aarch64");
  EXPECT_EQ(results::stored_values<std::string>(group, "first")[0], elsewhere.first);
}

TEST_F(MixedRuns, what_was_mixed_knowingly_is_not_asked_about_again_but_a_third_is) {
  run(example_sweep, options());
  move_elsewhere(options().results);
  run(twelve_seeds, mixing());
  const auto [code, text] = said(with(example_sweep, "seeds = 10", "seeds = 13"), options());
  EXPECT_EQ(code, ExitCode::complete);
  EXPECT_EQ(text.find("numerics"), std::string::npos) << text;
  EXPECT_EQ(numerics_of_runs(results()).size(), 156u);

  move_elsewhere(options().results, third);  // what this program computed, a third one has
  const auto [refused, message] = said(with(example_sweep, "seeds = 10", "seeds = 14"), options());
  EXPECT_EQ(refused, ExitCode::bad_input);
  EXPECT_NE(message.find("  " + third.fingerprint + ": 36 runs in "), std::string::npos) << message;
  EXPECT_NE(message.find("  " + elsewhere.fingerprint + ": 120 runs in "), std::string::npos) << message;
}

TEST_F(MixedRuns, stored_elsewhere_are_not_refused_where_nothing_is_to_be_computed) {
  run(example_sweep, options());
  move_elsewhere(options().results);
  EXPECT_EQ(said(example_sweep, options()),
            std::pair(int{ExitCode::complete}, std::string("found 120 of 120 runs already computed\n120 of 120 runs\n") +
                                                   options().results.string() + ": 120 runs, 0 of them diverged\n"));
  EXPECT_EQ(numerics_of_runs(results()), std::vector<std::string>(120, elsewhere.fingerprint));
}

TEST_F(MixedRuns, files_that_do_not_say_it_by_run_are_of_all_their_sessions_or_of_nobody) {
  run(example_sweep, options());
  run(with(example_sweep, "seeds = 10", "seeds = 11"), options());
  const auto forget = [&](const std::vector<std::string>& fingerprints) {
    results::Group root = results();
    results::Group& provenance = group_of(root, "provenance");
    provenance.groups.clear();
    texts(provenance, "fingerprint") = fingerprints;
    results::write_netcdf(options().results, root);
  };
  const auto stored = [&](const std::string& whose) { return fmt::format("  {}: 132 runs in {} ", whose, options().results.string()); };
  forget({elsewhere.fingerprint, elsewhere.fingerprint});
  auto [code, text] = said(twelve_seeds, options());
  EXPECT_EQ(code, ExitCode::bad_input);
  EXPECT_NE(text.find(stored(elsewhere.fingerprint) + "("), std::string::npos) << text;
  forget({elsewhere.fingerprint, own()});
  expect_refused(said(twelve_seeds, options()),
                 refusal(fmt::format("  unknown: 132 runs in {}\n", options().results.string()) + own_line(true)));
  EXPECT_EQ(run(twelve_seeds, mixing()), ExitCode::complete);
  const std::vector<std::string> numerics = numerics_of_runs(results());
  EXPECT_EQ(std::ranges::count(numerics, ""), 132);
  EXPECT_EQ(std::ranges::count(numerics, own()), 12);
  EXPECT_EQ(run(with(example_sweep, "seeds = 10", "seeds = 13"), options()), ExitCode::complete);
  std::vector<std::string> sessions(results().find_group("provenance")->size_of("session"), own());
  fs::remove(options().results);
  run(example_sweep, options());
  run(with(example_sweep, "seeds = 10", "seeds = 11"), options());
  forget({own(), own()});
  EXPECT_EQ(run(twelve_seeds, options()), ExitCode::complete);
}

TEST_F(MixedRuns, of_logs_of_a_stopped_sweep_are_refused_and_taken_when_told) {
  leave_log("20260101T080000Z-0123456789abcdef", elsewhere, {0, 1, 2});
  const std::string log = bytes_of(parts() / "20260101T080000Z-0123456789abcdef-0.log");
  expect_refused(said(example_sweep, options()),
                 refusal(fmt::format("  {}: 36 runs in {} ", elsewhere.fingerprint, parts().string()) + [&] {
                   // The session file is of the build that runs this test.
                   results::NumericsNotes notes;
                   Provenance session = own_provenance();
                   session.fingerprint = elsewhere.fingerprint;
                   notes.add(numerics_of(session));
                   notes.add(elsewhere);
                   return fmt::format("({})\n", results::described(notes.find(elsewhere.fingerprint)));
                 }() + own_line()));
  EXPECT_EQ(bytes_of(parts() / "20260101T080000Z-0123456789abcdef-0.log"), log);
  EXPECT_EQ(std::distance(fs::directory_iterator(parts()), fs::directory_iterator()), 2);
  EXPECT_EQ(run(example_sweep, mixing()), ExitCode::complete);
  const std::vector<std::string> numerics = numerics_of_runs(results());
  for (std::size_t run = 0; run < numerics.size(); ++run) EXPECT_EQ(numerics[run], run % 10 < 3 ? elsewhere.fingerprint : own()) << run;
}

// What a session was told holds for those that go on after it, until the results are there and say it themselves.
TEST_F(MixedRuns, a_session_that_was_told_and_stopped_is_remembered) {
  leave_log("20260101T080000Z-0123456789abcdef", elsewhere, {0, 1, 2});
  Provenance told = own_provenance();
  told.session = "20260102T080000Z-0123456789abcdef";
  told.fingerprint = own();
  told.mixed_with = elsewhere.fingerprint;
  told.ended = true;
  leave_session_file(parts(), told);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_EQ(std::ranges::count(numerics_of_runs(results()), elsewhere.fingerprint), 36);
}

TEST_F(MixedRuns, records_of_the_first_layout_are_those_of_their_session_or_of_all_that_said_nothing_else) {
  std::vector<Provenance> sessions(3);
  for (std::size_t i = 0; i < 3; ++i) sessions[i].session = std::string(1, static_cast<char>('a' + i));
  sessions[0].fingerprint = sessions[1].fingerprint = "x";
  sessions[2].fingerprint = "y";
  sessions[2].processor = "x86_64";  // of a later version, which has no such records
  EXPECT_EQ(numerics_of_first_log(sessions, "a"), "x");
  EXPECT_EQ(numerics_of_first_log(sessions, "merged"), "x");
  sessions[2].processor = "";
  EXPECT_EQ(numerics_of_first_log(sessions, "merged"), "");
  EXPECT_EQ(numerics_of_first_log(sessions, "c"), "y");
  EXPECT_EQ(numerics_of_first_log({}, "a"), "");
}

TEST_F(MixedRuns, of_results_to_reuse_are_refused_and_taken_when_told) {
  RunOptions other = options();
  other.results = folder_.path() / "other.h5";
  run(example_sweep, other);
  move_elsewhere(other.results);
  RunOptions reusing = options();
  reusing.reused = {other.results};
  expect_refused(
      said(twelve_seeds, reusing),
      refusal(fmt::format("  {}: 120 runs in {} {}\n", elsewhere.fingerprint, other.results.string(), elsewhere_text) + own_line()));
  EXPECT_FALSE(fs::exists(options().results.parent_path()));
  reusing.mix_numerics = true;
  EXPECT_EQ(run(twelve_seeds, reusing), ExitCode::complete);
  EXPECT_EQ(std::ranges::count(numerics_of_runs(results()), elsewhere.fingerprint), 120);
  // Own results that hold the same runs need nobody else's.
  fs::remove(options().results);
  run(twelve_seeds, options());
  reusing.mix_numerics = false;
  EXPECT_EQ(run(twelve_seeds, reusing), ExitCode::complete);
  EXPECT_EQ(numerics_of_runs(results()), std::vector<std::string>(144, own()));
}

TEST_F(MixedRuns, are_not_gathered_but_when_told) {
  leave_log("20260101T080000Z-0123456789abcdef", elsewhere, {0, 1});
  leave_log("20260102T080000Z-0123456789abcdef", third, {2});
  write_file(options().sweep, example_sweep);
  const auto [code, text] = gathered(options());
  EXPECT_EQ(code, ExitCode::bad_input);
  EXPECT_NE(text.find(fmt::format("  {}: 24 runs in {} (", elsewhere.fingerprint, parts().string())), std::string::npos) << text;
  EXPECT_NE(text.find(fmt::format("  {}: 12 runs in {} (", third.fingerprint, parts().string())), std::string::npos) << text;
  EXPECT_EQ(text.find("this program"), std::string::npos) << text;
  const std::string suggestion =
      "\nNothing is lost, all of them are stored. Take them as they are with --mix-numerics, or let one program compute all of them "
      "(another "
      "name with -o, without --reuse)?\n";
  EXPECT_TRUE(text.ends_with(suggestion)) << text;
  EXPECT_FALSE(fs::exists(options().results));
  EXPECT_EQ(gathered(mixing()).first, ExitCode::stopped_early);
  const std::vector<std::string> numerics = numerics_of_runs(results());
  EXPECT_EQ(std::ranges::count(numerics, elsewhere.fingerprint), 24);
  EXPECT_EQ(std::ranges::count(numerics, third.fingerprint), 12);
  // Parts of one other program are gathered without a question.
  fs::remove(options().results);
  fs::remove(parts() / "20260102T080000Z-0123456789abcdef-0.log");
  EXPECT_EQ(gathered(options()).first, ExitCode::stopped_early);
}

/// Long enough for states that are worth keeping.
const std::string streams =
    "seeds = 2\nlengths = [100, 20_000]\n"
    "[[task]]\nkind = \"linear_teacher\"\npoles = [[0.8]]\ngains = [[1.0]]\nnoise = 0.1\n"
    "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = 4\nradius = 0.9\n"
    "[[learner]]\nrecurrent = \"fixed\"\nreadout = [\"rls\", { kind = \"lms\", step_size = 0.01 }]\n";
const std::string longer = with(streams, "20_000]", "20_000, 30_000]");

TEST_F(MixedRuns, would_go_on_from_saved_states_and_are_refused) {
  run(streams, options());
  const fs::path states = results::states_beside(options().results);
  move_states_elsewhere(states);
  const std::string before = bytes_of(states);
  expect_refused(
      said(longer, options()),
      refusal(fmt::format("  {}: 4 saved states in {} {}\n", elsewhere.fingerprint, states.string(), elsewhere_text) + own_line(true)));
  EXPECT_EQ(bytes_of(states), before);
  // Where no run can go on from them nothing is mixed.
  EXPECT_EQ(run(with(streams, "[100, 20_000]", "[100, 500, 20_000]"), options()), ExitCode::complete);
  EXPECT_EQ(numerics_of_runs(results()), std::vector<std::string>(4, own()));
}

TEST_F(MixedRuns, go_on_from_saved_states_when_told_and_say_so) {
  run(streams, options());
  move_elsewhere(options().results);
  const fs::path states = results::states_beside(options().results);
  move_states_elsewhere(states);
  const auto [code, text] = said(longer, mixing());
  EXPECT_EQ(code, ExitCode::complete);
  EXPECT_NE(text.find("4 runs went on from saved states: 80000 samples were not computed again\n"), std::string::npos) << text;
  const std::string chain = elsewhere.fingerprint + "+" + own();
  EXPECT_EQ(numerics_of_runs(results()), std::vector<std::string>(4, chain));
  const results::Group root = results();
  const results::Group& group = *root.find_group("provenance")->find_group("numerics");
  EXPECT_EQ(results::stored_values<std::string>(group, "processor")[1], "aarch64 + " + program_numerics().processor);
  // So do their states, of which a later session goes on without a question.
  std::size_t count = 0;
  results::scan_states(states, [&](const results::StateHead& head, std::uint64_t, std::string_view) {
    EXPECT_EQ(head.numerics, chain);
    ++count;
  });
  EXPECT_EQ(count, 4u);
  const auto [further, said_then] = said(with(longer, "30_000]", "30_000, 40_000]"), options());
  EXPECT_EQ(further, ExitCode::complete);
  EXPECT_NE(said_then.find("4 runs went on from saved states"), std::string::npos) << said_then;
  EXPECT_EQ(numerics_of_runs(results()), std::vector<std::string>(4, chain));
}

TEST_F(MixedRuns, have_own_states_preferred_and_both_kept_while_logs_are_merged) {
  run(streams, options());
  const fs::path beside = results::states_beside(options().results);
  std::vector<RunState> states;
  results::scan_states(beside, [&](const results::StateHead&, std::uint64_t offset, std::string_view) {
    states.push_back(results::read_state({beside, offset}));
  });
  std::vector<RunState> further = states;
  for (RunState& state : further) {
    state.numerics = elsewhere.fingerprint;
    ++state.position;
  }
  fs::create_directories(parts());
  results::write_states(parts() / "a-0.states", "a", 0, program_numerics(), states);
  results::write_states(parts() / "b-0.states", "b", 0, elsewhere, further);
  fs::remove(beside);
  SavedStates saved(options().results);
  Preparation preparation(options().sweep, {});
  results::Request request = preparation.request();
  request.fingerprint = own();
  const results::ResultsBuilder builder(request);
  saved.look(builder);
  EXPECT_TRUE(saved.foreign(builder, [](std::size_t, const RunState&) { return true; }).empty());
  saved.merge_dead([](const std::string&) { return false; });
  EXPECT_EQ(results::list_state_files(parts()).size(), 1u);
  saved.look(builder);
  EXPECT_TRUE(saved.foreign(builder, [](std::size_t, const RunState&) { return true; }).empty());
  EXPECT_EQ(saved.notes(), (std::vector{elsewhere, program_numerics()}));
  request.fingerprint = third.fingerprint;
  const results::ResultsBuilder of_third(request);
  saved.look(of_third);
  EXPECT_EQ(saved.foreign(of_third, [](std::size_t, const RunState&) { return true; }).size(), 4u);
  EXPECT_EQ(saved.find(0, 0)->file, results::list_state_files(parts()).front());
  EXPECT_EQ(results::read_state(*saved.find(0, 0)).numerics, elsewhere.fingerprint);
}

TEST_F(MixedRuns, replayed_name_their_numerics_before_they_differ) {
  run(example_sweep, options());
  const std::string point = std::get<std::vector<std::string>>(results().find("point_id")->values)[0];
  const auto replayed = [&] {
    testing::internal::CaptureStdout();
    const int code = replay(options().results, point, 3);
    const std::string text = testing::internal::GetCapturedStdout();
    return std::pair(code, text.substr(text.find("samples: risk", text.find("samples: risk") + 1)));
  };
  move_elsewhere(options().results);
  EXPECT_TRUE(replayed().second.ends_with("\nthe same bits as stored\n"));  // numerics that differ need not differ here
  const auto spoil = [&] {
    results::Group root = results();
    for (results::Variable& variable : root.variables)
      if (variable.name == "risk") std::get<std::vector<double>>(variable.values)[2 * 3] *= 1 + 1e-15;
    results::write_netcdf(options().results, root);
  };
  spoil();
  const std::string here = fmt::format("{} ({})\n", own(), results::described(program_numerics()));
  auto [code, text] = replayed();
  EXPECT_EQ(code, ExitCode::our_fault) << text;
  EXPECT_EQ(text.substr(text.find('\n') + 1),
            fmt::format("stored by other numerics: {} {}\n             this program: {}DIFFERS from what is stored\n",
                        elsewhere.fingerprint, elsewhere_text, here));
  results::Group root = results();
  results::Group& provenance = group_of(root, "provenance");
  texts(group_of(provenance, "numerics"), "fingerprint") = {own()};
  results::write_netcdf(options().results, root);
  text = replayed().second;
  EXPECT_EQ(text.substr(text.find('\n') + 1), fmt::format("stored by the numerics of this program: {}DIFFERS from what is stored\n", here));
  provenance.groups.clear();
  texts(provenance, "fingerprint") = {""};
  results::write_netcdf(options().results, root);
  text = replayed().second;
  EXPECT_EQ(text.substr(text.find('\n') + 1),
            fmt::format("stored by other numerics: numerics that are not known\n             this program: {}DIFFERS from what is stored\n",
                        here));
}

}  // namespace
}  // namespace polesweep::execute
