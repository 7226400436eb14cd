#include "analysis/watch/watch.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {

void watch(const std::filesystem::path&, int, const std::function<void(const std::filesystem::path&, const std::filesystem::path&)>&,
           const std::function<void(const std::string&)>&) {
  throw Error("watch: polesweep was built without cpp-httplib (Debian: libcpp-httplib-dev)");
}

}  // namespace polesweep::analysis
