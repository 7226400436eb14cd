#include "core/results/netcdf_guard.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <new>
#include <utility>

#include "core/excerpt.hpp"

namespace polesweep::results {
namespace {

constexpr int deepest_group = 8;  // ours has two groups above a variable

}  // namespace

void NetcdfGuard::enter(int depth) const {
  if (depth > deepest_group) session_.fail(fmt::format("holds groups in more than {} others (files of polesweep do not)", deepest_group));
}

void NetcdfGuard::check_link(std::int64_t group, const std::string& name) {
  H5L_info_t link;
  session_.check(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "list a group");
  if (link.type != H5L_TYPE_HARD)
    session_.fail(fmt::format("'{}' is a link to another place or file (must be in this place)", excerpt(name)));
  constexpr double of_any_object = 1000;  // a name, a handle, attributes
  spend(of_any_object);
}

void NetcdfGuard::check_object(std::int64_t object, const std::string& name) const {
  H5O_info_t info;
#if H5_VERSION_GE(1, 12, 0)
  session_.check(H5Oget_info3(object, &info, H5O_INFO_BASIC), "look at what a group lists");
#else
  session_.check(H5Oget_info(object, &info), "look at what a group lists");
#endif
  if (info.rc > 1) session_.fail(fmt::format("'{}' stands in {} places (must be in one)", excerpt(name), info.rc));
}

void NetcdfGuard::check_dataset(std::int64_t dataset, const std::string& name) const {
  const std::int64_t creation = session_.check(H5Dget_create_plist(dataset), "read a layout");
  const bool elsewhere = H5Pget_layout(creation) == H5D_VIRTUAL || H5Pget_external_count(creation) > 0;
  H5Pclose(creation);
  if (elsewhere) session_.fail(fmt::format("'{}' lies in another file (must be in this one)", excerpt(name)));
}

void NetcdfGuard::spend(double bytes) {
  if (!can_spend(bytes))
    session_.fail(fmt::format("its contents take more than {:.0f} MB (sixteen times its size and a quarter of the memory here). Damaged?",
                              most_bytes_ / 1e6));
  left_ -= bytes;
}

void* TextRoom::take(std::size_t size) noexcept {
  // A text is copied from here into a string of its own.
  const double bytes = 2 * static_cast<double>(size);
  is_full_ = is_full_ || !guard_.can_spend(bytes);
  if (is_full_) return nullptr;
  if (size > left_) {
    left_ = std::max(size, std::size_t{1} << 16);
    try {
      next_ = pieces_.emplace_back(std::make_unique<char[]>(left_)).get();
    } catch (const std::bad_alloc&) {
      left_ = 0;
      return nullptr;
    }
  }
  guard_.spend(bytes);
  left_ -= size;
  return std::exchange(next_, next_ + size);
}

}  // namespace polesweep::results
