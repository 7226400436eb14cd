#include "driver/execute/preparation.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

/// Linear networks with 4 and 8 states on a teacher, on fixed poles, scored in closed form.
const std::string sweep =
    "name = 's'\nseeds = 2\nlengths = [10, 100]\n"
    "[[task]]\nkind = 'linear_teacher'\npoles = [[0.5]]\ngains = [[1]]\n"
    "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [4, 8]\nradius = 0.9\n"
    "[[learner]]\nrecurrent = 'fixed'\nreadout = 'rls'\n";

class PreparationTest : public testing::Test {
 protected:
  std::vector<std::string> warnings(const std::string& lines) {
    return Preparation(write_file(folder_.path() / "s.toml", sweep + lines), {}).warnings();
  }
  TemporaryFolder folder_;
};

TEST_F(PreparationTest, warns_of_metrics_that_no_point_has) {
  EXPECT_TRUE(warnings("[measure]\nmetrics = ['memory_capacity', 'hessian_condition', 'pole_distance']\n").empty());
  const std::vector<std::string> said = warnings("[measure]\nmetrics = ['symbol_error_rate', 'memory_capacity', 'feedback_share']\n");
  ASSERT_EQ(said.size(), 2u);
  EXPECT_TRUE(said[0].ends_with(
      "s.toml: measure.metrics: no point of the sweep has values of feedback_share (it wants a network that learns). Leave it out?"))
      << said[0];
  EXPECT_TRUE(said[1].ends_with("has values of symbol_error_rate (it wants targets that are symbols). Leave it out?")) << said[1];
}

TEST_F(PreparationTest, refuses_elements_that_no_point_has) {
  const auto claim = [](int element) {
    return "[measure]\nmetrics = ['spectrum']\n[[claim]]\nkind = 'value'\nstatement = 's'\nquantity = 'spectrum_re'\nbelow = 1\nelement = " +
           std::to_string(element) + "\n";
  };
  EXPECT_NO_THROW(warnings(claim(7)));
  try {
    warnings(claim(8));
    FAIL() << "there are 8";
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).ends_with("claim.element: got 8 (spectrum has 8 numbers here, counted from 0)")) << error.what();
  }
}

}  // namespace
}  // namespace polesweep::execute
