#include "core/poles/poles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/members/family_table.hpp"

namespace polesweep {

std::unique_ptr<PoleSetting> make_ring(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_explicit(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_random(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_real_log(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_cluster(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_teacher(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_orthogonal(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_delay_line(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_aligned(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_from_channel(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_annulus(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_cycle(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_chebyshev(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_hippo_legs(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_s4d(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_takenaka_malmquist(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_laguerre(Fields& fields, const PolesOfTask& of_task);
std::unique_ptr<PoleSetting> make_kautz(Fields& fields, const PolesOfTask& of_task);

namespace {

using Entry = FamilyEntry<PoleSetting, const PolesOfTask&>;

const Entry entries[] = {
    {"ring", "equally spaced on a circle around zero", 1, make_ring},
    {"explicit", "given one by one", 1, make_explicit},
    {"random", "eigenvalues of a Gaussian matrix scaled to a spectral radius", 1, make_random},
    {"real_log", "real, with time constants spaced evenly on a logarithmic scale", 1, make_real_log},
    {"cluster", "close together on a line, evenly spaced around a centre", 1, make_cluster},
    {"teacher", "those of the task's teacher, each moved by a distance in a random direction", 1, make_teacher},
    {"orthogonal", "eigenvalues of a random orthogonal matrix scaled to a radius", 1, make_orthogonal},
    {"delay_line",
     "a shift register: all poles at zero, for dense networks alone; a delay line of the input with input_weights = 'first', else every register sees the input as well",
     1, make_delay_line},
    {"aligned", "poles, input weights and readout in the modes of the task's teacher", 1, make_aligned},
    {"from_channel",
     "chosen by the statistics of the task's channel, with which linear readouts do best on average; an amplifier is left aside, and input weights are taken for normal ones",
     1, make_from_channel},
    {"annulus", "drawn between two circles, uniformly over the area or in modulus", 1, make_annulus},
    {"cycle", "states in a circle: a cyclic shift times a weight", 1, make_cycle},
    {"chebyshev", "real, at the zeros of a Chebyshev polynomial over an interval", 1, make_chebyshev},
    {"hippo_legs", "of the normal part of HiPPO-LegS, discretised", 1, make_hippo_legs},
    {"s4d", "of diagonal state-space models (S4D-Lin, S4D-Inv, S4D-Real), discretised", 1, make_s4d},
    {"takenaka_malmquist", "given one by one, in a basis whose states are orthonormal on white input", 1, make_takenaka_malmquist},
    {"laguerre", "a real one, repeated, in a basis whose states are orthonormal on white input", 1, make_laguerre},
    {"kautz", "a conjugate pair, repeated, in a basis whose states are orthonormal on white input", 1, make_kautz},
};

}  // namespace

std::vector<Complex> PoleSetting::matrix(std::uint64_t, bool) const { return {}; }

std::vector<Complex> PoleSetting::input(bool) const { return {}; }

std::unique_ptr<PoleSetting> make_poles(const Member& member, const PolesOfTask& of_task) { return make_member(entries, member, of_task); }

const std::vector<MemberInfo>& pole_members() {
  static const std::vector<MemberInfo> infos = describe_entries(entries, PolesOfTask());
  return infos;
}

ConjugateSplit split_conjugates(const std::vector<Complex>& poles) {
  ConjugateSplit split;
  std::vector<Complex> lower;
  for (const Complex& pole : poles) {
    if (pole.imag() == 0)
      split.reals.push_back(pole.real());
    else
      (pole.imag() > 0 ? split.pairs : lower).push_back(pole);
  }
  for (const Complex& pole : split.pairs) {
    const auto mirror = std::find(lower.begin(), lower.end(), std::conj(pole));
    if (mirror == lower.end())
      throw Error(fmt::format("pole {} has no conjugate (a real network needs both). Add {}, or use a complex task?",
                              canonical(Value(pole)), canonical(Value(std::conj(pole)))));
    lower.erase(mirror);
  }
  if (!lower.empty())
    throw Error(fmt::format("pole {} has no conjugate (a real network needs both). Add {}, or use a complex task?",
                            canonical(Value(lower.front())), canonical(Value(std::conj(lower.front())))));
  return split;
}

}  // namespace polesweep
