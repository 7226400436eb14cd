#include "core/data/sigmf.hpp"

#include <gtest/gtest.h>

#include "tests/core/data/expect_error.hpp"

namespace polesweep::data::test_sigmf {
namespace {

using Numbers = std::vector<double>;

std::string meta(const std::string& global, const std::string& captures = R"([{"core:sample_start": 0}])") {
  return R"({"global": {"core:version": "1.2.0", )" + global + R"(}, "captures": )" + captures + R"(, "annotations": []})";
}

Table parse(const std::string& metadata, const std::string& bytes) {
  return parse_sigmf("x.sigmf-meta", metadata, "x.sigmf-data", bytes, {});
}

std::string problem(const std::string& metadata, const std::string& bytes = "\x01\x02\x03\x04") {
  return error_of([&] { parse(metadata, bytes); });
}

TEST(Sigmf, names_its_data) {
  EXPECT_EQ(data_of_recording("f/x.sigmf-meta"), "f/x.sigmf-data");
  EXPECT_EQ(data_of_recording("f/x.sigmf-data"), "");
  EXPECT_EQ(data_of_recording("x.csv"), "");
}

TEST(Sigmf, metadata_say_what_the_bytes_are) {
  const Table table =
      parse(meta(R"("core:datatype": "ci16_be", "core:sample_rate": 2.5e6)"), std::string("\x00\x01\xff\xfe\x00\x03\x00\x04", 8));
  ASSERT_EQ(table.columns.size(), 1U);
  EXPECT_EQ(table.columns[0].values, (Numbers{1, 3}));
  EXPECT_EQ(table.columns[0].imaginary, (Numbers{-2, 4}));
  EXPECT_EQ(table.notes, std::vector<std::string>{"x.sigmf-meta: ci16_be, 1 channel, 2.5e+06 samples per second"});
}

TEST(Sigmf, channels_take_turns) {
  const Table table = parse(meta(R"("core:datatype": "ru8", "core:num_channels": 2)"), "\x01\x02\x03\x04");
  EXPECT_EQ(table.columns[0].values, (Numbers{1, 3}));
  EXPECT_EQ(table.columns[1].values, (Numbers{2, 4}));
  EXPECT_FALSE(table.columns[0].is_complex());
}

TEST(Sigmf, captures_begin_behind_a_break) {
  const Table table =
      parse(meta(R"("core:datatype": "ru8")", R"([{"core:sample_start": 0}, {"core:sample_start": 3}, {"core:sample_start": 1}])"),
            "\x01\x02\x03\x04");
  EXPECT_EQ(table.breaks, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(table.notes.front(), "x.sigmf-meta: ru8, 1 channel, 3 captures");
}

TEST(Sigmf, types) {
  for (const char* type : {"cf32_le", "cf64_be", "rf32_be", "rf64_le", "ci32_le", "ri32_be", "cu32_le", "ru32_le", "ci16_le", "ri16_le",
                           "cu16_be", "ru16_le", "ci8", "ri8", "cu8", "ru8"})
    EXPECT_EQ(parse(meta("\"core:datatype\": \"" + std::string(type) + "\""), std::string(16, '\0')).columns[0].is_complex(),
              type[0] == 'c')
        << type;
  for (const char* type : {"", "cf32", "ci8_le", "cf16_le", "xf32_le", "cf32_le ", "cf128_le", "ci64"})
    EXPECT_EQ(problem(meta("\"core:datatype\": \"" + std::string(type) + "\"")),
              "x.sigmf-meta: core:datatype: got \"" + std::string(type) + "\" (must be a type such as cf32_le or ri16_be)");
}

TEST(Sigmf, metadata_that_are_none) {
  EXPECT_EQ(problem("{"), "x.sigmf-meta: is not JSON (SigMF metadata are)");
  EXPECT_EQ(problem(""), "x.sigmf-meta: is not JSON (SigMF metadata are)");
  EXPECT_EQ(problem("[]"), "x.sigmf-meta: has no table 'global' (metadata of SigMF do)");
  EXPECT_EQ(problem("{\"global\": 3}"), "x.sigmf-meta: has no table 'global' (metadata of SigMF do)");
  EXPECT_EQ(problem("{\"global\": {}}"), "x.sigmf-meta: core:datatype: missing");
  EXPECT_EQ(problem(meta(R"("core:datatype": 5)")), "x.sigmf-meta: core:datatype: got 5 (must be a type such as cf32_le or ri16_be)");
  EXPECT_EQ(problem(meta(R"("core:datatype": "ru8")", "{}")), "x.sigmf-meta: captures: must be a list");
  EXPECT_EQ(problem(meta(R"("core:datatype": "ru8")", "[3]")), "x.sigmf-meta: captures: must be a list of tables");
}

TEST(Sigmf, what_is_not_supported_is_said) {
  EXPECT_EQ(problem(meta(R"("core:datatype": "ru8", "core:dataset": "y.bin")")),
            "x.sigmf-meta: core:dataset: is not supported: the data must be all of the .sigmf-data file");
  EXPECT_EQ(problem(meta(R"("core:datatype": "ru8")", R"([{"core:header_bytes": 4}])")),
            "x.sigmf-meta: core:header_bytes: is not supported: captures must follow each other without headers");
  EXPECT_EQ(problem(meta(R"("core:datatype": "ru8", "core:extensions": [{"name": "x", "version": "1", "optional": false}])")),
            "x.sigmf-meta: core:extensions: names one that is not optional, and is not known here");
}

TEST(Sigmf, hostile_numbers_are_refused) {
  for (const char* count : {"0", "-1", "1.5", "1e18", "100001", "99999999999999999999999", "\"2\"", "[]", "null"})
    EXPECT_TRUE(problem(meta(R"("core:datatype": "ru8", "core:num_channels": )" + std::string(count)))
                    .starts_with("x.sigmf-meta: core:num_channels: got "))
        << count;
  for (const char* start : {"-1", "5", "1e18", "\"0\"", "18446744073709551615", "{}"})
    EXPECT_TRUE(problem(meta(R"("core:datatype": "ru8")", "[{\"core:sample_start\": " + std::string(start) + "}]"))
                    .starts_with("x.sigmf-meta: core:sample_start: got "))
        << start;
  const std::string deep(1'000'000, '[');
  EXPECT_NE(problem(meta("\"core:datatype\": " + deep)), "");
  EXPECT_NE(problem(meta("\"core:datatype\": " + deep + std::string(1'000'000, ']'))), "");
}

TEST(Sigmf, data_that_do_not_fit) {
  EXPECT_EQ(problem(meta(R"("core:datatype": "ci16_le")"), "\x01\x02\x03"),
            "x.sigmf-data: got 3 bytes (must be a multiple of 4, as x.sigmf-meta says)");
  EXPECT_EQ(problem(meta(R"("core:datatype": "ci16_le")"), ""), "x.sigmf-data: holds no rows of numbers");
}

}  // namespace
}  // namespace polesweep::data::test_sigmf
