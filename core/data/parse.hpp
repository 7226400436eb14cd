#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

namespace polesweep::data {

/// The columns that `bytes` hold. If a file has several arrays, those that `asked` names. Throws Error that begins with `path`.
Table parse(const std::string& path, std::string_view bytes, const Format& format, const std::vector<std::string>& asked);

/// The channels of a SigMF recording, of which `meta_path` is what the sweep names.
Table parse_recording(const std::string& meta_path, std::string_view metadata, const std::string& data_path, std::string_view bytes,
                      const Format& format);

}  // namespace polesweep::data
