#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/block/run_archive.hpp"
#include "core/error.hpp"
#include "tests/core/literals.hpp"
#include "tests/core/tasks/draw.hpp"

namespace polesweep {

inline std::unique_ptr<Task> make(const char* kind, FieldValues fields = {}) { return make_task({kind, std::move(fields)}, {}); }

inline std::string complaint(const char* kind, FieldValues fields) {
  try {
    make(kind, std::move(fields));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

/// All numbers of one run, in pieces of at most `most` samples; from `saved_at` on by another stream that took over its archive.
inline std::vector<double> numbers_of(const Task& task, Part part, std::uint64_t seed, int samples, int most, const KernelSet& kernels,
                                      int lane, int saved_at = 1 << 30) {
  const TaskFacts facts = task.facts();
  const auto lanes = static_cast<std::size_t>(kernels.lanes);
  const std::size_t parts = facts.complex_valued ? 2 : 1;
  const std::size_t widths[] = {static_cast<std::size_t>(facts.inputs) * parts, static_cast<std::size_t>(facts.outputs) * parts};
  std::vector<std::uint64_t> seeds;
  for (int i = 0; i < kernels.lanes; ++i) seeds.push_back(seed + static_cast<std::uint64_t>(i - lane));
  auto stream = task.open(part, seeds, kernels);
  const auto rows = static_cast<std::size_t>(most);
  Arena inputs(rows * widths[0] * lanes), observed(rows * widths[1] * lanes), clean(rows * widths[1] * lanes);
  std::vector<double> numbers;
  for (int at = 0; at < samples;) {
    if (at >= saved_at) {
      saved_at = 1 << 30;
      std::vector<double> saved;
      RunArchive taking = RunArchive::taking(saved, lane, kernels.lanes);
      stream->archive(taking);
      EXPECT_TRUE(taking.is_whole());
      stream = task.open(part, seeds, kernels);
      RunArchive putting = RunArchive::putting_back(saved, lane, kernels.lanes);
      stream->archive(putting);
      EXPECT_TRUE(putting.is_whole());
    }
    const Stream::Piece piece = stream->next(std::min(most, samples - at), {inputs.data(), observed.data(), clean.data()});
    at += piece.steps;
    for (std::size_t step = 0; step < static_cast<std::size_t>(piece.steps); ++step) {
      const auto put = [&](const Arena& rows_of, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i) numbers.push_back(rows_of[(step * width + i) * lanes + static_cast<std::size_t>(lane)]);
      };
      put(inputs, widths[0]);
      put(observed, widths[1]);
      put(clean, widths[1]);
      numbers.push_back(piece.scored);
    }
  }
  return numbers;
}

/// A run's samples depend on its seed and part alone: not on kernels, lanes, neighbours, pieces or whether it has been saved on the way.
inline void expect_same_samples_everywhere(const Task& task) {
  for (const Part part : {Part::training, Part::test}) {
    const std::vector<double> expected = numbers_of(task, part, 11, 600, 600, portable_kernels(), 0);
    for (const double number : expected) ASSERT_TRUE(std::isfinite(number));
    for (const int most : {1, 7}) EXPECT_EQ(numbers_of(task, part, 11, 600, most, portable_kernels(), 0), expected) << most;
    EXPECT_EQ(numbers_of(task, part, 11, 600, 50, portable_kernels(), 0, 130), expected) << "saved";
    for (const KernelSet* kernels : vector_kernels())
      for (const int lane : {0, kernels->lanes - 1})
        EXPECT_EQ(numbers_of(task, part, 11, 600, 64, *kernels, lane, 200), expected) << kernels->name << " " << lane;
    EXPECT_NE(numbers_of(task, part, 12, 600, 600, portable_kernels(), 0), expected);
  }
  EXPECT_NE(numbers_of(task, Part::training, 11, 600, 600, portable_kernels(), 0),
            numbers_of(task, Part::test, 11, 600, 600, portable_kernels(), 0));
}

/// What the docstring says: chance level and least squares, as printed to two or three digits.
inline void expect_levels(const Task& task, double trivial, double least_squares, double within = 0.02) {
  EXPECT_NEAR(task.trivial_risk(0, {}) / trivial, 1, within);
  const std::optional<Baseline> baseline = task.comparable_baseline();
  ASSERT_TRUE(baseline);
  EXPECT_NEAR(baseline->risk / least_squares, 1, 2 * within) << baseline->risk;
}

}  // namespace polesweep
