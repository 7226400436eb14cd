#include "analysis/figures/theory_marks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "analysis/figures/marks.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/figures/theory_figures.hpp"
#include "analysis/results/contexts.hpp"
#include "analysis/results/quantities.hpp"
#include "analysis/results/question_lines.hpp"
#include "analysis/text/numbers.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {
namespace {

using NumberOfRun = std::function<double(std::size_t point, std::size_t seed)>;

/// What a `[[mark]]` table says that runs have along an axis.
NumberOfRun number_of(const FigureSource& source, Along along, const std::string& text) {
  const std::optional<Term> term = parse_term(text);
  if (!term) throw Error(fmt::format("'{}' is no number of a run", text));
  if (term->number) return [number = *term->number](std::size_t, std::size_t) { return number; };
  if (!term->path.empty())
    return [column = &source.fields.column(term->path)](std::size_t point, std::size_t) { return number_at(*column, point); };
  const Quantity quantity(source.root, source.runs, subject_of(*term, {.along = along}));
  return [quantity](std::size_t point, std::size_t seed) { return quantity.of(point, seed); };
}

/// Whether the risk of a run is lower at the last place than at the first.
class Descent {
 public:
  Descent(const Runs& runs, Along along) : runs_(runs), along_(along) {}
  bool is_known() const { return runs_.has_risk(along_) && runs_.last_measured(along_) > 0; }
  bool fell(std::size_t point, std::size_t seed) const {
    return runs_.risk(along_, point, seed, runs_.last_measured(along_)) < runs_.risk(along_, point, seed, 0);
  }
  /// "after 1 update"
  std::string begin() const { return after(static_cast<double>(runs_.axis(along_).places().front())); }
  std::string end() const { return after(static_cast<double>(runs_.axis(along_).places()[runs_.last_measured(along_)])); }
  std::string after(double place) const { return fmt::format("after {} {}", place, place == 1 ? words(along_).unit : words(along_).units); }

 private:
  const Runs& runs_;
  Along along_;
};

bool within(double value, const std::vector<double>& axis) { return value >= axis.front() && value <= axis.back(); }

/// The runs of one `[[mark]]` table on a map.
struct Marked {
  Marks marks;
  std::size_t outside = 0;
  std::size_t infinite = 0;

  void add(const std::string& label, std::size_t look, bool fell, double x, double y, const Surface& map) {
    if (!std::isfinite(x) || !std::isfinite(y))
      ++infinite;
    else if (!within(x, map.x) || !within(y, map.y))
      ++outside;
    else
      marks.add(label, x, y, look, !fell);
  }
};

/// What a `[[mark]]` table asks of runs along one axis, as a text without its place, and where that was measured.
struct Asked {
  std::string axis;
  std::string term;
  std::string what;
  std::string place;  ///< "after 10 samples"; "" of what has one value for each run
};

Asked asked_along(const std::string& axis, const std::string& text, const Descent& descent) {
  const std::optional<Term> term = parse_term(text);
  if (!term || term->quantity.empty()) return {axis, text, text, ""};
  const DerivedQuantity* derived = find_derived_quantity(term->quantity);
  if (derived != nullptr && (derived->at_threshold || !derived->per_length)) return {axis, text, text, ""};
  return {axis, text, text.substr(0, text.find('@')), term->place ? descent.after(*term->place) : descent.end()};
}

/// A `[[mark]]` table on one map.
struct MarkTable {
  const Question* question;
  std::array<Asked, 2> axes;

  /// Where all was measured, if that is one place.
  std::string place() const {
    if (axes[0].place == axes[1].place || axes[1].place.empty()) return axes[0].place;
    return axes[0].place.empty() ? axes[1].place : "";
  }
  std::string along_axes() const {
    const bool apart = place().empty();
    std::string text;
    for (const Asked& axis : axes)
      text +=
          fmt::format("{}{} = {}{}", text.empty() ? "" : ", ", axis.axis, axis.what, apart && !axis.place.empty() ? " " + axis.place : "");
    return text;
  }
  std::string conditions() const {
    std::string text;
    for (const PointCondition& condition : question->conditions)
      if (condition.path != "label")
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", condition.path, fmt::join(condition.values, " or "));
    return text;
  }
};

/// The labels that a table chooses; none of one that has all.
std::vector<std::string> chosen_labels(const MarkTable& table) {
  for (const PointCondition& condition : table.question->conditions)
    if (condition.path == "label") return condition.values;
  return {};
}

bool may_share_learners(const MarkTable& a, const MarkTable& b) {
  const std::vector<std::string> of_a = chosen_labels(a);
  const std::vector<std::string> of_b = chosen_labels(b);
  return of_a.empty() || of_b.empty() || std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
}

/// By table what tells it from the others on its map, for the legend: as much as is needed of their places, their conditions and what they
/// draw.
std::vector<std::string> differences(const std::vector<MarkTable>& tables) {
  std::vector<std::string> names(tables.size());
  const auto mistakable = [&] {
    for (std::size_t i = 0; i < tables.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (names[i] == names[j] && may_share_learners(tables[i], tables[j])) return true;
    return false;
  };
  const auto tell = [&](const auto& text_of) {
    const bool same =
        std::all_of(tables.begin(), tables.end(), [&](const MarkTable& table) { return text_of(table) == text_of(tables.front()); });
    if (same || !mistakable()) return;
    for (std::size_t i = 0; i < tables.size(); ++i)
      if (const std::string text = text_of(tables[i]); !text.empty()) names[i] += (names[i].empty() ? "" : ", ") + text;
  };
  tell([](const MarkTable& table) { return table.place(); });
  tell([](const MarkTable& table) { return table.conditions(); });
  tell([](const MarkTable& table) { return table.along_axes(); });
  tell([&](const MarkTable& table) { return fmt::format("table {}", &table - tables.data() + 1); });
  return names;
}

/// Every table has looks of its own: `looks` counts those of the map.
void add_marks(const FigureSource& source, const MarkTable& table, const std::string& difference, const std::string& which,
               std::size_t& looks, Figure& figure) {
  const Along along = source.runs.lengths().empty() ? Along::iterations : Along::lengths;
  const NumberOfRun x_of = number_of(source, along, table.axes[0].term);
  const NumberOfRun y_of = number_of(source, along, table.axes[1].term);
  const Descent descent(source.runs, along);
  const std::vector<std::string> labels = learner_labels(source.fields);
  std::vector<std::string> known;
  Marked marked;
  for (const std::size_t point : select(source.fields, table.question->conditions)) {
    const auto position = static_cast<std::size_t>(std::find(known.begin(), known.end(), labels[point]) - known.begin());
    if (position == known.size()) known.push_back(labels[point]);
    for (const std::size_t seed : source.runs.distinct_seeds(point)) {
      if (!source.runs.has_finished(point, seed)) continue;
      const bool fell = !descent.is_known() || descent.fell(point, seed);
      const std::string label = joined(shortened(labels[point]), difference) + (!descent.is_known() ? ""
                                                                                : fell              ? ": risk fell"
                                                                                                    : ": risk did not fall");
      marked.add(label, looks + position, fell, x_of(point, seed), y_of(point, seed), *figure.surface);
    }
  }
  looks += known.size();
  for (PlottedCurve& curve : marked.marks.drawn()) figure.curves.push_back(std::move(curve));
  const std::string place = table.place();
  figure.caption +=
      fmt::format(" {} is a run{}: {}.{}", which, place.empty() ? "" : " " + place, table.along_axes(), marked.marks.thinned_sentence());
  if (marked.outside > 0) figure.caption += fmt::format(" {} outside of the map.", counted(marked.outside, "run"));
  if (marked.infinite > 0) figure.caption += fmt::format(" {} without a finite place.", counted(marked.infinite, "run"));
}

/// All tables of one map.
void add_tables(const FigureSource& source, const std::vector<const Question*>& questions, const std::string& x, const std::string& y,
                Figure& figure) {
  const Along along = source.runs.lengths().empty() ? Along::iterations : Along::lengths;
  const Descent descent(source.runs, along);
  const auto asked = [&](const Question& question, const std::string& axis) {
    return asked_along(axis, std::get<std::string>(question.fields.at(axis)), descent);
  };
  std::vector<MarkTable> tables;
  for (const Question* question : questions) tables.push_back({question, {asked(*question, x), asked(*question, y)}});
  const std::vector<std::string> names = differences(tables);
  std::size_t looks = 0;
  for (std::size_t i = 0; i < tables.size(); ++i) try {
      const std::string which = tables.size() == 1 ? "Each mark" : fmt::format("Each mark of [[mark]] table {}", i + 1);
      add_marks(source, tables[i], names[i], which, looks, figure);
    } catch (const Error& error) {
      figure.caption += fmt::format(" No marks: {}.", error.what());
    }
  if (!figure.curves.empty() && descent.is_known())
    figure.caption += fmt::format(" Outlines are runs whose risk {} is not below that {}.", descent.end(), descent.begin());
}

}  // namespace

Figures theory_maps(const FigureSource& source) {
  const std::vector<Question> questions = read_questions(source.root).marks;
  std::vector<TableName> tables;
  const results::Group* theory = source.root.find_group("theory");
  if (theory != nullptr)
    for (const results::Group& table : theory->groups) tables.push_back({table.attribute("label"), table.attribute("formula")});
  const auto overlay = [&](const results::Group& table, const std::string& x, const std::string& y, Figure& figure) {
    std::vector<const Question*> on_it;
    for (const Question& question : questions)
      for (const std::size_t called : tables_called(tables, std::get<std::string>(question.fields.at("theory"))))
        if (&theory->groups[called] == &table) on_it.push_back(&question);
    if (!on_it.empty()) try {
        add_tables(source, on_it, x, y, figure);
      } catch (const Error& error) {
        figure.caption += fmt::format(" No marks: {}.", error.what());
      }
  };
  return {theory_figures(source.root, overlay)};
}

}  // namespace polesweep::analysis
