#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/data/array_file.hpp"

namespace polesweep::data {

/// Whether the bytes begin as MATLAB's files of v5 to v7 do.
bool is_matlab5(std::string_view bytes);

/// The full numeric arrays in such a file, whose bytes must outlive this, and in the fields of its structures: s.x, where s is a single
/// one. Throws Error that begins with `path` for a file that is damaged.
std::unique_ptr<ArrayFile> open_matlab5(const std::string& path, std::string_view bytes);

}  // namespace polesweep::data
