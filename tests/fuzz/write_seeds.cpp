// Writes seeds for the targets that read records, saved states and messages between ranks: fuzz_write_seeds FOLDER.
#include <filesystem>
#include <fstream>
#include <string>

#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"
#include "core/results/state_files.hpp"
#include "driver/execute/assignment.hpp"
#include "driver/execute/briefing.hpp"

namespace {

using namespace polesweep;

RunRecord stream() {
  RunRecord record;
  record.key = {{1, 2}, 3, 4};
  record.status = Status::complete;
  record.trivial_risk = 1.25;
  record.wall_seconds = 0.5;
  record.lengths = {10, 20};
  record.risk = {0.5, 0.25};
  record.measures = {{"nmse", 1, {0.4, 0.2}}, {"spectrum", 4, {1, 2, 3, 4, 5, 6, 7, 8}}, {"alignment", 1, {0.5, 1}}};
  record.numerics = "f00d";
  return record;
}

/// One row of iterations for each length, or one in all.
RunRecord updates(bool episodes) {
  RunRecord record = stream();
  record.processor_seconds = 0.25;
  record.iterations = {1, 4};
  const std::size_t rows = episodes ? 2 : 4;
  record.training = {{"risk", 1, std::vector<double>(rows, 0.5)}};
  for (const MeasuredSeries& series : record.measures)
    record.training.push_back({series.name, series.width, std::vector<double>(rows * static_cast<std::size_t>(series.width), 2)});
  return record;
}

RunRecord matrices() {
  RunRecord record = stream();
  record.measures = {{"readout_matrix", 4, {1, 2, 3, 4, 5, 6, 7, 8}, 2}};
  return record;
}

/// Less than it says: found while the targets were written.
RunRecord short_of_values() {
  RunRecord record = updates(false);
  record.measures[0].values.pop_back();
  return record;
}

RunRecord other_training() {
  RunRecord record = stream();
  record.iterations = {3};
  record.training = {{"other", 1, {1}}};
  return record;
}

RunRecord failed() {
  RunRecord record;
  record.key = stream().key;
  record.status = Status::failed;
  record.lengths = {10, 20};
  record.message = "why";
  return record;
}

RunState saved(RunRecord record) {
  RunState state;
  state.key = record.key;
  state.numerics = "f00d";
  state.metrics = {"alignment", "nmse", "spectrum"};
  state.record = std::move(record);
  state.position = 20;
  state.marks = {20};
  state.scored = {30};
  state.trajectory = {1, 2};
  state.learner = {3, 4};
  state.scores = {5};
  return state;
}

/// The bytes alone, as a whole log, and as a frame whose checksums the target makes.
void write_payload(const std::filesystem::path& folder, const std::string& name, const std::string& payload) {
  const std::string log = results::log_header("20261122T000815Z-0", 0, {{.fingerprint = "f00d"}}) + results::log_frame(payload);
  for (const auto& [mode, bytes] : {std::pair<char, std::string>{0, payload}, {1, log}, {2, payload}})
    std::ofstream(folder / (name + std::to_string(mode)), std::ios::binary) << mode << bytes;
}

void write_message(const std::filesystem::path& folder, const std::string& name, char mode, const std::string& bytes) {
  std::ofstream(folder / name, std::ios::binary) << mode << bytes;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const std::filesystem::path root = arguments[1];
  const auto folder = [&](const char* name) {
    std::filesystem::create_directories(root / name);
    return root / name;
  };
  const std::pair<const char*, RunRecord> records[] = {{"stream", stream()},       {"repeat", updates(false)}, {"episodes", updates(true)},
                                                       {"matrices", matrices()},   {"failed", failed()},       {"short", short_of_values()},
                                                       {"other", other_training()}};
  for (const auto& [name, record] : records) {
    write_payload(folder("record_logs"), name, results::encode(record));
    write_payload(folder("saved_states"), name, results::encode(saved(record)));
  }
  execute::Assignment assignment{.unit = 7, .points = {{1, 2, 3}, {4, 5, 6}}, .first_seed = 1, .seeds = 5, .lengths = 2, .wanted = {}};
  assignment.wanted.assign(10, true);
  assignment.states = {{1, 0, 99}};
  assignment.state_files = {"file.states"};
  write_message(folder("messages"), "assignment", 0, execute::encode(assignment));
  write_message(folder("messages"), "report", 1, execute::encode(execute::Report{.has_unit = true, .unit = 3, .fault = "full"}));
  execute::Briefing briefing;
  briefing.sweep_name = "s.toml";
  briefing.sweep_text = "seeds = 2\n";
  briefing.data_files = {{"a.csv", "1"}};
  write_message(folder("messages"), "briefing", 2, execute::encode(briefing));
}
