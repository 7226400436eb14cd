#pragma once

#include <string>

/// What helps on the first day: a sweep in words, a sweep to begin with, and what editors check sweep files by.
namespace polesweep::guide {

/// A JSON schema (draft-07, as taplo and with it "Even Better TOML" read it) of sweep files, from the tables that the reader and
/// `polesweep list` go by. It knows keys, kinds, types and ranges; what depends on several tables at once is for `polesweep plan`.
std::string schema_text();

}  // namespace polesweep::guide
