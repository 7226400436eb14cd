#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/tasks/task.hpp"

namespace polesweep::test_simulated_book {
namespace {

std::unique_ptr<Task> book(FieldValues values) {
  values.try_emplace("horizon", std::int64_t{1});
  return make_task({"simulated_book", values}, data::DataFiles());
}

struct Rows {
  Eigen::MatrixXd inputs;
  Eigen::VectorXd targets;
};

Rows rows_of(const Task& task, Part part, std::uint64_t seed, int count) {
  const int inputs = task.facts().inputs;
  const auto stream = task.open(part, {&seed, 1}, portable_kernels());
  Arena x(static_cast<std::size_t>(256 * inputs)), observed(256), clean(256);
  Rows rows{Eigen::MatrixXd(count, inputs), Eigen::VectorXd(count)};
  for (int done = 0; done < count;) {
    const Stream::Piece piece = stream->next(std::min(256, count - done), {x.data(), observed.data(), clean.data()});
    for (int t = 0; t < piece.steps; ++t, ++done) {
      for (int i = 0; i < inputs; ++i) rows.inputs(done, i) = x[static_cast<std::size_t>(t * inputs + i)];
      rows.targets(done) = clean[static_cast<std::size_t>(t)];
    }
  }
  return rows;
}

TEST(SimulatedBook, target_is_the_sum_of_the_moves_to_come) {
  for (const std::int64_t horizon : {1, 7}) {
    const Rows rows = rows_of(*book({{"horizon", horizon}, {"levels", std::int64_t{3}}}), Part::training, 4, 500);
    const Eigen::VectorXd moves = rows.inputs.col(3);
    for (int t = 0; t + horizon < 500; ++t) ASSERT_EQ(rows.targets(t), moves.segment(t + 1, horizon).sum()) << t;
    EXPECT_GT(moves.array().abs().maxCoeff(), 0);
    EXPECT_GE(rows.inputs.col(4).minCoeff(), 1);  // the spread
    EXPECT_LE(rows.inputs.leftCols(3).array().abs().maxCoeff(), 1);
  }
}

TEST(SimulatedBook, rows_lie_some_events_apart) {
  // The same events, of which every second and every tenth row is seen.
  const Rows each = rows_of(*book({{"events", std::int64_t{1}}}), Part::training, 4, 3000);
  const Rows tenth = rows_of(*book({{"events", std::int64_t{10}}}), Part::training, 4, 300);
  for (int row = 0; row < 299; ++row) {
    ASSERT_EQ(tenth.inputs(row, 0), each.inputs(10 * row + 9, 0)) << row;
    ASSERT_EQ(tenth.inputs(row, 2), each.inputs(10 * row + 9, 2)) << row;
    if (row > 0) ASSERT_EQ(tenth.inputs(row, 1), each.inputs.col(1).segment(10 * row, 10).sum()) << row;
  }
}

TEST(SimulatedBook, kernels_and_sizes_of_pieces_do_not_matter) {
  const auto task = book({{"horizon", std::int64_t{5}}, {"levels", std::int64_t{2}}, {"washout", std::int64_t{9}}});
  for (const Part part : {Part::training, Part::test}) {
    const auto expected = [&](int most) {
      const std::uint64_t seed = 21;
      const auto stream = task->open(part, {&seed, 1}, portable_kernels());
      std::vector<double> seen;
      Arena x(256 * 4), observed(256), clean(256);
      while (seen.size() < 5 * 600) {
        const Stream::Piece piece = stream->next(most, {x.data(), observed.data(), clean.data()});
        for (int t = 0; t < piece.steps && seen.size() < 5 * 600; ++t) {
          for (int i = 0; i < 4; ++i) seen.push_back(x[static_cast<std::size_t>(4 * t + i)]);
          seen.push_back(clean[static_cast<std::size_t>(t)]);
        }
      }
      return seen;
    };
    const std::vector<double> all = expected(256);
    for (const int most : {1, 7, 100}) EXPECT_EQ(expected(most), all) << most;
    for (const KernelSet* kernels : vector_kernels()) {
      const auto lanes = static_cast<std::size_t>(kernels->lanes);
      std::vector<std::uint64_t> seeds(lanes);
      for (std::size_t lane = 0; lane < lanes; ++lane) seeds[lane] = 21 + lane - (lanes - 1);
      const auto stream = task->open(part, seeds, *kernels);
      Arena x(256 * 4 * lanes), observed(256 * lanes), clean(256 * lanes);
      stream->next(9, {x.data(), observed.data(), clean.data()});
      const Stream::Piece piece = stream->next(200, {x.data(), observed.data(), clean.data()});
      ASSERT_TRUE(piece.scored);
      for (std::size_t t = 0; t < static_cast<std::size_t>(piece.steps); ++t) {
        ASSERT_EQ(x[4 * t * lanes + lanes - 1], all[5 * (t + 9)]) << kernels->name;
        ASSERT_EQ(clean[t * lanes + lanes - 1], all[5 * (t + 9) + 4]) << kernels->name;
      }
    }
  }
}

TEST(SimulatedBook, a_run_that_is_put_back_goes_on_to_the_bit) {
  const auto task = book({{"horizon", std::int64_t{5}}});
  const std::vector<std::uint64_t> seeds = {6};
  Arena x(256 * 3), observed(256), clean(256);
  const Samples samples{x.data(), observed.data(), clean.data()};
  const auto first = task->open(Part::training, seeds, portable_kernels());
  first->next(200, samples);
  std::vector<double> numbers;
  {
    RunArchive archive = RunArchive::taking(numbers, 0, 1);
    first->archive(archive);
  }
  const auto second = task->open(Part::training, seeds, portable_kernels());
  {
    RunArchive archive = RunArchive::putting_back(numbers, 0, 1);
    second->archive(archive);
  }
  std::vector<double> seen[2];
  for (int i = 0; i < 2; ++i) {
    Stream& stream = i == 0 ? *first : *second;
    for (int piece = 0; piece < 3; ++piece) {
      stream.next(100, samples);
      seen[i].insert(seen[i].end(), x.data(), x.data() + 300);
      seen[i].insert(seen[i].end(), clean.data(), clean.data() + 100);
    }
  }
  EXPECT_EQ(seen[0], seen[1]);
}

TEST(SimulatedBook, trivial_risk_is_the_variance_on_the_own_test) {
  const auto task = book({{"horizon", std::int64_t{5}}, {"washout", std::int64_t{30}}});
  const Rows rows = rows_of(*task, Part::test, 9, 2030);
  const Eigen::ArrayXd scored = rows.targets.tail(2000).array();
  EXPECT_NEAR(task->trivial_risk(9, {"holdout", 2000}), (scored - scored.mean()).square().mean(), 1e-12);
  const Rows learnt = rows_of(*task, Part::training, 9, 2030);
  const Eigen::ArrayXd training = learnt.targets.tail(2000).array();
  EXPECT_NEAR(task->trivial_risk(9, {"prequential", 2000}), (training - training.mean()).square().mean(), 1e-12);
  EXPECT_TRUE(book({})->facts().prequential);
  EXPECT_FALSE(task->facts().prequential);
}

TEST(SimulatedBook, least_squares_reach_what_the_reference_says) {
  const double said[][2] = {{1, 0.96}, {5, 0.97}};
  for (const auto& [horizon, share] : said) {
    const auto task = book({{"horizon", static_cast<std::int64_t>(horizon)}, {"levels", std::int64_t{5}}});
    const int count = 100000;
    const Rows training = rows_of(*task, Part::training, 2, count);
    const Rows test = rows_of(*task, Part::test, 2, count);
    const Eigen::VectorXd weights =
        (training.inputs.transpose() * training.inputs).llt().solve(training.inputs.transpose() * training.targets);
    const double risk = (test.inputs * weights - test.targets).squaredNorm() / count;
    EXPECT_NEAR(risk / task->trivial_risk(2, {"holdout", count}), share, 0.01) << horizon;
  }
}

TEST(SimulatedBook, refuses_what_cannot_work) {
  const auto complaint = [](const FieldValues& values) -> std::string {
    try {
      book(values);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint({{"limit_rates", std::vector<double>{1, 2}}}),
            "cancel_rates: got 0 (must be as many as limit_rates, 2: one for each distance)");
  EXPECT_EQ(complaint({{"limit_rates", std::vector<double>(33, 1.0)}, {"cancel_rates", std::vector<double>(33, 1.0)}}),
            "limit_rates: got 33 (must be at most 32)");
  EXPECT_EQ(complaint({{"limit_rates", std::vector<double>{1, 2}}, {"cancel_rates", std::vector<double>{0, 2}}}), "none");
  EXPECT_EQ(complaint({{"limit_rates", std::vector<double>{1, 2}}, {"cancel_rates", std::vector<double>{0, 0}}, {"market_rate", 0.0}}),
            "market_rate: got 0 (with cancel_rates of 0 nothing leaves the book, and its prices stand still)");
  EXPECT_EQ(complaint({{"market_rate", 0.0}}), "none");
}

}  // namespace
}  // namespace polesweep::test_simulated_book
