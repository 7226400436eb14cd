#include "core/error.hpp"
#include "core/poles/orthonormal.hpp"

namespace polesweep {
namespace {

std::vector<Complex> listed_poles(Fields& fields) {
  std::vector<Complex> poles = fields.complexes(
      {.name = "values", .help = "the poles, inside the unit circle, in the order of the basis (real networks: pairs first)"});
  if (fields.describing()) return poles;
  if (poles.empty()) throw Error("values: the list is empty (at least one pole is needed)");
  orthonormal_basis(poles, true);  // throws if one lies outside the unit circle
  return poles;
}

/// The Takenaka-Malmquist basis of poles given one by one: a dense network of one input whose states are orthonormal on white input (see
/// core/poles/orthonormal_basis.hpp), so that poles can be chosen for what they represent alone. Poles may repeat. In place of drawn input
/// weights it has its own.
class TakenakaMalmquist final : public Orthonormal {
 public:
  explicit TakenakaMalmquist(Fields& fields) : Orthonormal(listed_poles(fields)) {}
};

}  // namespace

std::unique_ptr<PoleSetting> make_takenaka_malmquist(Fields& fields, const PolesOfTask&) {
  return std::make_unique<TakenakaMalmquist>(fields);
}

}  // namespace polesweep
