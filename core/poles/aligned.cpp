#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// A start in the modes of the task's teacher, each with its own (a, b, w): W = P diag(w) P^T, input weights P diag(b) V^T, and the readout
/// U diag(a) P^T for learners with initial_readout = aligned. P is the basis of the network. States beyond the modes begin with nothing.
///
/// Source: arXiv 2606.00243 (data-aligned networks).
class Aligned final : public PoleSetting {
 public:
  explicit Aligned(Fields& fields) {
    const std::vector<double> w = fields.reals({.name = "w", .help = "pole of each mode at the start, in the order of the task's"});
    const std::vector<double> b = fields.reals({.name = "b", .help = "input weight of each mode at the start"});
    const std::vector<double> a = fields.reals({.name = "a", .help = "readout weight of each mode at the start"});
    const std::int64_t count = fields.integer(
        {.name = "count", .help = "number of states; 0: one for each mode", .fallback = 0, .range = {.low = 0, .high = 4096}});
    if (fields.describing()) return;
    if (w.empty()) throw Error("w: the list is empty (one pole for each mode is needed)");
    for (const auto& [name, values] : {std::pair{"a", &a}, std::pair{"b", &b}})
      if (values->size() != w.size())
        throw Error(fmt::format("{}: {} values for {} poles (one for each mode)", name, values->size(), w.size()));
    for (std::size_t k = 0; k < w.size(); ++k) modes_.push_back({a[k], b[k], w[k]});
    count_ = count == 0 ? static_cast<int>(w.size()) : static_cast<int>(count);
    if (count_ < std::ssize(w)) throw Error(fmt::format("count: got {} (must be >= {}, the number of modes)", count, w.size()));
  }

  int count() const override { return count_; }
  Reach reach() const override { return {"w", "List w inside the unit circle"}; }

  std::vector<Complex> poles(std::uint64_t, bool complex_valued) const override {
    if (complex_valued) throw Error("poles: got 'aligned' (the task is complex, and modes are real). Did you mean 'explicit'?");
    std::vector<Complex> poles(static_cast<std::size_t>(count_));
    std::transform(modes_.begin(), modes_.end(), poles.begin(), [](const theory::Mode& mode) { return mode.w; });
    return poles;
  }

  std::vector<theory::Mode> modes() const override { return modes_; }

 private:
  std::vector<theory::Mode> modes_;
  int count_ = 0;
};

}  // namespace

std::unique_ptr<PoleSetting> make_aligned(Fields& fields, const PolesOfTask&) { return std::make_unique<Aligned>(fields); }

}  // namespace polesweep
