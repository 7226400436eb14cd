#pragma once

#include "core/learners/recurrent/entry.hpp"
#include "core/learners/recurrent/trained_model.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// Backpropagation through the last `reach` samples, every `every` samples, of the errors since the last time: (1, k) is rolling
/// truncation, (k, k) chunked, and with a window as long as the segment it is BPTT, which propagates at the end of a segment only.
///
///   c <- q_t + J^H c for the samples whose errors are new, c <- J^H c for those before; gradient += (D c) v^H.
///
/// `stored` uses the records as they were made; `replay` computes the window again from its first state with the weights in force.
/// Keeps: a ring of `reach` records and of `every` vectors q. Cost per sample: (reach/every)(2n^2 + 2np) operations.
/// Reference: Williams and Peng 1990 (BPTT(h; h')); Sutskever 2013. Their (h, h') is (reach, every) here.
template <TrainedModel Model>
class Window final : public GradientEstimator {
 public:
  using Number = typename Model::Number;

  struct Settings {
    std::int64_t reach = 1;
    std::int64_t every = 1;
    bool replays = false;
    bool whole_segment = false;  ///< BPTT
    Rest rest = {};              ///< called on the way back
  };

  Window(const Model& model, const Settings& settings)
      : model_(model), settings_(settings), row_size_(model.row_size()), rows_at_(2 * lanes + scratch_size()) {}

  std::size_t state_size() const override { return rows_at_ + settings_.reach * row_size_ + settings_.every * vector_size(); }
  std::size_t tape_size() const override { return settings_.whole_segment ? state_size() - rows_at_ : 0; }

  void start(double* state) const override {
    store(state, 0, broadcast(0.0));
    store(state, 1, broadcast(0.0));
  }

  double* row(double* state, double*) const override { return record(state, count(state)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    keep(state, view);
    if (settings_.whole_segment || state[lanes] < static_cast<double>(settings_.every)) return;
    add_gradient(state, view.theta, view.work, gradient, add);
  }

  bool can_descend() const override {
    return Model::sums_outer_products && settings_.every == 1 && settings_.reach <= tile_steps && !settings_.whole_segment;
  }
  void descend(double* state, const StepView& view, const Descent& descent) const override {
    if constexpr (Model::sums_outer_products) {
      keep(state, view);
      propagate(state, view.theta, view.work, [&](const double* const* rows, const double* z, int count) POLESWEEP_INLINED {
        model_.accumulate_and_descend(rows, z, count, descent);
      });
    }
  }

  void finish(double* state, const double* theta, const double* work, double* gradient) const override {
    if (state[lanes] > 0) add_gradient(state, theta, work, gradient, true);
  }

  double operations() const override {
    // Back through one sample, and its outer product; from the last one of a window nothing goes back.
    constexpr bool real = slots<Number> == 1;
    const double n = model_.states();
    const double weights = n * model_.columns();
    const bool diagonal = model_.network().diagonal;
    const double back = diagonal ? (real ? 4 : 8) * n : (real ? 2 : 8) * n * n;
    const double product = (diagonal ? (real ? 2.7 : 10) : (real ? 2 : 8)) * weights;
    if (settings_.whole_segment) return back + product;
    const auto reach = static_cast<double>(settings_.reach);
    const double again = settings_.replays ? (real ? 2 : 8) * (diagonal && real ? weights + n : weights) * reach : 0;
    return ((reach - 1) * back + reach * product + again) / static_cast<double>(settings_.every);
  }

 private:
  static constexpr int samples_between_rests = 1024;
  static constexpr int tile_steps = 16;  ///< steps whose outer products are added in one pass over the gradient

  std::size_t vector_size() const { return static_cast<std::size_t>(model_.states()) * Model::width; }
  std::size_t scratch_size() const {
    return (2 + tile_steps) * vector_size() + (settings_.replays ? model_.row_size() * settings_.reach + model_.carry_size() : 0);
  }

  /// Samples taken since the segment's start; the second number holds those since the last propagation. Counters stand in every lane, so
  /// that the part of one run is whole by itself.
  static std::int64_t count(const double* state) { return static_cast<std::int64_t>(state[0]); }
  double* record(double* state, std::int64_t t) const { return state + rows_at_ + t % settings_.reach * row_size_; }
  double* pull(double* state, std::int64_t t) const {
    return state + rows_at_ + settings_.reach * row_size_ + t % settings_.every * vector_size();
  }

  void keep(double* state, const StepView& view) const {
    const std::int64_t t = count(state);
    double* own = record(state, t);
    if (view.row != own) std::memcpy(own, view.row, model_.row_size() * sizeof(double));
    std::memcpy(pull(state, t), view.pull, vector_size() * sizeof(double));
    store(state, 0, load(state, 0) + broadcast(1.0));
    store(state, 1, load(state, 1) + broadcast(1.0));
  }

  void add_gradient(double* state, const double* theta, const double* work, double* gradient, bool add) const {
    propagate(state, theta, work, [&](const double* const* rows, const double* z, int count) POLESWEEP_INLINED {
      model_.accumulate(work, rows, z, count, gradient, add);
      add = true;
    });
  }

  /// Goes back through the window and hands the records and z = D c of up to `tile_steps` samples at a time to `take`, latest first.
  template <class Take>
  POLESWEEP_INLINE void propagate(double* state, const double* theta, const double* work, const Take& take) const {
    const std::int64_t end = count(state);
    const auto fresh = static_cast<std::int64_t>(state[lanes]);
    const std::int64_t depth = end < settings_.reach ? end : settings_.reach;
    double* c = state + 2 * lanes;
    double* previous = c + vector_size();
    double* z = previous + vector_size();
    if (settings_.replays) replay(state, end, depth, theta, work);
    const double* rows[tile_steps];
    int held = 0;
    std::int64_t slot = (end - 1) % settings_.reach;  // of the latest record in the ring
    std::memset(c, 0, vector_size() * sizeof(double));
    for (std::int64_t j = 0; j < depth; ++j) {
      if (settings_.rest.call && j % samples_between_rests == 0) settings_.rest.call(settings_.rest.object);
      const double* row = settings_.replays ? replayed(state, depth - 1 - j) : state + rows_at_ + slot * row_size_;
      slot = slot == 0 ? settings_.reach - 1 : slot - 1;
      if (j < fresh) {
        const double* q = pull(state, end - 1 - j);
        for (int i = 0; i < model_.states(); ++i) store_number(c, i, plus(load_number<Number>(c, i), load_number<Number>(q, i)));
      }
      double* zj = z + held * vector_size();
      model_.gate(row, c, zj);
      rows[held++] = row;
      if (j + 1 < depth) {
        model_.pull_back(theta, work, row, zj, c, previous);
        double* swap = c;
        c = previous;
        previous = swap;
      }
      if (held == tile_steps || j + 1 == depth) {
        take(rows, z, held);
        held = 0;
      }
    }
    store(state, 1, broadcast(0.0));
  }

  double* replayed(double* state, std::int64_t index) const {
    return state + 2 * lanes + (2 + tile_steps) * vector_size() + model_.carry_size() + index * model_.row_size();
  }

  /// The window's records as the weights in force would make them, from the state before its first sample.
  void replay(double* state, std::int64_t end, std::int64_t depth, const double* theta, const double* work) const {
    double* carry = state + 2 * lanes + (2 + tile_steps) * vector_size();
    model_.restore(record(state, end - depth), carry);
    for (std::int64_t j = 0; j < depth; ++j) {
      const double* made = record(state, end - depth + j);
      model_.forward(theta, work, carry, model_.inputs_of(made), replayed(state, j));
    }
  }

  const Model& model_;
  const Settings settings_;
  const std::size_t row_size_;
  const std::size_t rows_at_;  // doubles in front of the ring
};

}  // namespace polesweep::POLESWEEP_KERNELS
