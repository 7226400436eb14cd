#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/results/dataset.hpp"
#include "core/results/numerics.hpp"
#include "core/run/record.hpp"
#include "tests/temporary_folder.hpp"

/// What the tests of this folder share: a data set and records with everything in them.
namespace polesweep::results {

/// A disk that is full: files of this process cannot grow beyond a size.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited = before_;
    limited.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_;
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// The text of the Error that `call` throws.
inline std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

inline Numerics sample_numerics(const std::string& fingerprint = "f00d") {
  return {.fingerprint = fingerprint,
          .eigen = "3.4.0",
          .compiler = "GNU 12.2.0, Release",
          .processor = "x86_64",
          .kernels = "v4",
          .first = "20261120T080000Z",
          .last = "20261122T080000Z"};
}

inline RunRecord sample_record(std::uint64_t seed = 7) {
  const double infinity = std::numeric_limits<double>::infinity();
  RunRecord record;
  record.key = {{0x0123456789abcdefULL, 0xfedcba9876543210ULL}, seed, 0x8000000000000001ULL};
  record.status = Status::diverged;
  record.diverged_at = 1234567890123;
  record.trivial_risk = 1.25;
  record.wall_seconds = -0.0;
  record.lengths = {10, 100, 1000000000000};
  record.risk = {0.1, std::numeric_limits<double>::denorm_min(), infinity};
  record.measures = {
      {"nmse", 1, {0.5, std::numeric_limits<double>::quiet_NaN(), -infinity}}, {"spectrum", 2, {1, 2, 3, 4, 5, 6}}, {"", 0, {}}};
  record.numerics = "f00d";
  record.message =
      "line one\nline \"two\", \xc3\xa9 and a NUL \0"
      "end";
  return record;
}

/// Every type and shape: coordinates of each type, bare dimensions, a dimension of size 0, scalars, three axes of unequal sizes, a variable
/// before its coordinate, a compressed variable, nested groups whose dimensions have the same names and other sizes.
inline Group sample_group() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> risk;
  for (int i = 0; i < 2 * 3 * 4; ++i) risk.push_back(100 * (i / 12) + 10 * (i / 4 % 3) + i % 4);
  std::vector<double> large(2 * 700);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<double>(i) / 3;

  Group root;
  root.attributes = {{"title", "sweep \xc3\xa9 of \"poles\""},
                     {"a", ""},
                     {"sweep", "name = 'x'\nseeds = 3\n"},
                     {"long", std::string(100000, 'z')},
                     {"b", "1"},
                     {"c", "2"},
                     {"d", "3"},
                     {"e", "4"},
                     {"f", "5"},
                     {"g", "6"}};
  root.dimensions = {{"point", 2}, {"seed", 3}, {"length", 4}, {"pole", 2}, {"none", 0}, {"sample", 700}};
  root.variables = {
      {.name = "risk", .dimensions = {"point", "seed", "length"}, .values = risk, .long_name = "risk", .units = "1"},
      {.name = "point_id", .dimensions = {"point"}, .values = std::vector<std::string>{"0a", "0b"}, .long_name = "identity of the point"},
      {.name = "seed", .dimensions = {"seed"}, .values = std::vector<std::uint64_t>{0, 5, ~0ULL}, .long_name = "seed", .units = "1"},
      {.name = "length",
       .dimensions = {"length"},
       .values = std::vector<std::int64_t>{1, 10, (1LL << 60) + 1, -3},
       .long_name = "number of training samples",
       .units = "1"},
      {.name = "status",
       .dimensions = {"point", "seed"},
       .values = std::vector<std::int32_t>{0, 1, 2, 3, 1, 1},
       .long_name = "status of the run",
       .flags = {{0, "missing"}, {1, "complete"}, {2, "diverged"}, {3, "failed"}},
       .coordinates = {"point_id", "radius"}},
      {.name = "radius", .dimensions = {"point"}, .values = std::vector<double>{0.5, nan}, .long_name = "radius", .units = "1"},
      {.name = "count",
       .dimensions = {"point"},
       .values = std::vector<std::int32_t>{8, -1},
       .long_name = "number of poles",
       .units = "1",
       .can_be_absent = true},
      {.name = "spectrum", .dimensions = {"seed", "pole"}, .values = std::vector<double>{1, 2, 3, infinity, -0.0, -infinity}},
      {.name = "empty", .dimensions = {"none", "seed"}, .values = std::vector<double>{}},
      {.name = "no_text", .dimensions = {"none"}, .values = std::vector<std::string>{}},
      {.name = "kind", .dimensions = {"point"}, .values = std::vector<std::string>{"", "r\xc3\xbcng \"x\"\n\ttwo"}},
      {.name = "delta", .values = std::vector<double>{0.1}, .units = "1"},
      {.name = "name", .values = std::vector<std::string>{"sweep"}},
      {.name = "large", .dimensions = {"point", "sample"}, .values = large, .units = "V"},
  };
  Group statistics;
  statistics.name = "statistics";
  statistics.attributes = {{"method", "order statistics"}};
  statistics.dimensions = {{"threshold", 2}, {"point", 3}};
  statistics.variables = {
      {.name = "threshold", .dimensions = {"threshold"}, .values = std::vector<double>{0.5, 0.1}, .units = "1"},
      {.name = "samples", .dimensions = {"point", "threshold"}, .values = std::vector<double>{1, 2, 3, 4, infinity, nan}},
  };
  Group inner;
  inner.name = "inner";
  inner.dimensions = {{"threshold", 1}};
  inner.variables = {{.name = "code", .dimensions = {"threshold"}, .values = std::vector<std::int32_t>{4}}};
  statistics.groups = {inner};
  Group provenance;
  provenance.name = "provenance";
  provenance.attributes = {{"host", "node1"}};
  root.groups = {statistics, provenance};
  return root;
}

}  // namespace polesweep::results
