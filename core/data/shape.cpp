#include "core/data/shape.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {

std::string text_of(const std::vector<std::uint64_t>& lengths) {
  if (lengths.empty()) return "a single number";
  return excerpt(fmt::format("{}", fmt::join(lengths, " x ")));
}

Shape shape_of(const std::vector<std::uint64_t>& lengths, std::uint64_t most, const std::string& what) {
  std::vector<std::uint64_t> longer;
  std::copy_if(lengths.begin(), lengths.end(), std::back_inserter(longer), [](std::uint64_t length) { return length != 1; });
  if (std::find(longer.begin(), longer.end(), 0U) != longer.end())
    throw Error(fmt::format("{}: holds no rows of numbers (its size is {})", what, text_of(lengths)));
  if (longer.size() > 2)
    throw Error(fmt::format("{}: has {} dimensions, {} (must be rows, or rows and columns)", what, lengths.size(), text_of(lengths)));
  longer.resize(2, 1);
  if (longer[0] > most / longer[1])
    throw Error(fmt::format("{}: broken (it says that it is {}, more than its bytes can hold)", what, text_of(lengths)));
  return {static_cast<std::size_t>(longer[0]), static_cast<std::size_t>(longer[1])};
}

}  // namespace polesweep::data
