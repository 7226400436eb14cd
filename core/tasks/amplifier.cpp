#include "core/tasks/amplifier.hpp"

#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

constexpr double default_backoff = 6;
constexpr double default_smoothness = 2;
constexpr double turn = 6.28318530717958647693;

/// Saleh's model of a travelling-wave tube (1981) with the numbers in common use: modulus a r/(1 + b r^2), phase c r^2/(1 + d r^2) in
/// radians. It saturates at r = b^(-1/2).
constexpr double saleh_a = 2.1587;
constexpr double saleh_b = 1.1517;
constexpr double saleh_c = 4.0033;
constexpr double saleh_d = 9.1040;

}  // namespace

Amplifier::Amplifier(Fields& fields)
    : kind_(static_cast<Kind>(
          fields.choice({.name = "amplifier",
                         .help = "nonlinearity of the transmitter: rapp (solid state, modulus only) or saleh (tube, modulus and phase)",
                         .choices = "none|rapp|saleh",
                         .fallback = "none"}))),
      backoff_(fields.real({.name = "backoff",
                            .help = "how far the mean power of the symbols lies below the input power that saturates the amplifier",
                            .unit = "dB",
                            .fallback = default_backoff,
                            .range = {.low = -40, .high = 100}})),
      smoothness_(fields.real({.name = "smoothness",
                               .help = "of rapp's transition to saturation: large is a hard limit",
                               .fallback = default_smoothness,
                               .range = {.low = 0.1, .high = 20}})) {}

void Amplifier::check() const {
  if (kind_ == Kind::none && backoff_ != default_backoff)
    throw Error("backoff: got " + canonical(backoff_) + " (has no effect without an amplifier). Did you mean to set amplifier?");
  if (kind_ != Kind::rapp && smoothness_ != default_smoothness)
    throw Error("smoothness: got " + canonical(smoothness_) + " (only the amplifier rapp has it). Leave it out?");
}

Complex Amplifier::gain(double r) const {
  if (kind_ == Kind::rapp) {
    // r (1 + r^(2p))^(-1/(2p)) (Rapp 1991).
    const double power = portable_exponential(2 * smoothness_ * portable_logarithm(r));
    return r * portable_exponential(-portable_logarithm(1 + power) / (2 * smoothness_));
  }
  const double square = r * r / saleh_b;
  const double modulus = saleh_a * std::sqrt(square) / (1 + saleh_b * square);
  const UnitCirclePoint point = portable_point_at(saleh_c * square / (1 + saleh_d * square) / turn);
  return {modulus * point.cosine, modulus * point.sine};
}

Complex Amplifier::send(const Complex& sample) const {
  const double modulus = std::sqrt(sample.real() * sample.real() + sample.imag() * sample.imag());
  if (kind_ == Kind::none || !(modulus > 0)) return sample;
  const double drive = portable_exponential(-backoff_ * log_of_10 / 20);
  const double small_signal_gain = kind_ == Kind::saleh ? saleh_a / std::sqrt(saleh_b) : 1.0;
  const Complex factor = gain(drive * modulus) / (drive * modulus * small_signal_gain);
  return {sample.real() * factor.real() - sample.imag() * factor.imag(), sample.real() * factor.imag() + sample.imag() * factor.real()};
}

std::vector<Complex> Amplifier::send(const std::vector<Complex>& symbols) const {
  if (kind_ == Kind::none) return symbols;
  const double drive = portable_exponential(-backoff_ * log_of_10 / 20);
  std::vector<Complex> sent;
  double power = 0;
  for (const Complex& symbol : symbols) {
    // The C library's modulus of a complex number may differ between processors in its last bit; a square root does not.
    const double modulus = std::sqrt(symbol.real() * symbol.real() + symbol.imag() * symbol.imag());
    const Complex factor = gain(drive * modulus) / modulus;
    sent.emplace_back(symbol.real() * factor.real() - symbol.imag() * factor.imag(),
                      symbol.real() * factor.imag() + symbol.imag() * factor.real());
    power += sent.back().real() * sent.back().real() + sent.back().imag() * sent.back().imag();
  }
  const double scale = 1 / std::sqrt(power / static_cast<double>(sent.size()));
  for (Complex& point : sent) point *= scale;
  return sent;
}

}  // namespace polesweep
