#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/problems.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// What the readers of `[[compare]]` and `[[claim]]` tables share: one table, its problems, and checks against the rest of the sweep.
class QuestionReader {
 public:
  /// `name` is that of the table in messages. Everything must outlive the reader.
  QuestionReader(const Node& node, std::string name, const Sweep& sweep, Problems& problems);

 protected:
  FieldValues& fields() { return table_.question.fields; }
  std::string path(std::string_view key) const;
  Where where(std::string_view key) const;
  void complain(std::string_view key, const std::string& text);
  /// What does not read as it should cannot be checked against the sweep.
  bool reads_well() const { return problems_.count() == first_problem_; }

  /// The fields declared; other keys than these and `known` are complained of, as in "ratio reads: ...".
  void read_fields(const std::vector<FieldSpec>& specs, std::vector<std::string> known, const std::string& intro);
  /// The conditions on points: `task`, `poles`, `learner` and `label`.
  void read_selection();

  void check_quantity(const analysis::Subject& subject);
  void check_place(const analysis::Subject& subject);
  /// `sides`: those of `of` and `reference` that the table has.
  void check_pair(const std::vector<std::string>& sides);
  void check_bounds();
  /// Replaces a path by its full form; false after a complaint.
  bool make_full(const std::string& key);

  const Node& node_;
  std::string name_;
  const Sweep& sweep_;
  Problems& problems_;
  AskedTable table_;

 private:
  void read_field(const FieldSpec& spec);
  void check_label(std::string_view key, const std::string& label);

  std::size_t first_problem_;
};

/// Keys that choose points.
const std::vector<std::string>& selecting_keys();

AskedTable read_comparison(const Node& node, const Sweep& sweep, Problems& problems);
/// The `[[claim]]` table of a kind; about runs, or about values of `[[theory]]` tables.
AskedTable read_run_claim(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems);
AskedTable read_formula_claim(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems);

}  // namespace polesweep::sweep
