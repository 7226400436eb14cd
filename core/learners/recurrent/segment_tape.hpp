#pragma once

#include "core/block/packing.hpp"
#include "core/learners/recurrent/dense_model.hpp"
#include "core/learners/recurrent/entry.hpp"
#include "core/learners/recurrent/trained_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// Backpropagation through a whole segment of a dense network whose states tell all (`DenseModel::states_tell_all`): the gradient of
/// `Window`, to the bit, from a third of the memory and with steps taken many at a time.
///
/// Keeps of each sample the states, the inputs and the error; where the readout moves by a rule of its own, which forgets the weights that
/// the error went through, q in the error's place. Slopes and, where the readout stays, q are computed again on the way back. That way is
/// taken `tile_steps` samples at a time: q of all, the recurrence c <- D J^H c + q part by part of the block with W^H packed
/// (core/block/packing.hpp), and the outer products of all.
template <class NumberType>
class SegmentTape final : public GradientEstimator {
 public:
  using Number = NumberType;
  using Model = DenseModel<Number>;

  SegmentTape(const Model& model, const TrainerRequest& request)
      : model_(model),
        longest_(request.longest_segment),
        keeps_pulls_(request.readout_rule != nullptr),
        widely_linear_(request.widely_linear),
        readout_{request.readout.outputs, request.readout.regressors, (request.readout.regressors + 3) / 4 * 4},
        packing_(find_packing<Number>(model.states(), model.states())),
        packs_(is_packed<Number>(model.states(), model.states())),
        rest_(request.rest) {}

  std::size_t state_size() const override { return 2 * lanes + tape_size(); }
  /// Scratch and samples.
  std::size_t tape_size() const override { return rows_at() + (longest_ + 1) * row_size() + longest_ * kept_size(); }

  void start(double* state) const override {
    store(state, 0, broadcast(0.0));
    store(state, 1, broadcast(0.0));
  }

  double* tape(double* state) const override { return row_of(state, count(state)); }

  void step(double* state, const StepView& view, double*, bool) const override {
    std::memcpy(kept_of(state, count(state)), keeps_pulls_ ? view.pull : view.error, kept_size() * sizeof(double));
    store(state, 0, load(state, 0) + broadcast(1.0));
    store(state, 1, load(state, 1) + broadcast(1.0));
  }

  void finish(double* state, const double* theta, const double* work, double* gradient) const override {
    const auto fresh = static_cast<std::int64_t>(state[lanes]);
    if (fresh == 0) return;
    if (packs_) pack_weights(theta, packed(state));
    std::memset(carried(state), 0, packed_vector_size() * sizeof(double));
    const std::int64_t end = count(state);
    for (std::int64_t t = end; t > 0; t -= tile_steps) {
      if (rest_.call && (end - t) % samples_between_rests == 0) rest_.call(rest_.object);
      const Tile tile{.first = t < tile_steps ? 0 : t - tile_steps, .end = t, .fresh = end - fresh};
      for (std::int64_t s = tile.first; s < tile.end; ++s) {
        model_.slopes_from_activities(row_of(state, s + 1), in_tile(gated(state), tile, s));
        if (!keeps_pulls_ && s >= tile.fresh) pull_again(state, theta, s, in_tile(pulls(state), tile, s));
      }
      if (packs_)
        with_packing<Number>(packing_, [&]<int rows, int count>() { go_back_packed<rows, count>(state, tile); });
      else
        go_back(state, theta, work, tile);
      const double* rows[tile_steps];
      for (std::int64_t s = tile.end; s-- > tile.first;) rows[tile.end - 1 - s] = row_of(state, s);
      model_.accumulate(work, rows, gated(state), static_cast<int>(tile.end - tile.first), gradient, true);
    }
    store(state, 1, broadcast(0.0));
  }

  double operations() const override {
    const double n = model_.states();
    return 2.0 * (slots<Number> == 1 ? 1 : 4) * (n * n + n * model_.columns());
  }

 private:
  static constexpr int width = Model::width;
  static constexpr int tile_steps = 16;  ///< as in `Window`

  static constexpr int samples_between_rests = 64 * tile_steps;

  /// Samples first to end - 1, of which those from `fresh` on are new.
  struct Tile {
    std::int64_t first;
    std::int64_t end;
    std::int64_t fresh;
  };

  std::size_t vector_size() const { return static_cast<std::size_t>(model_.states()) * width; }
  std::size_t row_size() const { return static_cast<std::size_t>(model_.columns()) * width; }
  std::size_t kept_size() const { return keeps_pulls_ ? vector_size() : static_cast<std::size_t>(readout_.outputs) * width; }
  /// Vectors c of all parts: filled up with zeros where packed.
  std::size_t packed_vector_size() const {
    return packs_ ? static_cast<std::size_t>(packing_.rows) * packing_.height() * width : vector_size();
  }
  std::size_t packed_size() const { return packs_ ? packed_vector_size() * model_.states() : 0; }
  std::size_t rows_at() const { return packed_vector_size() + 2 * tile_steps * vector_size() + packed_size(); }

  /// Samples taken since the segment's start; the second number holds those since the last propagation.
  static std::int64_t count(const double* state) { return static_cast<std::int64_t>(state[0]); }
  double* carried(double* state) const { return state + 2 * lanes; }
  double* pulls(double* state) const { return carried(state) + packed_vector_size(); }
  double* gated(double* state) const { return pulls(state) + tile_steps * vector_size(); }
  double* packed(double* state) const { return gated(state) + tile_steps * vector_size(); }
  double* row_of(double* state, std::int64_t t) const { return state + 2 * lanes + rows_at() + t * row_size(); }
  double* kept_of(double* state, std::int64_t t) const { return row_of(state, longest_ + 1) + t * kept_size(); }

  /// Of a tile's vectors, which stand in the order of the way back, that of sample t.
  double* in_tile(double* vectors, const Tile& tile, std::int64_t t) const { return vectors + (tile.end - 1 - t) * vector_size(); }
  void pull_again(double* state, const double* theta, std::int64_t t, double* q) const {
    readout_.carry_back(theta + model_.weight_size(), readout_.padded, kept_of(state, t), model_.states(), widely_linear_, q);
  }
  const double* pull(double* state, const Tile& tile, std::int64_t t) const {
    return keeps_pulls_ ? kept_of(state, t) : in_tile(pulls(state), tile, t);
  }

  /// c <- D c, which replaces D, and W^H of that. Without a leak c enters the step before by nothing else.
  void go_back(double* state, const double* theta, const double* work, const Tile& tile) const {
    double* c = carried(state);
    for (std::int64_t t = tile.end; t-- > tile.first;) {
      double* z = in_tile(gated(state), tile, t);
      const double* q = t >= tile.fresh ? pull(state, tile, t) : nullptr;
      for (int i = 0; i < model_.states(); ++i) {
        Number ci = load_number<Number>(c, i);
        if (q) ci = plus(ci, load_number<Number>(q, i));
        store_number(z, i, Model::gated_by(load_number<Number>(z, i), ci));
      }
      model_.pull_back(theta, work, nullptr, z, c, c);
    }
  }

  void pack_weights(const double* theta, double* out) const {
    with_packing<Number>(packing_, [&]<int rows, int>() {
      for (int run = 0; run < lanes; run += lanes / rows, out += packed_size() / rows)
        pack<Number, rows>(
            packing_, [&](int j, int k) POLESWEEP_INLINED { return theta + (static_cast<std::int64_t>(k) * model_.columns() + j) * width; },
            model_.states(), model_.states(), run, out);
    });
  }

  /// `go_back` with c packed.
  template <int rows, int count>
  void go_back_packed(double* state, const Tile& tile) const {
    const int n = model_.states();
    const double* weights = packed(state);
    double* c = carried(state);
    for (int run = 0; run < lanes; run += lanes / rows, weights += packed_size() / rows, c += packed_vector_size() / rows) {
      for (std::int64_t t = tile.end; t-- > tile.first;) {
        const double* q = t >= tile.fresh ? pull(state, tile, t) + run : nullptr;
        double* z = in_tile(gated(state), tile, t) + run;
        for (int i = 0; i < packing_.height(); ++i) {
          Number ci = load_number<Number>(c, i);
          if (q) ci = plus(ci, load_rows<Number, rows>(q, i * rows, n));
          store_rows<Number, rows>(z, i * rows, n, Model::gated_by(load_rows<Number, rows>(z, i * rows, n), ci));
        }
        for (int group = 0; group < packing_.groups; ++group) {
          const double* w = weights + static_cast<std::int64_t>(group) * count * n * width;
          Number sum[count];
#pragma GCC unroll 8
          for (int r = 0; r < count; ++r) sum[r] = zero<Number>();
          for (int k = 0; k < n; ++k) {
            const Number zk = load_repeated<Number, rows>(z, k);
#pragma GCC unroll 8
            for (int r = 0; r < count; ++r)
              sum[r] = multiply_add(conjugate(load_number<Number>(w, static_cast<std::int64_t>(r) * n + k)), zk, sum[r]);
          }
#pragma GCC unroll 8
          for (int r = 0; r < count; ++r) store_number(c, group * count + r, sum[r]);
        }
      }
    }
  }

  const Model& model_;
  const std::int64_t longest_;
  const bool keeps_pulls_;
  const bool widely_linear_;
  const TrainedReadout<Number> readout_;
  const Packing packing_;
  const bool packs_;
  const Rest rest_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
