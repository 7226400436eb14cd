#include "core/data/matlab.hpp"

#include <fmt/format.h>
#include <matio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "core/data/matlab_layout.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

constexpr int deepest_structure = 16;  // structures in structures

thread_local std::string last_complaint;

void keep_complaint(int level, const char* message) {
  if ((level & (MATIO_LOG_LEVEL_ERROR | (MATIO_LOG_LEVEL_CRITICAL))) != 0) last_complaint = message;
}

/// A file in memory, since the library reads files alone.
class FileInMemory {
 public:
  FileInMemory(const std::string& path, std::string_view bytes) : file_(memfd_create("matlab", MFD_CLOEXEC)) {
    while (file_ >= 0 && !bytes.empty()) {
      const ssize_t written = write(file_, bytes.data(), bytes.size());
      if (written <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (file_ >= 0 && bytes.empty()) return;
    const std::string reason = std::strerror(errno);
    if (file_ >= 0) close(file_);
    throw SystemError(fmt::format("{}: cannot be held in memory ({})", path, reason));
  }
  FileInMemory(const FileInMemory&) = delete;
  FileInMemory& operator=(const FileInMemory&) = delete;
  ~FileInMemory() { close(file_); }

  std::string name() const { return fmt::format("/proc/self/fd/{}", file_); }

 private:
  int file_;
};

struct CloseFile {
  void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

template <class T>
void append(const void* numbers, std::size_t count, std::vector<double>& values) {
  const auto* begin = static_cast<const T*>(numbers);
  values.assign(begin, begin + count);
}

/// Takes numbers of a class of MATLAB's; false if it is none of numbers.
bool take_numbers(matio_classes kind, const void* numbers, std::size_t count, std::vector<double>& values) {
  switch (kind) {
    case MAT_C_DOUBLE: append<double>(numbers, count, values); return true;
    case MAT_C_SINGLE: append<float>(numbers, count, values); return true;
    case MAT_C_INT8: append<std::int8_t>(numbers, count, values); return true;
    case MAT_C_UINT8: append<std::uint8_t>(numbers, count, values); return true;
    case MAT_C_INT16: append<std::int16_t>(numbers, count, values); return true;
    case MAT_C_UINT16: append<std::uint16_t>(numbers, count, values); return true;
    case MAT_C_INT32: append<std::int32_t>(numbers, count, values); return true;
    case MAT_C_UINT32: append<std::uint32_t>(numbers, count, values); return true;
    case MAT_C_INT64: append<std::int64_t>(numbers, count, values); return true;
    case MAT_C_UINT64: append<std::uint64_t>(numbers, count, values); return true;
    default: return false;
  }
}

std::string problem_of(const matvar_t& variable) {
  switch (variable.class_type) {
    case MAT_C_CHAR: return "holds text (must be numbers)";
    case MAT_C_SPARSE: return "is a sparse matrix (must be full)";
    case MAT_C_CELL: return "is a cell array (must be numbers)";
    case MAT_C_STRUCT: return "is an array of structures (must be numbers)";
    default: break;
  }
  std::vector<double> nothing;
  if (!take_numbers(variable.class_type, nullptr, 0, nothing)) return "holds elements that are not numbers";
  return "";
}

class File final : public ArrayFile {
 public:
  File(const std::string& path, std::string_view bytes) : path_(path), memory_(path, bytes) {
    static std::once_flag once;
    // The message is const since matio 1.6.
    std::call_once(once, [] { Mat_LogInitFunc("polesweep", [](int level, auto* message) { keep_complaint(level, message); }); });
    last_complaint.clear();
    file_.reset(Mat_Open(memory_.name().c_str(), MAT_ACC_RDONLY));
    if (!file_) fail("cannot be read as a MATLAB file");
    // Without a name is what MATLAB keeps of its objects: tables, strings, functions.
    while (const Variable variable{Mat_VarReadNextInfo(file_.get())})
      if (variable->name && *variable->name != '\0') list(*variable, "", 0, {});
    if (!last_complaint.empty()) fail("cannot be read to its end");
  }

  const std::vector<ArrayInfo>& arrays() const override { return infos_; }

  Array read(std::size_t array) override {
    const std::vector<std::string>& place = places_[array];
    last_complaint.clear();
    const Variable whole(Mat_VarRead(file_.get(), place.front().c_str()));
    matvar_t* variable = whole.get();
    for (std::size_t i = 1; variable && i < place.size(); ++i) variable = Mat_VarGetStructFieldByName(variable, place[i].c_str(), 0);
    Array result{infos_[array].lengths, true, {}, {}};
    if (!variable || !variable->data || !last_complaint.empty() || !take(*variable, result))
      fail(fmt::format("'{}' cannot be read", excerpt(infos_[array].name)));
    return result;
  }

 private:
  void list(matvar_t& variable, const std::string& outer, int depth, std::vector<std::string> place) {
    const std::string own = variable.name ? variable.name : "";
    place.push_back(own);
    const std::string name = outer.empty() ? own : outer + "." + own;
    const std::vector<std::uint64_t> lengths(variable.dims, variable.dims + (variable.dims ? variable.rank : 0));
    const bool is_single = std::all_of(lengths.begin(), lengths.end(), [](std::uint64_t length) { return length == 1; });
    if (variable.class_type == MAT_C_STRUCT && is_single && variable.data && depth < deepest_structure) {
      for (unsigned i = 0; i < Mat_VarGetNumberOfFields(&variable); ++i)
        if (matvar_t* field = Mat_VarGetStructFieldByIndex(&variable, i, 0)) list(*field, name, depth + 1, place);
      return;
    }
    infos_.push_back({name, lengths, problem_of(variable)});
    places_.push_back(std::move(place));
  }

  /// Whether the variable holds as many numbers as its size says.
  static bool take(const matvar_t& variable, Array& result) {
    std::size_t count = 1;
    for (const std::uint64_t length : result.lengths) count *= static_cast<std::size_t>(length);
    const std::vector<std::uint64_t> lengths(variable.dims, variable.dims + variable.rank);
    if (lengths != result.lengths || variable.nbytes != count * static_cast<std::size_t>(variable.data_size)) return false;
    if (Mat_SizeOfClass(variable.class_type) != static_cast<std::size_t>(variable.data_size)) return false;
    if (!variable.isComplex) return take_numbers(variable.class_type, variable.data, count, result.values);
    const auto* parts = static_cast<const mat_complex_split_t*>(variable.data);
    return parts->Re && parts->Im && take_numbers(variable.class_type, parts->Re, count, result.values) &&
           take_numbers(variable.class_type, parts->Im, count, result.imaginary);
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(fmt::format("{}: {} ({})", path_, problem, last_complaint.empty() ? "damaged" : excerpt(last_complaint, 200)));
  }

  std::string path_;
  FileInMemory memory_;
  std::unique_ptr<mat_t, CloseFile> file_;
  std::vector<ArrayInfo> infos_;
  std::vector<std::vector<std::string>> places_;  // the variable, and the fields down to the array
};

}  // namespace

bool is_matlab5(std::string_view bytes) {
  if (bytes.size() < 128 || !bytes.starts_with("MATLAB")) return false;
  const std::string_view mark = bytes.substr(124, 4);  // the version, 0x0100, and the order of bytes
  return mark == std::string_view("\x00\x01IM", 4) || mark == std::string_view("\x01\x00MI", 4);
}

std::unique_ptr<ArrayFile> open_matlab5(const std::string& path, std::string_view bytes) {
  check_matlab5(path, bytes);
  return std::make_unique<File>(path, bytes);
}

}  // namespace polesweep::data
