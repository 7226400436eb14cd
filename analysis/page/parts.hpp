#pragma once

#include <string>

#include "analysis/page/page.hpp"

/// The sections of the page, each a function from the content to HTML.
namespace polesweep::analysis {

std::string status_section(const PageContent& content);
/// Empty if the sweep claims, compares or fits nothing.
std::string verdicts_section(const PageContent& content);
std::string comparisons_section(const PageContent& content);
std::string scaling_section(const PageContent& content);
std::string equal_terms_section(const PageContent& content);
std::string answers_section(const PageContent& content);
std::string tuning_section(const PageContent& content);
std::string figures_section(const PageContent& content);
std::string rates_section(const PageContent& content);
std::string points_section(const PageContent& content);
std::string failures_section(const PageContent& content);
std::string provenance_section(const PageContent& content);

/// How many of the first answers the page shows, and hence compares.
inline constexpr std::size_t most_answers = 24;

/// A cell with a number and its interval below it, in the colour of alarm if asked for.
std::string number_cell(const Estimate& estimate, bool bad = false);

/// Text as the cell of a table that may be wide.
std::string name_cell(const std::string& text);

}  // namespace polesweep::analysis
