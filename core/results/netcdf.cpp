#include "core/results/netcdf.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/error.hpp"
#include "core/results/described.hpp"
#include "core/results/netcdf_image.hpp"
#include "core/results/readable.hpp"
#include "core/results/seal.hpp"

namespace polesweep::results {

void publish_netcdf(const std::filesystem::path& path, const std::function<Digests(NewFile&)>& write, const Group& root) {
  NewFile file(path);
  const Digests digests = write(file);
  if (!holds(file.temporary(), root, digests, path)) {
    throw Error(fmt::format("{}: reads back differently from what was written (a faulty disk?)", path.string()));
  }
  file.commit();
}

void write_netcdf(const std::filesystem::path& path, const Group& root) {
  const auto write = [&](NewFile& file) {
    Image image = write_netcdf_image(root, file, path);
    file.write_at(image.size, seal_of(file.temporary()));
    return std::move(image.digests);
  };
  publish_netcdf(path, write, root);
}

Group read_netcdf(const std::filesystem::path& path, const Wanted& wanted) { return read_netcdf_file(path, path, wanted); }

Group read_results(const std::filesystem::path& path, const Wanted& wanted) {
  Group root = read_netcdf(path, wanted);
  try {
    to_current_schema(root);
    require_described(root);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path.string(), error.what()));
  }
  return root;
}

}  // namespace polesweep::results
