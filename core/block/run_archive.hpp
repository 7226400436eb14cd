#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace polesweep {

/// Takes the part of one run out of the state of its block, or puts it back. Whatever holds state names its parts in one function, which
/// serves both ways:
///
///   void Thing::archive(RunArchive& archive) { archive.array(state_.data(), size); archive.shared(count_); }
///
/// What is taken out holds one lane and does not know how many there were, so a run can go on in a block of any other width.
class RunArchive {
 public:
  /// Appends to `numbers` what belongs to the run in `lane`.
  static RunArchive taking(std::vector<double>& numbers, int lane, int lanes) { return {numbers, lane, lanes, false}; }
  /// Puts `numbers` back, which is left as it is.
  static RunArchive putting_back(std::vector<double>& numbers, int lane, int lanes) { return {numbers, lane, lanes, true}; }

  bool puts_back() const { return puts_back_; }
  int lane() const { return lane_; }

  /// `count` numbers of every run, [count][lanes].
  void array(double* block, std::size_t count) {
    if (puts_back_ && count > numbers_.size() - at_) {
      lacks_ = true;
      return;
    }
    if (!puts_back_) numbers_.resize(at_ + count);
    double* taken = numbers_.data() + at_;
    const auto lane = static_cast<std::size_t>(lane_);  // of no numbers there may be no block to point into
    const auto stride = static_cast<std::size_t>(lanes_);
    if (puts_back_) {
      for (std::size_t i = 0; i < count; ++i) block[lane + i * stride] = taken[i];
    } else {
      for (std::size_t i = 0; i < count; ++i) taken[i] = block[lane + i * stride];
    }
    at_ += count;
  }
  /// A number of this run alone.
  void number(double& value) {
    if (!puts_back_) {
      numbers_.push_back(value);
      ++at_;
    } else if (at_ < numbers_.size()) {
      value = numbers_[at_++];
    } else {
      lacks_ = true;
    }
  }
  void integer(std::int64_t& value) {
    double bits = std::bit_cast<double>(value);
    number(bits);
    value = std::bit_cast<std::int64_t>(bits);
  }
  /// A number that all runs of a block have in common.
  void shared(std::int64_t& value) { integer(value); }
  void shared(bool& value) {
    std::int64_t one = value ? 1 : 0;
    integer(one);
    value = one != 0;
  }

  /// What this holds cannot be saved.
  void refuse() { refused_ = true; }
  bool refused() const { return refused_; }
  /// Whether exactly the numbers that were taken have been put back.
  bool is_whole() const { return !lacks_ && !refused_ && (!puts_back_ || at_ == numbers_.size()); }

 private:
  RunArchive(std::vector<double>& numbers, int lane, int lanes, bool puts_back)
      : numbers_(numbers), lane_(lane), lanes_(lanes), puts_back_(puts_back), at_(puts_back ? 0 : numbers.size()) {}

  std::vector<double>& numbers_;
  int lane_;
  int lanes_;
  bool puts_back_;
  std::size_t at_;  ///< in `numbers_`
  bool lacks_ = false;
  bool refused_ = false;
};

}  // namespace polesweep
