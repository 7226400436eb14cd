#include "core/learners/regime.hpp"

#include "core/members/family_table.hpp"

namespace polesweep {
namespace {

std::unique_ptr<Regime> make_stream(Fields&) { return std::make_unique<Regime>(); }

std::unique_ptr<Regime> make_repeat(Fields& fields) {
  auto regime = std::make_unique<Regime>();
  regime->kind = RegimeKind::repeat;
  regime->passes =
      fields.integer({.name = "passes", .help = "times that the same samples are gone through", .range = {.low = 1, .high = 1e9}});
  return regime;
}

std::unique_ptr<Regime> make_episodes(Fields& fields) {
  auto regime = std::make_unique<Regime>();
  regime->kind = RegimeKind::episodes;
  regime->batch = fields.integer({.name = "batch", .help = "sequences of one update", .fallback = 1, .range = {.low = 1, .high = 1e6}});
  regime->length = fields.integer(
      {.name = "length", .help = "samples of one sequence, washout excluded", .unit = "samples", .range = {.low = 1, .high = 1e7}});
  regime->final_loss = fields.choice({.name = "loss",
                                      .help = "what enters the loss: every sample of a sequence, or the last one alone",
                                      .choices = "sequence|final",
                                      .fallback = "sequence"}) == 1;
  regime->expected = fields.boolean(
      {.name = "expected", .help = "the update's expectation over white input, where it has a closed form, instead of a batch"});
  return regime;
}

using Entry = FamilyEntry<Regime>;

const Entry entries[] = {
    {"stream", "one pass over the samples; an update takes the sum of the gradients of its samples", 1, make_stream},
    {"repeat", "the first N samples again and again, from a zero state each time; an update takes the mean of the gradients of its samples",
     2, make_repeat},
    {"episodes", "fresh batches of sequences from a zero state, one update for each batch, by the mean of the gradients of its loss terms",
     2, make_episodes},
};

}  // namespace

Regime make_regime(const Member& member) { return *make_member(entries, member); }

MeasuredAt measured_at(std::string_view regime) { return {.lengths = regime != "episodes", .iterations = regime != "stream"}; }

const std::vector<MemberInfo>& regime_members() {
  static const std::vector<MemberInfo> infos = describe_entries(entries);
  return infos;
}

}  // namespace polesweep
