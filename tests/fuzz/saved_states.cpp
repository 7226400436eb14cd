// Saved states: one's bytes, and files of them.
#include "core/results/log_frames.hpp"
#include "core/results/state_files.hpp"
#include "tests/fuzz/file_of_input.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;

void use(const RunState& state) {
  const RunState again = results::decode_state(results::encode(state));
  fuzz::require(results::encode(again) == results::encode(state));
  Measurement asked;
  asked.lengths = state.record.lengths;
  asked.metrics = state.metrics;
  asked.iterations = state.record.iterations;
  for (const RegimeKind regime : {RegimeKind::stream, RegimeKind::repeat, RegimeKind::episodes}) continues(state, asked, regime);
  start_of(state, asked);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::FileOfInput file("20261122T000815Z-0-0.states");
  if (size == 0) return 0;
  const std::string_view input = fuzz::text_of(data, size).substr(1);
  switch (data[0] % 4) {
    case 0:  // a state
      fuzz::guarded([&] { use(results::decode_state(input)); });
      return 0;
    case 1: file.holding(input); break;  // a file
    case 2:                              // its frames
      file.holding(results::log_header("20261122T000815Z-0", 0, {}) + results::log_frame(input) + std::string(input));
      break;
    default:  // its header, before the part that has a checksum
      file.holding(std::string("polesweepL\2\0\0\0", 14) + results::log_frame(input));
  }
  const auto path = file.folder() / "20261122T000815Z-0-0.states";
  // A file that cannot be read has no states, whatever is wrong with it.
  results::scan_states(path, [&](const results::StateHead&, std::uint64_t offset, std::string_view) {
    fuzz::guarded([&] { use(results::read_state({path, offset})); });
  });
  return 0;
}
