#include "driver/execute/shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "core/error.hpp"

namespace polesweep::execute {
namespace {

constexpr std::size_t most_named = 16;

std::uint32_t number(const std::string& digits) { return static_cast<std::uint32_t>(std::stoul(digits)); }

/// "8/1-8:1" of the job of an array that this process is in.
std::string shard_of_array() {
  const auto value = [](const char* name) {
    const char* text = std::getenv(name);
    if (!text || !std::regex_match(text, std::regex(R"(\d{1,9})")))
      throw Error(fmt::format("--shard slurm: {} {} (this is not a job of an array). Submit it with `sbatch --array=0-7`?", name,
                              text ? "is no number" : "is not set"));
    return number(text);
  };
  const std::uint32_t task = value("SLURM_ARRAY_TASK_ID"), first = value("SLURM_ARRAY_TASK_MIN"), last = value("SLURM_ARRAY_TASK_MAX"),
                      step = std::max(value("SLURM_ARRAY_TASK_STEP"), 1U), count = value("SLURM_ARRAY_TASK_COUNT");
  // Lists have a step of 1 as well.
  if (last < first || (last - first) / step + 1 != count)
    throw Error(fmt::format(
        "--shard slurm: the array has {} jobs from {} to {} (a list does not say how many parts there are). Name the array of all parts, as in --shard {}/0-7, or POLESWEEP_SHARDS=0-7 for the scripts in jobs/slurm?",
        count, first, last, task));
  return fmt::format("{}/{}-{}:{}", task, first, last, step);
}

}  // namespace

std::string Shard::names(const std::vector<std::uint32_t>& some) const {
  std::string text;
  std::size_t named = 0;
  for (std::size_t begin = 0; begin < some.size();) {
    if (++named > most_named) return text + ",...";
    std::size_t end = begin + 1;
    while (end < some.size() && some[end] == some[end - 1] + 1) ++end;
    if (end - begin == 2) --end;  // a pair is no stretch
    if (!text.empty()) text += ",";
    text += std::to_string(first + step * some[begin]);
    if (end - begin > 1) text += "-" + std::to_string(first + step * some[end - 1]) + (step > 1 ? ":" + std::to_string(step) : "");
    begin = end;
  }
  return text;
}

Shard parse_shard(const std::string& given) {
  const std::string text = given == "slurm" ? shard_of_array() : given;
  std::smatch part;
  if (std::regex_match(text, part, std::regex(R"((\d{1,9})/(\d{1,9})-(\d{1,9})(?::(\d{1,9}))?)"))) {
    const std::uint32_t name = number(part[1]), first = number(part[2]), last = number(part[3]),
                        step = part[4].matched ? number(part[4]) : 1;
    if (step > 0 && first <= name && name <= last && (name - first) % step == 0)
      return {.part = (name - first) / step,
              .parts = (last - first) / step + 1,
              .array = fmt::format("{}-{}{}", first, last, step > 1 ? fmt::format(":{}", step) : ""),
              .first = first,
              .step = step};
    throw Error(fmt::format("--shard: got '{}' (must be i/FIRST-LAST[:STEP] with i one of these numbers)", text));
  }
  if (std::regex_match(text, part, std::regex(R"((\d{1,9})/(\d{1,9}))"))) {
    const std::uint32_t name = number(part[1]), parts = number(part[2]);
    if (name < parts) return {.part = name, .parts = parts, .array = part[2], .first = 0, .step = 1};
    if (name == parts && parts > 0)
      throw Error(
          fmt::format("--shard: got '{}' (must be i/N with 0 <= i < N). Where parts count from 1, write {}/1-{}?", text, name, parts));
  }
  throw Error(fmt::format("--shard: got '{}' (must be i/N with 0 <= i < N, i/FIRST-LAST[:STEP], or slurm)", text));
}

}  // namespace polesweep::execute
