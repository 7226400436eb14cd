#include "core/scratch_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "core/error.hpp"

namespace polesweep {

ScratchFolder::ScratchFolder(const std::string& name, const std::string& purpose) {
  std::error_code none;
  // mkdtemp puts letters of its own in place of the last six.
  std::string made = (std::filesystem::temp_directory_path(none) / ("polesweep-" + name + "-")).string() + std::string(6, 'X');
  if (mkdtemp(made.data()) == nullptr) throw Error(fmt::format("{}: cannot be made (temporary files {})", made, purpose));
  path_ = made;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace polesweep
