#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "core/data/hdf5_session.hpp"
#include "core/error.hpp"
#include "tests/core/data/expect_error.hpp"

namespace polesweep::hdf5 {
namespace {

TEST(Hdf5Session, a_failed_close_is_an_error_at_the_end) {
  Hdf5Session session("out.h5");
  {
    const Handle handle(
        session, 5, [](std::int64_t) { return -1; }, "write a variable");
  }

  EXPECT_EQ(error_of([&] { session.finish(); }), "out.h5: cannot complete what began as 'write a variable' (no reason given)");
}

TEST(Hdf5Session, handles_close_once_wherever_they_were_moved) {
  static int closed = 0;
  Hdf5Session session("out.h5");
  {
    std::vector<Handle> handles;
    Handle handle(
        session, 5, [](std::int64_t) { return static_cast<int>(++closed > 100) * -1; }, "x");
    handles.push_back(std::move(handle));
  }

  EXPECT_EQ(closed, 1);
  EXPECT_NO_THROW(session.finish());
}

TEST(Hdf5Session, a_failed_call_is_an_error) {
  Hdf5Session session("out.h5");

  EXPECT_EQ(session.check(3, "count"), 3);
  EXPECT_EQ(error_of([&] { session.check(-1, "count"); }), "out.h5: cannot count (no reason given)");
  EXPECT_EQ(error_of([&] {
              Handle(
                  session, -1, [](std::int64_t) { return 0; }, "open");
            }),
            "out.h5: cannot open (no reason given)");
}

// The file would be set aside as damaged, and what it holds computed again.
TEST(Hdf5Session, what_the_library_refuses_of_an_intact_file_is_not_its_fault) {
  Hdf5Session session("out.h5");

  const auto is_the_systems = [&] {
    try {
      session.check(-1, "count");
    } catch (const SystemError&) {
      return true;
    } catch (const Error&) {
    }
    return false;
  };
  EXPECT_FALSE(is_the_systems());
  session.know_intact();
  EXPECT_TRUE(is_the_systems());
}

TEST(Hdf5Session, locks_are_off_for_the_process) {
  Hdf5Session session("out.h5");

  EXPECT_STREQ(std::getenv("HDF5_USE_FILE_LOCKING"), "FALSE");
}

}  // namespace
}  // namespace polesweep::hdf5
