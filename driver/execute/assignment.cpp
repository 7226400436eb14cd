#include "driver/execute/assignment.hpp"

#include <cstring>
#include <stdexcept>

namespace polesweep::execute {
namespace {

/// Messages stay within one job on machines of one kind, so numbers travel as they stand in memory.
class Writer {
 public:
  template <class T>
  void put(const T& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_.append(text);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <class T>
  T take() {
    T value;
    std::memcpy(&value, take_bytes(sizeof value).data(), sizeof value);
    return value;
  }
  std::string take_text() { return std::string(take_bytes(take<std::uint64_t>())); }

 private:
  std::string_view take_bytes(std::size_t size) {
    if (size > bytes_.size()) throw std::logic_error("a message between ranks is too short");
    const std::string_view head = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return head;
  }
  std::string_view bytes_;
};

}  // namespace

std::string encode(const Assignment& assignment) {
  Writer writer;
  writer.put(assignment.unit);
  writer.put(assignment.first_seed);
  writer.put(assignment.seeds);
  writer.put(assignment.theory);
  writer.put(static_cast<std::uint32_t>(assignment.points.size()));
  for (const sweep::PointRef& ref : assignment.points) writer.put(ref);
  std::uint8_t byte = 0;
  for (std::size_t i = 0; i < assignment.wanted.size(); ++i) {
    byte = static_cast<std::uint8_t>(byte | (assignment.wanted[i] ? 1u << (i % 8) : 0u));
    if (i % 8 == 7 || i + 1 == assignment.wanted.size()) {
      writer.put(byte);
      byte = 0;
    }
  }
  writer.put(static_cast<std::uint32_t>(assignment.states.size()));
  for (const StateReference& state : assignment.states) writer.put(state);
  writer.put(static_cast<std::uint32_t>(assignment.state_files.size()));
  for (const std::string& file : assignment.state_files) writer.put_text(file);
  return writer.take();
}

Assignment decode_assignment(std::string_view bytes) {
  Reader reader(bytes);
  Assignment assignment;
  assignment.unit = reader.take<std::uint32_t>();
  assignment.first_seed = reader.take<std::uint32_t>();
  assignment.seeds = reader.take<std::uint32_t>();
  assignment.theory = reader.take<sweep::TheoryUnit>();
  assignment.points.resize(reader.take<std::uint32_t>());
  for (sweep::PointRef& ref : assignment.points) ref = reader.take<sweep::PointRef>();
  assignment.wanted.resize(assignment.points.size() * assignment.seeds);
  std::uint8_t byte = 0;
  for (std::size_t i = 0; i < assignment.wanted.size(); ++i) {
    if (i % 8 == 0) byte = reader.take<std::uint8_t>();
    assignment.wanted[i] = (byte >> (i % 8)) & 1u;
  }
  assignment.states.resize(reader.take<std::uint32_t>());
  for (StateReference& state : assignment.states) state = reader.take<StateReference>();
  assignment.state_files.resize(reader.take<std::uint32_t>());
  for (std::string& file : assignment.state_files) file = reader.take_text();
  return assignment;
}

std::string encode(const Report& report) {
  Writer writer;
  writer.put(report.has_unit);
  writer.put(report.unit);
  writer.put(report.complete);
  writer.put(report.diverged);
  writer.put(report.failed);
  writer.put(report.values);
  writer.put(report.continued);
  writer.put(report.samples_spared);
  writer.put(report.interrupted);
  writer.put(report.stop);
  writer.put_text(report.fault);
  return writer.take();
}

Report decode_report(std::string_view bytes) {
  Reader reader(bytes);
  Report report;
  report.has_unit = reader.take<bool>();
  report.unit = reader.take<std::uint32_t>();
  report.complete = reader.take<std::uint64_t>();
  report.diverged = reader.take<std::uint64_t>();
  report.failed = reader.take<std::uint64_t>();
  report.values = reader.take<std::uint64_t>();
  report.continued = reader.take<std::uint64_t>();
  report.samples_spared = reader.take<std::uint64_t>();
  report.interrupted = reader.take<bool>();
  report.stop = reader.take<bool>();
  report.fault = reader.take_text();
  return report;
}

}  // namespace polesweep::execute
