#include "core/regular_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace polesweep {

OpenFile open_regular(const std::filesystem::path& path) {
  // Does not wait for somebody to write into a pipe; of regular files it says nothing.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) {
    if (errno == ENXIO) errno = 0;  // a socket
    return nullptr;
  }
  struct stat status = {};
  const bool is_known = ::fstat(file, &status) == 0;
  if (is_known && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
    if (OpenFile opened{::fdopen(file, "rb")}) return opened;
  const int error_number = is_known && !S_ISREG(status.st_mode) ? 0 : errno;
  ::close(file);
  errno = error_number;
  return nullptr;
}

}  // namespace polesweep
