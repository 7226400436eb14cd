#include "driver/markdown.hpp"

namespace polesweep {

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += (c == '|' || c == '<') ? std::string{'\\', c} : std::string(1, c);
  return escaped;
}

}  // namespace polesweep
