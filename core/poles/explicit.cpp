#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

class Explicit final : public PoleSetting {
 public:
  explicit Explicit(Fields& fields) : values_(fields.complexes({.name = "values", .help = "the poles, in any order"})) {
    if (!fields.describing() && values_.empty()) throw Error("values: the list is empty (at least one pole is needed)");
  }

  int count() const override { return static_cast<int>(values_.size()); }
  Reach reach() const override { return {"values", "List values inside the unit circle"}; }

  std::vector<Complex> poles(std::uint64_t, bool complex_valued) const override {
    if (!complex_valued) split_conjugates(values_);
    return values_;
  }

 private:
  std::vector<Complex> values_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_explicit(Fields& fields, const PolesOfTask&) { return std::make_unique<Explicit>(fields); }

}  // namespace polesweep
