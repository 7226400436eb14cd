#pragma once

#include <compare>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace polesweep::sweep {

/// Where a thing was written: a place in the sweep file, or one of the `--set` options.
struct Where {
  int option = 0;  ///< 0: the file; k: the k-th `--set`
  int line = 0;    ///< 0: the file as a whole
  int column = 0;

  auto operator<=>(const Where&) const = default;
};

/// The mistakes found in one sweep file, so that all of them are reported at once.
class Problems {
 public:
  /// `file` is the name that messages show; `options` are the texts of `--set`.
  Problems(std::string file, std::vector<std::string> options);

  /// `subject` is a dotted path such as `learner.readout.step_size`, or empty. A mistake that is listed already is not added again.
  void add(Where where, std::string_view subject, std::string_view text);
  bool any() const { return !found_.empty(); }
  std::size_t count() const { return found_.size(); }
  /// Throws Error with one line for each problem, in file order, if there is any.
  void raise() const;
  /// "file:line:column" or "--set name=value".
  std::string place(Where where) const;
  const std::vector<std::string>& options() const { return options_; }

 private:
  struct Problem {
    Where where;
    std::string text;
  };
  std::string file_;
  std::vector<std::string> options_;
  std::vector<Problem> found_;
};

/// " (ring reads: count, radius). Did you mean 'count'?": what a message says after an unknown name. The suggestion is left out if no known
/// name is near. If there are more than `most` names, those nearest to the unknown one are shown, and the number of the others.
std::string known_names(std::string_view name, std::string_view intro, std::vector<std::string> known,
                        std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace polesweep::sweep
