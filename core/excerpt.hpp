#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What messages quote of texts that come from outside: a cell or a header may be as long as its file, and hold any bytes.
namespace polesweep {

/// Returns the text as a message quotes it: if it is long, its beginning and its length. Control characters are written as \xNN.
std::string excerpt(std::string_view text, std::size_t most = 60);

/// The texts with commas between them; of many the first ones and their number.
std::string excerpt(const std::vector<std::string>& texts, std::size_t most = 12);

/// Lines with more than `most` characters lose their middle.
std::string with_short_lines(std::string_view text, std::size_t most);

}  // namespace polesweep
