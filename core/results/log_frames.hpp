#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/regular_file.hpp"
#include "core/results/numerics.hpp"

/// The bytes of a record log.
///
/// Header: "polesweepL" as magic, format version (u32), a frame with rank (i32), session, and the numerics that are noted: their number
/// (u32), and for each its texts. A text is its size (u32) and its bytes. In format 1, which is still read, there are rank, session and
/// XXH3-64 of all that (u64) instead of the frame.
/// Frame: payload size (u32), check of the size (u32), XXH3-64 of the payload (u64), payload. All little-endian.
namespace polesweep::results {

/// `notes`: of the numerics that computed what follows.
std::string log_header(const std::string& session, int rank, const std::vector<Numerics>& notes);
std::string log_frame(std::string_view payload);
/// What stands before the payload of a frame.
std::string log_frame_header(std::string_view payload);

/// Reads a log from front to back with one frame in memory.
class LogReader {
 public:
  /// Opens the log and reads its header. A log that holds no more from there on has a `problem`, or is torn. Like all that reads here,
  /// throws SystemError if the system refuses: that says nothing of what is in the log.
  explicit LogReader(const std::filesystem::path& path);

  /// Whether there was no such file: somebody has merged or deleted the log since it was listed.
  bool is_gone() const { return gone_; }
  /// The session that the header names; "" if the header is torn or damaged.
  const std::string& session() const { return session_; }
  /// What its header says of numerics.
  const std::vector<Numerics>& notes() const { return notes_; }
  /// The payload of the next frame, valid until the next call; none at the end, at a torn tail and at damage.
  std::optional<std::string_view> next();
  /// Where the frame that `next` gave last begins.
  std::uint64_t offset() const { return frame_begin_; }
  /// Makes the frame at `offset` the next one.
  void seek(std::uint64_t offset);
  /// After the end: the bytes of an incomplete last frame or header, as a crash leaves them.
  std::uint64_t torn_bytes() const { return torn_bytes_; }
  /// After the end: why the rest of the log is not used, as a sentence that names the log; "" if it ends well or is merely torn.
  const std::string& problem() const { return problem_; }
  /// The size of the log when it was opened; bytes appended since are not read.
  std::uint64_t size() const { return size_; }

 private:
  void read_header();
  void read_names();
  void read_first_header(const std::string& start);
  bool read(std::size_t bytes, std::string& out);
  /// Reads a frame into `payload_`; false at a torn one, with the end noted, and at damage.
  bool read_frame();
  void stop_torn();
  void stop(std::string_view problem);

  std::filesystem::path path_;
  OpenFile file_;
  bool gone_ = false;
  bool over_ = false;
  std::string session_;
  std::vector<Numerics> notes_;
  std::string header_;
  std::string payload_;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t frame_begin_ = 0;
  std::uint64_t torn_bytes_ = 0;
  std::string problem_;
};

}  // namespace polesweep::results
