#include <iterator>

#include "analysis/figures/kinds.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/figures/theory_marks.hpp"
#include "analysis/figures/tuning_figures.hpp"

namespace polesweep::analysis {

Figures best_learners(const FigureSource& source);
Figures forest_plots(const FigureSource& source);
Figures complexity_over_axes(const FigureSource& source);
Figures convergence_figures(const FigureSource& source);
Figures heat_maps(const FigureSource& source);
Figures risk_over_axes(const FigureSource& source);
Figures spectra(const FigureSource& source);
Figures spectral_densities(const FigureSource& source);
Figures rank_profiles(const FigureSource& source);
Figures metric_curves(const FigureSource& source);
Figures winner_maps(const FigureSource& source);
Figures alignment_figures(const FigureSource& source);
Figures scatter_plots(const FigureSource& source);
Figures pole_paths(const FigureSource& source);
Figures mode_paths(const FigureSource& source);

namespace {

Figures curves_over_samples(const FigureSource& source) {
  if (source.runs.lengths().empty()) return {};
  return figures(source.root, source.runs, source.fields, source.answers);
}

constexpr FigureKind kinds[] = {
    {"forest", "risk of each learner as a multiple of the best one's, and the rows of [[compare]]", forest_plots},
    {"best-learners", "the best learner of each task and pole setting with its risk", best_learners},
    {"learning-curves", "risk over samples, and the samples that each threshold takes", curves_over_samples, true},  // or says what not
    {"risk-over", "risk over a number of the task or the poles that the sweep varies", risk_over_axes},
    {"complexity-over", "samples that a threshold takes over a number that the sweep varies", complexity_over_axes},
    {"winner-map", "the learner of lowest risk over samples and a number of the task or the poles, with lines of theory", winner_maps},
    {"heat-map", "risk over two numbers that the sweep varies", heat_maps},
    {"convergence", "risk over updates with the lines of theory, and measured numbers against predicted ones", convergence_figures},
    {"metric", "each metric of one number over samples or updates", metric_curves},
    {"scatter", "two numbers of each run against one another, for each claim of kind correlation", scatter_plots},
    {"spectrum", "eigenvalues in the complex plane, first and last", spectra},
    {"spectral-density", "moduli of the eigenvalues over training", spectral_densities},
    {"pole-path",
     "each pole of a run over samples or updates, real ones by value, others by modulus and angle, with lines for the teacher's",
     pole_paths},
    {"mode-path", "pole and gain of each mode of a run over samples or updates, with lines for the teacher's", mode_paths},
    {"rank-profile", "singular values of the learned change", rank_profiles},
    {"alignment", "cosine of a rule's gradient with the exact one over training", alignment_figures},
    {"tuning", "risk over a tuned value, and tuned risk over samples",
     [](const FigureSource& source) { return Figures{tuning_figures(source.runs, source.tuned)}; }, true},
    {"theory", "formulas over one or two axes, and on a map of two the runs that [[mark]] asks for", theory_maps, true},
};

}  // namespace

std::span<const FigureKind> figure_kinds() { return kinds; }

Figures all_figures(const FigureSource& source) {
  Figures all;
  for (const FigureKind& kind : kinds) {
    Figures made = kind.make(source);
    all.cells_left_out += made.cells_left_out;
    if (!kind.draws_all && made.list.size() >= most_panels) all.full_kinds.emplace_back(kind.name);
    all.list.insert(all.list.end(), std::make_move_iterator(made.list.begin()), std::make_move_iterator(made.list.end()));
  }
  return all;
}

}  // namespace polesweep::analysis
