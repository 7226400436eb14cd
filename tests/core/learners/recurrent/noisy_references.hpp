#pragma once

#include "tests/core/learners/recurrent/streamed.hpp"

/// The published algorithms in plain loops on the steps of a real dense network.
namespace polesweep {

/// Sign i of sample t.
using Signs = std::function<double(int t, int i)>;

/// How a reference brings two factors to one size: rho of their norms.
using Ratio = std::function<double(double a, double b)>;
inline double plain_ratio(double a, double b) { return a > 0 && b > 0 ? std::sqrt(a / b) : 0; }

/// A gradient [n x p] for each step.
using Gradients = std::vector<Vector>;

inline double norm(const Vector& a) {
  double sum = 0;
  for (const double x : a) sum += x * x;
  return std::sqrt(sum);
}
/// J a, of a matrix with n rows.
inline Vector carried(const PlainStep& step, const Vector& a) {
  const std::size_t n = step.q.size();
  const std::size_t columns = a.size() / n;
  Vector out(a.size(), 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t j = 0; j < columns; ++j) out[i * columns + j] += step.jacobian[i * n + k] * a[k * columns + j];
  return out;
}
inline double inverse(double rho) { return rho > 0 ? 1 / rho : 0; }

/// The influence matrix itself [n][n p].
inline Gradients exact_gradients(const std::vector<PlainStep>& steps) {
  const std::size_t n = steps[0].q.size();
  const std::size_t p = steps[0].v.size();
  Vector influence(n * n * p, 0.0);
  Gradients all;
  for (const PlainStep& step : steps) {
    influence = carried(step, influence);
    Vector gradient(n * p, 0.0);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t j = 0; j < p; ++j) influence[k * n * p + k * p + j] += step.d[k] * step.v[j];
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n * p; ++i) gradient[i] += step.q[k] * influence[k * n * p + i];
    all.push_back(gradient);
  }
  return all;
}

inline Gradients plain_uoro(const std::vector<PlainStep>& steps, const Signs& sign, const Ratio& ratio = plain_ratio) {
  const std::size_t n = steps[0].q.size();
  const std::size_t p = steps[0].v.size();
  Vector a(n, 0.0);
  Vector b(n * p, 0.0);
  Gradients all;
  for (int t = 0; t < static_cast<int>(steps.size()); ++t) {
    const PlainStep& step = steps[static_cast<std::size_t>(t)];
    const Vector next = carried(step, a);
    Vector fresh;
    for (std::size_t i = 0; i < n; ++i)
      for (const double v : step.v) fresh.push_back(sign(t, static_cast<int>(i)) * step.d[i] * v);
    const double rho0 = ratio(norm(b), norm(next));
    const double rho1 = ratio(norm(fresh), std::sqrt(static_cast<double>(n)));
    double pulled = 0;
    for (std::size_t i = 0; i < n; ++i) pulled += step.q[i] * (a[i] = rho0 * next[i] + rho1 * sign(t, static_cast<int>(i)));
    Vector gradient;
    for (std::size_t i = 0; i < n * p; ++i) gradient.push_back(pulled * (b[i] = b[i] * inverse(rho0) + fresh[i] * inverse(rho1)));
    all.push_back(gradient);
  }
  return all;
}

inline Gradients plain_kf_rtrl(const std::vector<PlainStep>& steps, const Signs& sign, const Ratio& ratio = plain_ratio) {
  const std::size_t n = steps[0].q.size();
  const std::size_t p = steps[0].v.size();
  Vector a(p, 0.0);
  Vector b(n * n, 0.0);
  Gradients all;
  for (int t = 0; t < static_cast<int>(steps.size()); ++t) {
    const PlainStep& step = steps[static_cast<std::size_t>(t)];
    const Vector next = carried(step, b);
    const double rho0 = ratio(norm(next), norm(a));
    const double rho1 = ratio(norm(step.d), norm(step.v));
    for (std::size_t j = 0; j < p; ++j) a[j] = sign(t, 0) * rho0 * a[j] + sign(t, 1) * rho1 * step.v[j];
    for (std::size_t i = 0; i < n * n; ++i) b[i] = sign(t, 0) * inverse(rho0) * next[i];
    for (std::size_t i = 0; i < n; ++i) b[i * n + i] += sign(t, 1) * inverse(rho1) * step.d[i];
    Vector gradient;
    for (std::size_t i = 0; i < n; ++i) {
      double c = 0;
      for (std::size_t k = 0; k < n; ++k) c += step.q[k] * b[k * n + i];
      for (std::size_t j = 0; j < p; ++j) gradient.push_back(c * a[j]);
    }
    all.push_back(gradient);
  }
  return all;
}

inline Gradients plain_r_kf_rtrl(const std::vector<PlainStep>& steps, const Signs& sign, const Ratio& ratio = plain_ratio) {
  const std::size_t n = steps[0].q.size();
  const std::size_t p = steps[0].v.size();
  Vector a(n, 0.0);
  Vector b(n * p, 0.0);
  Gradients all;
  for (int t = 0; t < static_cast<int>(steps.size()); ++t) {
    const PlainStep& step = steps[static_cast<std::size_t>(t)];
    const Vector next = carried(step, b);
    const double rho0 = ratio(norm(next), norm(a));
    const double rho1 = ratio(norm(step.d) * norm(step.v), std::sqrt(static_cast<double>(n)));
    for (std::size_t i = 0; i < n; ++i) {
      a[i] = rho0 * a[i] + rho1 * sign(t, static_cast<int>(i));
      for (std::size_t j = 0; j < p; ++j)
        b[i * p + j] = next[i * p + j] * inverse(rho0) + sign(t, static_cast<int>(i)) * step.d[i] * step.v[j] * inverse(rho1);
    }
    Vector gradient;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < p; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum += step.q[k] * b[k * p + j];
        gradient.push_back(a[i] * sum);
      }
    all.push_back(gradient);
  }
  return all;
}

}  // namespace polesweep
