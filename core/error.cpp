#include "core/error.hpp"

#include "core/excerpt.hpp"

namespace polesweep {

Error::Error(const std::string& text) : std::runtime_error(with_short_lines(for_terminal(text), longest_line)) {}

}  // namespace polesweep
