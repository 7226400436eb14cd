#include <algorithm>
#include <stdexcept>

#include "core/linear_algebra/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {

constexpr int chunk_steps = BlockLearner::longest_chunk;  // states of 64 steps stay in the second-level cache for up to about 100 states

BlockRun::BlockRun(const Setting& setting, std::vector<std::uint64_t> seeds, std::vector<Slot> slots, Schedule schedule)
    : setting_(setting),
      needs_(needs_of(setting.group.measurement.metrics)),
      seeds_(std::move(seeds)),
      slots_(std::move(slots)),
      schedule_(std::move(schedule)),
      states_(setting.ground().poles->count()) {
  const auto lanes = static_cast<std::size_t>(setting.kernels.lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    // Lanes that no copy fills repeat the last one that does.
    const std::size_t used = lanes / seeds_.size() * seeds_.size();
    lane_seeds_.push_back(seeds_[std::min(lane, used - 1) % seeds_.size()]);
  }
  network_ = setting.ground().network->build(*setting.ground().poles, {.inputs = setting.facts().inputs,
                                                                       .complex_valued = setting.facts().complex_valued,
                                                                       .seeds = lane_seeds_,
                                                                       .kernels = setting.kernels,
                                                                       .modes = setting.facts().modes ? &*setting.facts().modes : nullptr});
  rows_ = std::make_unique<RegressorRows>(states_, setting.facts().complex_valued, setting.kernels.lanes, chunk_steps);
  state_ = Arena(network_->state_size());
  inputs_ = Arena(chunk_steps * setting.facts().inputs * number());
  observed_ = Arena(chunk_steps * setting.facts().outputs * number());
  clean_ = Arena(chunk_steps * setting.facts().outputs * number());
  if ((needs_.symbols || needs_.bits) && !setting_.facts().constellation.empty()) {
    symbols_.emplace(setting_.facts().constellation);
    sent_ = Arena(chunk_steps * setting_.facts().outputs * static_cast<std::size_t>(setting_.kernels.lanes));
  }
  build_learners();
  if (schedule_.regime.kind != RegimeKind::repeat && !schedule_.regime.expected)
    stream_ = setting_.task().open(Part::training, lane_seeds_, setting_.kernels);
}

void BlockRun::build_learners() {
  const AlignedStart aligned = aligned_start(*setting_.ground().poles, *setting_.ground().network, setting_.facts(), lane_seeds_);
  learners_.reserve(slots_.size());
  for (const Slot& slot : slots_) {
    LearnerRequest request{.points = {},
                           .regime = schedule_.regime,
                           .seeds = lane_seeds_,
                           .network = network_->shape(),
                           .outputs = setting_.facts().outputs,
                           .longest_segment = schedule_.regime.kind == RegimeKind::repeat     ? schedule_.length
                                              : schedule_.regime.kind == RegimeKind::episodes ? schedule_.regime.length
                                                                                              : 0,
                           .measures_alignment = needs_.exact_gradient,
                           .keeps_average = needs_.average,
                           .measures_gradient = schedule_.trace || needs_.last_update,
                           .keeps_gradient = schedule_.trace != nullptr,
                           .shadows = setting_.group.measurement.shadows,
                           .aligned = &aligned,
                           .kernels = setting_.kernels};
    for (const std::size_t point : slot) request.points.insert(request.points.end(), seeds_.size(), &setting_.group.points[point]);
    learners_.emplace_back(make_learner(request), network_->start(), lane_seeds_, setting_.kernels, marks(),
                           BlockLearner::Kept{.average = needs_.average, .condition = needs_.readout_condition});
    const auto same =
        std::find_if(learners_.begin(), learners_.end() - 1, [&](const BlockLearner& other) { return learners_.back().can_follow(other); });
    if (same != learners_.end() - 1) learners_.back().follow(*same);
    rows_->add(learners_.back().regressors());
    any_fixed_ = any_fixed_ || !learners_.back().trains_network();
  }
  over_.assign(slots_.size(), false);
  reached_.assign(slots_.size(), std::vector<bool>(marks(), false));
  prequential_.resize(slots_.size());
  if (setting_.evaluation().kind == "prequential")
    for (auto& by_mark : prequential_)
      for (std::size_t i = 0; i < marks(); ++i) by_mark.push_back(make_scores());
}

std::int64_t BlockRun::train() {
  switch (schedule_.regime.kind) {
    case RegimeKind::stream: return stream();
    case RegimeKind::repeat: return repeat();
    case RegimeKind::episodes: return schedule_.regime.expected ? expected_episodes() : episodes();
  }
  throw std::logic_error("no such regime");
}

/// Alignment goes on counting updates, and a condition is of a factor that may take any form.
void BlockRun::look_for_an_end() {
  if (schedule_.trace || needs_.exact_gradient || needs_.readout_condition) return;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (over_[slot] || (!schedule_.goes_on.empty() && schedule_.goes_on[slot])) continue;
    over_[slot] = learners_[slot].is_over(static_cast<int>(used_lanes(slot)));
    if (over_[slot]) learners_[slot].give_up();
  }
}

std::int64_t BlockRun::compute() {
  if (schedule_.trace) begin_trace();
  const std::int64_t position = train();
  if (schedule_.trace) end_trace();
  evaluate([&] {
    if (schedule_.on_break) schedule_.on_break(position);
  });
  return position;
}

Stream::Piece BlockRun::read(Stream& stream, int most) {
  const Stream::Piece piece = stream.next(most, {inputs_.data(), observed_.data(), clean_.data()});
  if (piece.steps == 0) throw std::logic_error("a task ended before the length it promised");
  return piece;
}

/// Hands one piece to every learner: to a readout on fixed poles the states, to others the inputs.
void BlockRun::learn(const Stream::Piece& piece, const double* inputs, const double* observed, const double* loss_weights) {
  if (any_fixed_) {
    if (piece.starts_segment) state_.clear();
    network_->advance(
        network_->start().data(),
        {.steps = piece.steps, .inputs = inputs, .states = rows_->states(), .stride = rows_->stride(), .state = state_.data()});
    if (piece.scored) rows_->assemble(piece.steps, inputs);
  }
  for (std::size_t slot = 0; slot < learners_.size(); ++slot) {
    BlockLearner& learner = learners_[slot];
    if (over_[slot]) continue;
    LearningChunk chunk{.steps = piece.steps,
                        .rows = inputs,
                        .stride = setting_.facts().inputs,
                        .targets = observed,
                        .scored = piece.scored,
                        .starts_segment = piece.starts_segment,
                        .loss_weights = loss_weights};
    if (!learner.trains_network()) {
      if (!piece.scored) continue;
      chunk.rows = rows_->rows(learner.regressors());
      chunk.stride = learner.regressors().stride(states_);
    }
    learner.learn(chunk);
  }
}

void BlockRun::mark(std::size_t index) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    learners_[slot].measure();
    reached_[slot][index] = true;
  }
}

std::int64_t BlockRun::stream() {
  std::int64_t done = schedule_.start.position;
  for (std::size_t i = schedule_.start.marks.size(); i < schedule_.marks.size(); ++i) {
    // Windows of samples are scored to their end.
    const bool may_end = setting_.evaluation().kind != "prequential";
    while (done < schedule_.marks[i] && !(may_end && all_over())) {
      if (schedule_.on_break) schedule_.on_break(done);
      int steps = static_cast<int>(std::min<std::int64_t>(chunk_steps, schedule_.marks[i] - done));
      const bool traces = schedule_.trace && cut_for_trace(schedule_.trace->until_next(done), steps);
      const Stream::Piece piece = read(*stream_, steps);
      learn(piece, inputs_.data(), observed_.data(), nullptr);
      if (!piece.scored) continue;
      if (traces) trace(done + 1, 1, inputs_.data(), observed_.data(), clean_.data());
      if (setting_.evaluation().kind == "prequential") score_windows(done, piece.steps);
      done += piece.steps;
      look_for_an_end();
    }
    done = schedule_.marks[i];
    mark(i);
  }
  return done;
}

/// Adds the samples (done, done + steps] to the windows (N - min(N, samples), N] of the lengths N that they fall into. Each window is
/// summed by itself, so that a length's risk does not depend on which other lengths were asked for.
void BlockRun::score_windows(std::int64_t done, int steps) {
  decide_sent(steps);
  for (std::size_t i = 0; i < schedule_.marks.size(); ++i) {
    const std::int64_t length = schedule_.marks[i];
    const std::int64_t start = std::max(done, length - std::min(length, setting_.evaluation().samples));
    const std::int64_t end = std::min(done + steps, length);
    if (start >= end) continue;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
      prequential_[slot][i].add(scored(learners_[slot].predictions(), static_cast<int>(start - done), static_cast<int>(end - done)));
  }
}

/// Draws the first N samples twice: their number of steps, washout included, is known when the first time is over.
BlockRun::KeptData BlockRun::keep_data() {
  std::vector<KeptPiece> pieces;
  std::size_t steps = 0;
  {
    const std::unique_ptr<Stream> stream = setting_.task().open(Part::training, lane_seeds_, setting_.kernels);
    for (std::int64_t done = 0; done < schedule_.length;) {
      const Stream::Piece piece = read(*stream, static_cast<int>(std::min<std::int64_t>(chunk_steps, schedule_.length - done)));
      if (piece.scored) done += piece.steps;
      pieces.push_back({piece, steps});
      steps += static_cast<std::size_t>(piece.steps);
    }
  }
  const std::size_t input_row = static_cast<std::size_t>(setting_.facts().inputs) * number();
  const std::size_t target_row = static_cast<std::size_t>(setting_.facts().outputs) * number();
  KeptData kept{std::move(pieces), Arena(steps * input_row), Arena(steps * target_row)};
  const std::unique_ptr<Stream> stream = setting_.task().open(Part::training, lane_seeds_, setting_.kernels);
  for (const KeptPiece& one : kept.pieces) {
    read(*stream, one.piece.steps);
    std::copy_n(inputs_.data(), one.piece.steps * input_row, kept.inputs.data() + one.at * input_row);
    std::copy_n(observed_.data(), one.piece.steps * target_row, kept.observed.data() + one.at * target_row);
  }
  return kept;
}

/// The first N samples, kept, again and again. One learner: updates are counted, and learners differ in when theirs come.
std::int64_t BlockRun::repeat() {
  const std::size_t input_row = static_cast<std::size_t>(setting_.facts().inputs) * number();
  const std::size_t target_row = static_cast<std::size_t>(setting_.facts().outputs) * number();
  const auto [pieces, inputs, observed] = keep_data();
  BlockLearner& learner = learners_.front();
  const std::int64_t every = learner.learner().rule->samples_per_update();
  std::size_t next = schedule_.start.marks.size();
  bool over = false;
  const auto mark_reached = [&] {
    while (next < schedule_.marks.size() && learner.updates() >= schedule_.marks[next]) mark(next++);
  };
  for (std::int64_t pass = schedule_.start.position; pass < schedule_.regime.passes; ++pass) {
    if (schedule_.on_break) schedule_.on_break(pass);
    const std::int64_t updates = learner.updates();
    const bool was_over = over;
    std::int64_t since = 0;  // scored samples since the last update
    for (const KeptPiece& kept : pieces) {
      if (kept.piece.starts_segment) since = 0;
      for (int done = 0; done < kept.piece.steps;) {
        Stream::Piece piece = kept.piece;
        piece.steps -= done;
        piece.starts_segment = piece.starts_segment && done == 0;
        // Not beyond the update at which the next measure is due.
        if (every > 0 && next < schedule_.marks.size())
          piece.steps = static_cast<int>(
              std::min<std::int64_t>(piece.steps, std::max<std::int64_t>(1, (schedule_.marks[next] - learner.updates()) * every - since)));
        const bool traces = schedule_.trace && every > 0 && piece.scored &&
                            cut_for_trace(schedule_.trace->until_next(learner.updates()) * every - since, piece.steps);
        const std::size_t at = kept.at + static_cast<std::size_t>(done);
        learn(piece, inputs.data() + at * input_row, observed.data() + at * target_row, nullptr);
        if (traces) trace(learner.updates(), 1, inputs.data() + at * input_row, observed.data() + at * target_row, nullptr);
        if (piece.scored && every > 0) since = (since + piece.steps) % every;
        done += piece.steps;
        mark_reached();
      }
    }
    const bool traces = schedule_.trace && every == 0 && schedule_.trace->until_next(learner.updates()) == 1;
    if (traces) keep_traced_weights();
    learner.finish_batch(static_cast<double>(schedule_.length));
    if (traces) {
      const KeptPiece& last = pieces.back();
      trace(learner.updates(), last.piece.steps, inputs.data() + last.at * input_row, observed.data() + last.at * target_row, nullptr);
    }
    mark_reached();
    look_for_an_end();
    over = over_.front();
    if (over && !was_over) over_.front() = false;  // one more pass, which says how many updates one makes that comes to nothing
    if (!over_.front()) continue;
    const std::int64_t last = learner.updates() + (schedule_.regime.passes - pass - 1) * (learner.updates() - updates);
    while (next < schedule_.marks.size() && last >= schedule_.marks[next]) mark(next++);
    break;
  }
  if (!schedule_.measures_end) return schedule_.regime.passes;
  // The end comes after the iterations. Iterations that were not reached are left out of what is read.
  while (learner.measured() < marks() - 1) learner.measure();
  mark(marks() - 1);
  return schedule_.regime.passes;
}

/// Makes an update of episodes, whose last piece had `last_steps` steps.
void BlockRun::finish_batch(std::int64_t updates, int last_steps, double terms) {
  const bool traces = schedule_.trace && schedule_.trace->until_next(updates) == 1;
  if (traces) keep_traced_weights();
  for (std::size_t slot = 0; slot < learners_.size(); ++slot)
    if (!over_[slot]) learners_[slot].finish_batch(terms);
  look_for_an_end();
  if (traces) trace(updates + 1, last_steps, inputs_.data(), observed_.data(), schedule_.regime.expected ? nullptr : clean_.data());
}

std::int64_t BlockRun::episodes() {
  const Regime& regime = schedule_.regime;
  std::vector<double> last_only(chunk_steps, 0.0);
  std::int64_t updates = schedule_.start.position;
  int last_steps = 0;  // of the last piece
  bool fresh = updates == 0;
  for (std::size_t i = schedule_.start.marks.size(); i < schedule_.marks.size(); ++i) {
    for (; updates < schedule_.marks[i] && !all_over(); ++updates) {
      if (schedule_.on_break) schedule_.on_break(updates);
      for (std::int64_t sequence = 0; sequence < regime.batch; ++sequence) {
        if (!fresh) stream_->restart();
        fresh = false;
        for (std::int64_t done = 0; done < regime.length;) {
          const Stream::Piece piece = read(*stream_, static_cast<int>(std::min<std::int64_t>(chunk_steps, regime.length - done)));
          const bool ends = piece.scored && done + piece.steps == regime.length;
          if (ends) last_only[static_cast<std::size_t>(piece.steps) - 1] = 1;
          learn(piece, inputs_.data(), observed_.data(), regime.final_loss ? last_only.data() : nullptr);
          if (ends) last_only[static_cast<std::size_t>(piece.steps) - 1] = 0;
          if (piece.scored) done += piece.steps;
          last_steps = piece.steps;
        }
      }
      finish_batch(updates, last_steps, static_cast<double>(regime.batch) * (regime.final_loss ? 1.0 : static_cast<double>(regime.length)));
    }
    updates = schedule_.marks[i];
    mark(i);
  }
  return updates;
}

/// The impulse response of a teacher from one input channel, [lag][output][re, im].
static std::vector<double> impulse_response(const LinearTeacher& teacher, int channel, std::int64_t length) {
  const std::size_t count = teacher.poles.size();
  std::vector<Complex> modes = teacher.gains;
  for (std::size_t i = 0; i < modes.size(); ++i) modes[i] = linear_algebra::product(modes[i], teacher.input_weight(i % count, channel));
  std::vector<double> response;
  for (std::int64_t n = 0; n < length; ++n)
    for (std::size_t output = 0; output < static_cast<std::size_t>(teacher.outputs); ++output) {
      const Complex tap =
          n < static_cast<std::int64_t>(teacher.lags()) ? teacher.tap(static_cast<int>(output), static_cast<std::size_t>(n)) : 0.0;
      double re = tap.real();
      double im = tap.imag();
      for (std::size_t k = 0; k < count; ++k) {
        Complex& mode = modes[output * count + k];
        re += mode.real();
        im += mode.imag();
        mode = linear_algebra::product(mode, teacher.poles[k]);
      }
      response.insert(response.end(), {re, im});
    }
  return response;
}

/// The expectation of an update over white inputs: a linear network's error at a sample is a sum over channels and lags n of the inputs
/// with weights e_n = h[n] - h*[n], so E e^2 = sum e_n^2, and the products of errors and eligibilities add up lag by lag in the same way.
/// That is the update on single impulses, one sequence for each channel: every lag below T for the loss of the last sample, with weight
/// 1 - n/T for the mean loss of a sequence. Once the responses have died away within T it is the update of T -> infinity to rounding.
std::int64_t BlockRun::expected_episodes() {
  const Regime& regime = schedule_.regime;
  const int channels = setting_.facts().inputs;
  const auto outputs = static_cast<std::size_t>(setting_.facts().outputs);
  const auto lanes = static_cast<std::size_t>(setting_.kernels.lanes);
  const std::size_t parts = number() / lanes;
  std::vector<std::vector<double>> targets;  // [channel][lag][output][re, im][lane] as samples are laid out
  for (int channel = 0; channel < channels; ++channel) {
    targets.emplace_back(static_cast<std::size_t>(regime.length) * outputs * number());
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::vector<double> response = impulse_response(setting_.task().teacher(lane_seeds_[lane]), channel, regime.length);
      for (std::size_t i = 0; i < static_cast<std::size_t>(regime.length) * outputs; ++i)
        for (std::size_t part = 0; part < parts; ++part) targets.back()[(i * parts + part) * lanes + lane] = response[2 * i + part];
    }
  }
  std::vector<double> weights(chunk_steps);
  std::int64_t updates = schedule_.start.position;
  for (std::size_t i = schedule_.start.marks.size(); i < schedule_.marks.size(); ++i) {
    for (; updates < schedule_.marks[i] && !all_over(); ++updates) {
      if (schedule_.on_break) schedule_.on_break(updates);
      for (int channel = 0; channel < channels; ++channel)
        for (std::int64_t done = 0; done < regime.length; done += chunk_steps) {
          const int steps = static_cast<int>(std::min<std::int64_t>(chunk_steps, regime.length - done));
          inputs_.clear();
          if (done == 0) std::fill_n(inputs_.data() + static_cast<std::size_t>(channel) * number(), lanes, 1.0);
          for (int t = 0; t < steps; ++t)
            weights[static_cast<std::size_t>(t)] =
                regime.final_loss ? 1 : 1 - static_cast<double>(done + t) / static_cast<double>(regime.length);
          const std::size_t row = outputs * number();
          std::copy_n(targets[static_cast<std::size_t>(channel)].data() + static_cast<std::size_t>(done) * row,
                      static_cast<std::size_t>(steps) * row, observed_.data());
          learn({.steps = steps, .scored = true, .starts_segment = done == 0}, inputs_.data(), observed_.data(), weights.data());
        }
      finish_batch(updates, static_cast<int>((regime.length - 1) % chunk_steps) + 1, 1);
    }
    updates = schedule_.marks[i];
    mark(i);
  }
  return updates;
}

}  // namespace polesweep
