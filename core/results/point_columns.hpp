#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/members.hpp"
#include "core/results/results_builder.hpp"

namespace polesweep::results {

/// The variables of results.h5 that have one value for each point: identity, every field as a column, cost.
///
/// A field is a number column where all its values are numbers, else a text column with canonical texts. A point without the field has
/// NaN, -1 or "". Without a baseline its figures are NaN, its taps -1.
class PointColumns {
 public:
  void add(const PointId& id, std::uint64_t evaluation_hash, const PointDescription& description);
  std::vector<Variable> take();

 private:
  void add_member(const std::string& prefix, Family family, const Member& member, bool with_kind);
  void put(const std::string& column, const Value& value, const std::string& long_name, const std::string& unit);

  struct Column {
    std::string long_name;
    std::string unit;
    bool texts = false;
    bool reals = false;
    std::map<std::size_t, Value> values;
  };

  std::size_t points_ = 0;
  std::map<std::string, Column> columns_;
  std::vector<std::string> ids_;
  std::vector<std::string> labels_;
  std::vector<std::string> tuned_;
  std::vector<std::string> evaluation_kinds_;
  std::vector<std::int64_t> evaluation_samples_;
  std::vector<std::string> evaluation_hashes_;
  std::vector<std::int64_t> parameters_;
  std::vector<double> operations_;
  std::vector<std::int32_t> recorded_;
  std::vector<std::int32_t> overlap_;
  std::vector<std::int64_t> apart_;
  std::vector<std::int64_t> distinct_runs_;
  std::vector<std::int64_t> baseline_taps_;
  std::vector<double> baseline_risk_;
  std::vector<double> baseline_symbol_error_rate_;
};

}  // namespace polesweep::results
