#include "driver/execute/outcome.hpp"

#include <fmt/format.h>

#include <fstream>

#include "core/error.hpp"
#include "core/tell.hpp"
#include "driver/execute/run_sweep.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

void clear_outcome(const fs::path& file) {
  std::error_code error;
  if (!file.empty()) fs::remove(file, error);
  if (error) throw Error(fmt::format("--outcome {}: cannot be replaced ({})", file.string(), error.message()));
}

void leave_outcome(const fs::path& file, const Closing& closing) {
  if (file.empty()) return;
  const char* word = closing.code != ExitCode::stopped_early ? "complete" : closing.goes_on ? "go-on" : "stopped";
  std::ofstream stream(file);
  stream << fmt::format("{} {}\n{}\n", word, closing.code, closing.line);
  stream.close();
  if (stream) return;
  std::error_code ignored;
  fs::remove(file, ignored);  // half of a file says nothing
  tell(stderr, "warning: --outcome {}: cannot be written\n", file.string());
}

}  // namespace polesweep::execute
