#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/members/point.hpp"

namespace polesweep {

/// `diverged`: a risk is +inf at a length or an iteration, and nothing else. Numbers that overflow while a run learns make every later risk
/// infinite; so does a network whose states have no finite power, whatever its readout. A finite risk is none, however large it is.
/// `dropped`: its setting has lost a race, so that the run ended before the last length, or never began; a stored record says none.
enum class Status : std::int32_t { missing = 0, complete = 1, diverged = 2, failed = 3, dropped = 4 };

/// Values of one measure of one run, with the run's lengths as first dimension (row-major; `width` values at each length, of a matrix in
/// rows of `columns` numbers).
struct MeasuredSeries {
  std::string name;
  std::int32_t width = 1;
  std::vector<double> values;
  std::int32_t columns = 1;  ///< a complex number counted once; 1 for what is no matrix

  bool operator==(const MeasuredSeries&) const = default;
};

/// The key of a record: two records of one key hold the same bits where they overlap.
struct RecordKey {
  PointId point;
  std::uint64_t seed = 0;
  std::uint64_t evaluation = 0;  ///< hash of the resolved evaluation text

  auto operator<=>(const RecordKey&) const = default;
};

/// What a run leaves behind.
struct RunRecord {
  RecordKey key;
  Status status = Status::missing;
  /// First training sample (from 1) whose numbers overflowed; -1 if there is none, also of runs that have diverged without it.
  std::int64_t diverged_at = -1;
  double trivial_risk = 0;
  double wall_seconds = 0;       ///< the unit's time, shared out by operations; not part of the data
  double processor_seconds = 0;  ///< the same of the computing thread's processor time; 0 if nothing is known
  std::vector<std::int64_t> lengths;
  std::vector<double> risk;  ///< by length; +inf from an overflow on
  std::vector<MeasuredSeries> measures;
  std::vector<std::int64_t> iterations;  ///< ascending numbers of updates, of regimes that are measured at them
  std::vector<MeasuredSeries> training;  ///< values are [length][iteration][width]; of episodes there is one pseudo-length
  std::string message;                   ///< why the run failed
  /// Fingerprint of the numerics that computed it; "a+b" where a run went on under b from a state saved under a; "" if nothing is known.
  /// Not part of the data.
  std::string numerics;
};

/// Adds the time of a part of a run. If that of earlier parts is known by the clock alone, the processor time of all stays unknown.
void add_time(RunRecord& record, double wall_seconds, double processor_seconds);

/// The same value, and of all NaN one: which of them an operation gives depends on the processor and the kernels.
double canonical_nan(double value);

/// Whether the data agree bit for bit, times aside.
bool same_data(const RunRecord& a, const RunRecord& b);

/// The status that a risk by length and values measured at iterations (`training`, with one series "risk") make: complete or diverged.
Status status_of(const std::vector<double>& risk, const std::vector<MeasuredSeries>& training);

/// Whether its risk and its measures have as many values as its lengths and their widths say: who goes on from it or is served by it reads
/// them without a look.
bool is_whole(const RunRecord& record);

/// Whether a stored record answers a request: it is complete or diverged and holds every length, metric and iteration asked for. A run of a
/// stream has no iterations, so that none may be asked of it.
bool serves(const RunRecord& record, const Measurement& request);

}  // namespace polesweep
