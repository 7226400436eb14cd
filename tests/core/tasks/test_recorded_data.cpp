#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <tuple>

#include "tests/core/literals.hpp"
#include "tests/core/tasks/drain.hpp"

namespace polesweep {
namespace {

using Texts = std::vector<std::string>;

/// Tests on recorded data, which are not part of the source code. What is expected stands in the SOURCE.md beside each recording.
class RecordedData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("POLESWEEP_DATA");
    folder_ = folder ? std::filesystem::path(folder) : std::filesystem::path(POLESWEEP_SOURCE_DIR) / "../shared/data";
    if (!std::filesystem::is_directory(folder_)) GTEST_SKIP() << "no recorded data in " << folder_ << " (set POLESWEEP_DATA)";
  }

  /// The values' path is below the data folder.
  std::unique_ptr<Task> task(const char* kind, const FieldValues& values) const {
    const std::string path = std::get<std::string>(values.at("path"));
    data::DataFiles files;
    files.add(path, data::read_bytes(folder_ / path));
    return make_task({kind, values}, files);
  }

  std::filesystem::path folder_;
};

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double sums[5] = {};
  for (std::size_t i = 0; i < x.size(); ++i) {
    sums[0] += x[i] / n;
    sums[1] += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    sums[2] += (x[i] - sums[0]) * (x[i] - sums[0]);
    sums[3] += (y[i] - sums[1]) * (y[i] - sums[1]);
    sums[4] += (x[i] - sums[0]) * (y[i] - sums[1]);
  }
  return sums[4] / std::sqrt(sums[2] * sums[3]);
}

TEST_F(RecordedData, least_squares_on_measured_16qam) {
  // Trained on rows 100 to 59,999 as the source says; 21 taps, of which ten lie before and ten behind the symbol.
  const auto symbols = task("file", {{"path", "wireless_mmwave_arof_16qam/10km_16QAM_28_3.f32"},
                                     {"format", "float32"},
                                     {"columns", Texts{"rx_i", "rx_q", "tx_i", "tx_q"}},
                                     {"inputs", Texts{"rx_i", "rx_q"}},
                                     {"targets", Texts{"tx_i", "tx_q"}},
                                     {"complex", true},
                                     {"constellation", "16qam"},
                                     {"delay", 10_n},
                                     {"standardise", 1000_n},
                                     {"window_length", 10000_n},
                                     {"first_row", 100_n},
                                     {"test_fraction", 39990.0 / 99890}});
  const TaskFacts facts = symbols->facts();
  EXPECT_EQ(facts.constellation.size(), 16U);
  EXPECT_EQ(facts.distinct_runs, 32);
  EXPECT_EQ(facts.longest, 9990);
  EXPECT_EQ(facts.longest_test, 39980);
  EXPECT_TRUE(facts.lockstep);
  EXPECT_EQ(facts.notes.front(),
            "wireless_mmwave_arof_16qam/10km_16QAM_28_3.f32: 99890 rows from row 100 on; 59900 for training, the last "
            "39990 for the test, a gap of 0 between them");
  EXPECT_NEAR(symbols->trivial_risk(0, {"holdout", 0}), 1, 0.01);
  const auto baseline = dynamic_cast<const RecordedTask&>(*symbols).least_squares_baseline();
  ASSERT_TRUE(baseline.has_value());
  EXPECT_NEAR(baseline->risk, 0.0084, 0.00005);
  EXPECT_NEAR(*baseline->symbol_error_rate, 0.00008, 0.000005);
}

TEST_F(RecordedData, imbalance_foretells_the_mid_price) {
  // The window is the whole training split, so that only the ten rows between the splits are left out of all.
  for (const auto& [name, training_rows, expected] : {std::tuple{"BTCUSDT", 6157_n, 0.312}, {"ETHUSDT", 6135_n, 0.356}}) {
    const std::string path = std::string("lob_binance_spot/") + name + "_orderbook_10.csv.gz";
    const auto book = task(
        "order_book", {{"path", path}, {"horizon", 10_n}, {"windows", 1_n}, {"window_length", training_rows}, {"test_fraction", 0.05}});
    std::vector<double> imbalances;
    std::vector<double> moves;
    for (const Part part : {Part::training, Part::test}) {
      const Drained all = drain(*book, part, {0}, 100);
      for (std::size_t i = 0; i < all.inputs[0].size(); i += 3) imbalances.push_back(all.inputs[0][i]);
      moves.insert(moves.end(), all.targets[0].begin(), all.targets[0].end());
    }
    EXPECT_EQ(moves.size(), imbalances.size());
    EXPECT_NEAR(correlation(imbalances, moves), expected, 0.002) << name;
  }
}

TEST_F(RecordedData, laser_series_is_predicted_from_one_padded_column) {
  // The first values are 86 141 95, and autoregression of order 20 reaches an nmse of 0.191 on the last 5,000.
  const auto laser = task("file", {{"path", "santafe_laser/santafe_laser.txt"},
                                   {"inputs", Texts{"0"}},
                                   {"targets", Texts{"0"}},
                                   {"ahead", 1_n},
                                   {"windows", 1_n},
                                   {"window_length", 5000_n},
                                   {"test_fraction", 5000.0 / 10093}});
  const Drained training = drain(*laser, Part::training, {0}, 100);
  EXPECT_EQ(training.inputs[0][0], 86);
  EXPECT_EQ(training.targets[0][0], 141);
  EXPECT_EQ(training.targets[0][1], 95);
  const Drained test = drain(*laser, Part::test, {0}, 100);
  EXPECT_EQ(test.steps.size(), 4999U);
  const auto baseline = dynamic_cast<const RecordedTask&>(*laser).least_squares_baseline();
  EXPECT_NEAR(baseline->risk / laser->trivial_risk(0, {"holdout", 0}), 0.191, 0.003);
}

TEST_F(RecordedData, quoted_headers_and_gaps_are_read) {
  data::DataFiles files;
  for (const char* name : {"sunspots.csv", "elnino.csv", "co2.csv", "nile.csv"})
    files.add(name, data::read_bytes(folder_ / "classic_statsmodels" / name));
  const data::Table& sunspots = files.table("sunspots.csv", {}, {});
  EXPECT_EQ(sunspots.columns[0].name, "YEAR");
  EXPECT_EQ(sunspots.columns[1].name, "SUNACTIVITY");
  EXPECT_EQ(sunspots.columns[1].values.size(), 309U);
  EXPECT_EQ(files.table("elnino.csv", {}, {}).columns.size(), 13U);
  const std::vector<double>& co2 = files.table("co2.csv", {}, {}).columns[1].values;
  EXPECT_EQ(co2.size(), 2284U);
  EXPECT_TRUE(std::any_of(co2.begin(), co2.end(), [](double value) { return std::isnan(value); }));
}

TEST_F(RecordedData, inputs_targets_and_test_lie_in_four_files) {
  data::DataFiles files;
  for (const char* name : {"train_input.csv", "train_output.csv", "test_input.csv", "test_output.csv"})
    files.add(name, data::read_bytes(folder_ / "wireless_opendpd_apa200" / name));
  const FieldValues values{{"path", "train_input.csv"},
                           {"target_path", "train_output.csv"},
                           {"test_path", "test_input.csv"},
                           {"test_target_path", "test_output.csv"},
                           {"inputs", Texts{"I", "Q"}},
                           {"targets", Texts{"I", "Q"}},
                           {"complex", true},
                           {"windows", std::int64_t{4}},
                           {"window_length", std::int64_t{10'000}}};
  const auto task = make_task({"file", values}, files);
  EXPECT_EQ(
      task->facts().notes.front(),
      "train_input.csv and train_output.csv: 58980 rows from row 0 on for training; test_input.csv and test_output.csv: 19662 for the "
      "test");
  EXPECT_EQ(task->facts().longest_test, 19662);
  // Of 21 taps on real and imaginary parts by numpy, relative to the power of the targets.
  const double power = task->trivial_risk(0, {"holdout", 0});
  EXPECT_NEAR(10 * std::log10(dynamic_cast<const RecordedTask&>(*task).least_squares_baseline()->risk / power), -22.870, 0.005);
}

}  // namespace
}  // namespace polesweep
