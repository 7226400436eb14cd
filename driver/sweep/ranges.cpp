#include "driver/sweep/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "driver/sweep/numbers.hpp"

namespace polesweep::sweep {
namespace {

constexpr std::int64_t most_values = 10'000'000;

const Entry* maker_of(const Node& node) {
  if (!node.is_table()) return nullptr;
  const auto& makers = range_makers();
  for (const Entry& entry : node.table())
    if (std::find(makers.begin(), makers.end(), entry.key) != makers.end()) return &entry;
  return nullptr;
}

const RangeMaker& maker_called(const std::string& name) {
  const auto& makers = range_maker_table();
  return *std::find_if(makers.begin(), makers.end(), [&](const RangeMaker& maker) { return maker.name == name; });
}

const FieldSpec end_of_range{.name = "end", .type = FieldType::real, .help = "", .unit = "", .fallback = {}, .range = {}, .choices = {}};
const FieldSpec number_of_values{.name = "count",
                                 .type = FieldType::integer,
                                 .help = "",
                                 .unit = "",
                                 .fallback = {},
                                 .range = {.low = 1, .high = most_values},
                                 .choices = {}};

class Expansion {
 public:
  Expansion(const Node& node, const Target& target, const Draws* draws)
      : node_(node), maker_(*maker_of(node)), target_(target), draws_(draws), whole_(target.spec.type == FieldType::integer) {}

  std::optional<std::vector<double>> values() {
    const std::string& kind = maker_.key;
    const RangeMaker& maker = maker_called(kind);
    const bool counted = maker.counted;
    check_keys(node_, target_.path, kind + " reads:", counted ? std::vector<std::string>{kind, "count"} : std::vector<std::string>{kind},
               target_.problems);
    if (!read_ends(maker.most_ends)) return std::nullopt;
    if (maker.is_logarithmic && !(ends_[0] > 0 && ends_[1] > 0)) return complain("needs two ends > 0");
    if (counted) {
      const Node* count = node_.find("count");
      if (!count) return complain("needs a count");
      const auto read = read_value(*count, {number_of_values, target_.path + ".count", target_.problems});
      if (!read) return std::nullopt;
      const std::int64_t n = std::get<std::int64_t>(*read);
      return finish(maker.is_logarithmic ? logspace(ends_[0], ends_[1], n) : linspace(ends_[0], ends_[1], n));
    }
    return maker.drawn ? drawn() : steps();
  }

 private:
  std::nullopt_t complain(std::string_view text) {
    target_.problems.add(maker_.value.where, target_.path, fmt::format("{} {}", maker_.key, text));
    return std::nullopt;
  }

  bool read_ends(std::size_t most) {
    const Node& node = maker_.value;
    if (!node.is_list() || node.list().size() < 2 || node.list().size() > most) {
      complain(most == 3 ? "takes [first, last] or [first, last, step]" : "takes [first, last]");
      return false;
    }
    for (const Node& end : node.list()) {
      const auto value = read_value(end, {end_of_range, target_.path, target_.problems});
      if (!value) return false;
      ends_.push_back(std::get<double>(*value));
    }
    return true;
  }

  std::optional<std::vector<double>> steps() {
    const double step = ends_.size() == 3 ? ends_[2] : 1;
    if (!(step > 0)) return complain("needs a step > 0");
    if (ends_[1] < ends_[0]) return complain("ends before it begins");
    if ((ends_[1] - ends_[0]) / step >= most_values) return complain(fmt::format("has more than {} values", most_values));
    return finish(arithmetic_range(ends_[0], ends_[1], step));
  }

  std::optional<std::vector<double>> drawn() {
    if (ends_[1] < ends_[0]) return complain("ends before it begins");
    if (!draws_) return complain("needs draws = { count = ..., seed = ... } in the same table");
    std::vector<double> values;
    for (std::int64_t i = 0; i < draws_->count; ++i) {
      const double uniform = uniform_draw(draws_->seed, target_.path, i);
      // A whole number is drawn from both ends inclusive, each as likely as the others.
      if (maker_called(maker_.key).is_logarithmic)
        values.push_back(draw_logarithmically_between(ends_[0], ends_[1], uniform));
      else
        values.push_back(whole_ ? std::floor(ends_[0] + uniform * (ends_[1] - ends_[0] + 1)) : draw_between(ends_[0], ends_[1], uniform));
      if (whole_) values.back() = std::round(values.back());
    }
    return values;
  }

  std::vector<double> finish(std::vector<double> values) const {
    if (!whole_) return values;
    for (double& value : values) value = std::round(value);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }

  const Node& node_;
  const Entry& maker_;
  const Target& target_;
  const Draws* draws_;
  bool whole_;
  std::vector<double> ends_;
};

}  // namespace

const std::vector<RangeMaker>& range_maker_table() {
  static const std::vector<RangeMaker> makers{{.name = "linspace", .counted = true},
                                              {.name = "logspace", .counted = true, .is_logarithmic = true},
                                              {.name = "range", .most_ends = 3},
                                              {.name = "uniform", .drawn = true},
                                              {.name = "loguniform", .drawn = true, .is_logarithmic = true}};
  return makers;
}

const std::vector<std::string>& range_makers() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> made;
    for (const RangeMaker& maker : range_maker_table()) made.push_back(maker.name);
    return made;
  }();
  return names;
}

bool is_range(const Node& node) { return maker_of(node) != nullptr; }

bool is_draw(const Node& node) {
  const auto& makers = range_maker_table();
  return std::any_of(makers.begin(), makers.end(), [&](const RangeMaker& maker) { return maker.drawn && node.find(maker.name); });
}

std::optional<std::vector<double>> expand_range(const Node& node, const Target& target, const Draws* draws) {
  return Expansion(node, target, draws).values();
}

}  // namespace polesweep::sweep
