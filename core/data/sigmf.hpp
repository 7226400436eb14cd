#pragma once

#include <string>
#include <string_view>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

namespace polesweep::data {

/// The name of the data (x.sigmf-data) that belong to the metadata of a SigMF recording (x.sigmf-meta); "" for the name of any other file.
std::string data_of_recording(const std::string& name);

/// Reads a SigMF recording: a column for each channel, as its metadata say. Captures after the first begin after a break. Throws Error
/// that begins with `meta_path` or `data_path` for metadata that are no such, for types and layouts that are not known, and for data that
/// do not fit them. Reference: the specification of SigMF 1.2 (core namespace); core:sha512 is not looked at.
Table parse_sigmf(const std::string& meta_path, std::string_view metadata, const std::string& data_path, std::string_view bytes,
                  const Format& format);

}  // namespace polesweep::data
