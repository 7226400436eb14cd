#pragma once

#include "core/learners/optimizers/optimizer.hpp"
#include "core/learners/recurrent/trainer_places.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// What a trainer measures of its updates: into the sums at the start of its state, and out of them.
template <class Number>
class UpdateMeasures {
 public:
  explicit UpdateMeasures(const ParameterLayout& layout) : layout_(layout) {}

  /// Cosine and norm ratio of every one of `count` gradients, one after the other, with the one at `exact_at`, over poles and input
  /// weights.
  void compare(double* sums, const double* gradients, int count, int exact_at) const {
    const double* exact = gradients + static_cast<std::size_t>(exact_at) * vector_size();
    Real exact_square = exact_at == 0 ? inner(exact, exact, 2) : Real{};
    store(sums, compared, load(sums, compared) + broadcast(1.0));
    for (int e = 0; e < count; ++e) {
      Products of{exact_square, exact_square, exact_square};
      if (e != exact_at) of = products(gradients + static_cast<std::size_t>(e) * vector_size(), exact, 2);
      exact_square = of.right;
      const Real norm = square_root(of.left);
      const Real exact_norm = square_root(of.right);
      const Real product = norm * exact_norm;
      const Real nothing = broadcast(0.0);
      store(sums, cosines + 2 * e, load(sums, cosines + 2 * e) + where(product > nothing, of.both / product, nothing));
      store(sums, cosines + 2 * e + 1, load(sums, cosines + 2 * e + 1) + where(exact_norm > nothing, norm / exact_norm, nothing));
    }
  }
  /// Their means over the updates so far [rules][lanes].
  void alignment(const double* sums, int rules, double* cosine, double* ratio) const {
    const Real count = load(sums, compared);
    for (int e = 0; e < rules; ++e) {
      store(cosine, e, load(sums, cosines + 2 * e) / count);
      store(ratio, e, load(sums, cosines + 2 * e + 1) / count);
    }
  }

  /// Takes the mean loss over `terms` terms, whose sum it resets, and the norm of the gradient divided by `divisor`.
  void take_update(double* sums, const double* gradient, double divisor, double terms) const {
    store(sums, last_norm, square_root(inner(gradient, gradient, 3)) * broadcast(1.0 / divisor));
    store(sums, last_loss, load(sums, loss_sum) / broadcast(terms));
    store(sums, loss_sum, broadcast(0.0));
  }
  void last_update(const double* sums, double* loss, double* gradient_norm) const {
    std::memcpy(loss, sums + last_loss * lanes, lanes * sizeof(double));
    std::memcpy(gradient_norm, sums + last_norm * lanes, lanes * sizeof(double));
  }

  /// The mean of `count` vectors of `size` doubles, of which `fresh` is the last.
  void add_to_mean(const double* fresh, double count, std::size_t size, double* mean) const {
    const Real share = broadcast(1.0 / count);
    for (std::size_t i = 0; i < size / lanes; ++i) {
      const auto at = static_cast<std::int64_t>(i);
      store(mean, at, fused(load(fresh, at) - load(mean, at), share, load(mean, at)));
    }
  }

  /// The gradient as the optimizer takes it, but for clipping.
  void copy_gradient(const double* gradient, double divisor, double* out) const {
    const Real share = broadcast(1.0 / divisor);
    for (std::int64_t i = 0; i < layout_.size * slots<Number>; ++i) {
      const Real g = load(gradient, i);
      store(out, i, divisor != 1 ? g * share : g);
    }
  }

 private:
  std::size_t vector_size() const { return static_cast<std::size_t>(layout_.size) * slots<Number> * lanes; }

  /// Real inner products of two gradients: of each with itself, and of both.
  struct Products {
    Real left;
    Real both;
    Real right;
  };
  /// The three in one pass: each is a chain of sums that waits for itself.
  Products products(const double* a, const double* b, int blocks) const {
    Products sums{};
    for (int group = 0; group < blocks; ++group)
      for_each_parameter(layout_.blocks[group], [&](std::int64_t i) {
        const Number left = load_number<Number>(a, i);
        const Number right = load_number<Number>(b, i);
        sums = {add_inner(left, left, sums.left), add_inner(left, right, sums.both), add_inner(right, right, sums.right)};
      });
    return sums;
  }

  /// The real inner product of two gradients over the first `blocks` groups of parameters.
  Real inner(const double* a, const double* b, int blocks) const {
    Real sum = broadcast(0.0);
    for (int group = 0; group < blocks; ++group)
      for_each_parameter(layout_.blocks[group],
                         [&](std::int64_t i) { sum = add_inner(load_number<Number>(a, i), load_number<Number>(b, i), sum); });
    return sum;
  }

  const ParameterLayout layout_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
