#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/members/members.hpp"
#include "core/members/point.hpp"
#include "driver/sweep/values.hpp"

/// Values of keys of a sweep file that are more than one value of a field, as they are read and written.
namespace polesweep::sweep {

constexpr Range seed_counts{.low = 1, .high = 10'000'000};

/// Reads a number of seeds, a list or range, or { start, count }. Reports problems to `target`.
std::vector<std::uint64_t> read_seeds(const Node& node, const Target& target);
/// `count` seeds from `start` on.
std::vector<std::uint64_t> count_seeds(std::int64_t start, std::int64_t count);
std::string seeds_text(const std::vector<std::uint64_t>& seeds);

/// Reads whole numbers of a list or range, which must ascend. Reports problems to `target`.
std::vector<std::int64_t> read_ascending(const Node& node, const Target& target);
std::string whole_numbers_text(const std::vector<std::int64_t>& numbers);

/// Names of measures, sorted and without the risk.
std::vector<std::string> read_metrics(const Node& node, const Target& target);

/// Seeds given as { start, count }: what it reads.
const std::vector<FieldSpec>& stretch_fields();

/// Names of the recurrent rules that may be shadows.
std::vector<std::string> shadow_rules();
/// Recurrent rules, as texts or tables, that `metrics` must have a use for.
std::vector<Member> read_shadows(const Node& node, const std::vector<std::string>& metrics, Problems& problems);
/// What people read of them, one a line: "tbptt (truncation 4)".
std::string shadow_names(const std::vector<Member>& shadows);
std::string shadows_text(const std::vector<Member>& shadows);

}  // namespace polesweep::sweep
