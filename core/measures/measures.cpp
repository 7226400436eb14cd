#include "core/measures/score.hpp"

namespace polesweep {

const std::vector<MemberInfo>& measure_members() {
  static const std::vector<MemberInfo> infos = {
      {"nmse", "risk divided by the trivial predictor's risk (also in the statistics without being asked for)", 1, {}},
      {"symbol_error_rate",
       "share of symbols decided wrongly, for tasks with a constellation; not measured where the risk is exact",
       1,
       {}},
  };
  return infos;
}

}  // namespace polesweep
