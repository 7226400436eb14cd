#include "core/results/stored_digest.hpp"

#include <hdf5.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

namespace polesweep::results {
namespace {

using hdf5::Handle;

constexpr std::string_view action = "read a variable";
constexpr std::size_t piece_bytes = std::size_t{8} << 20;

template <class T>
void add_numbers(hdf5::Hdf5Session& session, hid_t dataset, hid_t memory_type, Digest& digest) {
  const Handle whole(session, H5Dget_space(dataset), H5Sclose, action);
  std::vector<hsize_t> extent(static_cast<std::size_t>(session.check(H5Sget_simple_extent_ndims(whole), action)));
  session.check(H5Sget_simple_extent_dims(whole, extent.data(), nullptr), action);
  if (extent.empty()) extent = {1};
  const std::size_t row = std::accumulate(extent.begin() + 1, extent.end(), std::size_t{1}, std::multiplies());
  const hsize_t most = std::max<hsize_t>(piece_bytes / sizeof(T) / std::max<std::size_t>(row, 1), 1);
  std::vector<hsize_t> start(extent.size()), number = extent;
  for (; start.front() < extent.front(); start.front() += number.front()) {
    number.front() = std::min(most, extent.front() - start.front());
    std::vector<T> piece(number.front() * row);
    if (number.front() == extent.front()) {
      session.check(H5Dread(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, piece.data()), action);
    } else {
      session.check(H5Sselect_hyperslab(whole, H5S_SELECT_SET, start.data(), nullptr, number.data(), nullptr), action);
      const Handle memory(session, H5Screate_simple(static_cast<int>(number.size()), number.data(), nullptr), H5Sclose, action);
      session.check(H5Dread(dataset, memory_type, memory, whole, H5P_DEFAULT, piece.data()), action);
    }
    digest.add(std::move(piece));
  }
}

}  // namespace

void add_stored_numbers(hdf5::Hdf5Session& session, std::int64_t dataset, std::int64_t memory_type, const Values& kind, Digest& digest) {
  std::visit(
      [&]<class T>(const std::vector<T>&) {
        if constexpr (!std::is_same_v<T, std::string>) add_numbers<T>(session, dataset, memory_type, digest);
      },
      kind);
}

}  // namespace polesweep::results
