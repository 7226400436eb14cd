#include "core/poles/discretised.hpp"

namespace polesweep {
namespace {

constexpr double half_turn = 3.14159265358979323846;

/// The poles of diagonal state-space models, discretised. With n = 0, 1, ... over the pairs of N = `count` poles: lin has -1/2 +- i pi n,
/// inv -1/2 +- i N/pi (N/(2n + 1) - 1), both with a last pole at -1/2 if the count is odd; real has -(n + 1) for n < N. Of lin the first
/// pair is -1/2 twice.
///
/// Source: Gu, Gupta, Goel and Ré, "On the parameterization and initialization of diagonal state space models" (2022), section 4.2. There N
/// poles are N/2 complex states whose conjugates are left out.
class S4d final : public PoleSetting {
 public:
  explicit S4d(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 4096}}))),
        form_(static_cast<Form>(fields.choice({.name = "form",
                                               .help = "lin: frequencies spaced evenly; inv: dense at low ones; real: no frequencies",
                                               .choices = "lin|inv|real",
                                               .fallback = "lin"}))),
        discretised_(fields) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    if (form_ == Form::real) {
      std::vector<Complex> poles;
      for (int n = 0; n < count_; ++n) poles.push_back(discretised_({-(n + 1.0), 0}));
      return poles;
    }
    std::vector<double> frequencies;
    for (int n = 0; 2 * n + 1 < count_; ++n)
      frequencies.push_back(form_ == Form::lin ? half_turn * n : count_ / half_turn * (count_ / (2.0 * n + 1) - 1));
    return conjugate_pairs(discretised_, 0.5, frequencies, count_);
  }

 private:
  enum class Form { lin, inv, real };

  int count_;
  Form form_;
  Discretised discretised_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_s4d(Fields& fields, const PolesOfTask&) { return std::make_unique<S4d>(fields); }

}  // namespace polesweep
