#include "core/data/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "core/error.hpp"
#include "core/machine_memory.hpp"

namespace polesweep::data {
namespace {

constexpr std::size_t largest_feed = 1U << 30;  // zlib counts what it is given in 32 bits
constexpr int zlib_window = 15;                 // largest window
constexpr int gzip_window = 15 + 16;            // gzip framing only

class Inflater {
 public:
  /// `most_bytes`: what may be unpacked, of all members.
  Inflater(int window, const char* what, double most_bytes) : what_(what), most_bytes_(most_bytes) {
    if (inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// Appends one member to `out` and takes its bytes off `bytes`.
  void unpack_member(const std::string& name, std::string_view& bytes, std::string& out) {
    inflateReset(&stream_);
    for (int state = Z_OK; state != Z_STREAM_END;) {
      const std::size_t fed = std::min(bytes.size(), largest_feed);
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // only read; zlib predates const
      stream_.avail_in = static_cast<uInt>(fed);
      stream_.next_out = buffer_.data();
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      state = inflate(&stream_, Z_NO_FLUSH);
      bytes.remove_prefix(fed - stream_.avail_in);
      out.append(reinterpret_cast<const char*>(buffer_.data()), buffer_.size() - stream_.avail_out);
      if (static_cast<double>(out.size()) > most_bytes_)
        throw Error(fmt::format("{}: unpacks to more than {:.0f} MB (sixteen times its size and a quarter of the memory here)", name,
                                most_bytes_ / 1e6));
      if (state == Z_BUF_ERROR) throw Error(fmt::format("{}: broken {} data (the file ends early)", name, what_));
      if (state != Z_OK && state != Z_STREAM_END)
        throw Error(fmt::format("{}: broken {} data ({})", name, what_, stream_.msg ? stream_.msg : "unknown reason"));
    }
  }

 private:
  const char* what_;
  double most_bytes_;
  z_stream stream_{};
  std::array<Bytef, 1U << 16> buffer_{};
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

std::string gunzip(const std::string& name, std::string_view bytes) {
  std::string out;
  Inflater inflater(gzip_window, "gzip", most_unpacked(static_cast<double>(bytes.size())));
  while (is_gzip(bytes)) inflater.unpack_member(name, bytes, out);
  if (bytes.find_first_not_of('\0') != std::string_view::npos)
    throw Error(fmt::format("{}: broken gzip data ({} bytes after its end are not a gzip member)", name, bytes.size()));
  return out;
}

std::string unzip_stream(const std::string& name, std::string_view bytes) {
  std::string out;
  Inflater(zlib_window, "zlib", most_unpacked(static_cast<double>(bytes.size()))).unpack_member(name, bytes, out);
  if (!bytes.empty()) throw Error(fmt::format("{}: broken zlib data ({} bytes after its end)", name, bytes.size()));
  return out;
}

}  // namespace polesweep::data
