#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace polesweep::guide {

/// What is asked of a sweep to begin with. What is left out is chosen so that it goes with the rest.
struct InitRequest {
  std::optional<std::string> task = {};
  std::optional<std::string> network = {};
  std::optional<std::string> poles = {};
  std::vector<std::string> learners = {};  ///< recurrent rules, or readout rules on fixed poles; none: one of each
  std::optional<std::string> optimizer = {};
  std::optional<std::string> regime = {};
  std::optional<std::int64_t> seeds = {};
  std::optional<double> budget = {};  ///< core-hours
  std::string data = {};              ///< file of recorded data, for the tasks that read one
  std::vector<std::string> inputs = {};
  std::vector<std::string> targets = {};
};

inline constexpr std::int64_t usual_seeds = 16;
inline constexpr double usual_budget = 0.02;

/// Throws Error if a name is not known, a number is out of range, or data and task do not go together.
void check_request(const InitRequest& request);

/// Asks for what is missing, a line each, again where an answer cannot be; an empty answer leaves the default. Throws Error if the last of
/// the answers cannot be.
void ask_for_the_rest(InitRequest& request, std::istream& answers, std::ostream& questions);

struct NewSweep {
  std::string text;
  double core_hours = 0;
  std::uint64_t runs = 0;
};

/// A sweep file that `polesweep plan` takes and whose cost fits the budget. `file`: where it will stand. Throws Error if kinds are not
/// known, do not go together, or cost more.
NewSweep new_sweep(const InitRequest& request, const std::filesystem::path& file);

/// Writes the text into a file that must not be there.
void write_new_file(const std::filesystem::path& file, const std::string& text);

}  // namespace polesweep::guide
