#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>

namespace polesweep {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, CloseFile>;

/// Opens a file for reading. Nothing, with `errno` set, if the system refuses; and, with `errno` 0, if it is no regular file: a pipe
/// without a writer waits for ever, and a device may have no end.
OpenFile open_regular(const std::filesystem::path& path);

}  // namespace polesweep
