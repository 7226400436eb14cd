#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "driver/execute/preparation.hpp"
#include "driver/execute/publish_results.hpp"
#include "driver/execute/session_files.hpp"
#include "tests/driver/execute/mixed_runs_test.hpp"

namespace polesweep::execute {
namespace {

class MixedSessions : public MixedRuns {};

/// A session on the example sweep.
struct Begun {
  explicit Begun(const RunOptions& options, const std::string& fingerprint, bool mixes = false)
      : preparation(options.sweep, {}),
        stored(options.results, request(fingerprint), {}, preparation.theory_tables()),
        rules{.mixes_numerics = mixes} {
    provenance = own_provenance();
    provenance.fingerprint = fingerprint;
  }
  results::Request request(const std::string& fingerprint) {
    results::Request request = preparation.request();
    request.fingerprint = fingerprint;
    return request;
  }
  void begin() {
    session.emplace(
        stored, provenance, [](std::size_t, const RunState&) { return true; }, rules);
  }

  Preparation preparation;
  StoredSweep stored;
  SessionRules rules;
  std::optional<SessionFiles> session;
  Provenance provenance;
};

std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const MixtureError& error) {
    return std::string(error.what()) + "\n";
  }
  return "no error";
}

TEST_F(MixedSessions, a_session_of_another_fingerprint_that_is_at_work_is_seen) {
  write_file(options().sweep, example_sweep);
  Begun first(options(), elsewhere.fingerprint);
  Begun second(options(), own());  // before the first has left any trace
  first.begin();
  const auto at_work = [&] {
    Provenance session = own_provenance();
    session.fingerprint = elsewhere.fingerprint;
    return fmt::format("  {}: session {} at work on {} ({})\n", elsewhere.fingerprint, first.provenance.session, first.provenance.hosts,
                       results::described(numerics_of(session)));
  }();
  EXPECT_EQ(error_of([&] { second.begin(); }), refusal(at_work + own_line()));
  EXPECT_EQ(error_of([&] { Begun(options(), own()).begin(); }), refusal(at_work + own_line()));
  EXPECT_EQ(read_session_files(parts()).size(), 1u);
  Begun same(options(), elsewhere.fingerprint);
  EXPECT_EQ(error_of([&] { same.begin(); }), "no error");
  Begun told(options(), own(), true);
  EXPECT_EQ(error_of([&] { told.begin(); }), "no error");
  for (const Provenance& session : read_session_files(parts()))
    EXPECT_EQ(session.mixed_with, session.session == told.provenance.session ? elsewhere.fingerprint : "");
  // Now that somebody was told, the first may have this one beside it, and others of the same kind come in.
  EXPECT_EQ(error_of([&] { Begun(options(), own()).begin(); }), "no error");
  for (Begun* each : {&first, &same, &told}) each->session->end(false);
}

TEST_F(MixedSessions, one_of_another_host_is_seen_by_its_heartbeat) {
  write_file(options().sweep, example_sweep);
  fs::create_directories(parts());
  Provenance other = own_provenance();
  other.hosts = "another-host";
  other.machine = "another its-start its-processes";
  other.fingerprint = elsewhere.fingerprint;
  leave_session_file(parts(), other);
  write_heartbeat(parts(), other.session, 3);
  std::atomic<bool> seen = false;
  std::thread beating([&] {
    for (int beat = 4; !seen; ++beat) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      write_heartbeat(parts(), other.session, beat);
    }
  });
  const std::string message = error_of([&] { Begun(options(), own()).begin(); });
  seen = true;
  beating.join();
  EXPECT_NE(message.find(": session " + other.session + " at work on another-host ("), std::string::npos) << message;
}

// Whoever looks next takes the other one for dead if its heartbeat has not moved until then.
TEST_F(MixedSessions, note_the_heartbeats_of_other_hosts_when_they_begin) {
  write_file(options().sweep, example_sweep);
  fs::create_directories(parts());
  Provenance other = own_provenance();
  other.hosts = "another-host";
  other.machine = "another its-start its-processes";
  other.fingerprint = own();
  leave_session_file(parts(), other);
  write_heartbeat(parts(), other.session, 3);
  Begun session(options(), own());
  session.begin();
  for (const Provenance& known : read_session_files(parts()))
    if (known.session == session.provenance.session) {
      ASSERT_EQ(known.seen_heartbeats.size(), 1u);
      EXPECT_EQ(known.seen_heartbeats.at(other.session).count, 3);
    }
  EXPECT_EQ(read_session_files(parts()).size(), 2u);
}

TEST_F(MixedSessions, of_two_sessions_that_begin_at_once_one_is_refused) {
  write_file(options().sweep, example_sweep);
  Begun late(options(), own());
  Begun early(options(), elsewhere.fingerprint);
  // The late one has looked around when the early one begins, and has not begun itself.
  fs::create_directories(parts());
  leave_session_file(parts(), early.provenance);
  EXPECT_NE(error_of([&] { late.begin(); }), "no error");
}

TEST_F(MixedSessions, that_meet_at_the_end_are_not_built_and_not_lost) {
  write_file(options().sweep, example_sweep);
  Begun session(options(), own());
  session.begin();
  leave_log("20260101T080000Z-0123456789abcdef", elsewhere, {0, 1, 2, 3, 4, 5, 6});
  {
    results::RecordLog log(parts(), session.provenance.session, 0, 10, program_numerics());
    results::visit_runs(results::read_netcdf(folder_.path() / "aside" / "r.h5"), [&](const RunRecord& record) {
      if (record.key.seed > 6) log.append(record);
    });
  }
  const std::string message = error_of([&] {
    session.stored.read(session.session->name());
    publish_results(session.stored, {.session = session.session->name()});
  });
  EXPECT_NE(message.find(fmt::format("  {}: 84 runs in {} (", elsewhere.fingerprint, parts().string())), std::string::npos) << message;
  EXPECT_NE(message.find(fmt::format("  {}: 36 runs in {} (", own(), parts().string())), std::string::npos) << message;
  EXPECT_NE(message.find("\nNothing is lost, all of them are stored."), std::string::npos) << message;
  EXPECT_FALSE(fs::exists(options().results));
  session.session->end(false);
  EXPECT_EQ(gathered(options()).first, ExitCode::bad_input);
  EXPECT_EQ(gathered(mixing()).first, ExitCode::complete);
  EXPECT_EQ(std::ranges::count(numerics_of_runs(results()), elsewhere.fingerprint), 84);
}

// Each finds all runs, and the other at work: as the last two jobs of an array may.
TEST_F(MixedSessions, that_publish_at_once_leave_no_folder) {
  write_file(options().sweep, example_sweep);
  Begun first(options(), own());
  Begun second(options(), own());
  first.begin();
  second.begin();
  leave_log("20260101T080000Z-0123456789abcdef", program_numerics(), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  for (Begun* each : {&first, &second}) each->stored.read(each->session->name());
  ASSERT_EQ(first.stored.missing(), 0u);
  for (Begun* each : {&first, &second}) publish_results(each->stored, {.session = each->session->name()});
  EXPECT_TRUE(fs::exists(parts()));
  first.session->end(true);
  EXPECT_TRUE(fs::exists(parts()));
  second.session->end(true);
  EXPECT_FALSE(fs::exists(parts()));
}

// A run that takes longer than a job has saved states, and no record yet.
TEST_F(MixedSessions, that_end_leave_states_and_logs) {
  write_file(options().sweep, example_sweep);
  for (const char* name : {"s-0.running", "s-0.log", "s-0.log.damaged"}) {
    Begun session(options(), own());
    session.begin();
    const fs::path file = parts() / name;
    write_file(file, "");
    session.session->end(true);
    EXPECT_TRUE(fs::exists(file)) << name;
    fs::remove(file);
  }
}

class AtWork : public testing::Test {
 protected:
  AtWork() {
    session_ = own_provenance();
    session_.hosts = "another-host";
    session_.machine = "another its-start its-processes";
    leave_session_file(folder_.path(), session_);
    write_heartbeat(folder_.path(), session_.session, 3);
  }
  std::size_t at_work(double seconds) const { return Sessions(folder_.path()).at_work({session_}, seconds).size(); }

  TemporaryFolder folder_;
  Provenance session_;
};

TEST_F(AtWork, elsewhere_is_who_moves_a_heartbeat) {
  EXPECT_TRUE(Sessions(folder_.path()).is_alive(session_));  // for want of anybody who looked
  EXPECT_EQ(at_work(0.3), 0u);
  std::thread beating([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    write_heartbeat(folder_.path(), session_.session, 4);
  });
  EXPECT_EQ(at_work(20), 1u);
  beating.join();
}

TEST_F(AtWork, here_is_whose_process_runs) {
  session_.hosts = own_provenance().hosts;
  session_.machine = own_provenance().machine;
  EXPECT_EQ(at_work(0), 1u);
  session_.process_started += 1;
  EXPECT_EQ(at_work(0), 0u);
  session_.process_started -= 1;
  session_.ended = true;
  EXPECT_EQ(at_work(0), 0u);
}

}  // namespace
}  // namespace polesweep::execute
