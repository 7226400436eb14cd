#include "core/data/sigmf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "core/data/stored_array.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

using nlohmann::json;

constexpr std::string_view meta_ending = ".sigmf-meta";
constexpr std::string_view data_ending = ".sigmf-data";
constexpr int deepest_value = 16;

/// "cf32_le": complex or real; floating, integer, unsigned; bits; order of bytes, which a single byte does not have.
std::optional<NumberType> number_type(const std::string& text) {
  static const std::regex pattern("([cr])([fiu])(8|16|32|64)(_le|_be)?");
  std::smatch part;
  if (!std::regex_match(text, part, pattern)) return std::nullopt;
  NumberType type;
  type.bytes = std::stoi(part[3]) / 8;
  type.is_complex = part[1] == "c";
  type.big_endian = part[4] == "_be";
  const bool is_floating = part[2] == "f";
  if (!is_floating) type.kind = part[2] == "i" ? NumberType::Kind::integer : NumberType::Kind::natural;
  if ((type.bytes == 1) == part[4].matched || (is_floating && type.bytes < 4)) return std::nullopt;
  return type;
}

/// What was found where something else must be.
std::string got(const json& value) {
  return value.is_structured() ? fmt::format("got {}", value.is_array() ? "a list" : "a table") : "got " + excerpt(value.dump());
}

/// Metadata, and how to report mistakes in them.
class Metadata {
 public:
  Metadata(const std::string& path, std::string_view text) : path_(path) {
    // What lies deeper is none of the core namespace, and may lie too deep for a copy.
    const auto is_shallow = [](int depth, json::parse_event_t, json&) { return depth <= deepest_value; };
    const json parsed = json::parse(text, is_shallow, false);
    if (parsed.is_discarded()) throw Error(fmt::format("{}: is not JSON (SigMF metadata are)", path));
    global_ = object(parsed, "global", path);
    captures_ = parsed.value("captures", json::array());
    if (!captures_.is_array()) fail("captures", "must be a list");
    for (const char* field : {"core:dataset", "core:trailing_bytes"})
      if (global_.contains(field)) fail(field, "is not supported: the data must be all of the .sigmf-data file");
    for (const json& extension : global_.value("core:extensions", json::array()))
      if (extension.is_object() && extension.contains("optional") && extension["optional"] == false)
        fail("core:extensions", "names one that is not optional, and is not known here");
    for (const json& capture : captures_)
      if (!capture.is_object()) fail("captures", "must be a list of tables");
  }

  NumberType type() const {
    const json& text = global_.contains("core:datatype") ? global_["core:datatype"] : missing("core:datatype");
    const auto type = text.is_string() ? number_type(text.get<std::string>()) : std::nullopt;
    if (!type) fail("core:datatype", got(text) + " (must be a type such as cf32_le or ri16_be)");
    return *type;
  }

  std::size_t channels() const {
    if (!global_.contains("core:num_channels")) return 1;
    const json& count = global_["core:num_channels"];
    if (!count.is_number_unsigned() || count.get<std::uint64_t>() < 1 || count.get<std::uint64_t>() > 100'000)
      fail("core:num_channels", got(count) + " (must be from 1 to 100,000)");
    return count.get<std::size_t>();
  }

  /// The first samples of captures after the first.
  std::vector<std::size_t> breaks(std::size_t rows) const {
    std::vector<std::size_t> breaks;
    for (const json& capture : captures_) {
      if (capture.contains("core:header_bytes") && capture["core:header_bytes"] != 0)
        fail("core:header_bytes", "is not supported: captures must follow each other without headers");
      const json start = capture.value("core:sample_start", json(0U));
      if (!start.is_number_unsigned()) fail("core:sample_start", got(start) + " (must be a whole number)");
      const auto row = start.get<std::uint64_t>();
      if (row > rows) fail("core:sample_start", fmt::format("got {} (the data end after {} samples)", row, rows));
      if (row > 0) breaks.push_back(static_cast<std::size_t>(row));
    }
    std::sort(breaks.begin(), breaks.end());
    return breaks;
  }

  std::string note() const {
    std::string text =
        fmt::format("{}: {}, {} channel{}", path_, global_["core:datatype"].get<std::string>(), channels(), channels() == 1 ? "" : "s");
    if (global_.contains("core:sample_rate") && global_["core:sample_rate"].is_number())
      text += fmt::format(", {:g} samples per second", global_["core:sample_rate"].get<double>());
    if (captures_.size() > 1) text += fmt::format(", {} captures", captures_.size());
    return text;
  }

 private:
  static json object(const json& whole, const char* name, const std::string& path) {
    if (!whole.is_object() || !whole.contains(name) || !whole[name].is_object())
      throw Error(fmt::format("{}: has no table '{}' (metadata of SigMF do)", path, name));
    return whole[name];
  }

  [[noreturn]] const json& missing(const char* field) const { fail(field, "missing"); }
  [[noreturn]] void fail(const char* field, const std::string& problem) const {
    throw Error(fmt::format("{}: {}: {}", path_, field, problem));
  }

  const std::string& path_;
  json global_;
  json captures_;
};

}  // namespace

std::string data_of_recording(const std::string& name) {
  if (!name.ends_with(meta_ending)) return "";
  return name.substr(0, name.size() - meta_ending.size()) + std::string(data_ending);
}

Table parse_sigmf(const std::string& meta_path, std::string_view metadata, const std::string& data_path, std::string_view bytes,
                  const Format& format) {
  const Metadata meta(meta_path, metadata);
  const NumberType type = meta.type();
  const std::size_t channels = meta.channels();
  const std::size_t row_bytes = channels * type.size();
  if (bytes.size() % row_bytes != 0)
    throw Error(fmt::format("{}: got {} bytes (must be a multiple of {}, as {} says)", data_path, bytes.size(), row_bytes, meta_path));
  const StoredArray array = StoredArray::row_major(bytes, type, bytes.size() / row_bytes, channels);
  if (array.rows == 0) throw Error(fmt::format("{}: holds no rows of numbers", data_path));
  std::vector<std::string> names = format.names;
  for (std::size_t i = names.size(); i < channels; ++i) names.push_back(std::to_string(i));
  refuse_nonsense(array, names, format.missing, data_path);
  Table table;
  table.columns = columns_of(array, std::vector<std::string>(channels));
  table.breaks = meta.breaks(array.rows);
  table.notes.push_back(meta.note());
  return table;
}

}  // namespace polesweep::data
