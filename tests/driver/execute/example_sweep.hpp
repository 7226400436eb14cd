#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace polesweep {

/// A folder that is gone when the test is over.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "polesweep-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A sweep of 12 points and 10 seeds that takes well under a second.
inline const char* example_sweep =
    "seeds = 10\n"
    "lengths = [20, 100]\n"
    "[[task]]\nkind = \"linear_teacher\"\npoles = [[0.8]]\ngains = [[1.0]]\nnoise = [0.0, 0.5]\n"
    "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = [4, 5]\nradius = 0.9\n"
    "[[learner]]\nrecurrent = \"fixed\"\nreadout = { kind = \"lms\", step_size = [0.01, 0.1] }\n"
    "[[learner]]\nrecurrent = \"fixed\"\nreadout = \"rls\"\n";

inline std::filesystem::path write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
  return path;
}

}  // namespace polesweep
