#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.hpp"

struct XXH3_state_s;

/// An in-memory netCDF data set: what results.h5 and analysis.h5 hold, before it is written or after it has been read.
namespace polesweep::results {

using Values = std::variant<std::vector<double>, std::vector<std::int32_t>, std::vector<std::int64_t>, std::vector<std::uint64_t>,
                            std::vector<std::string>>;

/// A named array. A variable with the one dimension that bears its own name is that dimension's coordinate.
struct Variable {
  std::string name;
  std::vector<std::string> dimensions = {};  ///< outermost first; none for a scalar
  Values values = {};                        ///< row-major
  std::string long_name = {};
  std::string units = {};                                        ///< "1" for pure numbers; "" writes no units
  std::vector<std::pair<std::int32_t, std::string>> flags = {};  ///< meanings of the values of a status variable, each one word
  std::vector<std::string> coordinates = {};                     ///< names of auxiliary coordinates
  bool can_be_absent = false;  ///< of 32-bit integers: -1 stands for "none" and is declared as fill value (xarray then shows NaN)
  /// Makes the values, once, when they are written, after which they are gone: all columns of very many runs would not fit into memory
  /// together. Until then `values` are empty, and of the type that is made. Numbers may come in pieces, each of whole rows of the first
  /// dimension: it is called until there are as many as the dimensions hold.
  std::function<Values()> make = {};
};

struct Dimension {
  std::string name;
  std::size_t size = 0;
};

struct Group {
  std::string name;  ///< "" for the root
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Dimension> dimensions;  ///< every group names the dimensions of its own variables
  std::vector<Variable> variables;
  std::vector<Group> groups;

  const Variable* find(std::string_view variable) const;  ///< nullptr if there is no such variable
  const Group* find_group(std::string_view group) const;
  std::string attribute(std::string_view key) const;      ///< "" if there is none
  std::size_t size_of(std::string_view dimension) const;  ///< throws Error if there is none
};

/// The values of a variable. Throws Error if the group has no such variable of this type.
template <class T>
const std::vector<T>& stored_values(const Group& group, std::string_view variable) {
  const Variable* found = group.find(variable);
  const auto* values = found ? std::get_if<std::vector<T>>(&found->values) : nullptr;
  if (!values) throw Error("variable '" + std::string(variable) + "' is missing (not a results file of this program?)");
  return *values;
}

/// The number of values, whatever their type.
std::size_t count(const Values& values);

/// A hash of values of one type, piece by piece.
class Digest {
 public:
  /// `kind`: values of their type.
  explicit Digest(const Values& kind);
  void add(const Values& piece);
  std::uint64_t value() const;

 private:
  std::unique_ptr<XXH3_state_s, void (*)(XXH3_state_s*)> state_;
};

/// A hash of type, number and bits.
std::uint64_t digest_of(const Values& values);

/// Makes all values that would be made when they are written.
void make_all(Group& group);

/// Returns the group without dimensions of length 0 and the variables over them. Readers take such a dimension for one of records, and
/// some tools crash on it.
Group without_empty_columns(const Group& group);

/// Whether everything agrees, real numbers bit for bit (NaN equals NaN of the same bits; 0 differs from -0).
bool same_data(const Group& a, const Group& b);

/// Throws std::invalid_argument, with the path of the group, if a group contradicts itself or could not be opened by name: names that
/// are empty, taken or contain '/', unknown dimensions, a number of values (that are there) other than the product of the dimensions, a
/// variable that bears the name of a dimension without being its coordinate, flags or absence on anything but 32-bit integers, words with
/// white space in them.
void require_consistent(const Group& root);

}  // namespace polesweep::results
