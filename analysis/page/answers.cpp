#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/page/parts.hpp"
#include "analysis/results/baselines.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

std::string cost(const Contender& contender) {
  const std::string seconds = duration(contender.seconds) + " a run";
  return std::isnan(contender.operations) ? seconds : fmt::format("{} operations and {}", number(contender.operations), seconds);
}

std::string reached(const Contender& contender, std::span<const double> thresholds) {
  std::string text;
  for (std::size_t t = 0; t < thresholds.size(); ++t) {
    const double samples = contender.samples_to_threshold[t];
    if (std::isnan(samples)) continue;
    text += fmt::format("{}nmse ≤ {} {}", text.empty() ? "" : ", ", number(thresholds[t]),
                        std::isinf(samples) ? std::string("never") : fmt::format("after {}", number(samples)));
  }
  return text.empty() ? text : fmt::format("It needs (median over seeds): {}.", text);
}

/// A label within a sentence: it may hold commas.
std::string quoted(const std::string& label) { return fmt::format("“{}”", html(label)); }

/// Labels as "A, B and C".
std::string enumerated(const std::vector<std::string>& labels) {
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) text += (i == 0 ? "" : i + 1 == labels.size() ? " and " : ", ") + quoted(labels[i]);
  return text;
}

std::string which(const Answer& answer, const std::string& place) {
  const Contender& best = answer.contenders.front();
  return fmt::format("<b>{}</b> has the lowest median risk at {}: {}.", html(best.label), place, with_interval(best.risk));
}

std::string by_how_much(const Answer& answer) {
  const Contender& next = answer.contenders[1];
  const auto ratio = [](const Contender& contender) { return with_interval(as_ratio(contender.against_best.ratio)); };
  std::string text = fmt::format("The next, {}, has {} times its risk", quoted(next.label), ratio(next));
  const Contender& last = answer.contenders.back();
  if (answer.contenders.size() > 2 && !std::isnan(last.risk.value))
    text += fmt::format("; the last, {}, {} times", quoted(last.label), ratio(last));
  return text + " (medians over paired seeds).";
}

std::string how_sure(const Answer& answer, const Answers& answers, double confidence) {
  if (answer.verdict == Verdict::descriptive)
    return "<b>No winner is named</b>: the runs are not independent enough for it, and the intervals only describe them.";
  const std::string together =
      fmt::format("on {}, at {:g} % confidence for all {} of this page together", counted(answer.judging_seeds, "paired seed"),
                  100 * confidence, counted(answers.comparisons, "comparison"));
  if (answer.verdict == Verdict::winner) return fmt::format("Every interval of its comparisons excludes a tie, {}.", together);
  std::vector<std::string> undecided;
  std::vector<std::string> beaten;
  for (std::size_t i = 1; i < answer.contenders.size(); ++i) {
    const Contender& other = answer.contenders[i];
    (other.against_best.ratio.low > 1 ? beaten : undecided).push_back(other.label);
  }
  std::string text = fmt::format("It cannot be told from {}", enumerated(undecided));
  if (!beaten.empty()) text += fmt::format("; it is better than {}", enumerated(beaten));
  return fmt::format("{}, {}.", text, together);
}

std::string at_what_cost(const Answer& answer) {
  const Contender& best = answer.contenders.front();
  std::string text = fmt::format("{} for {}", cost(best), quoted(best.label));
  const Contender* cheapest = &best;
  for (const Contender& contender : answer.contenders)
    if (contender.operations < cheapest->operations) cheapest = &contender;
  if (answer.contenders.size() > 1) text += fmt::format("; {} for the next", cost(answer.contenders[1]));
  if (cheapest != &best)
    text += fmt::format("; the cheapest, {}, takes {} ({} times fewer operations)", quoted(cheapest->label), cost(*cheapest),
                        number(best.operations / cheapest->operations));
  return text + ". Time is a run's share of the computing time of one core.";
}

std::string place_of(const Answers& answers, const Runs& runs) {
  return place_text(answers.along, runs.axis(answers.along).places()[answers.last]);
}

std::string verdict_list(const Answer& answer, const Answers& answers, const Runs& runs) {
  const std::string place = place_of(answers, runs);
  const Contender& best = answer.contenders.front();
  if (answer.verdict == Verdict::diverged)
    return fmt::format("<p><span class=\"bad\">No learner has a finite median risk</span> at {}.</p>\n", place);
  if (answer.verdict == Verdict::not_measured) return fmt::format("<p>No risk was measured at {}.</p>\n", place);
  if (answer.verdict == Verdict::alone)
    return fmt::format("<p>Only <b>{}</b> was run: median risk {} at {}, at {}.</p>\n", html(best.label), with_interval(best.risk), place,
                       cost(best));
  std::string text = fmt::format("<dl><dt>{}</dt><dd>{}</dd>\n<dt>By how much</dt><dd>{}</dd>\n<dt>How sure</dt><dd>{}</dd>\n",
                                 answer.verdict == Verdict::winner ? "Winner" : "Lowest, no winner", which(answer, place),
                                 by_how_much(answer), how_sure(answer, answers, runs.stated_confidence()));
  text += fmt::format("<dt>Cost</dt><dd>{}</dd>\n", at_what_cost(answer));
  const std::string needed = reached(best, runs.thresholds());
  if (!needed.empty()) text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", answers.along == Along::lengths ? "Samples" : "Updates", needed);
  return text + "</dl>\n";
}

/// One line for an answer: who, by how much, at what cost.
std::string in_short(const Answer& answer) {
  const Contender& best = answer.contenders.front();
  const std::string where = fmt::format("{} · {}", html(answer.cell->task), html(answer.cell->poles));
  switch (answer.verdict) {
    case Verdict::winner:
      return fmt::format("<li>{}: <b class=\"good\">{} wins</b>, {} times below the next, {}, at {}.</li>\n", where, html(best.label),
                         number(answer.contenders[1].against_best.ratio.value), quoted(answer.contenders[1].label), cost(best));
    case Verdict::undecided:
    case Verdict::descriptive:
      return fmt::format("<li>{}: <b>no winner</b>; lowest is {}, {} times below the next, {}, at {}.</li>\n", where, quoted(best.label),
                         number(answer.contenders[1].against_best.ratio.value), quoted(answer.contenders[1].label), cost(best));
    case Verdict::alone: return fmt::format("<li>{}: only {} was run.</li>\n", where, html(best.label));
    case Verdict::diverged: return fmt::format("<li>{}: <span class=\"bad\">no learner has a finite median risk</span>.</li>\n", where);
    case Verdict::not_measured: break;
  }
  return fmt::format("<li>{}: not measured.</li>\n", where);
}

std::string contender_row(const Contender& contender, bool best, bool suspicious) {
  std::string name = contender.label;
  if (!contender.setting.empty()) name += fmt::format(" ({}; best of {})", contender.setting, contender.settings);
  return fmt::format("<tr>{}{}{}{}<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number{}\">{}</td></tr>\n",
                     name_cell(name), number_cell(contender.risk, suspicious),
                     best ? "<td class=\"number\">1</td>" : number_cell(as_ratio(contender.against_best.ratio)),
                     number_cell(contender.nmse), number(contender.operations), duration(contender.seconds),
                     contender.diverged > 0 ? " bad" : "", contender.diverged);
}

/// What a linear predictor reaches on the task, and which of the learners are so far below it that something else must be behind it.
std::string baseline_paragraphs(const Answer& answer, const Baselines& baselines) {
  std::string text;
  const std::string figures = baselines.sentence(answer.cell->points.front());
  if (!figures.empty()) text += fmt::format("<p>For comparison, {}.</p>\n", figures);
  for (const Contender& contender : answer.contenders) {
    if (!baselines.is_suspicious(contender.point, contender.risk.value)) continue;
    text += fmt::format("<p class=\"bad\">{}: median risk {} is {}.</p>\n", html(contender.label), number(contender.risk.value),
                        baselines.warning(contender.point));
  }
  return text;
}

/// What is said of windows that stand between those of choice and those of judgement.
std::string left_out(std::size_t windows) {
  return windows == 0 ? "" : fmt::format(" ({} between them left out, which share samples with both)", counted(windows, "window"));
}

std::string card(const Answer& answer, const Answers& answers, const Runs& runs, const Baselines& baselines) {
  const bool alarm = answer.verdict == Verdict::diverged || answer.verdict == Verdict::not_measured;
  const char* look = answer.verdict == Verdict::winner ? "winner" : (alarm ? "alarm" : "undecided");
  std::string text = fmt::format("<article class=\"card {}\"><h3>{} · {}</h3>\n{}", answer.verdict == Verdict::alone ? "" : look,
                                 html(answer.cell->task), html(answer.cell->poles), verdict_list(answer, answers, runs));
  text += baseline_paragraphs(answer, baselines);
  if (answer.split) {
    text += fmt::format("<p class=\"soft\">Settings were chosen on {} and are judged here on the {} {}{}.</p>\n",
                        runs.recorded(answer.cell->points.front()) ? "the first windows" : "the seeds of even rank",
                        runs.recorded(answer.cell->points.front()) ? "last" : "other", answer.judging_seeds, left_out(answer.left_out));
  } else if (answer.cell->points.size() > answer.cell->learners.size()) {
    text +=
        "<p class=\"soft\">Settings were chosen and judged on the same seeds, because there are fewer than four of them (or of windows that share no sample): the best looks better than it is.</p>\n";
  }
  text +=
      "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Learners\"><table><thead><tr><th>learner</th><th class=\"number\">median risk</th><th class=\"number\">ratio to best</th>"
      "<th class=\"number\">nmse</th><th class=\"number\">operations</th><th class=\"number\">time a run</th><th class=\"number\">diverged</th></tr></thead><tbody>\n";
  constexpr std::size_t most_rows = 12;
  for (std::size_t i = 0; i < std::min(most_rows, answer.contenders.size()); ++i) {
    const Contender& contender = answer.contenders[i];
    text += contender_row(contender, i == 0, baselines.is_suspicious(contender.point, contender.risk.value));
  }
  text += "</tbody></table></div>\n";
  if (answer.contenders.size() > most_rows)
    text += fmt::format("<p class=\"soft\">{} not shown.</p>\n", counted(answer.contenders.size() - most_rows, "learner"));
  return text + "</article>\n";
}

}  // namespace

std::string answers_section(const PageContent& content) {
  const Runs& runs = content.runs;
  const Answers& answers = content.answers;
  std::string text = "<section><h2>Answers</h2>\n";
  const Baselines baselines(content.root);
  text += fmt::format(
      "<p class=\"soft\">Risk is the mean squared error against the clean target: lower is better. nmse is the risk as a fraction of that of the best constant prediction. Which learner gets lowest at {}{}:</p>\n<ul>\n",
      place_of(answers, runs), answers.along == Along::lengths ? " training samples" : "");
  for (std::size_t i = 0; i < answers.compared; ++i) text += in_short(answers.list[i]);
  text += "</ul>\n";
  for (std::size_t i = 0; i < answers.compared; ++i) text += card(answers.list[i], answers, runs, baselines);
  if (answers.compared < answers.list.size()) {
    text += fmt::format("<p>{} of task and poles not shown; points.csv holds them.</p>\n",
                        counted(answers.list.size() - answers.compared, "combination"));
  }
  bool recorded = false;
  bool overlap = false;
  bool given_data = false;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    recorded = recorded || runs.recorded(p);
    overlap = overlap || runs.windows_overlap(p);
    given_data = given_data || runs.given_data(p);
  }
  text += fmt::format(
      "<p class=\"soft\">Brackets are {:g} % order-statistic intervals of the median over seeds; a run that diverged counts as worse than every other. ",
      100 * runs.stated_confidence());
  if (answers.comparisons > 0) {
    text += fmt::format(
        "Ratios are medians over paired seeds; their intervals are adjusted (Bonferroni) for {} of learners, each at {:.4g} %. ",
        counted(answers.comparisons, "comparison"), 100 * answers.adjusted_confidence);
  }
  const std::size_t needed = runs_for_closed_bounds(1 - runs.delta(), runs.confidence());
  if (runs.seeds() < needed) {
    text += fmt::format("With {} the {:g} quantile has open bounds; {} would close them. ", counted(runs.seeds(), "seed"), 1 - runs.delta(),
                        needed);
  }
  if (recorded) text += "For recorded data all intervals are conditional on the one test split. ";
  if (given_data)
    text +=
        "Where all seeds share one data window, intervals and winners hold <b>given these data</b>: runs differ in initial weights alone. ";
  if (overlap) text += "Where data windows overlap, intervals are descriptive and no winner is named. ";
  return text + "</p></section>\n";
}

std::string tuning_section(const PageContent& content) {
  if (content.tuned.empty()) return "";
  std::string text =
      "<section><h2>Tuning</h2>\n<p>The setting with the lowest median risk, chosen at each length on one half of the seeds and judged on the "
      "other; here at the last length (tuning.csv holds all).</p>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Tuning\"><table><thead><tr><th>task</th><th>poles</th>"
      "<th>learner</th><th>chosen</th><th class=\"number\">of</th><th class=\"number\">median risk</th><th>remark</th></tr></thead><tbody>\n";
  for (const Tuned& tuned : content.tuned) {
    const Choice& last = tuned.choices.back();
    std::string remark;
    if (!last.at_edge.empty()) remark = fmt::format("at the edge of what was tried: {} (a better value may lie beyond)", last.at_edge);
    if (!tuned.halves.split)
      remark += fmt::format("{}chosen and judged on the same seeds, of which there are too few", remark.empty() ? "" : "; ");
    if (tuned.halves.left_out > 0)
      remark += fmt::format("{}{} left out, which share samples with both halves", remark.empty() ? "" : "; ",
                            counted(tuned.halves.left_out, "window"));
    for (const Dropped& setting : tuned.dropped)
      remark += fmt::format("{}{} lost the race at N = {}", remark.empty() ? "" : "; ", setting.setting, setting.after);
    text += fmt::format("<tr>{}{}{}{}<td class=\"number\">{}</td>{}<td class=\"soft\">{}</td></tr>\n", name_cell(tuned.cell->task),
                        name_cell(tuned.cell->poles), name_cell(tuned.learner->label), name_cell(last.setting), tuned.settings,
                        number_cell(last.risk), html(remark));
  }
  return text + "</tbody></table></div></section>\n";
}

}  // namespace polesweep::analysis
