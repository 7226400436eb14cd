#include "core/data/hdf5_session.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::hdf5 {
namespace {

static_assert(std::is_same_v<hid_t, std::int64_t> && std::is_same_v<herr_t, int>, "headers spell these types without hdf5.h");

std::mutex& library() {
  static std::mutex mutex;
  return mutex;
}

void prepare_library() {
  static const bool prepared = [] {
    // Read once, by the library's first call. Locks fail or hang on many network file systems; files here are replaced, never changed.
    ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
    // After a write error the library's clean-up at exit can crash; every object is closed long before.
    H5dont_atexit();
    // Memory that the library has used once goes back to the system: texts of a million points leave hundreds of megabytes otherwise.
    constexpr int list_bytes = 1 << 16, all_bytes = 1 << 20;
    return H5set_free_list_limits(all_bytes, list_bytes, all_bytes, list_bytes, all_bytes, list_bytes) >= 0 && H5open() >= 0;
  }();
  static_cast<void>(prepared);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

struct Reason {
  std::string text;
  bool from_system = false;
};

/// The innermost entry of the library's error stack, which says what happened; of system errors only the system's own text.
Reason reason() {
  std::string text;
  const H5E_walk2_t keep_first = [](unsigned depth, const H5E_error2_t* entry, void* out) noexcept -> herr_t {
    if (depth == 0) *static_cast<std::string*>(out) = entry->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  constexpr std::string_view before = "error message = '";
  if (const auto start = text.find(before); start != std::string::npos) {
    const std::string rest = text.substr(start + before.size());
    return {rest.substr(0, rest.find('\'')), true};
  }
  return {text.empty() ? "no reason given" : text};
}

}  // namespace

Hdf5Session::Hdf5Session(std::filesystem::path file) : lock_(library()), file_(std::move(file)) { prepare_library(); }

std::int64_t Hdf5Session::check(std::int64_t result, std::string_view action) const {
  if (result >= 0) return result;
  const Reason why = reason();
  const std::string text = fmt::format("{}: cannot {} ({})", file_.string(), action, excerpt(why.text, 300));
  if (why.from_system || is_intact_) throw SystemError(text);
  throw Error(text);
}

void Hdf5Session::note_failed_close(std::string_view action) noexcept {
  if (failed_close_.empty()) failed_close_ = fmt::format("cannot complete what began as '{}' ({})", action, reason().text);
}

void Hdf5Session::finish() const {
  if (!failed_close_.empty()) throw SystemError(fmt::format("{}: {}", file_.string(), failed_close_));
}

void Hdf5Session::fail(std::string_view problem) const { throw Error(fmt::format("{}: {}", file_.string(), problem)); }

Handle::Handle(Hdf5Session& session, std::int64_t id, Close close, std::string_view action)
    : session_(session), id_(session.check(id, action)), close_(close), action_(action) {}

Handle::Handle(Handle&& other) noexcept
    : session_(other.session_), id_(std::exchange(other.id_, -1)), close_(other.close_), action_(other.action_) {}

Handle::~Handle() {
  if (id_ >= 0 && close_(id_) < 0) session_.note_failed_close(action_);
}

Handle file_access(Hdf5Session& session) {
  constexpr std::string_view action = "make a property list";
  Handle access(session, H5Pcreate(H5P_FILE_ACCESS), H5Pclose, action);
  session.check(H5Pset_fclose_degree(access, H5F_CLOSE_SEMI), action);
  H5AC_cache_config_t cache;
  cache.version = H5AC__CURR_CACHE_CONFIG_VERSION;
  session.check(H5Pget_mdc_config(access, &cache), action);
  cache.set_initial_size = true;
  cache.initial_size = cache.min_size = cache.max_size = std::size_t{1} << 20;
  session.check(H5Pset_mdc_config(access, &cache), action);
  return access;
}

Handle transfer_of_texts(Hdf5Session& session, std::size_t number) {
  constexpr std::string_view action = "make a property list";
  constexpr std::size_t reference_bytes = 16, least = 4096, most = 1 << 20;
  Handle transfer(session, H5Pcreate(H5P_DATASET_XFER), H5Pclose, action);
  const std::size_t bytes = std::clamp(std::min(number, most) * reference_bytes, least, most);
  session.check(H5Pset_buffer(transfer, bytes, nullptr, nullptr), action);
  return transfer;
}

}  // namespace polesweep::hdf5
