#include "core/members/family_table.hpp"

#include <gtest/gtest.h>

namespace polesweep {
namespace {

/// A member with two fields that go together.
std::unique_ptr<int> make_pair_of(Fields& fields, bool checks_late) {
  const std::vector<double> first = fields.reals({.name = "first", .help = "numbers"});
  if (!checks_late && first.empty()) throw Error("first: the list is empty");
  const double second = fields.real({.name = "second", .help = "a number"});
  if (fields.describing()) return nullptr;
  if (first.empty()) throw Error("first: the list is empty");
  return std::make_unique<int>(static_cast<int>(second));
}

using Entry = FamilyEntry<int>;

TEST(FamilyTable, lists_all_fields_of_a_member_that_checks_them_afterwards) {
  const Entry entries[] = {{"late", "", 1, [](Fields& fields) { return make_pair_of(fields, true); }}};
  const std::vector<MemberInfo> infos = describe_entries(entries);
  ASSERT_EQ(infos.front().fields.size(), 2u);
  EXPECT_EQ(infos.front().fields.back().name, "second");
}

// Else the list would end at the check, and a sweep could not set the fields behind it.
TEST(FamilyTable, a_member_that_checks_before_it_has_read_all_fields_is_a_fault_of_ours) {
  const Entry entries[] = {{"early", "", 1, [](Fields& fields) { return make_pair_of(fields, false); }}};
  try {
    describe_entries(entries);
    FAIL() << "no error";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "early: checks values while its fields are listed (first: the list is empty)");
  }
}

}  // namespace
}  // namespace polesweep
