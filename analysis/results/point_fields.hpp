#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/members/parts.hpp"
#include "core/results/dataset.hpp"

/// Which points belong together: the tasks, pole settings and learners behind the columns of a results data set.
namespace polesweep::analysis {

/// "task_noise" is shown as "noise", "learner_readout_forgetting" as "readout forgetting".
std::string shown_name(const results::Variable& variable);

/// The values of a column of real numbers; nullptr if it holds anything else.
inline const std::vector<double>* reals_of(const results::Variable& variable) { return std::get_if<std::vector<double>>(&variable.values); }

/// The columns that say what a point is. Refers to the data set, which must outlive it.
class PointFields {
 public:
  struct Column {
    const results::Variable* variable;
    TableKind table;
  };

  explicit PointFields(const results::Group& root);

  std::size_t points() const { return points_; }
  const std::vector<Column>& columns() const { return columns_; }

  /// The value of a column as text (reals as shortest round trip), "" for a field the point does not have.
  static std::string text(const results::Variable& variable, std::size_t point);

  /// The column of a dotted path, as in "poles.count". Throws Error if the results have none.
  const results::Variable& column(const std::string& path) const;

  /// What legends call the learner: the label given, else its recurrent and readout rules.
  std::string label(std::size_t point) const;

  /// The columns that `tune` names for the point's learner.
  std::vector<const results::Variable*> tuned(std::size_t point) const;

  /// The fields and kinds of a table whose values differ among `peers`; fields that a point lacks do not count.
  std::vector<const results::Variable*> differing(TableKind table, std::span<const std::size_t> peers) const;

  /// The values of some columns for `point`, as "noise 0.1, count 8"; columns without a value are left out. Reals are rounded to four
  /// digits for people, unless what is made of them has to tell points apart.
  static std::string list(const std::vector<const results::Variable*>& variables, std::size_t point, bool exact = false);

  /// The point's values of what differs among `peers`; "" if nothing does. Looks at every peer.
  std::string differences(TableKind table, std::size_t point, std::span<const std::size_t> peers) const;

  /// Kind (for poles: network and kind) and, in brackets, what differs among all points.
  std::string describe(TableKind table, std::size_t point) const;

  /// Order of two points by a table's columns: negative, zero or positive.
  int compare(TableKind table, std::size_t a, std::size_t b) const;

 private:
  std::string kinds(TableKind table, std::size_t point) const;

  const results::Group& root_;
  std::size_t points_;
  std::vector<Column> columns_;
  std::vector<std::vector<const results::Variable*>> differing_;  ///< fields that differ among all points, by table
};

/// What each point's learner is called if its tuned fields do not matter: its label, and in brackets what else differs among the points
/// of a label with tuned fields.
std::vector<std::string> learner_labels(const PointFields& fields);

/// The settings of one learner in one cell.
struct Learner {
  std::string label;
  std::vector<std::size_t> points;
  std::vector<const results::Variable*> tuned;  ///< fields whose best value is to be chosen; none unless the sweep asks for it
};

/// The points that share a task and a pole setting, and so can be compared.
struct Cell {
  std::string task;
  std::string poles;
  std::vector<std::size_t> points;
  std::vector<Learner> learners;  ///< by label
};

/// The cells of a sweep ordered by task and poles; the same for any order of the points. A learner is what shares a label; where it says
/// which fields are tuned, the values of its others are part of the label.
std::vector<Cell> cells_of(const PointFields& fields);

}  // namespace polesweep::analysis
