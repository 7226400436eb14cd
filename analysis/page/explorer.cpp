#include "analysis/page/explorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "analysis/page/embedded.hpp"
#include "analysis/page/explorer_fields.hpp"
#include "analysis/page/explorer_values.hpp"
#include "analysis/text/escape.hpp"
#include "core/counted.hpp"
#include "core/learners/regime.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_data_bytes = 1'800'000;
constexpr std::size_t most_points_explored = 20'000;

std::string dumped(const nlohmann::json& data) { return data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

/// JSON within a script element: "<" begins both of what could end it, and stands in texts alone.
std::string within_script(std::string json) {
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at + 6)) json.replace(at, 1, "\\u003c");
  return json;
}

/// As many characters as tell all ids apart, and no fewer than eight: `replay` takes the beginning of an id.
std::size_t id_length(const Runs& runs) {
  std::vector<std::string> ids;
  for (std::size_t p = 0; p < runs.points(); ++p) ids.push_back(runs.id(p));
  std::sort(ids.begin(), ids.end());
  std::size_t length = 8;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    const auto [differs, other] = std::mismatch(ids[i - 1].begin(), ids[i - 1].end(), ids[i].begin(), ids[i].end());
    length = std::max(length, static_cast<std::size_t>(differs - ids[i - 1].begin()) + 1);
  }
  return length;
}

nlohmann::json labels(const PageContent& content, std::size_t points) {
  std::vector<std::string> of_points, texts;
  for (std::size_t p = 0; p < points; ++p) of_points.push_back(content.fields.label(p));
  texts = of_points;
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  nlohmann::json index = nlohmann::json::array();
  for (const std::string& text : of_points) index.push_back(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
  return {{"path", "label"}, {"name", "learner"}, {"numeric", false}, {"texts", texts}, {"literals", texts}, {"index", index}};
}

/// The regimes of learners that are measured at updates. A sweep that gives `iterations` is refused if it has no such learner.
nlohmann::json regimes_of_updates(const results::Group& root) {
  std::set<std::string> regimes;
  if (root.find("learner_regime_kind"))
    for (const std::string& regime : results::stored_values<std::string>(root, "learner_regime_kind"))
      if (measured_at(regime).iterations) regimes.insert(regime);
  return regimes;
}

/// All but the numbers.
nlohmann::json points_data(const PageContent& content, std::size_t points) {
  nlohmann::json data;
  const std::size_t length = id_length(content.runs);
  nlohmann::json ids = nlohmann::json::array(), runs = nlohmann::json::array();
  for (std::size_t p = 0; p < points; ++p) {
    ids.push_back(content.runs.id(p).substr(0, length));
    runs.push_back(content.runs.counts(p).finished());
  }
  data["ids"] = std::move(ids);
  const bool alike = std::adjacent_find(runs.begin(), runs.end(), std::not_equal_to<>()) == runs.end();
  data["runs"] = alike ? nlohmann::json(runs.front()) : std::move(runs);
  data["columns"] = explorer_columns(content.root, content.fields, points);
  data["columns"].insert(data["columns"].begin(), labels(content, points));
  data["settings"] = explorer_settings(content.root, content.runs.seed());
  data["regimes_of_updates"] = regimes_of_updates(content.root);
  data["confidence"] = content.runs.stated_confidence();
  if (!content.runs.seed().empty()) data["seed"] = std::to_string(content.runs.seed().front());
  return data;
}

}  // namespace

Explorer explorer(const PageContent& content, std::size_t rest) {
  std::size_t fixed = rest + 5'000;  // and what is said of what was left out
  for (const std::string_view part : {embedded::chart_library, embedded::chart_library_licence, embedded::explorer_scripts,
                                      embedded::explorer_markup, embedded::explorer_style})
    fixed += part.size();
  if (embedded::chart_library.empty() || content.runs.points() == 0 || fixed >= most_page_bytes) return {};
  const std::size_t room = std::min(most_data_bytes, most_page_bytes - fixed);

  std::size_t points = std::min(content.runs.points(), most_points_explored);
  nlohmann::json data = points_data(content, points);
  // Half of the room at most is for what points are, so that there are numbers to draw.
  while (points > 1 && dumped(data).size() > room / 2) data = points_data(content, points /= 2);
  ExplorerValues values = explorer_values(content.root, content.runs, points, room - std::min(room, dumped(data).size()));
  data["quantities"] = std::move(values.quantities);
  if (data["quantities"].empty()) return {};

  std::string words;
  if (points < content.runs.points())
    words = fmt::format("The explorer holds {} of the {}, the first by their ids, which are no order of their settings. ", points,
                        counted(content.runs.points(), "point"));
  words += values.left_out;
  const std::string markup(embedded::explorer_markup);
  const std::string place = "<!-- left out -->";
  Explorer made;
  made.section = std::string(markup).replace(markup.find(place), place.size(),
                                             words.empty() ? "" : fmt::format("<p class=\"soft\">{}</p>", html(words)));
  made.style = embedded::explorer_style;
  made.scripts = fmt::format(
      "<script type=\"application/json\" id=\"explorer-data\">{}</script>\n<script nonce=\"{}\">\n/*\n{}*/\n{}</script>\n<script nonce=\"{}\">\n{}</script>\n",
      within_script(dumped(data)), embedded::script_key, embedded::chart_library_licence, embedded::chart_library, embedded::script_key,
      embedded::explorer_scripts);
  return made;
}

std::string live_page(std::string page, const std::string& state) {
  const auto replace_first = [&page](const std::string& from, const std::string& to) {
    if (const std::size_t at = page.find(from); at != std::string::npos) page.replace(at, from.size(), to);
  };
  // The first of each stand in the head and before all texts of the sweep.
  const bool has_scripts = page.find(content_security_policy(true)) != std::string::npos;
  replace_first(content_security_policy(has_scripts), content_security_policy(true) + "; connect-src 'self'");
  replace_first("<body>", fmt::format("<body data-state=\"{}\">", html(state)));
  const std::size_t end = std::min(page.rfind("</body>"), page.size());
  return page.insert(end, fmt::format("<script nonce=\"{}\">\n{}</script>\n", embedded::script_key, embedded::live_script));
}

std::string content_security_policy(bool has_scripts) {
  return fmt::format("default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'{}",
                     has_scripts ? fmt::format("; script-src 'nonce-{}'", embedded::script_key) : "");
}

}  // namespace polesweep::analysis
