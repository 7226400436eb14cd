#include "core/data/parse.hpp"

#include <fmt/format.h>

#include <new>
#include <stdexcept>

#include "core/data/csv.hpp"
#include "core/data/hdf5_array_file.hpp"
#include "core/data/matlab.hpp"
#include "core/data/npy.hpp"
#include "core/data/raw.hpp"
#include "core/data/recognise.hpp"
#include "core/data/sigmf.hpp"
#include "core/error.hpp"

namespace polesweep::data {
namespace {

Table parse_arrays(const std::string& path, std::string_view bytes, const Format& format, const std::vector<std::string>& asked) {
  const bool is_matlab = format.kind == Format::Kind::matlab;
  const auto file = is_matlab5(bytes) ? open_matlab5(path, bytes) : hdf5::open_arrays(path, bytes, is_matlab);
  return columns_of(*file, asked, format, path);
}

Table parse_kind(const std::string& path, std::string_view bytes, const Format& format, const std::vector<std::string>& asked) {
  switch (format.kind) {
    case Format::Kind::csv: return parse_csv(path, bytes, format);
    case Format::Kind::npy: return parse_npy(path, bytes);
    case Format::Kind::hdf5:
    case Format::Kind::matlab: return parse_arrays(path, bytes, format, asked);
    case Format::Kind::raw: return parse_raw(path, bytes, format);
    case Format::Kind::sigmf: throw Error(fmt::format("{}: is not SigMF metadata (whose name ends in .sigmf-meta)", path));
  }
  throw std::logic_error("unknown format of a data file");
}

/// Whether the rows are still to be turned into columns. The length of a row of raw numbers follows from the names, and arrays are turned
/// one by one.
bool is_to_be_turned(const Format& format) {
  return format.transpose && (format.kind == Format::Kind::csv || format.kind == Format::Kind::npy || format.kind == Format::Kind::sigmf);
}

Table finished(Table table, const Format& format, const std::string& path) {
  if (is_to_be_turned(format)) table = transposed(table, path);
  name_columns(table, format.names, path);
  if (format.kind != Format::Kind::csv) mark_missing(table, format.missing, path);
  return table;
}

}  // namespace

Table parse(const std::string& path, std::string_view bytes, const Format& format, const std::vector<std::string>& asked) {
  refuse_another_format(path, bytes, format);
  Format as_written = format;
  if (is_to_be_turned(format)) as_written.names.clear();  // they name the columns that its rows will be
  try {
    return finished(parse_kind(path, bytes, as_written, asked), format, path);
  } catch (const std::bad_alloc&) {
    throw Error(fmt::format("{}: is too large for the memory of this machine (or damaged)", path));
  }
}

Table parse_recording(const std::string& meta_path, std::string_view metadata, const std::string& data_path, std::string_view bytes,
                      const Format& format) {
  return finished(parse_sigmf(meta_path, metadata, data_path, bytes, format), format, meta_path);
}

}  // namespace polesweep::data
