#include "driver/execute/briefing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.hpp"
#include "core/results/bytes.hpp"

namespace polesweep::execute {

using results::ByteReader;
using results::ByteWriter;

std::string encode(const Briefing& briefing) {
  ByteWriter out;
  out.put(briefing.refusal.has_value());
  out.put(std::int32_t{briefing.refusal.value_or(0)});
  out.put(briefing.sweep_name);
  out.put(briefing.sweep_text);
  out.put(briefing.session);
  out.put(briefing.least_operations_per_byte);
  out.put(static_cast<std::uint32_t>(briefing.data_files.size()));
  for (const auto& [name, bytes] : briefing.data_files) out.put(name);
  return out.bytes();
}

Briefing decode_briefing(std::string_view bytes) {
  ByteReader in(bytes, "briefing");
  Briefing briefing;
  const bool refused = in.boolean();
  const auto exit_code = in.integer<std::int32_t>();
  if (refused) briefing.refusal = exit_code;
  briefing.sweep_name = in.text();
  briefing.sweep_text = in.text();
  briefing.session = in.text();
  briefing.least_operations_per_byte = in.real();
  briefing.data_files.resize(in.list_size(4));
  for (auto& [name, file] : briefing.data_files) name = in.text();
  return briefing;
}

void share(Communicator& ranks, Briefing& briefing) {
  std::string message = encode(briefing);
  ranks.broadcast(message);
  if (ranks.rank() > 0) briefing = decode_briefing(message);
  for (auto& [name, bytes] : briefing.data_files) ranks.broadcast(bytes);
}

bool share_whether(Communicator& ranks, bool own) {
  std::string message(1, own ? 'y' : 'n');
  ranks.broadcast(message);
  return message == "y";
}

int share_exit_code(Communicator& ranks, int own) {
  ByteWriter out;
  out.put(std::int32_t{own});
  std::string message = out.bytes();
  ranks.broadcast(message);
  return ByteReader(message, "exit code").integer<std::int32_t>();
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
