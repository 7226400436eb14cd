#include "core/tasks/symbol_decision.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/measures/score.hpp"
#include "core/numbers.hpp"
#include "core/tasks/constellation.hpp"
#include "tests/core/all_kernels.hpp"

namespace polesweep {
namespace {

/// Every pair of these parts, several to a row.
void expect_decisions_of_the_search(const KernelSet& kernels, const std::vector<Complex>& symbols, const std::vector<double>& parts) {
  const SymbolDecision decision(symbols);
  const auto lanes = static_cast<std::size_t>(kernels.lanes);
  std::vector<Complex> values;
  for (const double re : parts)
    for (const double im : parts) values.emplace_back(re, im);
  while (values.size() % lanes != 0) values.push_back(values.front());
  Arena numbers(2 * values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    double* number = numbers.data() + i / lanes * 2 * lanes + i % lanes;
    number[0] = values[i].real();
    number[lanes] = values[i].imag();
  }
  Arena decided(values.size());
  decision.decide(kernels, numbers.data(), static_cast<std::int64_t>(values.size() / lanes), decided.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool finite = std::isfinite(values[i].real()) && std::isfinite(values[i].imag());
    const double expected = finite ? static_cast<double>(nearest_symbol(symbols, values[i])) : SymbolDecision::lost;
    ASSERT_EQ(decided[i], expected) << kernels.name << " " << values[i];
  }
}

void expect_decisions_of_the_search(const std::vector<Complex>& symbols, const std::vector<double>& parts) {
  expect_decisions_of_the_search(portable_kernels(), symbols, parts);
  for (const KernelSet* kernels : vector_kernels()) expect_decisions_of_the_search(*kernels, symbols, parts);
}

/// A fine grid, what lies around the symbols' parts and the boundaries between them to the last bit, and what is far or no number.
std::vector<double> parts_around(const std::vector<Complex>& symbols) {
  std::vector<double> parts;
  for (int i = -60; i <= 60; ++i) parts.push_back(i / 40.0);
  const auto around = [&](double value) {
    for (const double off : {0.0, 1e-16, 1e-12, 1e-9, 1e-7, 1e-6, 3e-6})
      for (const double sign : {-1.0, 1.0}) parts.push_back(value + sign * off);
    parts.push_back(std::nextafter(value, infinity));
    parts.push_back(std::nextafter(value, -infinity));
  };
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    around(symbols[i].imag());
    if (i > 0 && symbols[i].imag() > symbols[i - 1].imag()) around((symbols[i].imag() + symbols[i - 1].imag()) / 2);
    if (symbols[i].imag() == symbols.back().imag()) break;
  }
  for (const double large : {3.0, 200.0, 700.0, 1e4, 3e7, 1e15, 1e154, 1e200, 1.7e308})
    for (const double sign : {-1.0, 1.0}) parts.push_back(sign * large);
  for (const double value : {-0.0, std::numeric_limits<double>::denorm_min(), infinity, -infinity, nan}) parts.push_back(value);
  return parts;
}

TEST(SymbolDecision, is_the_search_on_every_constellation) {
  for (const int choice : {1, 2}) {
    const std::vector<Complex> symbols = constellation_symbols(choice);
    ASSERT_FALSE(symbols.empty());
    expect_decisions_of_the_search(symbols, parts_around(symbols));
  }
}

TEST(SymbolDecision, is_the_search_where_symbols_are_no_grid) {
  std::vector<Complex> circle;
  for (int k = 0; k < 9; ++k) circle.push_back(std::polar(1.0, 2 * std::numbers::pi * k / 9));
  std::vector<Complex> turned = constellation_symbols(2);
  for (Complex& symbol : turned) symbol *= Complex(0.8, 0.6);
  std::vector<Complex> uneven = constellation_symbols(2);
  for (Complex& symbol : uneven) symbol = {symbol.real() * 1.01, symbol.imag()};
  std::vector<Complex> shuffled = constellation_symbols(1);
  std::swap(shuffled[0], shuffled[3]);
  for (const std::vector<Complex>& symbols : {circle, turned, uneven, shuffled, {Complex(0.5, 0.5)}})
    expect_decisions_of_the_search(symbols, parts_around(constellation_symbols(2)));
}

/// Scores of the runs of a block, each on values of its own; of the last run one value may be no number.
void expect_errors_of_the_search(const std::vector<Complex>& symbols, const KernelSet& set, bool loses) {
  const std::vector<double> parts = parts_around(symbols);
  std::vector<double> finite;
  for (const double part : parts)
    if (std::isfinite(part)) finite.push_back(part);
  const int steps = static_cast<int>(finite.size());
  Arena values(static_cast<std::size_t>(2 * steps * set.lanes));
  std::vector<double> sent(static_cast<std::size_t>(steps * set.lanes));
  std::vector<double> errors(static_cast<std::size_t>(set.lanes));
  for (int t = 0; t < steps; ++t)
    for (int lane = 0; lane < set.lanes; ++lane) {
      const auto at = static_cast<std::size_t>(t * set.lanes + lane);
      const Complex value(finite[static_cast<std::size_t>(t)], finite[static_cast<std::size_t>((t * 7 + lane * 13) % steps)]);
      values[2 * at - static_cast<std::size_t>(lane)] = value.real();
      values[2 * at - static_cast<std::size_t>(lane) + static_cast<std::size_t>(set.lanes)] = value.imag();
      sent[at] = static_cast<double>(nearest_symbol(symbols, t % 3 == 0 ? value + Complex(0.4, 0.1) : value));
      errors[static_cast<std::size_t>(lane)] += sent[at] != static_cast<double>(nearest_symbol(symbols, value));
    }
  if (loses) values[static_cast<std::size_t>(2 * 5 * set.lanes + set.lanes - 1)] = nan;
  const SymbolDecision decision(symbols);
  const auto score = make_symbol_errors({.outputs = 1, .complex_valued = true, .lanes = set.lanes}, decision, set);
  score->add({.steps = steps, .predictions = values.data(), .clean = nullptr, .sent = sent.data()});
  for (int lane = 0; lane < set.lanes; ++lane)
    EXPECT_EQ(score->value(lane), loses && lane == set.lanes - 1 ? infinity : errors[static_cast<std::size_t>(lane)] / steps) << set.name;
}

TEST(SymbolErrors, are_those_of_the_search_on_all_kernels) {
  for (const KernelSet* set : all_kernels())
    for (const bool loses : {false, true}) {
      for (const int choice : {1, 2}) expect_errors_of_the_search(constellation_symbols(choice), *set, loses);
      expect_errors_of_the_search({0.0, Complex(0.3, 0.4), Complex(-0.5, 0.1)}, *set, loses);
    }
}

}  // namespace
}  // namespace polesweep
