#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/results/numerics.hpp"
#include "core/run/state.hpp"

/// Files of saved runs. They are made of the frames of record logs, but apart from these: whoever looks for records never reads a state.
///
/// `<session>-<rank>.running`: the runs that a rank is computing, replaced as a whole at every save, so that it holds one block at most.
/// `<session>-<rank>.states`: runs that are finished, from which longer lengths go on; appended to. `results.h5.states`: the same beside
/// the results, when logs are gone.
namespace polesweep::results {

/// The payload of a frame, and back. Throws Error for bytes that are no state, or one of another layout.
std::string encode(const RunState& state);
RunState decode_state(std::string_view bytes);

/// What is known of a state without its numbers.
struct StateHead {
  RecordKey key;
  std::string numerics;
  std::int64_t position = 0;
  bool at_end = false;
};
StateHead decode_state_head(std::string_view bytes);

struct StatePlace {
  std::filesystem::path file;
  std::uint64_t offset = 0;
};

/// The files of states in a folder of logs, sorted by name.
std::vector<std::filesystem::path> list_state_files(const std::filesystem::path& folder);
/// The states file beside a results file.
std::filesystem::path states_beside(const std::filesystem::path& results);

/// Hands every readable state of a file to `visit`, with its offset and its bytes. Damaged and foreign ones are left out: a run without its
/// state is computed again. Returns what the file notes of numerics.
std::vector<Numerics> scan_states(const std::filesystem::path& file,
                                  const std::function<void(const StateHead& head, std::uint64_t offset, std::string_view payload)>& visit);
/// Throws Error if the file is gone or holds no state there.
RunState read_state(const StatePlace& place);

/// Replaces a file of states as a whole. Throws Error if that fails; the old file is then still there.
void write_states(const std::filesystem::path& file, const std::string& session, int rank, const Numerics& numerics,
                  const std::vector<RunState>& states);

}  // namespace polesweep::results
