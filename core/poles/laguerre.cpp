#include "core/poles/orthonormal.hpp"

namespace polesweep {
namespace {

std::vector<Complex> laguerre_poles(Fields& fields) {
  const std::int64_t count = fields.integer({.name = "count", .help = "number of states", .range = {.low = 1, .high = 4096}});
  const double pole = fields.real(
      {.name = "pole", .help = "the pole of all states", .range = {.low = -1, .high = 1, .low_allowed = false, .high_allowed = false}});
  return std::vector<Complex>(static_cast<std::size_t>(count), pole);
}

/// The Laguerre basis: one real pole as often as there are states, in a dense network of one input whose states are orthonormal on white
/// input; a delay line at pole 0. In place of drawn input weights it has its own.
/// Source: Wahlberg, System identification using Laguerre models, IEEE Transactions on Automatic Control 36 (1991), 551.
class Laguerre final : public Orthonormal {
 public:
  explicit Laguerre(Fields& fields) : Orthonormal(laguerre_poles(fields)) {}
};

}  // namespace

std::unique_ptr<PoleSetting> make_laguerre(Fields& fields, const PolesOfTask&) { return std::make_unique<Laguerre>(fields); }

}  // namespace polesweep
