#include "analysis/conclusions/verdicts.hpp"

#include <algorithm>

#include "analysis/conclusions/claim_text.hpp"
#include "analysis/conclusions/deciders.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {

namespace {

std::size_t values_behind(const std::vector<ClaimPart>& parts) {
  std::size_t count = 0;
  for (const ClaimPart& part : parts) count += part.judgement.runs;
  return count;
}

}  // namespace

std::vector<ClaimVerdict> decide(const results::Group& root, const Runs& runs, const PointFields& fields,
                                 const std::vector<Question>& claims) {
  std::vector<ClaimVerdict> verdicts;
  for (const Question& claim : claims) {
    Fields values(claim.fields);
    const std::string statement = read_statement(values);
    const bool on_formulas = is_on_formulas(claim);
    ClaimVerdict verdict{statement,
                         claim.kind,
                         on_formulas ? formula_subject(claim) : subject_text(read_subject(values)),
                         claimed(claim),
                         {},
                         nan,
                         {},
                         claimed_formula(claim),
                         read_scope(values).some_context};
    try {
      DecidedParts decided = on_formulas ? DecidedParts{decide_on_formulas(root, claim), ""} : decide_on_runs(root, runs, fields, claim);
      verdict.parts = std::move(decided.parts);
      const auto weaker = [](const ClaimPart& a, const ClaimPart& b) { return is_weaker(a.judgement, b.judgement); };
      const auto decides = verdict.some_context ? std::max_element(verdict.parts.begin(), verdict.parts.end(), weaker)
                                                : std::min_element(verdict.parts.begin(), verdict.parts.end(), weaker);
      verdict.judgement = decides->judgement;
      add_reason(verdict.judgement, decided.without_part);
      verdict.expected = decides->expected;
      if (on_formulas) verdict.judgement.runs = values_behind(verdict.parts);
    } catch (const Error& error) {
      verdict.judgement = {Decision::undecided, {nan, nan, nan}, 0, error.what(), 0};
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace polesweep::analysis
