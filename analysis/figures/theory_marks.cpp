#include "analysis/figures/theory_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
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
  std::string begin() const { return at(0); }
  std::string end() const { return at(runs_.last_measured(along_)); }

 private:
  std::string at(std::size_t position) const {
    const std::int64_t place = runs_.axis(along_).places()[position];
    return fmt::format("after {} {}", place, place == 1 ? words(along_).unit : words(along_).units);
  }

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

void add_marks(const FigureSource& source, const Question& question, const std::string& x, const std::string& y, Figure& figure) {
  const Along along = source.runs.lengths().empty() ? Along::iterations : Along::lengths;
  const std::string& x_term = std::get<std::string>(question.fields.at(x));
  const std::string& y_term = std::get<std::string>(question.fields.at(y));
  const NumberOfRun x_of = number_of(source, along, x_term);
  const NumberOfRun y_of = number_of(source, along, y_term);
  const Descent descent(source.runs, along);
  const std::vector<std::string> labels = learner_labels(source.fields);
  std::vector<std::string> known;
  Marked marked;
  for (const std::size_t point : select(source.fields, question.conditions)) {
    const auto position = static_cast<std::size_t>(std::find(known.begin(), known.end(), labels[point]) - known.begin());
    if (position == known.size()) known.push_back(labels[point]);
    for (const std::size_t seed : source.runs.distinct_seeds(point)) {
      if (!source.runs.has_finished(point, seed)) continue;
      const bool fell = !descent.is_known() || descent.fell(point, seed);
      const std::string label = shortened(labels[point]) + (!descent.is_known() ? "" : fell ? ": risk fell" : ": risk did not fall");
      marked.add(label, position, fell, x_of(point, seed), y_of(point, seed), *figure.surface);
    }
  }
  for (PlottedCurve& curve : marked.marks.drawn()) figure.curves.push_back(std::move(curve));
  figure.caption += fmt::format(" Each mark is a run {}: {} = {}, {} = {}{}.{}", descent.end(), x, x_term, y, y_term,
                                descent.is_known() ? fmt::format("; an outline if its risk is not below that {}", descent.begin()) : "",
                                marked.marks.thinned_sentence());
  if (marked.outside > 0) figure.caption += fmt::format(" {} outside of the map.", counted(marked.outside, "run"));
  if (marked.infinite > 0) figure.caption += fmt::format(" {} without a finite place.", counted(marked.infinite, "run"));
}

}  // namespace

Figures theory_maps(const FigureSource& source) {
  const std::vector<Question> questions = read_questions(source.root).marks;
  std::vector<TableName> tables;
  const results::Group* theory = source.root.find_group("theory");
  if (theory != nullptr)
    for (const results::Group& table : theory->groups) tables.push_back({table.attribute("label"), table.attribute("formula")});
  const auto overlay = [&](const results::Group& table, const std::string& x, const std::string& y, Figure& figure) {
    for (const Question& question : questions) try {
        for (const std::size_t called : tables_called(tables, std::get<std::string>(question.fields.at("theory"))))
          if (&theory->groups[called] == &table) add_marks(source, question, x, y, figure);
      } catch (const Error& error) {
        figure.caption += fmt::format(" No marks: {}.", error.what());
      }
  };
  return {theory_figures(source.root, overlay)};
}

}  // namespace polesweep::analysis
