#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/data/hdf5_session.hpp"

/// What keeps a file of somebody else's within itself and within bounds, while it is read.
namespace polesweep::results {

/// Counts what a file makes its reader do. All functions throw Error.
class NetcdfGuard {
 public:
  /// `most_bytes`: what its contents may take in memory.
  NetcdfGuard(hdf5::Hdf5Session& session, double most_bytes) : session_(session), most_bytes_(most_bytes), left_(most_bytes) {}

  /// A group within others; groups can contain themselves.
  void enter(int depth) const;
  /// A member of a group, before it is opened: a link that leads elsewhere is not followed.
  void check_link(std::int64_t group, const std::string& name);
  /// An object that is open: each has one place in a file of ours.
  void check_object(std::int64_t object, const std::string& name) const;
  /// A dataset whose bytes are in another file is not read.
  void check_dataset(std::int64_t dataset, const std::string& name) const;
  /// Before memory is taken.
  void spend(double bytes);
  bool can_spend(double bytes) const { return bytes <= left_; }

 private:
  const hdf5::Hdf5Session& session_;
  double most_bytes_;
  double left_;
};

/// Where the library puts the texts of a variable: one after the other, and all are given back together.
class TextRoom {
 public:
  explicit TextRoom(NetcdfGuard& guard) : guard_(guard) {}

  static void* take(std::size_t size, void* room) noexcept { return static_cast<TextRoom*>(room)->take(size); }
  static void leave(void*, void*) noexcept {}

  /// Texts refused for their size, which the library reports as something else.
  bool is_full() const { return is_full_; }

 private:
  void* take(std::size_t size) noexcept;

  NetcdfGuard& guard_;
  std::vector<std::unique_ptr<char[]>> pieces_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  bool is_full_ = false;
};

}  // namespace polesweep::results
