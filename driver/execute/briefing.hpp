#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/execute/communicator.hpp"

namespace polesweep::execute {

/// What rank 0 tells the others before the work.
struct Briefing {
  std::optional<int> refusal;  ///< exit code of a run that is refused; the rest is then empty
  std::string sweep_name;      ///< of the file, as messages show it
  std::string sweep_text;      ///< resolved TOML
  std::string session;
  double least_operations_per_byte = std::numeric_limits<double>::infinity();  ///< of runs whose state is kept when they are finished
  std::vector<std::pair<std::string, std::string>> data_files;                 ///< name and bytes
};

/// All but the bytes of data files, which follow one by one: together they may be large. Throws Error for bytes that are no briefing.
std::string encode(const Briefing& briefing);
Briefing decode_briefing(std::string_view bytes);

/// Every rank: hands the briefing of rank 0 to all.
void share(Communicator& ranks, Briefing& briefing);
/// Every rank: returns whether rank 0 says so.
bool share_whether(Communicator& ranks, bool own);
/// Every rank: returns the exit code of rank 0.
int share_exit_code(Communicator& ranks, int own);

/// Every rank: returns the hosts, each once, if all ranks compute the same bits. Throws Error on rank 0 that names who differs.
std::string compare_fingerprints(Communicator& ranks, const std::string& host, const std::string& own);

}  // namespace polesweep::execute
