#pragma once

#include <string>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"

/// What people read of a claim.
namespace polesweep::analysis {

/// What the number is compared with: "> 2", "in (-2.005, -1.995)", "p3.delay_w ± 5 %", "rising".
std::string claimed(const Question& claim);

/// The formula that it is compared with, with its factor: "2 × p1.excess_risk"; "" without one.
std::string claimed_formula(const Question& claim);

/// The number of a claim of this kind with its interval as it is shown: the lower bound of a ratio may be open without being minus
/// infinity.
Estimate shown(const std::string& kind, const Estimate& number);

}  // namespace polesweep::analysis
