#include "analysis/results/looks.hpp"

#include <fmt/format.h>

#include <charconv>

#include "analysis/results/measured_axis.hpp"
#include "analysis/text/numbers.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/members/fields.hpp"
#include "core/results/variables.hpp"

namespace polesweep::analysis {
namespace {

double parsed(const std::string& text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size())
    throw Error(fmt::format("looks: got '{}' (the attribute 'until' must be a number)", text));
  return value;
}

}  // namespace

const Look* Looks::last() const {
  const Look* last = nullptr;
  for (const Look& look : list)
    if (look.taken()) last = &look;
  return last;
}

results::Group looks_group(const Looks& looks) {
  std::vector<std::int64_t> seeds;
  std::vector<std::int64_t> answers;
  std::vector<std::int64_t> narrow;
  std::vector<double> width;
  for (const Look& look : looks.list) {
    seeds.push_back(look.seeds);
    answers.push_back(look.answers);
    narrow.push_back(look.narrow);
    width.push_back(look.width);
  }
  results::Group group{.name = "looks",
                       .attributes = {{"until", canonical(looks.until)}, {"of", looks.of}},
                       .dimensions = {{"look", looks.list.size()}},
                       .variables = {},
                       .groups = {}};
  const auto say = [&](const char* name, results::Values values) {
    group.variables.push_back(results::make_variable("looks", name, std::move(values)));
  };
  say("look_seeds", std::move(seeds));
  say("look_answers", std::move(answers));
  say("look_narrow", std::move(narrow));
  say("look_width", std::move(width));
  return group;
}

std::optional<Looks> read_looks(const results::Group& root) {
  const results::Group* group = root.find_group("looks");
  if (!group) return std::nullopt;
  Looks looks{.until = parsed(group->attribute("until")), .of = group->attribute("of"), .list = {}};
  const auto seeds = values<std::int64_t>(*group, "look_seeds", {"look"});
  const auto answers = values<std::int64_t>(*group, "look_answers", {"look"});
  const auto narrow = values<std::int64_t>(*group, "look_narrow", {"look"});
  const auto width = values<double>(*group, "look_width", {"look"});
  for (std::size_t i = 0; i < seeds.size(); ++i) looks.list.push_back({seeds[i], answers[i], narrow[i], width[i]});
  return looks;
}

std::size_t possible_looks(const results::Group& root) {
  const results::Group* group = root.find_group("looks");
  return group ? group->size_of("look") : 1;
}

std::string looks_text(const Looks& looks, std::size_t seeds) {
  const Look* last = looks.last();
  const std::int64_t most = looks.list.back().seeds;
  if (!last) return fmt::format("the first look, at {} of at most {} seeds, is not complete", looks.list.front().seeds, most);
  const std::string what = looks.of == "claims" ? "claim" : "interval";
  const std::string wanted = fmt::format("{}within {} % of {} value{}", looks.of == "claims" ? "decided or " : "",
                                         number(100 * looks.until), last->answers == 1 ? "its" : "their", last->answers == 1 ? "" : "s");
  std::string text =
      fmt::format("{} of at most {} seeds, look {} of {}: ", last->seeds, most, last - looks.list.data() + 1, looks.list.size());
  if (last->answers == 0) return text + fmt::format("no {} that more seeds would make narrower", what);
  text += fmt::format("{} of {} {} {}", last->narrow, counted(static_cast<std::uint64_t>(last->answers), what),
                      last->answers == 1 ? "is" : "are", wanted);
  if (last->width > 0) text += fmt::format(", the widest {} %", number(100 * last->width));
  if (static_cast<std::size_t>(last->seeds) < seeds) return text + fmt::format("; not all runs of {} seeds are there", seeds);
  if (!last->is_enough() && last->seeds == most) text += "; no more seeds are allowed";
  return text;
}

}  // namespace polesweep::analysis
