#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results_builder.hpp"

/// The place where results go, and what is there already.
namespace polesweep::execute {

/// How an error about the place of a file speaks of it.
struct RoomAsked {
  const char* what_goes;  ///< "results go"
  const char* option;     ///< by which another place is chosen
};
/// Throws Error if a file of `bytes` bytes cannot be written: no folder, no permission, too little space. Folders may be missing that
/// can be made.
void check_room(const std::filesystem::path& file, double bytes, const RoomAsked& asked);

/// Throws Error if the results cannot be written: no folder, no permission, too little space.
void check_place(const std::filesystem::path& results, const results::ResultsBuilder& builder);

/// Most bytes that saved states may take: the megabytes allowed, but no more than an eighth of the room there is, since they only save
/// time and must not take the place of results.
double most_state_bytes(const std::filesystem::path& results, double megabytes);

/// Results that a session set aside because the sweep no longer asked for all of their runs.
std::vector<std::filesystem::path> kept_results(const std::filesystem::path& results);

/// The name itself, or with a number if several files get theirs within a second.
std::filesystem::path free_name(const std::string& name);

/// Whether a file that cannot be read was meant to be HDF5 (or lost its bytes): then it is set aside. Anything else is not ours to move.
bool looks_like_damaged_hdf5(const std::filesystem::path& path);

/// Renames a results file that cannot be read, if it is still there.
void set_aside_damaged(const std::filesystem::path& results);

/// Tells a file from one that has been renamed over it.
std::pair<std::uint64_t, std::uint64_t> identity_of(const std::filesystem::path& path);

}  // namespace polesweep::execute
