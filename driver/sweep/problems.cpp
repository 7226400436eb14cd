#include "driver/sweep/problems.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/error.hpp"

namespace polesweep::sweep {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

/// Levenshtein's distance: insertions, deletions and replacements that turn one text into the other, capital letters or not.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

Problems::Problems(std::string file, std::vector<std::string> options) : file_(std::move(file)), options_(std::move(options)) {}

void Problems::add(Where where, std::string_view subject, std::string_view text) {
  Problem problem{where, subject.empty() ? std::string(text) : fmt::format("{}: {}", subject, text)};
  for (const Problem& known : found_)
    if (known.where == where && known.text == problem.text) return;
  found_.push_back(std::move(problem));
}

void Problems::raise() const {
  if (found_.empty()) return;
  std::vector<Problem> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) { return a.where < b.where; });
  std::vector<std::string> lines;
  lines.reserve(sorted.size());
  for (const Problem& problem : sorted) lines.push_back(fmt::format("{}: {}", place(problem.where), problem.text));
  throw Error(fmt::format("{}", fmt::join(lines, "\n")));
}

std::string Problems::place(Where where) const {
  if (where.option > 0) return "--set " + options_.at(static_cast<std::size_t>(where.option) - 1);
  return where.line == 0 ? file_ : fmt::format("{}:{}:{}", file_, where.line, where.column);
}

std::string known_names(std::string_view name, std::string_view intro, std::vector<std::string> known, std::size_t most) {
  const auto nearer = [&](const std::string& a, const std::string& b) { return edit_distance(name, a) < edit_distance(name, b); };
  std::string rest;
  if (known.size() > most) {
    rest = fmt::format(" and {} more", known.size() - most);
    std::stable_sort(known.begin(), known.end(), nearer);
    known.resize(most);
  }
  const bool quotes = std::any_of(known.begin(), known.end(), [](const std::string& each) { return each.find(',') != std::string::npos; });
  const std::string list = quotes ? fmt::format("'{}'", fmt::join(known, "', '")) : fmt::format("{}", fmt::join(known, ", "));
  std::string text = fmt::format(" ({} {}{})", intro, known.empty() ? "nothing" : list, rest);
  const auto nearest = std::min_element(known.begin(), known.end(), nearer);
  // Three edits turn any short word into any other.
  if (nearest != known.end() && edit_distance(name, *nearest) < std::min<std::size_t>(3, name.size()))
    text += fmt::format(". Did you mean '{}'?", *nearest);
  return text;
}

}  // namespace polesweep::sweep
