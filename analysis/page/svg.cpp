#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

#include "analysis/page/parts.hpp"
#include "analysis/text/escape.hpp"

namespace polesweep::analysis {
namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// Colours in hexadecimal, but for black, which the style sheet knows by its long name.
void shorten_colours(std::string& line) {
  for (std::size_t at = line.find("rgb("); at != std::string::npos; at = line.find("rgb(", at + 1)) {
    int red = 0, green = 0, blue = 0, size = 0;
    if (std::sscanf(line.c_str() + at, "rgb(%d,%d,%d)%n", &red, &green, &blue, &size) != 3 || size == 0 || red + green + blue == 0)
      continue;
    line.replace(at, static_cast<std::size_t>(size), fmt::format("#{:02x}{:02x}{:02x}", red, green, blue));
  }
}

/// A cell of a map, which gnuplot writes with all four corners.
void shorten_rectangle(std::string& line) {
  std::array<char, 16> fill, x[4], y[4];
  int size = 0;
  std::sscanf(line.c_str(),
              "<polygon fill = '%15[^']' points = '%15[0-9.],%15[0-9.] %15[0-9.],%15[0-9.] %15[0-9.],%15[0-9.] %15[0-9.],%15[0-9.] '/>%n",
              fill.data(), x[0].data(), y[0].data(), x[1].data(), y[1].data(), x[2].data(), y[2].data(), x[3].data(), y[3].data(), &size);
  const auto same = [](const auto& a, const auto& b) { return std::string(a.data()) == b.data(); };
  if (size == 0 || static_cast<std::size_t>(size) != line.size()) return;
  if (same(y[0], y[1]) && same(x[1], x[2]) && same(y[2], y[3]) && same(x[3], x[0]))
    line =
        fmt::format("<path fill='{}' d='M{},{}H{}V{}H{}z'/>", fill.data(), x[0].data(), y[0].data(), x[1].data(), y[2].data(), x[0].data());
}

/// The same picture in two thirds of the characters: a page holds dozens.
std::string squeezed(const std::string& svg) {
  std::istringstream lines(svg);
  std::string text, group;  // a group that holds nothing so far
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.empty()) continue;
    if (!group.empty() && line == "</g>") {
      group.clear();
      continue;
    }
    text += group;
    group.clear();
    shorten_colours(line);
    if (line.starts_with("<polygon")) shorten_rectangle(line);
    // What SVG has where nothing is said.
    replace_all(line, " stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", "");
    (line.starts_with("<g ") && line.find('>') + 1 == line.size() ? group : text) += line + "\n";
  }
  return text + group;
}

}  // namespace

std::string inline_svg(const std::string& document, const std::string& name, const std::string& description) {
  std::string svg = squeezed(document.substr(std::min(document.find("<svg"), document.size())));
  // gnuplot gives the same ids to the symbols of every figure; on one page they must differ.
  for (const char* use : {"id=\"", "id='", "href=\"#", "href='#", "url(#"}) replace_all(svg, use, fmt::format("{}{}-", use, name));
  const std::size_t title = svg.find("<title>");
  const std::size_t end = svg.find("</title>");
  if (title != std::string::npos && end != std::string::npos) svg.replace(title + 7, end - title - 7, html(description));
  return svg.replace(0, 4, "<svg role=\"img\"");
}

}  // namespace polesweep::analysis
