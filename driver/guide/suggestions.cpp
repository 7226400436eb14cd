#include "driver/guide/suggestions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace polesweep::guide {
namespace {

struct Row {
  Family family;
  const char* member;  ///< "" for all that have the field
  const char* field;
  const char* value;
  const char* reason;
  bool tuned = false;
};

constexpr const char* small_and_large = "too small learns slowly, too large diverges";

/// The first row that fits counts.
constexpr Row rows[] = {
    {Family::task, "linear_teacher", "poles", "[[0.75, 0.9]]", "two memories, of about 3 and 9 samples; one value of this field is a list"},
    {Family::task, "linear_teacher", "gains", "[[1.0, 1.0]]", "both count alike"},
    {Family::task, "mixture", "decays", "[[0.5, 0.9]]", "a short and a long memory; one value of this field is a list"},
    {Family::task, "leaky_memory", "decay", "0.9", "a memory of about 9 samples"},
    {Family::task, "delay", "delay", "3", "short, so that a small network can do it"},
    {Family::task, "delays", "longest", "3", "short, so that a small network can do it"},
    {Family::task, "impulse_response", "taps", "[[1.0, 0.5, 0.25]]", "a response that falls; one value of this field is a list"},
    {Family::task, "pole_pair", "centre", "0.7", "a memory of about 3 samples"},
    {Family::task, "pole_pair", "separation", "0.2", "far enough apart to be told from one pole"},
    {Family::task, "data_aligned", "w", "[[0.8, 0.5]]", "two modes; one value of this field is a list"},
    {Family::task, "data_aligned", "m", "[[1.0, 0.5]]", "one gain for each mode"},
    {Family::task, "channel", "snr", "20.0", "a good link"},
    {Family::task, "channel", "taps", "[[1.0, 0.5, 0.25]]", "a direct path and two echoes; one value of this field is a list"},
    {Family::task, "channel", "delay", "3", "the echoes have come in by then"},
    {Family::task, "channel", "washout", "32", "at least the delay"},
    {Family::task, "ofdm", "snr", "20.0", "a good link"},
    {Family::task, "ofdm", "taps", "[[1.0, 0.5, 0.25]]", "a direct path and two echoes; one value of this field is a list"},
    {Family::task, "ofdm", "subcarriers", "16", "few, so that the sweep is short"},
    {Family::task, "ofdm", "prefix", "4", "longer than the echoes"},
    {Family::task, "drift", "poles", "[[0.75, 0.9]]", "two memories; one value of this field is a list"},
    {Family::task, "drift", "gains", "[[1.0, 1.0]]", "both count alike"},
    {Family::task, "drift", "gain_step", "0.01", "gains walk: what was learnt is soon out of date"},
    {Family::task, "sines", "periods", "[[10.0, 25.0]]", "two sines whose periods have no small common multiple"},
    {Family::task, "", "horizon", "1", "the next row; farther ahead is harder"},
    {Family::task, "", "noise", "0.1", "some noise on the observed targets; risk is measured against the clean ones"},
    {Family::task, "", "windows", "4", "few: fewer share samples, so that intervals mean more"},
    {Family::network, "diagonal", "pole_limit", "0.999", "learned poles are kept inside the unit circle, where nothing blows up"},
    {Family::network, "dense", "input_scale", "0.3", "states stay small at the start"},
    {Family::poles, "aligned", "w", "[[0.7, 0.4]]", "one for each of the task's modes, beside their poles"},
    {Family::poles, "aligned", "b", "[[0.5, 0.5]]", "small at the start"},
    {Family::poles, "aligned", "a", "[[0.5, 0.5]]", "small at the start"},
    {Family::poles, "", "values", R"([[0.9, 0.7, "0.6+0.5i", "0.6-0.5i"]])", "complex ones as texts; one value of this field is a list"},
    {Family::poles, "cluster", "centre", "0.7", "a memory of about 3 samples"},
    {Family::poles, "cluster", "separation", "0.05", "close together, but not the same"},
    {Family::poles, "annulus", "outer", "0.95", "inside the unit circle"},
    {Family::poles, "laguerre", "pole", "0.7", "a memory of about 3 samples"},
    {Family::poles, "kautz", "angle", "0.1", "an oscillation of ten samples"},
    {Family::poles, "teacher", "distance", "0.05", "learning has something to do"},
    {Family::poles, "from_channel", "count", "4", "few: choosing them takes time"},
    {Family::poles, "", "count", "8", "enough for a first look; the cost of a dense network grows with its square at least"},
    {Family::poles, "", "radius", "0.9", "inside the unit circle, where states do not grow"},
    {Family::poles, "", "weight", "0.9", "below 1, so that states do not grow"},
    {Family::recurrent, "", "truncation", "4", "short is cheap; longer comes closer to the exact gradient"},
    {Family::recurrent, "", "order", "2", "the smallest beyond snap1"},
    {Family::recurrent, "", "rank", "4", "small is cheap; larger comes closer to the exact gradient"},
    {Family::recurrent, "gauss_newton", "damping", "[1e-4, 1e-1]", "small is fast, large is safe", true},
    {Family::recurrent, "kalman", "regularization", "[1e-4, 1e-1]", "small trusts the data from the start", true},
    {Family::readout, "nlms", "step_size", "[0.01, 1.0]", "below 2; large is fast, small averages noise", true},
    {Family::readout, "affine_projection", "step_size", "[0.01, 1.0]", "below 2; large is fast, small averages noise", true},
    {Family::readout, "", "step_size", "[1e-4, 1e-2]", small_and_large, true},
    {Family::readout, "leaky_lms", "leak", "1e-3", "small: weights shrink a little"},
    {Family::readout, "affine_projection", "order", "2", "the smallest beyond nlms"},
    {Family::readout, "sliding_window_rls", "window", "100", "several times as many samples as weights"},
    {Family::readout, "rls", "regularization", "[1e-4, 1e-1]", "small trusts the data from the start", true},
    {Family::readout, "sliding_window_rls", "regularization", "[1e-4, 1e-1]", "small trusts the data from the start", true},
    {Family::readout, "ridge", "penalty", "[1e-6, 1e-1]", "small fits the data, large shrinks the weights", true},
    {Family::optimizer, "momentum", "step_size", "[1e-5, 1e-3]", "smaller than of sgd by what momentum adds up", true},
    {Family::optimizer, "nesterov", "step_size", "[1e-5, 1e-3]", "smaller than of sgd by what momentum adds up", true},
    {Family::optimizer, "", "step_size", "[1e-4, 1e-2]", small_and_large, true},
    {Family::regime, "repeat", "passes", "10", "enough to see what more passes give"},
    {Family::regime, "episodes", "length", "50", "several times the memory that is asked for"},
};

/// A number in range, for a field of a member that the table does not know yet.
std::string some_number(const FieldSpec& spec) {
  const double low = std::isfinite(spec.range.low) ? spec.range.low : 0;
  const double high = std::isfinite(spec.range.high) ? spec.range.high : low + 1;
  const double middle = std::min(low + 1, (low + high) / 2);
  return spec.type == FieldType::integer ? std::to_string(static_cast<std::int64_t>(std::ceil(middle))) : fmt::format("{:g}", middle);
}

}  // namespace

std::optional<Suggestion> suggestion_for(Family family, std::string_view member, const FieldSpec& spec) {
  for (const Row& row : rows)
    if (row.family == family && row.field == spec.name && (row.member == member || *row.member == '\0'))
      return Suggestion{row.value, row.reason, row.tuned};
  if (!spec.required() || (spec.type != FieldType::integer && spec.type != FieldType::real)) return std::nullopt;
  return Suggestion{some_number(spec), "a value in range", false};
}

}  // namespace polesweep::guide
