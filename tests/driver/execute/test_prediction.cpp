#include "driver/execute/prediction.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "core/block/kernel_set.hpp"
#include "driver/execute/preparation.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

class PredictionTest : public testing::Test {
 protected:
  PredictionTest() : preparation_(write_file(folder_.path() / "s.toml", example_sweep), {}) {}

  /// Results of some seeds whose runs took a hundred seconds for each thousand of their operations.
  results::Group stored(std::size_t seeds) { return stored(seeds, preparation_); }
  results::Group stored(std::size_t seeds, Preparation& preparation) {
    results::ResultsBuilder builder(preparation.request());
    const results::Request& request = builder.request();
    for (std::size_t point = 0; point < request.ids.size(); ++point)
      for (std::size_t seed = 0; seed < seeds; ++seed) {
        RunRecord record;
        record.key = {request.ids[point], request.seeds[seed], request.evaluation_hashes[point]};
        record.status = Status::complete;
        record.lengths = request.lengths;
        record.risk.assign(request.lengths.size(), 0.5);
        const double seconds = seconds_each_ * operations(preparation.costs().of(preparation.points().points[point].ref)).total();
        record.wall_seconds = shared_ * seconds;
        if (shared_ > 1) record.processor_seconds = seconds;
        taken_ += seconds;
        EXPECT_EQ(builder.add(record), results::ResultsBuilder::Added::used);
      }
    return builder.build();
  }

  double sum(const results::Group* results) { return sum(results, preparation_); }
  static double sum(const results::Group* results, Preparation& preparation) {
    const std::vector<double> seconds = preparation.unit_seconds(kernels(), results);
    EXPECT_EQ(seconds.size(), preparation.units().units.size());
    return std::accumulate(seconds.begin(), seconds.end(), 0.0);
  }

  TemporaryFolder folder_;
  Preparation preparation_;
  double taken_ = 0;
  double seconds_each_ = 0.1;  ///< of an operation
  double shared_ = 1;          ///< above 1 others held the cores, and the records have processor time
};

TEST_F(PredictionTest, of_short_runs_on_this_core_is_a_time) {
  const double seconds = sum(nullptr);
  EXPECT_GT(seconds, 1e-6);
  EXPECT_LT(seconds, 100);
}

// Without these bounds on what is tried, each of them takes hours.
TEST_F(PredictionTest, of_runs_that_are_too_long_to_be_tried_goes_by_operations) {
  for (const std::string task :
       {"kind = 'leaky_memory'\ndecay = 0.5\nwashout = 1_000_000_000_000", "kind = 'simulated_book'\nhorizon = 10000\nevents = 10000",
        "kind = 'copy'\n[evaluation]\nsamples = 1_000_000_000_000"}) {
    Preparation preparation(write_file(folder_.path() / "long.toml",
                                       "seeds = 2\nlengths = [10, 20]\n[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\n"
                                       "count = 4\nradius = 0.8\n[[learner]]\nrecurrent = 'fixed'\nreadout = 'rls'\n"
                                       "[[task]]\n" +
                                           task + "\n"),
                            {});
    EXPECT_GT(sum(nullptr, preparation), task.find("book") == std::string::npos ? 1000 : 10) << task;
  }
}

TEST_F(PredictionTest, from_results_of_the_same_runs_is_what_they_took) {
  const results::Group results = stored(10);
  EXPECT_NEAR(sum(&results) / taken_, 1, 1e-9);
}

// Eight seeds fill a block; the two that are left take one as well, and may take as long.
TEST_F(PredictionTest, from_fewer_seeds_is_as_much_more) {
  const results::Group results = stored(8);
  const double ratio = sum(&results) / taken_;
  EXPECT_GE(ratio, 10.0 / 8);
  EXPECT_LE(ratio, 2.01);
}

TEST_F(PredictionTest, counts_processor_time_where_it_is_known) {
  shared_ = 50;
  const results::Group results = stored(10);
  EXPECT_NEAR(sum(&results) / taken_, 1, 1e-9);
}

// However wrong short runs seem, they are a small part of long ones.
TEST_F(PredictionTest, from_shorter_runs_is_no_more_wrong_than_they_are_long) {
  Preparation shorter(folder_.path() / "s.toml", {"lengths=[2]"});
  Preparation longer(folder_.path() / "s.toml", {"lengths=[2, 50000]"});
  seconds_each_ = 1e-7;
  const results::Group results = stored(10, shorter);
  const double without = sum(nullptr, longer);
  EXPECT_GT(sum(&results, longer), 0.5 * without + 0.5 * taken_);
  EXPECT_LT(sum(&results, longer), 2 * without + 2 * taken_);
}

// Where the risk is exact, and behind a washout, nothing is missing.
TEST_F(PredictionTest, warns_of_targets_that_begin_from_rest) {
  const auto warnings = [&](const std::string& washout, const std::string& kind, const std::string& samples) {
    const std::string sweep =
        "seeds = 2\nlengths = [50, 200]\n[[task]]\nkind = 'delay'\ndelay = 50\nwashout = " + washout +
        "\n[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = 0.9\n[[learner]]\nrecurrent = 'fixed'\nreadout = "
        "'rls'\n[evaluation]\nkind = '" +
        kind + "'\nsamples = " + samples + "\n";
    return Preparation(write_file(folder_.path() / "rest.toml", sweep), {}).data_warnings();
  };
  const auto said = [&](const std::string& percent) {
    return std::vector<std::string>{(folder_.path() / "rest.toml").string() + ":3:1: task: targets that are scored have " + percent +
                                    " % less power than nmse divides by, since a test begins from rest. Set a washout?"};
  };
  EXPECT_EQ(warnings("0", "holdout", "50"), said("100"));
  EXPECT_EQ(warnings("0", "holdout", "500"), said("10"));
  EXPECT_EQ(warnings("0", "holdout", "1000"), std::vector<std::string>());
  EXPECT_EQ(warnings("40", "holdout", "100"), said("10"));
  EXPECT_EQ(warnings("50", "holdout", "50"), std::vector<std::string>());
  EXPECT_EQ(warnings("0", "exact", "50"), std::vector<std::string>());
  EXPECT_EQ(warnings("0", "prequential", "20"), said("100"));  // samples 31 to 50
}

}  // namespace
}  // namespace polesweep::execute
