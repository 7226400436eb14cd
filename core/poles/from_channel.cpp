#include <fmt/format.h>

#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// Poles by what is known of the task's channel before any run: its statistics, noise and delay. They are the same for all seeds, those
/// with which linear readouts do best over channels like it (core/tasks/equaliser_poles.hpp): the fair opponent of poles that learn. With
/// several antennas that is said of a diagonal network whose input weights are normal, as they are by themselves. Source of the idea:
/// arXiv 2310.04956 and 2410.07072, poles of reservoirs from channel statistics.
class FromChannel final : public PoleSetting {
 public:
  FromChannel(Fields& fields, const PolesOfTask& of_task)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 32}}))) {
    if (of_task.equalisers) poles_ = of_task.equalisers(count_);
  }

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    if (poles_.empty()) throw Error("from_channel: knows no channel (it takes the tasks channel and ofdm)");
    return poles_;
  }

 private:
  int count_;
  std::vector<Complex> poles_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_from_channel(Fields& fields, const PolesOfTask& of_task) {
  return std::make_unique<FromChannel>(fields, of_task);
}

}  // namespace polesweep
