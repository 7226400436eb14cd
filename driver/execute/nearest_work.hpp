#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace polesweep::execute {

/// Of things that take some work, finds the one that is most like another: of the same kind if there is one, and of nearly as much work.
class NearestWork {
 public:
  /// Adds the next one: they are counted from 0.
  void add(std::uint32_t kind, double work);
  /// Returns its number, of several that are as near the first; nothing if there are none.
  std::optional<std::size_t> find(std::uint32_t kind, double work) const;

 private:
  using ByWork = std::map<double, std::size_t>;  // by the logarithm

  std::size_t count_ = 0;
  ByWork all_;
  std::map<std::uint32_t, ByWork> by_kind_;
};

}  // namespace polesweep::execute
