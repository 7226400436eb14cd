#include "analysis/text/escape.hpp"

#include <algorithm>

namespace polesweep::analysis {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Numbers, complex ones too, hold no name of a function, no place of a cell and no program.
bool is_formula(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  const bool begins_one = std::string_view("=+-@").find(text[begin]) != std::string_view::npos;
  return begins_one && text.find_first_not_of("0123456789.+-eij", begin) != std::string_view::npos;
}

}  // namespace

std::string html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default:
        if (!is_control(c) || c == '\n' || c == '\t') escaped += c;
    }
  }
  return escaped;
}

std::string csv(std::string_view text) {
  const std::string shown = is_formula(text) ? "'" + std::string(text) : std::string(text);
  if (shown.find_first_of(",\"\r\n") == std::string::npos) return shown;
  std::string quoted = "\"";
  for (const char c : shown) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string gnuplot(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += is_control(c) ? ' ' : c;
  }
  return quoted + '\'';
}

std::string one_line(std::string text) {
  std::replace_if(text.begin(), text.end(), is_control, ' ');
  return text;
}

}  // namespace polesweep::analysis
