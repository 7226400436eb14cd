#include <gtest/gtest.h>

#include "core/error.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {
namespace {

TEST(Problems, are_told_in_file_order_with_options_last) {
  Problems problems("s.toml", {"a=1"});
  problems.add({1, 0, 0}, "a", "late");
  problems.add({0, 12, 3}, "b", "second");
  problems.add({0, 2, 9}, "", "first");
  problems.add({0, 2, 9}, "", "first");
  problems.add({}, "c", "whole file");
  try {
    problems.raise();
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "s.toml: c: whole file\ns.toml:2:9: first\ns.toml:12:3: b: second\n--set a=1: a: late");
  }
}

TEST(Problems, none_raise_nothing) { EXPECT_NO_THROW(Problems("s.toml", {}).raise()); }

TEST(KnownNames, suggests_the_nearest_within_two_edits) {
  EXPECT_EQ(known_names("porbes", "uoro reads:", {"noise", "probes"}), " (uoro reads: noise, probes). Did you mean 'probes'?");
  EXPECT_EQ(known_names("forgeting", "rls reads:", {"forgetting", "step_size"}),
            " (rls reads: forgetting, step_size). Did you mean 'forgetting'?");
  EXPECT_EQ(known_names("abcdef", "x reads:", {"noise"}), " (x reads: noise)");
  EXPECT_EQ(known_names("a", "x reads:", {}), " (x reads: nothing)");
}

TEST(KnownNames, looks_through_capitals_and_quotes_names_with_commas) {
  EXPECT_EQ(known_names("fixed, RLS", "labels:", {"fixed, rls", "rtrl"}), " (labels: 'fixed, rls', 'rtrl'). Did you mean 'fixed, rls'?");
}

TEST(KnownNames, does_not_take_a_short_name_for_any_other) { EXPECT_EQ(known_names("xy", "x reads:", {"a"}), " (x reads: a)"); }

}  // namespace
}  // namespace polesweep::sweep
