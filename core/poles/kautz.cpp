#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/poles/orthonormal.hpp"

namespace polesweep {
namespace {

std::vector<Complex> kautz_poles(Fields& fields) {
  const std::int64_t count = fields.integer({.name = "count", .help = "number of states, an even one", .range = {.low = 2, .high = 4096}});
  const double radius =
      fields.real({.name = "radius", .help = "modulus of the pair of poles", .range = {.low = 0, .high = 1, .high_allowed = false}});
  const double angle = fields.real({.name = "angle",
                                    .help = "of the pair to the positive real axis",
                                    .unit = "turns",
                                    .range = {.low = 0, .high = 0.5, .low_allowed = false, .high_allowed = false}});
  if (fields.describing()) return {};
  if (count % 2 != 0) throw Error("count: got " + std::to_string(count) + " (must be even: poles come in pairs)");
  const UnitCirclePoint point = portable_point_at(angle);
  const Complex pole(radius * point.cosine, radius * point.sine);
  std::vector<Complex> poles;
  while (std::ssize(poles) < count) poles.insert(poles.end(), {pole, std::conj(pole)});
  return poles;
}

/// The Kautz basis with two parameters: a conjugate pair of poles as often as fits, in a dense network of one input whose states are
/// orthonormal on white input. In place of drawn input weights it has its own.
/// Source: Wahlberg, System identification using Kautz models, IEEE Transactions on Automatic Control 39 (1994), 1276.
class Kautz final : public Orthonormal {
 public:
  explicit Kautz(Fields& fields) : Orthonormal(kautz_poles(fields)) {}
};

}  // namespace

std::unique_ptr<PoleSetting> make_kautz(Fields& fields, const PolesOfTask&) { return std::make_unique<Kautz>(fields); }

}  // namespace polesweep
