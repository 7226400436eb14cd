#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "core/scratch_folder.hpp"

namespace polesweep::fuzz {

/// A file that holds the input, for what reads from a path.
class FileOfInput {
 public:
  explicit FileOfInput(const std::string& name) : folder_("fuzz", "inputs of a fuzz target"), path_(folder_.path() / name) {}
  const std::filesystem::path& folder() const { return folder_.path(); }
  const std::filesystem::path& holding(std::string_view bytes) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    return path_;
  }

 private:
  ScratchFolder folder_;
  std::filesystem::path path_;
};

}  // namespace polesweep::fuzz
