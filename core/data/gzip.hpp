#pragma once

#include <string>
#include <string_view>

namespace polesweep::data {

/// Whether the bytes begin as a deflated gzip file does. No text begins so, and a float32 file by chance one time in 2^24.
bool is_gzip(std::string_view bytes);

/// The unpacked bytes of a gzip file, all members one after the other; zero padding after the last is allowed. Throws Error that begins
/// with `name` for damaged or truncated data, and for more than `most_unpacked`.
std::string gunzip(const std::string& name, std::string_view bytes);

/// The unpacked bytes of a single zlib stream, which has no header of a file. Throws Error that begins with `name` likewise, and if
/// bytes are left after its end.
std::string unzip_stream(const std::string& name, std::string_view bytes);

}  // namespace polesweep::data
