#include "core/results/hdf5_output.hpp"

#include <hdf5.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>

namespace polesweep::results {
namespace {

/// The library's idea of an open file, which it knows by its first member.
struct LibraryFile {
  H5FD_t known = {};
  Hdf5Output* output = nullptr;
  haddr_t end_of_allocation = 0;
};

LibraryFile& opened(H5FD_t* file) { return *reinterpret_cast<LibraryFile*>(file); }
const LibraryFile& opened(const H5FD_t* file) { return *reinterpret_cast<const LibraryFile*>(file); }

/// The driver through which the library reaches an output. It allocates as the library's own drivers do, whose files its bytes equal.
H5FD_class_t driver() {
  H5FD_class_t driver = {};
#if H5_VERSION_GE(1, 13, 0)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = 511;  // of those that the library leaves to drivers which are not known to it
#endif
  driver.name = "polesweep_output";
  driver.maxaddr = HADDR_MAX / 2;
  driver.fc_degree = H5F_CLOSE_WEAK;
  driver.fapl_size = sizeof(Hdf5Output*);
  driver.open = [](const char*, unsigned, hid_t access, haddr_t) noexcept -> H5FD_t* {
    auto* file = new (std::nothrow) LibraryFile;
    if (file == nullptr) return nullptr;
    std::memcpy(&file->output, H5Pget_driver_info(access), sizeof file->output);
    return &file->known;
  };
  driver.close = [](H5FD_t* file) noexcept -> herr_t {
    delete &opened(file);
    return 0;
  };
  driver.query = [](const H5FD_t*, unsigned long* flags) noexcept -> herr_t {
    if (flags) *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
  };
  driver.get_eoa = [](const H5FD_t* file, H5FD_mem_t) noexcept { return opened(file).end_of_allocation; };
  driver.set_eoa = [](H5FD_t* file, H5FD_mem_t, haddr_t end) noexcept -> herr_t {
    opened(file).end_of_allocation = end;
    return 0;
  };
  driver.get_eof = [](const H5FD_t* file, H5FD_mem_t) noexcept -> haddr_t { return opened(file).output->size(); };
  driver.read = [](H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, void* bytes) noexcept -> herr_t {
    opened(file).output->read(at, static_cast<char*>(bytes), size);
    return 0;
  };
  driver.write = [](H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, const void* bytes) noexcept -> herr_t {
    opened(file).output->write(at, {static_cast<const char*>(bytes), size});
    return 0;
  };
  driver.truncate = [](H5FD_t* file, hid_t, hbool_t) noexcept -> herr_t {
    opened(file).output->resize(opened(file).end_of_allocation);
    return 0;
  };
  constexpr H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(map), std::end(map), driver.fl_map);
  return driver;
}

}  // namespace

void Hdf5Output::serve(hdf5::Hdf5Session& session, std::int64_t file_access) {
  constexpr std::string_view action = "prepare the writing of a file";
  static const H5FD_class_t known = driver();
  static const hid_t number = session.check(H5FDregister(&known), action);
  Hdf5Output* self = this;
  session.check(H5Pset_driver(file_access, number, &self), action);
}

void Hdf5Output::require_written() const {
  if (problem_) std::rethrow_exception(problem_);
}

/// Nothing may be thrown through the library.
template <class Do>
void Hdf5Output::attempt(Do act) noexcept {
  if (problem_) return;
  try {
    act();
  } catch (...) {
    problem_ = std::current_exception();
  }
}

void Hdf5Output::write(std::uint64_t offset, std::string_view bytes) noexcept {
  size_ = std::max<std::uint64_t>(size_, offset + bytes.size());
  attempt([&] { file_.write_at(offset, bytes); });
}

void Hdf5Output::read(std::uint64_t offset, char* bytes, std::size_t count) noexcept {
  std::fill_n(bytes, count, '\0');
  attempt([&] { file_.read_at(offset, bytes, count); });
}

void Hdf5Output::resize(std::uint64_t size) noexcept {
  size_ = size;
  attempt([&] { file_.resize(size); });
}

}  // namespace polesweep::results
