#pragma once

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace polesweep {

/// A zeroed array of doubles aligned for every lane width. All mutable state of a block lives in such arrays.
class Arena {
 public:
  Arena() = default;
  explicit Arena(std::size_t size) : size_(size) {
    const std::size_t bytes = (size * sizeof(double) + alignment - 1) / alignment * alignment;
    if (bytes == 0) return;
    data_.reset(static_cast<double*>(std::aligned_alloc(alignment, bytes)));
    if (!data_) throw std::bad_alloc();
    std::memset(data_.get(), 0, bytes);
  }

  double* data() { return data_.get(); }
  const double* data() const { return data_.get(); }
  double& operator[](std::size_t index) { return data_[index]; }
  double operator[](std::size_t index) const { return data_[index]; }
  std::size_t size() const { return size_; }

  void clear() {
    if (size_) std::memset(data_.get(), 0, size_ * sizeof(double));
  }
  void copy_from(const Arena& other) {
    if (size_) std::memcpy(data_.get(), other.data_.get(), size_ * sizeof(double));
  }

 private:
  static constexpr std::size_t alignment = 64;
  struct Free {
    void operator()(double* data) const { std::free(data); }
  };

  std::unique_ptr<double[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace polesweep
