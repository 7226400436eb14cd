#include "core/data/recognise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/data/matlab.hpp"
#include "core/error.hpp"

namespace polesweep::data {
namespace {

struct Known {
  const char* what;
  const char* remedy;
};

constexpr std::string_view zero_byte("\0", 1);

/// Files may end before the place.
bool stands_at(std::size_t place, std::string_view mark, std::string_view bytes) {
  return place <= bytes.size() && bytes.substr(place).starts_with(mark);
}

/// Letters, digits and signs in lines, and no other bytes: no file of numbers is so by chance once it has some dozen bytes.
bool is_text(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 1U << 16);
  return start.size() >= 16 && start.find('\n') != std::string_view::npos &&
         std::all_of(start.begin(), start.end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; });
}

bool is_sigmf_metadata(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && bytes[begin] == '{' && bytes.find("\"core:datatype\"") != std::string_view::npos;
}

/// What begins with a mark of its own, where `format` is not the one that reads it.
std::optional<Known> another_binary(std::string_view bytes, Format::Kind kind) {
  using Kind = Format::Kind;
  if (bytes.starts_with("\x93NUMPY") && kind != Kind::npy) return Known{"a numpy file (.npy)", "Set format = \"npy\"?"};
  if (bytes.starts_with("MATLAB 7.3 MAT-file") && kind != Kind::matlab && kind != Kind::hdf5)
    return Known{"a MATLAB file (v7.3)", "Set format = \"matlab\"?"};
  if (is_matlab5(bytes) && kind != Kind::matlab) return Known{"a MATLAB file (v5)", "Set format = \"matlab\"?"};
  if (is_hdf5(bytes) && kind != Kind::hdf5 && kind != Kind::matlab) return Known{"an HDF5 file", "Set format = \"hdf5\"?"};
  if (is_sigmf_metadata(bytes) && kind != Kind::sigmf) return Known{"the metadata of a SigMF recording", "Set format = \"sigmf\"?"};
  if (bytes.starts_with("PK\x03\x04")) return Known{"a zip archive, such as .npz or .xlsx", "Unpack it?"};
  if (bytes.starts_with("CDF\x01") || bytes.starts_with("CDF\x02") || bytes.starts_with("CDF\x05"))
    return Known{"a netCDF file of the classic kind", "Convert it by nccopy -k nc4, and set format = \"hdf5\"?"};
  if (bytes.starts_with("PAR1") || bytes.starts_with("ARROW1")) return Known{"a file of Parquet or Arrow", "Convert it to HDF5 or CSV?"};
  if ((bytes.starts_with("BZh") && stands_at(4, "1AY&SY", bytes)) || bytes.starts_with("\xfd\x37zXZ") ||
      bytes.starts_with("\x28\xb5\x2f\xfd"))
    return Known{"compressed by bzip2, xz or zstd", "Unpack it, or compress it by gzip?"};
  if (stands_at(257, "ustar", bytes)) return Known{"a tar archive, such as a SigMF archive", "Unpack it?"};
  if (bytes.starts_with("RIFF") && stands_at(8, "WAVE", bytes)) return Known{"a sound file (.wav)", "Convert it to raw numbers?"};
  return std::nullopt;
}

std::optional<Known> another(std::string_view bytes, Format::Kind kind) {
  if (const auto found = another_binary(bytes, kind)) return found;
  if (kind == Format::Kind::csv) {
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return Known{"a text in UTF-16", "Convert it to UTF-8?"};
    if (bytes.find(zero_byte) != std::string_view::npos) return Known{"not text: it holds zero bytes", "Set the format of its numbers?"};
    return std::nullopt;
  }
  if (kind == Format::Kind::sigmf) return std::nullopt;  // its metadata are text; its numbers are looked at by the type they name
  if (is_text(bytes)) return Known{"a text", "Set format = \"csv\"?"};
  if (kind == Format::Kind::npy && !bytes.starts_with("\x93NUMPY")) return Known{"not a numpy file (.npy)", "Set another format?"};
  if (kind == Format::Kind::hdf5 && !is_hdf5(bytes)) return Known{"no HDF5 file", "Set another format?"};
  if (kind == Format::Kind::matlab && !is_hdf5(bytes) && !is_matlab5(bytes))
    return Known{"not a MATLAB file of v5 to v7.3", "Save it by save -v7?"};
  return std::nullopt;
}

}  // namespace

bool is_hdf5(std::string_view bytes) {
  constexpr std::string_view mark("\x89HDF\r\n\x1a\n");
  if (bytes.starts_with(mark)) return true;
  for (std::size_t place = 512; place < bytes.size(); place *= 2)  // behind a header of the user's
    if (bytes.substr(place).starts_with(mark)) return true;
  return false;
}

void refuse_another_format(const std::string& path, std::string_view bytes, const Format& format) {
  if (const auto found = another(bytes, format.kind))
    throw Error(fmt::format("{}: is {} (the format is {}). {}", path, found->what, format.name, found->remedy));
}

}  // namespace polesweep::data
