#pragma once

#include <vector>

#include "core/poles/orthonormal_basis.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {

/// A pole setting whose network is an orthonormal basis of given poles.
class Orthonormal : public PoleSetting {
 public:
  int count() const override { return static_cast<int>(listed_.size()); }
  Reach reach() const override { return {"values", "Choose poles inside it"}; }
  std::vector<Complex> poles(std::uint64_t, bool complex_valued) const override {
    if (!complex_valued) split_conjugates(listed_);
    return listed_;
  }
  std::vector<Complex> matrix(std::uint64_t, bool complex_valued) const override {
    return orthonormal_basis(listed_, complex_valued).matrix;
  }
  std::vector<Complex> input(bool complex_valued) const override { return orthonormal_basis(listed_, complex_valued).input; }
  bool has_own_input() const override { return true; }
  bool has_diagonal_form() const override { return false; }

 protected:
  explicit Orthonormal(std::vector<Complex> listed) : listed_(std::move(listed)) {}

 private:
  std::vector<Complex> listed_;
};

}  // namespace polesweep
