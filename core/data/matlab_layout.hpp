#pragma once

#include <string>
#include <string_view>

namespace polesweep::data {

/// Throws Error that begins with `path` if the parts of a MATLAB file of v5 to v7 do not fit into each other: lengths beyond the part
/// around them, negative or impossible sizes, arrays whose numbers do not match their size, a part that ends early. The
/// library that reads such files checks none of this, and then gives what lies behind the numbers for numbers.
/// Reference: MathWorks, MAT-File Format, chapter 1 (level 5).
void check_matlab5(const std::string& path, std::string_view bytes);

}  // namespace polesweep::data
