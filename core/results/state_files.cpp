#include "core/results/state_files.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/error.hpp"
#include "core/results/bytes.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::results {
namespace {

/// Bytes of a state beside its numbers, most often.
constexpr std::size_t names_and_counts = 4096;

StateHead take_head(ByteReader& in) {
  const auto layout = in.integer<std::uint32_t>();
  if (layout != run_state_layout) throw Error(fmt::format("state: layout {} (this program reads {})", layout, run_state_layout));
  StateHead head;
  head.key.point.high = in.integer<std::uint64_t>();
  head.key.point.low = in.integer<std::uint64_t>();
  head.key.seed = in.integer<std::uint64_t>();
  head.key.evaluation = in.integer<std::uint64_t>();
  head.numerics = in.text();
  head.position = in.integer<std::int64_t>();
  head.at_end = in.integer<std::uint32_t>() != 0;
  return head;
}

}  // namespace

std::string encode(const RunState& state) {
  ByteWriter out;
  const std::size_t of_test = state.test.trajectory.size() + state.test.sums.size();
  out.reserve(sizeof(double) * (state.trajectory.size() + state.learner.size() + state.scores.size() + of_test) + names_and_counts);
  out.put(run_state_layout);
  out.put(state.key.point.high);
  out.put(state.key.point.low);
  out.put(state.key.seed);
  out.put(state.key.evaluation);
  out.put(std::string_view(state.numerics));
  out.put(state.position);
  out.put(static_cast<std::uint32_t>(state.at_end));
  out.put(state.length);
  out.put(static_cast<std::uint32_t>(state.metrics.size()));
  for (const std::string& name : state.metrics) out.put(std::string_view(name));
  out.put(std::string_view(encode(state.record)));
  out.put(state.marks);
  out.put(state.scored);
  out.put(state.trajectory);
  out.put(state.learner);
  out.put(state.scores);
  out.put(state.test.steps);
  out.put(state.test.tested);
  out.put(state.test.trajectory);
  out.put(state.test.sums);
  return std::move(out).bytes();
}

StateHead decode_state_head(std::string_view bytes) {
  ByteReader in(bytes, "state");
  return take_head(in);
}

RunState decode_state(std::string_view bytes) {
  ByteReader in(bytes, "state");
  const StateHead head = take_head(in);
  RunState state;
  state.key = head.key;
  state.numerics = head.numerics;
  state.position = head.position;
  state.at_end = head.at_end;
  state.length = in.integer<std::int64_t>();
  state.metrics.resize(in.list_size(4));
  for (std::string& name : state.metrics) name = in.text();
  state.record = decode(in.text());
  state.marks = in.integers();
  state.scored = in.integers();
  state.trajectory = in.reals();
  state.learner = in.reals();
  state.scores = in.reals();
  state.test.steps = in.integer<std::int64_t>();
  state.test.tested = in.integers();
  state.test.trajectory = in.reals();
  state.test.sums = in.reals();
  if (!is_whole(state.record)) throw Error("state: values are missing (its bytes are damaged)");
  if (in.remaining() > 0) throw Error(fmt::format("state: {} bytes too many (its bytes are damaged)", in.remaining()));
  return state;
}

std::filesystem::path states_beside(const std::filesystem::path& results) {
  std::filesystem::path file = results;
  return file += ".states";
}

std::vector<std::filesystem::path> list_state_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path& entry : list_folder(folder))
    if (entry.extension() == ".states" || entry.extension() == ".running") files.push_back(entry);
  return files;
}

std::vector<Numerics> scan_states(const std::filesystem::path& file,
                                  const std::function<void(const StateHead&, std::uint64_t, std::string_view)>& visit) {
  LogReader reader(file);
  while (const auto payload = reader.next()) {
    StateHead head;
    try {
      head = decode_state_head(*payload);
    } catch (const Error&) {
      continue;
    }
    visit(head, reader.offset(), *payload);
  }
  return reader.notes();
}

RunState read_state(const StatePlace& place) {
  LogReader reader(place.file);
  reader.seek(place.offset);
  const auto payload = reader.next();
  if (!payload) throw Error(fmt::format("{}: no state at byte {}", place.file.string(), place.offset));
  return decode_state(*payload);
}

void write_states(const std::filesystem::path& file, const std::string& session, int rank, const Numerics& numerics,
                  const std::vector<RunState>& states) {
  NewFile fresh(file);
  fresh.write(log_header(session, rank, {numerics}));
  for (const RunState& state : states) {
    const std::string payload = encode(state);
    fresh.write(log_frame_header(payload));
    fresh.write(payload);
  }
  fresh.commit();
}

}  // namespace polesweep::results
