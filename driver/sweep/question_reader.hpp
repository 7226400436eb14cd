#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/problems.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// What the tables of one kind of question hold.
struct QuestionForm {
  std::string name;                ///< of the table in messages: "compare", "claim" or "mark"
  std::string kind;                ///< of claims
  std::string intro;               ///< of the message that lists keys, as in "ratio reads: ..."
  std::vector<FieldSpec> fields;   ///< with one value each
  std::vector<std::string> known;  ///< other keys
  bool chooses_points = true;      ///< by `task`, `poles`, `learner` and `label`
};

/// Reads one `[[compare]]`, `[[claim]]` or `[[mark]]` table: its fields, then the checks against the rest of the sweep that its kind has.
class QuestionReader {
 public:
  /// Everything must outlive the reader.
  QuestionReader(const Node& node, QuestionForm form, const Sweep& sweep, Problems& problems);
  virtual ~QuestionReader() = default;
  QuestionReader(const QuestionReader&) = delete;
  QuestionReader& operator=(const QuestionReader&) = delete;

  AskedTable read();

 protected:
  /// Whether what reads well makes sense for this sweep.
  virtual void check() = 0;

  FieldValues& fields() { return table_.question.fields; }
  std::string path(std::string_view key) const;
  Where where(std::string_view key) const;
  void complain(std::string_view key, const std::string& text);
  /// What does not read as it should cannot be checked against the sweep.
  bool reads_well() const { return problems_.count() == first_problem_; }

  void check_quantity(const analysis::Subject& subject);
  void check_place(const analysis::Subject& subject);
  /// What a key names beside the subject: a number, a field or a quantity.
  void check_term(const std::string& key, const analysis::Subject& subject);
  /// `sides`: those of `of` and `reference` that the table has.
  void check_pair(const std::vector<std::string>& sides);
  /// What a bounded number can be, whatever it is made of.
  struct Range {
    std::string what;  ///< "fraction"
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool least_is_met = true;  ///< else every number is above it
  };
  /// The keys of two bounds: they must leave room, and say something that some number meets and another does not.
  void check_bounds(const char* above, const char* below, const Range& range);
  /// The number of a claim: above, below or both must be there.
  void check_claimed(const Range& range);
  /// Of kinds that claim a band around something: it must have a width.
  void check_tolerance();
  /// Sides must differ in more than their names.
  void check_sides_differ();
  /// What is one number has no element but the first. How many the others have is known with the points.
  void check_element(std::string_view key, const std::string& quantity, std::int64_t element);
  /// Makes the path of a field full, and sees that it is a number.
  void check_number_path(const std::string& key);
  /// Replaces a path by its full form. Returns false if it reported a problem.
  bool make_full(const std::string& key);

  const Node& node_;
  const Sweep& sweep_;
  Problems& problems_;
  AskedTable table_;

 private:
  void read_fields();
  void read_field(const FieldSpec& spec);
  /// The conditions on points: `task`, `poles`, `learner` and `label`.
  void read_selection();
  std::vector<Condition> read_point_conditions(const Node& node);
  /// A side that is written as a table: its value of what the sides differ in, and conditions of its own.
  void read_side(const FieldSpec& spec, const Node& node);
  void check_label(std::string_view key, const std::string& label);
  void check_term_place(const std::string& key, const analysis::Term& term, const analysis::Subject& subject);
  void check_quantity_named(std::string_view key, const std::string& quantity);

  QuestionForm form_;
  std::size_t first_problem_;
};

AskedTable read_comparison(const Node& node, const Sweep& sweep, Problems& problems);
/// None after reporting that it names no map.
std::optional<AskedTable> read_mark(const Node& node, const Sweep& sweep, Problems& problems);
/// The `[[claim]]` table of a kind; about runs, or about values of `[[theory]]` tables.
AskedTable read_run_claim(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems);
AskedTable read_formula_claim(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems);

}  // namespace polesweep::sweep
