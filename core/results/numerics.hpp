#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What decides the bits of runs besides their settings: an identity, the fingerprint, and what makes it understandable to people.
namespace polesweep::results {

struct Numerics {
  std::string fingerprint;  ///< 32 hexadecimal digits, or "" if nothing is known
  std::string eigen = {};   ///< version; where several builds have one fingerprint, this and the next three name each once ("; " between)
  std::string compiler = {};
  std::string processor = {};  ///< family, as in "x86_64"
  std::string kernels = {};
  std::string first = {};  ///< UTC, as in "20261122T000815Z": begin of the first session with this fingerprint
  std::string last = {};   ///< of the last one

  bool operator==(const Numerics&) const = default;
};

/// Stands in lists of fingerprints for what is not known.
inline constexpr std::string_view not_known = "unknown";

/// The fingerprints in the numerics of a record, "a" or "a+b", in their order; "" if nothing is known.
std::vector<std::string> fingerprints_of(std::string_view numerics);

/// The numerics of a run that goes on under `fingerprint` from a state that `before` has computed.
std::string gone_on(const std::string& before, const std::string& fingerprint);

/// "Eigen 3.4.0, GNU 12.2.0, x86_64, kernels v4; 2026-11-20 to 2026-11-22", with what is known.
std::string described(const Numerics& numerics);

/// What is known of fingerprints, from wherever it was noted.
class NumericsNotes {
 public:
  void add(const Numerics& note);
  /// An entry with nothing but the fingerprint if there is no note.
  Numerics find(const std::string& fingerprint) const;
  /// In order of fingerprints.
  std::vector<Numerics> all() const;

 private:
  std::map<std::string, Numerics> notes_;
};

}  // namespace polesweep::results
