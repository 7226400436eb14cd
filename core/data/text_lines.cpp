#include "core/data/text_lines.hpp"

#include <algorithm>

namespace polesweep::data {
namespace {

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

bool is_comment(std::string_view line, std::string_view comment) {
  return !comment.empty() && line.starts_with(comment) && !line.starts_with("#N/A");
}

}  // namespace

TextLines without_comments(std::string_view text, std::string_view comment, std::int64_t skip_lines) {
  TextLines lines;
  bool in_quotes = false;
  bool in_data = false;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::string_view content = without_blanks(line);
    const bool ends = end < text.size();
    text.remove_prefix(end + (ends ? 1 : 0));
    if (number > skip_lines && (in_quotes || !is_comment(content, comment))) {
      in_quotes ^= std::count(line.begin(), line.end(), '"') % 2 != 0;
      in_data = in_data || !content.empty();
      lines.kept += line;
    } else if (number > skip_lines && in_data) {
      ++lines.comments_in_data;
    } else if (number > skip_lines) {
      lines.header = without_blanks(content.substr(comment.size()));
    }
    if (ends) lines.kept += '\n';
  }
  return lines;
}

}  // namespace polesweep::data
