#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/conclusions/matches.hpp"
#include "analysis/figures/marks.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/results/question_lines.hpp"
#include "analysis/results/sides.hpp"
#include "analysis/text/numbers.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {
namespace {

/// As many looks as marks without lines have.
constexpr std::size_t most_shapes = 6;
constexpr std::size_t most_learners = 2 * most_shapes;

/// The two quantities that a claim relates.
struct Related {
  Subject of;
  Subject with;
};

/// None of a claim that relates none.
std::optional<Related> related_by(const Question& claim) {
  const ClaimKind* kind = find_claim_kind(claim.kind);
  if (kind == nullptr || !kind->relates) return std::nullopt;
  Fields fields(claim.fields);
  const Subject of = read_subject(fields);
  const std::optional<Term> other = parse_term(read_other(fields));
  if (!other || other->quantity.empty()) return std::nullopt;
  return Related{of, subject_of(*other, of)};
}

/// What a side of the figure is long enough for.
constexpr std::size_t label_end = 20;

/// Length, threshold or iteration; none of what has one value for each run.
std::optional<double> place(const FigureSource& source, const Subject& subject) {
  if (find_derived_quantity(subject.quantity) != nullptr) return std::nullopt;
  const Quantity quantity(source.root, source.runs, subject);
  return quantity.axis()[quantity.position()];
}

/// "risk", and what tells it from the other one: "risk@300" or "singular_values[1]".
std::string name_beside(const FigureSource& source, const Subject& subject, const Subject& other) {
  Subject named = subject;
  const bool same = subject.quantity == other.quantity;
  if (subject.element > 0 || (same && other.element > 0)) named.quantity += fmt::format("[{}]", subject.element);
  const std::optional<double> at = place(source, subject);
  if (same && at && at != place(source, other)) named.quantity += "@" + number(*at);
  return subject_text(named);
}

/// The same, with the unit of what is measured as it stands.
std::string label_of(const FigureSource& source, const Subject& subject, const Subject& other) {
  const std::string text = shortened(name_beside(source, subject, other), label_end);
  if (find_derived_quantity(subject.quantity) != nullptr) return text;
  const results::Variable* variable = source.runs.axis(subject.along).group().find(subject.quantity);
  const bool has_unit = variable != nullptr && !variable->units.empty() && variable->units != "1" && subject.divided_by.empty();
  return has_unit ? fmt::format("{} ({})", text, variable->units) : text;
}

/// " after 300 updates"; nothing of what has one value for each run, or one at each threshold.
std::string place_of(const FigureSource& source, const Subject& subject) {
  const std::optional<double> at = place(source, subject);
  return at ? fmt::format(" after {} {}", number(*at), *at == 1 ? words(subject.along).unit : words(subject.along).units) : "";
}

/// " after 300 updates", or for each quantity by itself where they were taken at two places.
std::string places_of(const FigureSource& source, const Related& related) {
  const std::string of = place_of(source, related.of);
  const std::string with = place_of(source, related.with);
  return of == with ? of : fmt::format(": {}{}, {}{}", subject_text(related.of), of, subject_text(related.with), with);
}

/// A cloud that spreads over a decade is read in factors.
Scale scale_of_cloud(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *low > 0 && *high > 10 * *low ? Scale::logarithmic : Scale::linear;
}

/// Both numbers of every run that a claim is decided from.
struct Cloud {
  Marks marks;
  std::vector<double> x;
  std::vector<double> y;
  std::size_t infinite = 0;  ///< pairs that have no place in a figure
  std::size_t lacking = 0;   ///< pairs without one of the two
  bool chosen = false;       ///< settings, on one half of the seeds

  void add(const std::string& label, std::size_t look, double of, double with) {
    if (std::isnan(of) || std::isnan(with)) {
      ++lacking;
      return;
    }
    if (std::isinf(of) || std::isinf(with)) {
      ++infinite;
      return;
    }
    marks.add(label, of, with, look % most_shapes, look >= most_shapes);
    x.push_back(of);
    y.push_back(with);
  }
};

Cloud cloud_of(const FigureSource& source, const Question& claim, const Related& related) {
  Cloud cloud;
  const std::vector<Sides> contexts = sides_of(source.fields, claim, {}, "");
  if (contexts.empty()) return cloud;
  std::vector<const ByAxis*> all;
  all.reserve(contexts.size());
  for (const Sides& context : contexts) all.push_back(&context.of);
  const Jury jury = common_jury(source.runs, all);
  cloud.chosen = jury.halves.split;
  const Matches of(source.root, source.runs, related.of);
  const Matches with(source.root, source.runs, related.with);
  const std::vector<std::string> labels = learner_labels(source.fields);
  std::vector<std::string> known;
  for (const Sides& context : contexts) {
    const ByAxis& settings = context.of;
    const std::string& label = labels[settings.begin()->second.front()];
    const auto position = static_cast<std::size_t>(std::find(known.begin(), known.end(), label) - known.begin());
    if (position == known.size()) known.push_back(label);
    const std::size_t look = std::min(position, most_learners - 1);
    const std::string shown = position < most_learners - 1 ? shortened(label) : "other learners";
    const std::vector<double> x = of.curve(settings, jury, nullptr).runs.front();
    const std::vector<double> y = with.curve(settings, jury, nullptr).runs.front();
    for (std::size_t seed = 0; seed < x.size(); ++seed) cloud.add(shown, look, x[seed], y[seed]);
  }
  return cloud;
}

/// The runs that are not drawn; the claim itself leaves them out if it is about finite values alone.
std::string left_out_sentence(const Cloud& cloud, const Question& claim) {
  Fields fields(claim.fields);
  if (read_scope(fields).finite_alone) {
    const std::size_t count = cloud.infinite + cloud.lacking;
    return count == 0 ? "" : fmt::format(" {} without finite values left out.", counted(count, "run"));
  }
  std::string text;
  if (cloud.infinite > 0) text += fmt::format(" {} with an infinite value cannot be drawn.", counted(cloud.infinite, "run"));
  if (cloud.lacking > 0) text += fmt::format(" {} without one of the two values.", counted(cloud.lacking, "run"));
  return text;
}

/// What the claim came to, if that is known.
std::string verdict_sentence(const FigureSource& source, std::size_t claim) {
  if (claim >= source.conclusions.claims.size()) return "";
  const Judgement& judgement = source.conclusions.claims[claim].judgement;
  return std::isnan(judgement.value.value) ? "" : fmt::format(" Rank correlation {}.", with_interval(judgement.value));
}

std::optional<Figure> figure_of(const FigureSource& source, const Question& claim, const Related& related) {
  const Cloud cloud = cloud_of(source, claim, related);
  if (cloud.x.empty()) return std::nullopt;
  Figure figure;
  figure.title = fmt::format("{} against {}", name_beside(source, related.with, related.of), name_beside(source, related.of, related.with));
  figure.x_label = label_of(source, related.of, related.with);
  figure.y_label = label_of(source, related.with, related.of);
  figure.x_scale = scale_of_cloud(cloud.x);
  figure.y_scale = scale_of_cloud(cloud.y);
  figure.curves = cloud.marks.drawn();
  Fields fields(claim.fields);
  figure.caption =
      fmt::format("Each mark is one of {}{}{}. Claim: {}.{}{}", counted(cloud.x.size(), "run"), places_of(source, related),
                  cloud.chosen ? ", of tuned learners with the setting chosen on one half of the seeds, on the other half" : "",
                  read_statement(fields), cloud.marks.thinned_sentence(), left_out_sentence(cloud, claim));
  return figure;
}

}  // namespace

Figures scatter_plots(const FigureSource& source) {
  Figures figures;
  const std::vector<Question> claims = read_questions(source.root).claims;
  for (std::size_t i = 0; i < claims.size(); ++i) try {
      const std::optional<Related> related = related_by(claims[i]);
      if (!related) continue;
      std::optional<Figure> figure = figure_of(source, claims[i], *related);
      if (!figure) continue;
      if (figures.list.size() == most_panels) return figures;
      figure->name = fmt::format("scatter-{}", figures.list.size() + 1);
      figure->caption += verdict_sentence(source, i);
      figures.list.push_back(*std::move(figure));
    } catch (const Error&) {
      // The verdict of the claim says what the results lack.
    }
  return figures;
}

}  // namespace polesweep::analysis
