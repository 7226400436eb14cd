#include "core/run/trace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "core/run/run.hpp"
#include "tests/core/run/points_on_networks.hpp"

/// Runs that are watched: the same bits as unwatched ones, and the same trace on all kernels.
namespace polesweep::test_trace {
namespace {

const Member six_poles{"random", {{"count", std::int64_t{6}}, {"radius", 0.8}}};
const Member stream{"stream", {}};
const Member repeat{"repeat", {{"passes", std::int64_t{4}}}};
const Member episodes{"episodes", {{"batch", std::int64_t{2}}, {"length", std::int64_t{90}}}};
const Member descent{"sgd", {{"step_size", 0.003}}};
const Member adam{"adam", {{"step_size", 0.003}, {"clip_norm", 0.1}}};

std::vector<Point> points() {
  const std::int64_t seven = 7;
  return on_all_networks(six_poles, {{{"fixed", {}}, {"lms", {{"step_size", 30.0}}}, {}, stream},  // diverges
                                     {{"fixed", {}}, {"rls", {{"intercept", true}}}, {}, stream},
                                     {{"fixed", {}}, {"gradient", {}}, adam, repeat},
                                     {{"rtrl", {}}, {"gradient", {}}, descent, stream},
                                     {{"rtrl", {{"update_every", seven}}}, {"gradient", {}}, adam, repeat},
                                     {{"tbptt", {{"truncation", std::int64_t{5}}}}, {"gradient", {}}, descent, stream},
                                     {{"tbptt", {{"truncation", seven}, {"update_every", seven}}}, {"rls", {}}, descent, stream},
                                     {{"bptt", {}}, {"gradient", {}}, descent, repeat},
                                     {{"snap1", {}}, {"gradient", {}}, descent, episodes},
                                     {{"rflo", {}}, {"gradient", {}}, descent, stream}});
}

RunRecord run(const Point& point, const KernelSet& kernels, RunTrace* trace) {
  RunGroup group;
  group.points = {point};
  group.ids = {{0, 1}};
  group.seeds = {3};
  group.wanted = {true};
  group.measurement = {{10, 77, 150}, {"loss", "spectral_radius"}, {"exact", 0}, {1, 2, 5}, {}};
  group.trace = trace;
  return compute(group, data::DataFiles(), kernels).front();
}

std::string name_of(const Point& point) {
  return canonical(point.task.fields.at("complex")) + ", " + point.network.kind + ", " + point.recurrent.kind + ", " + point.readout.kind +
         ", " + point.regime.kind;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

TEST(RunTrace, leaves_the_bits_of_a_run_alone) {
  for (const Point& point : points()) {
    const RunRecord unwatched = run(point, kernels(), nullptr);
    for (const std::int64_t every : {1, 3, 1000}) {
      RunTrace trace(every);
      EXPECT_TRUE(same_data(run(point, kernels(), &trace), unwatched)) << name_of(point) << ", every " << every;
    }
  }
}

TEST(RunTrace, is_the_same_on_all_kernels) {
  for (const Point& point : points()) {
    RunTrace one(4);
    run(point, portable_kernels(), &one);
    ASSERT_FALSE(one.positions().empty());
    for (const KernelSet* kernels : vector_kernels()) {
      RunTrace other(4);
      run(point, *kernels, &other);
      EXPECT_EQ(other.positions(), one.positions());
      EXPECT_EQ(other.updates(), one.updates());
      ASSERT_EQ(other.variables().size(), one.variables().size());
      for (std::size_t i = 0; i < one.variables().size(); ++i) {
        const TracedVariable& variable = one.variables()[i];
        EXPECT_TRUE(same_bits(variable.real, other.variables()[i].real) && same_bits(variable.imaginary, other.variables()[i].imaginary))
            << name_of(point) << ": " << variable.name << " on " << kernels->name;
      }
    }
  }
}

const TracedVariable* find(const RunTrace& trace, const std::string& name) {
  for (const TracedVariable& variable : trace.variables())
    if (variable.name == name) return &variable;
  return nullptr;
}

// Linear units and no trace: what RFLO follows is B e times the inputs, which can be computed from the trace alone.
TEST(RunTrace, holds_the_weights_that_carry_the_error) {
  for (const bool complex_valued : {false, true}) {
    Point point{two_pole_teacher(complex_valued),
                {"dense", {}},
                six_poles,
                {"rflo", {{"trace_factor", 0.0}, {"feedback_scale", 0.5}}},
                {"gradient", {}},
                descent,
                stream};
    RunTrace trace(1);
    run(point, kernels(), &trace);
    const TracedVariable* feedback = find(trace, "feedback_weights");
    ASSERT_NE(feedback, nullptr);
    EXPECT_FALSE(feedback->by_row);
    EXPECT_EQ(feedback->dimensions, (std::vector<std::string>{"state", "output"}));
    const auto number = [&](const char* name, std::size_t at) {
      const TracedVariable& variable = *find(trace, name);
      return Complex(variable.real[at], complex_valued ? variable.imaginary[at] : 0.0);
    };
    for (std::size_t t = 0; t < trace.positions().size(); ++t)
      for (std::size_t i = 0; i < 6; ++i) {
        const Complex expected = number("feedback_weights", i) * number("error", t) * std::conj(number("input", t));
        EXPECT_NEAR(std::abs(number("gradient_input_weights", t * 6 + i) - expected), 0, 1e-13) << t << " " << i;
      }
    point.recurrent.fields["feedback"] = std::string("symmetric");
    RunTrace symmetric(1);
    run(point, kernels(), &symmetric);
    EXPECT_EQ(find(symmetric, "feedback_weights"), nullptr);
  }
}

TEST(RunTrace, is_as_large_as_was_said) {
  for (const Point& point : points()) {
    RunTrace trace(1);
    run(point, kernels(), &trace);
    for (const TracedVariable& variable : trace.variables()) {
      const std::size_t rows = variable.by_row ? trace.positions().size() : 1;
      EXPECT_EQ(variable.real.size(), rows * variable.row_size()) << name_of(point) << ": " << variable.name;
      EXPECT_EQ(variable.imaginary.size(), variable.complex_valued ? variable.real.size() : 0) << name_of(point) << ": " << variable.name;
    }
  }
}

TEST(RunTrace, has_no_rows_between_the_zeroth) { EXPECT_THROW(RunTrace(0), std::invalid_argument); }

}  // namespace
}  // namespace polesweep::test_trace
