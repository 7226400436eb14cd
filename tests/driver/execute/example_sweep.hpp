#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/temporary_folder.hpp"

namespace polesweep {

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
