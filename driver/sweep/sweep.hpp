#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/claims/question.hpp"
#include "core/data/data_files.hpp"
#include "core/members/point.hpp"
#include "driver/sweep/seeds_until.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// What a sweep is read from.
struct Source {
  std::string name;                  ///< of the file, as messages show it
  std::string text;                  ///< TOML
  std::vector<std::string> options;  ///< what follows each `--set`, as in "statistics.delta=0.05"
};

/// One line of an `[[exclude]]` table: a point matches if it has the field and one of the values.
struct Condition {
  std::string path;
  std::vector<Value> values;
};

struct Exclusion {
  Where where;
  std::vector<Condition> conditions;
};

/// A `[[compare]]`, `[[claim]]` or `[[mark]]` table. The conditions of the question are these.
struct AskedTable {
  Where where;
  analysis::Question question;
  std::vector<Condition> conditions;
  std::map<std::string, std::vector<Condition>> sides = {};  ///< of a side with conditions, by its key: they and its value
  std::map<std::string, Where, std::less<>> keys = {};       ///< where the value of each key stands
};

struct Statistics {
  double confidence = 0.95;
  double delta = 0.1;
};

/// A sweep file whose every value has been checked and every range expanded.
struct Sweep {
  Source source;
  std::string name;
  std::vector<std::uint64_t> seeds;       ///< ascending; empty if all tables are formulas
  std::optional<SeedsUntil> seeds_until;  ///< whether the sweep may end before the last of them
  std::vector<std::int64_t> lengths;      ///< ascending; empty if all learners go through episodes
  std::vector<std::int64_t> iterations;   ///< ascending numbers of updates, for regimes that are measured at them
  std::vector<Table> tasks;
  std::vector<Table> poles;
  std::vector<Table> learners;
  std::vector<Table> theories;
  std::vector<Exclusion> exclusions;
  std::vector<std::string> metrics;                ///< besides the risk, sorted
  std::vector<Member> shadows;                     ///< recurrent rules that every learned network's gradient is compared with
  std::vector<double> thresholds{0.5, 0.1, 0.01};  ///< of nmse
  Evaluation evaluation{"auto", 10'000};           ///< as written: "auto" is resolved point by point
  Statistics statistics;
  std::vector<AskedTable> comparisons;
  std::vector<AskedTable> claims;
  std::vector<AskedTable> marks;  ///< runs on maps of theory

  const std::vector<Table>& tables(TableKind kind) const;
  /// Whether the sweep has `[[theory]]` tables alone, and no runs.
  bool theory_only() const { return learners.empty() && !theories.empty(); }
};

/// Keys at the top of the file, tables of members and of questions, and sections.
std::vector<std::string> known_keys();

/// Where data files of a sweep file are looked for: beside it, then in the folder named by POLESWEEP_DATA.
std::vector<std::filesystem::path> data_folders(const std::filesystem::path& file);

/// Reads a sweep. Data files that `files` does not hold yet are read from `folders`, first match first, and added; a rank that was sent
/// text and bytes passes no folders. Throws Error with one line "file:line:column: ..." for each problem, in file order.
Sweep parse_sweep(Source source, const std::vector<std::filesystem::path>& folders, data::DataFiles& files);

/// TOML that reads back as the same sweep with the same combinations in the same order: ranges and draws are written out, options of
/// `--set` applied. This is what results store and what ranks are sent.
std::string resolved_text(const Sweep& sweep);

}  // namespace polesweep::sweep
