#include "core/results/log_frames.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/error.hpp"
#include "core/results/bytes.hpp"
#include "core/results/durable_file.hpp"

namespace polesweep::results {
namespace {

constexpr std::string_view magic = "polesweepL";
constexpr std::uint32_t format_version = 2;
constexpr std::size_t frame_header_bytes = 16;
/// Far beyond any name: a longer one is damage, and must not be taken for a torn header. (In format 1; later sizes have checks.)
constexpr std::uint32_t longest_session = 1000;
/// Of a note without any letter.
constexpr std::size_t smallest_note_bytes = 28;

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

/// Tells a damaged size, after which nothing can be found, from a torn frame; a frame of zeros (a hole left by a power cut) fails too.
std::uint32_t size_check(std::uint32_t size) {
  ByteWriter bytes;
  bytes.put(size);
  return static_cast<std::uint32_t>(checksum(bytes.bytes()));
}

}  // namespace

std::string log_header(const std::string& session, int rank, const std::vector<Numerics>& notes) {
  ByteWriter version;
  version.put(format_version);
  ByteWriter body;
  body.put(std::int32_t{rank});
  body.put(std::string_view(session));
  body.put(static_cast<std::uint32_t>(notes.size()));
  for (const Numerics& note : notes)
    for (const std::string& text : {note.fingerprint, note.eigen, note.compiler, note.processor, note.kernels, note.first, note.last})
      body.put(std::string_view(text));
  return std::string(magic) + version.bytes() + log_frame(body.bytes());
}

std::string log_frame(std::string_view payload) { return log_frame_header(payload).append(payload); }

std::string log_frame_header(std::string_view payload) {
  ByteWriter header;
  const auto size = static_cast<std::uint32_t>(payload.size());
  header.put(size);
  header.put(size_check(size));
  header.put(checksum(payload));
  return std::move(header).bytes();
}

LogReader::LogReader(const std::filesystem::path& path) : path_(path), file_(open_regular(path)) {
  if (!file_) {
    const int error_number = errno;
    gone_ = error_number == ENOENT;
    if (!gone_ && error_number != 0) fail(path_, "cannot read", error_number);
    stop(gone_ ? std::generic_category().message(ENOENT) : "no file, but a pipe or a device, not used");
    return;
  }
  struct stat status;
  if (fstat(fileno(file_.get()), &status) < 0) fail(path_, "cannot read", errno);
  size_ = static_cast<std::uint64_t>(status.st_size);
  read_header();
}

void LogReader::stop(std::string_view problem) {
  over_ = true;
  problem_ = fmt::format("{}: {}", path_.string(), problem);
}

void LogReader::stop_torn() {
  over_ = true;
  torn_bytes_ = size_ - frame_begin_;
}

/// Reads on. Returns false and notes the end if the log holds fewer bytes than asked for.
bool LogReader::read(std::size_t bytes, std::string& out) {
  if (bytes > size_ - position_) {
    stop_torn();
    return false;
  }
  out.resize(bytes);
  for (std::size_t done = 0; done < bytes;) {
    errno = 0;
    const std::size_t more = std::fread(out.data() + done, 1, bytes - done, file_.get());
    done += more;
    if (more > 0) continue;
    // What a disk does not give now is no damage: nothing may be set aside or computed again for it.
    if (std::ferror(file_.get()) && errno != EINTR) fail(path_, fmt::format("cannot read at byte {}", position_), errno);
    if (!std::ferror(file_.get())) {
      stop(fmt::format("has shrunk below byte {} while it was read", position_ + bytes));
      return false;
    }
    std::clearerr(file_.get());
  }
  position_ += bytes;
  return true;
}

void LogReader::read_header() {
  std::string start;
  if (!read(std::min<std::size_t>(magic.size(), size_), start)) return;
  if (!magic.starts_with(start)) return stop("not a record log, not used");
  std::string fixed;
  if (start.size() < magic.size()) return stop_torn();
  if (!read(4, fixed)) return;
  const auto version = ByteReader(fixed, "log").integer<std::uint32_t>();
  if (version == 1) return read_first_header(start + fixed);
  if (version != format_version) {
    return stop(fmt::format("written in format {} (this program reads 1 to {}), not used", version, format_version));
  }
  if (!read_frame()) {
    if (!over_) stop("damaged header, not used");
    return;
  }
  try {
    read_names();
  } catch (const Error&) {  // a whole frame, but of something else
    session_.clear();
    notes_.clear();
    stop("damaged header, not used");
  }
}

/// What the frame of a header holds. Throws Error if it is not that.
void LogReader::read_names() {
  ByteReader body(payload_, "header of a log");
  body.integer<std::int32_t>();  // the rank, for people
  session_ = body.text();
  notes_.resize(body.list_size(smallest_note_bytes));
  for (Numerics& note : notes_)
    for (std::string* text : {&note.fingerprint, &note.eigen, &note.compiler, &note.processor, &note.kernels, &note.first, &note.last})
      *text = body.text();
}

/// The rest of a header in format 1, which notes no numerics.
void LogReader::read_first_header(const std::string& start) {
  std::string sizes;
  std::string session;
  std::string check;
  if (!read(8, sizes)) return;
  const auto session_size = ByteReader(std::string_view(sizes).substr(4), "log").integer<std::uint32_t>();
  if (session_size > longest_session) return stop("damaged header, not used");
  if (!read(session_size, session) || !read(8, check)) return;
  if (ByteReader(check, "log").integer<std::uint64_t>() != checksum(start + sizes + session)) return stop("damaged header, not used");
  session_ = std::move(session);
}

void LogReader::seek(std::uint64_t offset) {
  if (over_) return;
  position_ = std::min(offset, size_);
  if (std::fseek(file_.get(), static_cast<long>(position_), SEEK_SET) != 0) fail(path_, "cannot read", errno);
}

bool LogReader::read_frame() {
  if (!read(frame_header_bytes, header_)) return false;
  ByteReader header(header_, "frame");
  const auto size = header.integer<std::uint32_t>();
  const auto expected_size_check = header.integer<std::uint32_t>();
  const auto expected_checksum = header.integer<std::uint64_t>();
  return expected_size_check == size_check(size) && read(size, payload_) && expected_checksum == checksum(payload_);
}

std::optional<std::string_view> LogReader::next() {
  if (over_) return std::nullopt;
  frame_begin_ = position_;
  if (position_ == size_) {
    over_ = true;
    return std::nullopt;
  }
  if (read_frame()) return payload_;
  if (!over_) stop(fmt::format("damaged at byte {}, the {} bytes from there on are not used", frame_begin_, size_ - frame_begin_));
  return std::nullopt;
}

}  // namespace polesweep::results
