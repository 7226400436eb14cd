#pragma once

#include <cstdint>

namespace polesweep {

/// Parameters that share a step size.
enum class ParameterGroup { poles, inputs, readout };
inline constexpr int parameter_groups = 3;

/// A rectangle of numbers in the parameter vector of a block: element (r, c) is at first + r stride + c.
struct ParameterBlock {
  ParameterGroup group = ParameterGroup::poles;
  std::int64_t first = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;
};

/// Where the trained numbers of a run stand.
struct ParameterLayout {
  std::int64_t size = 0;  ///< numbers of the vector, padding included
  bool complex_valued = false;
  ParameterBlock blocks[parameter_groups];  ///< those in use; a block without rows is empty
};

}  // namespace polesweep
