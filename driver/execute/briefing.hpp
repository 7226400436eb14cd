#pragma once

#include <string>
#include <utility>
#include <vector>

#include "driver/execute/communicator.hpp"

namespace polesweep::execute {

/// What rank 0 tells the others before the work: a text for each. Data files follow by name.
struct Briefing {
  std::string verdict;  ///< empty: go on; else the exit code
  std::string name;
  std::string text;
  std::string session;
  std::string least_operations_per_byte;  ///< of runs whose state is kept when they are finished
  std::vector<std::pair<std::string, std::string>> files;
};

/// Every rank: hands the briefing of rank 0 to all.
void share(Communicator& ranks, Briefing& briefing);

/// Every rank: the hosts, each once, if all ranks compute the same bits. Throws Error on rank 0 that names who differs.
std::string compare_fingerprints(Communicator& ranks, const std::string& host, const std::string& own);

}  // namespace polesweep::execute
