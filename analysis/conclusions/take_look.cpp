#include "analysis/conclusions/take_look.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/conclusions/answers.hpp"
#include "analysis/conclusions/verdicts.hpp"
#include "analysis/estimators/looks.hpp"

namespace polesweep::analysis {
namespace {

std::vector<double> widths_of_risks(const Runs& runs, const PointFields& fields) {
  std::vector<double> widths;
  const std::vector<Cell> cells = cells_of(fields);
  for (const Answer& answer : answer(runs, fields, cells, 0).list)
    for (const Contender& contender : answer.contenders) widths.push_back(relative_half_width(contender.risk));
  return widths;
}

/// Of a claim that is undecided, the widest of its contexts that are.
double width_of(const ClaimVerdict& claim) {
  if (claim.judgement.decision != Decision::undecided) return 0;
  double widest = nan;
  for (const ClaimPart& part : claim.parts)
    if (part.judgement.decision == Decision::undecided) widest = std::fmax(widest, relative_half_width(part.judgement.value));
  return widest;
}

std::vector<double> widths_of_claims(const results::Group& root, const Runs& runs, const PointFields& fields) {
  std::vector<Question> claims = read_questions(root).claims;
  std::erase_if(claims, is_on_formulas);
  std::vector<double> widths;
  for (const ClaimVerdict& claim : decide(root, runs, fields, claims)) widths.push_back(width_of(claim));
  return widths;
}

}  // namespace

Look take_look(const results::Group& root, const Looks& looks) {
  const Runs runs(root);
  const PointFields fields(root);
  Look look{.seeds = static_cast<std::int64_t>(runs.seeds()), .answers = 0, .narrow = 0, .width = nan};
  for (const double width : looks.of == "claims" ? widths_of_claims(root, runs, fields) : widths_of_risks(runs, fields)) {
    if (std::isnan(width)) continue;
    ++look.answers;
    look.narrow += width <= looks.until ? 1 : 0;
    look.width = std::fmax(look.width, width);
  }
  return look;
}

}  // namespace polesweep::analysis
