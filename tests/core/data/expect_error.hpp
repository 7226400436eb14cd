#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/error.hpp"

namespace polesweep {

/// The text of the Error that `act` throws; a failure of the test where it throws none.
template <class Act>
std::string error_of(Act act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "no Error was thrown";
  return "";
}

}  // namespace polesweep
