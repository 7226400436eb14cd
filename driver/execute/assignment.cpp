#include "driver/execute/assignment.hpp"

#include <stdexcept>

#include "core/error.hpp"
#include "core/results/bytes.hpp"

namespace polesweep::execute {
namespace {

using results::ByteReader;
using results::ByteWriter;

void put(ByteWriter& out, const sweep::PointRef& ref) {
  out.put(ref.task);
  out.put(ref.poles);
  out.put(ref.learner);
}

void put(ByteWriter& out, const sweep::TheoryUnit& unit) {
  out.put(unit.table);
  out.put(unit.first);
  out.put(unit.count);
}

void put(ByteWriter& out, const StateReference& state) {
  out.put(state.run);
  out.put(state.file);
  out.put(state.offset);
}

// The members of a braced list are read in their order.
sweep::PointRef take_point(ByteReader& in) {
  return {in.integer<std::uint32_t>(), in.integer<std::uint32_t>(), in.integer<std::uint32_t>()};
}

sweep::TheoryUnit take_theory(ByteReader& in) {
  return {in.integer<std::uint32_t>(), in.integer<std::uint32_t>(), in.integer<std::uint32_t>()};
}

StateReference take_state(ByteReader& in) {
  return {in.integer<std::uint32_t>(), in.integer<std::uint32_t>(), in.integer<std::uint64_t>()};
}

/// Eight flags a byte.
void put_flags(ByteWriter& out, const std::vector<bool>& flags) {
  for (std::size_t first = 0; first < flags.size(); first += 8) {
    std::uint8_t byte = 0;
    for (std::size_t i = 0; i < 8 && first + i < flags.size(); ++i)
      byte = static_cast<std::uint8_t>(byte | (flags[first + i] ? 1u << i : 0u));
    out.put(byte);
  }
}

std::vector<bool> take_flags(ByteReader& in, std::size_t count) {
  std::vector<bool> flags;
  for (std::uint8_t byte = 0; flags.size() < count; byte = static_cast<std::uint8_t>(byte >> 1)) {
    if (flags.size() % 8 == 0) byte = in.integer<std::uint8_t>();
    flags.push_back(byte & 1u);
  }
  return flags;
}

Assignment take_assignment(ByteReader& in) {
  Assignment assignment;
  assignment.unit = in.integer<std::uint32_t>();
  assignment.first_seed = in.integer<std::uint32_t>();
  assignment.seeds = in.integer<std::uint32_t>();
  assignment.lengths = in.integer<std::uint32_t>();
  assignment.theory = take_theory(in);
  assignment.points.resize(in.list_size(12));
  for (sweep::PointRef& ref : assignment.points) ref = take_point(in);
  assignment.wanted = take_flags(in, assignment.points.size() * assignment.seeds);
  assignment.states.resize(in.list_size(16));
  for (StateReference& state : assignment.states) state = take_state(in);
  assignment.state_files.resize(in.list_size(4));
  for (std::string& file : assignment.state_files) file = in.text();
  return assignment;
}

Report take_report(ByteReader& in) {
  Report report;
  report.has_unit = in.boolean();
  report.unit = in.integer<std::uint32_t>();
  report.complete = in.integer<std::uint64_t>();
  report.diverged = in.integer<std::uint64_t>();
  report.failed = in.integer<std::uint64_t>();
  report.values = in.integer<std::uint64_t>();
  report.continued = in.integer<std::uint64_t>();
  report.samples_spared = in.integer<std::uint64_t>();
  report.interrupted = in.boolean();
  report.stop = in.boolean();
  report.fault = in.text();
  return report;
}

/// A message between ranks that cannot be read is a fault of this program, where damaged bytes of a file are the file's.
template <class Message>
Message decode(std::string_view bytes, Message (*take)(ByteReader&)) {
  ByteReader in(bytes, "message between ranks");
  try {
    return take(in);
  } catch (const Error& error) {
    throw std::logic_error(error.what());
  }
}

}  // namespace

std::string encode(const Assignment& assignment) {
  ByteWriter out;
  out.put(assignment.unit);
  out.put(assignment.first_seed);
  out.put(assignment.seeds);
  out.put(assignment.lengths);
  put(out, assignment.theory);
  out.put(static_cast<std::uint32_t>(assignment.points.size()));
  for (const sweep::PointRef& ref : assignment.points) put(out, ref);
  put_flags(out, assignment.wanted);
  out.put(static_cast<std::uint32_t>(assignment.states.size()));
  for (const StateReference& state : assignment.states) put(out, state);
  out.put(static_cast<std::uint32_t>(assignment.state_files.size()));
  for (const std::string& file : assignment.state_files) out.put(file);
  return out.bytes();
}

std::string encode(const Report& report) {
  ByteWriter out;
  out.put(report.has_unit);
  out.put(report.unit);
  out.put(report.complete);
  out.put(report.diverged);
  out.put(report.failed);
  out.put(report.values);
  out.put(report.continued);
  out.put(report.samples_spared);
  out.put(report.interrupted);
  out.put(report.stop);
  out.put(report.fault);
  return out.bytes();
}

Assignment decode_assignment(std::string_view bytes) { return decode(bytes, take_assignment); }
Report decode_report(std::string_view bytes) { return decode(bytes, take_report); }

}  // namespace polesweep::execute
