#include "driver/guide/init.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <numeric>
#include <utility>

#include "core/block/kernel_set.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/learners/learner.hpp"
#include "core/utf8.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/guide/draft.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/listing.hpp"

namespace polesweep::guide {
namespace {

using Words = std::vector<std::string>;
namespace fs = std::filesystem;

constexpr std::int64_t ladder[] = {100, 300, 1000, 3000, 10'000, 30'000, 100'000, 300'000, 1'000'000};
/// Below this a sweep rather tries fewer settings and tests on fewer samples.
constexpr std::int64_t long_enough = 1000;

Words names_of(Family family) {
  Words names;
  for (const MemberInfo& info : members(family)) names.push_back(info.name);
  return names;
}

const MemberInfo& known(Family family, const std::string& name, const char* option) {
  if (const MemberInfo* info = find_member(family, name)) return *info;
  throw Error(sweep::with_listing(fmt::format("{}: unknown '{}'{}", option, name, sweep::known_names(name, "one of", names_of(family))),
                                  sweep::listing_of(family)));
}

bool reads_data(const MemberInfo& info) {
  return std::ranges::any_of(info.fields, [](const FieldSpec& spec) { return spec.data_file && spec.required(); });
}

bool has_field(const MemberInfo& info, std::string_view name) {
  return std::ranges::any_of(info.fields, [&](const FieldSpec& spec) { return spec.name == name; });
}

/// A data file as the sweep names it. Who types a path means it from where they are, a sweep from its own folder; what is not there may be
/// in a folder of POLESWEEP_DATA.
std::string seen_from(const fs::path& sweep, const std::string& data) {
  std::error_code failed;
  if (data.empty() || fs::path(data).is_absolute() || !fs::exists(data, failed)) return data;
  // Folders of the sweep that are links would lead elsewhere by "..".
  const fs::path folder = fs::weakly_canonical(fs::absolute(sweep).parent_path(), failed);
  const fs::path file = fs::weakly_canonical(fs::absolute(data).parent_path(), failed) / fs::path(data).filename();
  const fs::path relative = file.lexically_relative(folder);
  return (relative.empty() ? file : relative).generic_string();
}

/// A list of texts as the one value of a field.
std::string text_list(const Words& words) {
  Words all;
  for (const std::string& word : words) all.push_back(sweep::quoted(word));
  return fmt::format("[[{}]]", fmt::join(all, ", "));
}

/// What a task that reads data needs must be there.
void check_data(const InitRequest& request, const MemberInfo& task) {
  if (!reads_data(task)) return;
  Words missing;
  if (request.data.empty()) missing.emplace_back("--data FILE");
  const auto is_required = [&](const char* name) {
    return std::ranges::any_of(task.fields, [&](const FieldSpec& spec) { return spec.name == name && spec.required(); });
  };
  if (is_required("inputs") && request.inputs.empty()) missing.emplace_back("--inputs COLUMN ...");
  if (is_required("targets") && request.targets.empty()) missing.emplace_back("--targets COLUMN ...");
  if (!missing.empty()) throw Error(fmt::format("--task: '{}' needs {}", task.name, fmt::join(missing, " and ")));
}

/// A sweep file is UTF-8, so that it cannot name everything that the system can.
void check_names(const InitRequest& request, const fs::path& file) {
  const auto check = [](const char* option, const std::string& name, const char* what_to_do) {
    if (valid_utf8(name) != name)
      throw Error(fmt::format("{}: got '{}' (not UTF-8, and so no name that a sweep file can hold). {}", option,
                              excerpt(name, longest_line), what_to_do));
  };
  check("--data", seen_from(file, request.data), "Rename it, or write the sweep beside it?");
  for (const std::string& name : request.inputs) check("--inputs", name, "Rename the column?");
  for (const std::string& name : request.targets) check("--targets", name, "Rename the column?");
}

/// Looks for a draft that plans, then for the longest that fits the budget.
class Search {
 public:
  Search(const InitRequest& request, const std::filesystem::path& file) : request_(request), file_(file) {
    check_request(request);
    check_names(request, file);
  }

  NewSweep find() {
    Draft draft = find_kinds();
    choose_claim(draft);
    const double core_hours = fit(draft);
    const auto sweep = prepared(draft);
    NewSweep made{"", core_hours, sweep->points().points.size() * sweep->sweep().seeds.size()};
    const std::int64_t last = *std::prev(std::end(ladder));
    // A draft as long as that may have filled the budget all the same.
    const bool ends_early = draft.longest == last && 2 * core_hours < budget();
    draft.heading = {
        fmt::format(
            "A sweep to begin with, by polesweep init. It was planned before it was written: {}, about {:.2g} core-hours; the budget "
            "was {:g}.{}",
            counted(made.runs, "run"), core_hours, budget(),
            ends_early
                ? fmt::format(" The budget allows more, but init writes no runs longer than {} samples: raise lengths, or seeds.", last)
                : ""),
        fmt::format(
            "Next: polesweep explain {0}, polesweep plan {0}, polesweep run {0}. How such a file becomes a grid: docs/sweep-files.md. "
            "Editors complete and check it by what polesweep schema prints.",
            excerpt(file_.filename().string(), longest_line))};
    made.text = draft_text(draft);
    return made;
  }

 private:
  double budget() const { return request_.budget.value_or(usual_budget); }

  std::unique_ptr<execute::Preparation> prepared(const Draft& draft) const {
    return std::make_unique<execute::Preparation>(sweep::Source{file_.string(), draft_text(draft), {}}, sweep::data_folders(file_));
  }

  /// Whether the draft plans; the first complaint of all is kept, since it is about what was wanted most.
  bool plans(const Draft& draft) {
    try {
      prepared(draft);
      return true;
    } catch (const Error& error) {
      if (complaint_.empty()) complaint_ = error.what();
      return false;
    }
  }

  /// The tasks that may be meant, what is wanted most first; of recorded data with windows from long to short.
  std::vector<DraftMember> tasks() const {
    std::vector<DraftMember> tasks;
    for (const MemberInfo& info : members(Family::task)) {
      if (request_.task ? info.name != *request_.task : reads_data(info)) continue;
      DraftMember task{Family::task, info.name, {}};
      if (!reads_data(info)) {
        tasks.push_back(std::move(task));
        continue;
      }
      for (const FieldSpec& spec : info.fields)
        if (spec.data_file && spec.required()) task.given[spec.name] = sweep::quoted(seen_from(file_, request_.data));
      if (has_field(info, "inputs") && !request_.inputs.empty()) task.given["inputs"] = text_list(request_.inputs);
      if (has_field(info, "targets") && !request_.targets.empty()) task.given["targets"] = text_list(request_.targets);
      for (const std::int64_t* length = std::end(ladder); length != std::begin(ladder);) {
        task.given["window_length"] = std::to_string(*--length);
        tasks.push_back(task);
      }
    }
    return tasks;
  }

  std::vector<DraftMember> networks() const {
    std::vector<DraftMember> networks;
    for (const MemberInfo& info : members(Family::network)) {
      if (request_.network && info.name != *request_.network) continue;
      networks.push_back({Family::network, info.name});
      networks.push_back({.family = Family::network, .kind = info.name, .plain = true});
      if (has_field(info, "leak_on")) networks.push_back({Family::network, info.name, {{"leak", "0.5"}, {"leak_on", "\"voltage\""}}});
    }
    return networks;
  }

  /// Kinds of one family: the one that is asked for, or those that may stand in for it.
  static std::vector<DraftMember> either(Family family, const std::optional<std::string>& asked, const Words& others) {
    std::vector<DraftMember> found;
    for (const std::string& name : asked ? Words{*asked} : others) found.push_back({family, name, {}});
    return found;
  }

  /// Ways to make a learner of a name.
  std::vector<DraftLearner> ways(const std::string& name) const {
    const bool learns_poles = find_member(Family::recurrent, name) != nullptr;
    const DraftMember recurrent{Family::recurrent, learns_poles ? name : "fixed", {}};
    const std::optional<std::string> readout = learns_poles ? std::nullopt : std::optional(name);
    std::vector<DraftLearner> ways;
    for (const DraftMember& regime : either(Family::regime, request_.regime, {"", "repeat", "episodes"}))
      for (const DraftMember& a_readout : either(Family::readout, readout, {"gradient", "rls"}))
        for (const DraftMember& optimizer : either(Family::optimizer, request_.optimizer, {"adam"})) {
          const bool follows = follows_gradient(recurrent.kind, a_readout.kind);
          DraftLearner learner{"", recurrent, a_readout, follows ? optimizer : DraftMember{Family::optimizer, ""}, regime};
          learner.label = fmt::format("{}, {}", learns_poles ? name : "fixed poles", a_readout.kind);
          if (follows) learner.label += ", " + optimizer.kind;
          ways.push_back(std::move(learner));
        }
    return ways;
  }

  /// Fills in the learners; returns false if one of them does not go with the rest.
  bool find_learners(const Words& names, Draft& draft) {
    draft.learners.clear();
    for (const std::string& name : names) {
      const std::vector<DraftLearner> all = ways(name);
      const auto way = std::ranges::find_if(all, [&](const DraftLearner& learner) {
        Draft alone = draft;
        alone.learners = {learner};
        const bool has_lengths = learner.regime.kind != "episodes";
        alone.claim = has_lengths ? DraftClaim::falls_along_lengths : DraftClaim::falls_along_iterations;
        return plans(alone);
      });
      if (way == all.end()) return false;
      draft.learners.push_back(*way);
    }
    return true;
  }

  Draft find_kinds() {
    for (const DraftMember& task : tasks())
      for (const DraftMember& poles : either(Family::poles, request_.poles, {"ring", "random"}))
        for (const DraftMember& network : networks()) {
          Draft draft;
          draft.name = valid_utf8(file_.stem().string());
          draft.task = task;
          draft.network = network;
          draft.poles = poles;
          draft.longest = ladder[0];
          draft.seeds = request_.seeds.value_or(usual_seeds);
          // Where poles cannot learn, readouts are compared.
          const std::vector<Words> sets =
              request_.learners.empty() ? std::vector<Words>{{"rls", "rtrl"}, {"rls", "lms"}} : std::vector<Words>{request_.learners};
          for (const Words& names : sets)
            if (find_learners(names, draft)) return draft;
        }
    // It may be the file, too.
    throw Error(fmt::format("init: {}. Of what was tried first polesweep plan says:\n{}",
                            request_.data.empty() ? "these kinds do not go together" : "no sweep of these data could be planned",
                            complaint_));
  }

  void choose_claim(Draft& draft) {
    Words kinds;
    for (const DraftClaim claim : {DraftClaim::ratio, DraftClaim::falls_along_lengths, DraftClaim::falls_along_iterations}) {
      draft.claim = claim;
      if ((claim != DraftClaim::ratio || draft.learners.size() > 1) && plans(draft)) return;
    }
    throw Error(fmt::format("init: these learners do not go together in one sweep. polesweep plan says:\n{}", complaint_));
  }

  struct Cost {
    double operations = 0;
    double core_hours = 0;
  };

  /// By short runs on this core.
  Cost measured(const Draft& draft) const {
    const auto sweep = prepared(draft);
    const std::vector<double> seconds = sweep->unit_seconds(kernels(), nullptr, 1);
    return {sweep->units().savings.fused, std::accumulate(seconds.begin(), seconds.end(), 0.0) / 3600};
  }

  /// Makes the draft as long as its cost fits, and returns the cost in core-hours.
  double fit(Draft& draft) const {
    struct Economy {
      std::int64_t tried;
      std::int64_t scored;
    };
    double least = 0;
    for (const auto& [tried, scored] : {Economy{5, 10'000}, Economy{3, 10'000}, Economy{3, 1000}}) {
      draft.tried = tried;
      draft.scored = scored;
      const bool is_last = scored == 1000;
      const Cost cost = lengthen(draft);
      least = cost.core_hours;
      if (cost.core_hours <= budget() && (is_last || draft.longest >= long_enough)) return cost.core_hours;
    }
    throw Error(
        fmt::format("--budget: got {:g} core-hours (the shortest sweep of these kinds takes {:.2g} with {}). Give more, or fewer --seeds?",
                    budget(), least, counted(static_cast<std::uint64_t>(draft.seeds), "seed")));
  }

  /// Sets the longest length of the ladder that fits and plans, the first if none does, and returns what it costs.
  Cost lengthen(Draft& draft) const {
    std::size_t best = 0;
    std::size_t end = std::size(ladder);  // from here on lengths do not fit
    draft.longest = ladder[0];
    Cost cost = measured(draft);
    for (;;) {
      std::size_t next = best;
      for (std::size_t i = best + 1; i < end; ++i) {
        Draft longer = draft;
        longer.longest = ladder[i];
        const std::optional<double> operations = operations_of(longer);
        if (!operations || cost.core_hours * *operations > budget() * cost.operations) break;
        next = i;
      }
      if (next == best) break;
      Draft longer = draft;
      longer.longest = ladder[next];
      const Cost of_longer = measured(longer);
      if (of_longer.core_hours > budget()) {
        end = next;
        continue;
      }
      best = next;
      cost = of_longer;
      draft.longest = longer.longest;
    }
    return cost;
  }

  /// Nominal operations of a draft; none if data do not supply as many samples.
  std::optional<double> operations_of(const Draft& draft) const {
    try {
      return prepared(draft)->units().savings.fused;
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  const InitRequest& request_;
  std::filesystem::path file_;
  std::string complaint_;
};

}  // namespace

void check_request(const InitRequest& request) {
  const Words& asked = request.learners;
  if (const auto twice = std::ranges::find_if(asked, [&](const std::string& one) { return std::ranges::count(asked, one) > 1; });
      twice != asked.end())
    throw Error(fmt::format("--learner: '{}' is listed twice", *twice));
  if (request.budget && !(*request.budget > 0)) throw Error(fmt::format("--budget: got {} (must be > 0)", *request.budget));
  if (request.seeds && *request.seeds < 1) throw Error(fmt::format("--seeds: got {} (must be >= 1)", *request.seeds));
  if (request.task) known(Family::task, *request.task, "--task");
  if (request.network) known(Family::network, *request.network, "--network");
  if (request.poles) known(Family::poles, *request.poles, "--poles");
  if (request.optimizer) known(Family::optimizer, *request.optimizer, "--optimizer");
  if (request.regime) known(Family::regime, *request.regime, "--regime");
  for (const std::string& name : request.learners) {
    if (find_member(Family::recurrent, name) || find_member(Family::readout, name)) continue;
    Words all = names_of(Family::recurrent);
    for (const std::string& readout : names_of(Family::readout)) all.push_back(readout);
    throw Error(sweep::with_listing(fmt::format("--learner: unknown '{}'{}", name, sweep::known_names(name, "one of", all)),
                                    "polesweep list recurrent readouts"));
  }
  if (!request.data.empty() && !(request.task && reads_data(*find_member(Family::task, *request.task))))
    throw Error("--data: not used (the task reads no file). Name one that does, as in --task file?");
  if (request.task) check_data(request, *find_member(Family::task, *request.task));
}

NewSweep new_sweep(const InitRequest& request, const std::filesystem::path& file) { return Search(request, file).find(); }

void write_new_file(const std::filesystem::path& file, const std::string& text) {
  // "x": it is an error if the file is there, even if it has come between a look and this line.
  std::FILE* out = std::fopen(file.c_str(), "wx");
  if (out == nullptr) {
    const int reason = errno;
    throw Error(reason == EEXIST ? fmt::format("{}: exists (it is never overwritten). Choose another name?", file.string())
                                 : fmt::format("{}: cannot be written ({})", file.string(), std::strerror(reason)));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  if (std::fclose(out) != 0 || !written) throw Error(fmt::format("{}: cannot be written", file.string()));
}

}  // namespace polesweep::guide
