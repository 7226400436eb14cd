#include "driver/guide/schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "driver/sweep/sweep.hpp"

namespace polesweep::guide {
namespace {

// That sweeps that are right pass, and others do not, is for tests/end_to_end/test_first_day.py, which has a validator.
TEST(Schema, has_every_key_of_a_sweep) {
  const nlohmann::json schema = nlohmann::json::parse(schema_text());
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  for (const std::string& key : sweep::known_keys()) EXPECT_TRUE(schema["properties"].contains(key)) << key;
  EXPECT_EQ(schema["properties"].size(), sweep::known_keys().size());
}

}  // namespace
}  // namespace polesweep::guide
