#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <random>
#include <vector>

/// Random parameters with a fixed seed, the same wherever the tests run.
namespace polesweep::theory {

class Draws {
 public:
  explicit Draws(std::uint32_t seed) : engine_(seed) {}
  double uniform(double low, double high) { return low + (high - low) * static_cast<double>(engine_()) / 4294967296.0; }
  double normal() {
    double sum = -6;  // of twelve uniforms: mean 0, variance 1
    for (int i = 0; i < 12; ++i) sum += uniform(0, 1);
    return sum;
  }
  std::complex<double> in_disc(double radius) { return std::polar(radius * std::sqrt(uniform(0, 1)), uniform(0, 6.283)); }
  std::vector<std::complex<double>> poles(int count, double radius) {
    std::vector<std::complex<double>> list;
    while (static_cast<int>(list.size()) < count) {
      const auto next = in_disc(radius);
      bool apart = true;
      for (const auto pole : list) apart = apart && std::abs(pole - next) > 0.15;
      if (apart) list.push_back(next);
    }
    return list;
  }
  std::vector<std::complex<double>> gains(int count) {
    std::vector<std::complex<double>> list;
    for (int i = 0; i < count; ++i) list.push_back(std::polar(uniform(0.5, 1.5), uniform(0, 6.283)));
    return list;
  }

 private:
  std::mt19937 engine_;
};

}  // namespace polesweep::theory
