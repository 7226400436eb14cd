#include "driver/guide/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "analysis/estimators/quantiles.hpp"
#include "core/learners/regime.hpp"
#include "driver/guide/suggestions.hpp"
#include "driver/guide/wording.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/listing.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::guide {
namespace {

using sweep::listing_of;
using sweep::quoted;

/// Two values for each power of ten, from `first` to `last`.
std::string places(std::int64_t first, std::int64_t last) {
  const double decades = std::log10(static_cast<double>(last) / static_cast<double>(first));
  return fmt::format("{{ logspace = [{}, {}], count = {} }}", first, last, 1 + std::lround(2 * decades));
}

/// A field as it is written, and what its comment says.
struct Line {
  std::string key;
  std::string value;
  std::string comment;
  bool tuned = false;
};

class Writer {
 public:
  explicit Writer(const Draft& draft) : draft_(draft) {}

  std::string text() {
    for (const std::string& paragraph : draft_.heading) text_ += wrapped(paragraph, "", "# ");
    write_settings();
    header("[[task]]", "What is to be learnt; lists of values, and more such tables, make more tasks. See: docs/sweep-files.md");
    write_member(draft_.task, "kind", "The data and their targets");
    header("[[poles]]", "Networks and where they start; lists and more tables work as above. See: docs/sweep-files.md");
    write_member(draft_.network, "network", "The network");
    write_member(draft_.poles, "kind", "Where its poles start");
    for (const DraftLearner& learner : draft_.learners) write_learner(learner);
    write_claim();
    return std::move(text_);
  }

 private:
  void header(const std::string& table, const std::string& comment) { text_ += fmt::format("\n{}{}\n", wrapped(comment, "", "# "), table); }

  void line(const std::string& key, const std::string& value, const std::string& comment) {
    text_ += wrapped(comment, "", "# ");
    text_ += fmt::format("{} = {}\n", key, value);
  }

  void write_settings() {
    text_ += '\n';
    line("name", quoted(draft_.name), "Title of the results. See: polesweep list sweep");
    line(
        "seeds", std::to_string(draft_.seeds),
        fmt::format(
            "Runs of each point, from seed 0 on: half of them choose settings, half judge; with fewer than {} intervals stay "
            "open, and they narrow with the root. Or {{ until = 0.1, at_most = 256 }}: until intervals are that narrow. See: polesweep list sweep",
            2 * analysis::runs_for_closed_bounds(0.5, sweep::Statistics{}.confidence)));
    bool any_lengths = false;
    bool any_iterations = false;
    for (const DraftLearner& learner : draft_.learners) {
      const std::string& regime = learner.regime.kind;
      const MeasuredAt at = measured_at(regime.empty() ? "stream" : regime);
      any_lengths = any_lengths || at.lengths;
      any_iterations = any_iterations || !at.lengths;
    }
    if (any_lengths)
      line("lengths", places(std::max<std::int64_t>(10, draft_.longest / 1000), draft_.longest),
           "Numbers of training samples at which each run is measured, two for each power of ten; longer ones added "
           "later go on from saved states. See: polesweep list sweep");
    if (any_iterations)
      line("iterations", places(std::max<std::int64_t>(1, draft_.longest / 1000), draft_.longest / 10),
           "Numbers of updates at which learners of fresh episodes are measured; the last was chosen by the budget. See: polesweep "
           "list sweep");
    header("[evaluation]", "How the risk of a run is measured. See: polesweep list sweep");
    line("samples", std::to_string(draft_.scored),
         "Samples of the test, where the risk has no closed form: more of them cost time and make each risk more exact. See: "
         "polesweep list sweep");
  }

  /// The fields of a member that are not left at their defaults.
  std::vector<Line> lines_of(const DraftMember& member) const {
    std::vector<Line> lines;
    const MemberInfo* info = find_member(member.family, member.kind);
    if (info == nullptr) return lines;
    for (const FieldSpec& spec : info->fields) {
      const auto given = member.given.find(spec.name);
      const std::optional<Suggestion> suggested =
          member.plain && !spec.required() ? std::nullopt : suggestion_for(member.family, member.kind, spec);
      if (given == member.given.end() && !suggested) continue;
      const bool asked = given != member.given.end();
      const bool tuned = !asked && suggested->tuned;
      const std::string reason = asked ? "" : suggested->reason;
      std::string value = asked ? given->second : suggested->value;
      if (tuned) value = fmt::format("{{ logspace = {}, count = {} }}", value, draft_.tried);
      lines.push_back({spec.name, std::move(value), fmt::format("{}{}", spec.help, reason.empty() ? "" : ": " + reason), tuned});
    }
    return lines;
  }

  /// A member whose fields stand in its table.
  void write_member(const DraftMember& member, const std::string& key, const std::string& role) {
    const MemberInfo& info = *find_member(member.family, member.kind);
    line(key, quoted(member.kind), fmt::format("{}: {}. Others: {}", role, info.summary, listing_of(member.family)));
    for (const Line& field : lines_of(member))
      line(field.key, field.value, fmt::format("{}. See: {}", capital(field.comment), listing_of(member.family, member.kind)));
  }

  /// A part of a learner, on one line. Adds the fields to be tuned.
  void write_part(const DraftMember& member, const std::string& key, std::vector<std::string>& tune) {
    const MemberInfo* info = find_member(member.family, member.kind);
    if (info == nullptr) return;
    std::string value = quoted(member.kind);
    std::string comment = fmt::format("{}: {}.", capital(key), info->summary);
    const std::vector<Line> lines = lines_of(member);
    for (const Line& field : lines) {
      value += fmt::format(", {} = {}", field.key, field.value);
      comment += fmt::format(" {}: {}.", field.key, field.comment);
      if (field.tuned) tune.push_back(quoted(key + "." + field.key));
    }
    if (!lines.empty()) value = fmt::format("{{ kind = {} }}", value);
    line(key, value, fmt::format("{} See: {}; others: {}", comment, listing_of(member.family, member.kind), listing_of(member.family)));
  }

  void write_learner(const DraftLearner& learner) {
    header("[[learner]]", "What learns; each such table is a learner of its own. See: docs/sweep-files.md");
    line("label", quoted(learner.label), "Its name in tables, figures and claims. See: docs/sweep-files.md");
    std::vector<std::string> tune;
    write_part(learner.recurrent, "recurrent", tune);
    write_part(learner.readout, "readout", tune);
    write_part(learner.optimizer, "optimizer", tune);
    write_part(learner.regime, "regime", tune);
    if (tune.empty()) {
      text_ += wrapped("Nothing is tuned: this learner has no setting that matters as much as a step size does.", "", "# ");
      return;
    }
    std::string fields;
    for (const std::string& field : tune) fields += (fields.empty() ? "" : ", ") + field;
    line(
        "tune", fmt::format("[{}]", fields),
        "The best of these settings is chosen on one half of the seeds and judged on the other, so that learners are compared at their best. "
        "See: docs/sweep-files.md");
  }

  void write_claim() {
    header("[[claim]]", "What the sweep is for. See: docs/claims.md");
    const std::string& first = draft_.learners.front().label;
    const bool is_ratio = draft_.claim == DraftClaim::ratio;
    const std::string kind = is_ratio ? "ratio" : "monotonicity";
    const std::string see = fmt::format("See: polesweep list claims {}", kind);
    line("kind", quoted(kind),
         "What the sweep asks, so that it ends in a verdict: holds, fails or undecided. Others: polesweep list claims");
    if (is_ratio) {
      const std::string& second = draft_.learners[1].label;
      line("statement", quoted(fmt::format("{} has a lower risk than {}", second, first)), "The claim in words. " + see);
      line("of", quoted(second), "The learner it is about. " + see);
      line("reference", quoted(first), "The learner that it is compared with, seed by seed. " + see);
      line("below", "1.0", "It holds if the whole interval of the median ratio of their risks lies below this. " + see);
      return;
    }
    const bool along_lengths = draft_.claim == DraftClaim::falls_along_lengths;
    line("statement", quoted(fmt::format("the risk of {} falls all the way", first)), "The claim in words. " + see);
    line("label", quoted(first), "The learner it is about. " + see);
    line("axis", quoted(along_lengths ? "length" : "iteration"), "Along which the risk is looked at. " + see);
    line("direction", quoted("falling"), "It holds if every step of the median surely goes this way. " + see);
  }

  const Draft& draft_;
  std::string text_;
};

}  // namespace

std::string draft_text(const Draft& draft) { return Writer(draft).text(); }

}  // namespace polesweep::guide
