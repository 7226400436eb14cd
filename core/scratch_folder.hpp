#pragma once

#include <filesystem>
#include <string>

namespace polesweep {

/// An empty folder among the temporary files, which is gone, with what is in it, when its owner is.
class ScratchFolder {
 public:
  /// `name`: of polesweep-NAME-..., `purpose`: what it is for, in messages. Throws Error if it cannot be made.
  ScratchFolder(const std::string& name, const std::string& purpose);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace polesweep
