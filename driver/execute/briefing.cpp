#include "driver/execute/briefing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.hpp"

namespace polesweep::execute {

void share(Communicator& ranks, Briefing& briefing) {
  ranks.broadcast(briefing.verdict);
  if (!briefing.verdict.empty()) return;
  ranks.broadcast(briefing.name);
  ranks.broadcast(briefing.text);
  ranks.broadcast(briefing.session);
  ranks.broadcast(briefing.least_operations_per_byte);
  std::string count = std::to_string(briefing.files.size());
  ranks.broadcast(count);
  briefing.files.resize(std::stoull(count));
  for (auto& [name, bytes] : briefing.files) {
    ranks.broadcast(name);
    ranks.broadcast(bytes);
  }
}

std::string compare_fingerprints(Communicator& ranks, const std::string& host, const std::string& own) {
  const std::vector<std::string> all = ranks.gather(host + "\n" + own);
  std::map<std::string, std::set<std::string>> hosts_by_fingerprint;
  std::vector<std::string> hosts;
  for (const std::string& text : all) {
    const std::size_t split = text.find('\n');
    hosts_by_fingerprint[text.substr(split + 1)].insert(text.substr(0, split));
    if (std::find(hosts.begin(), hosts.end(), text.substr(0, split)) == hosts.end()) hosts.push_back(text.substr(0, split));
  }
  if (hosts_by_fingerprint.size() > 1) {
    std::string message = "numerics: ranks do not compute the same bits (";
    for (const auto& [fingerprint, names] : hosts_by_fingerprint)
      message += fmt::format("{}{} on {}", message.back() == '(' ? "" : "; ", fingerprint, fmt::join(names, ", "));
    throw Error(message + "). Run one build on all hosts?");
  }
  return fmt::format("{}", fmt::join(hosts, ","));
}

}  // namespace polesweep::execute
