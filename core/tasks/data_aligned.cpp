#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {
namespace {

/// White inputs of unit power through a linear recurrent network that is given by its modes: y* = U diag(a) s,
/// s <- diag(w) s + diag(b) V^T x; the learner sees y* + noise in every output. U and V are random orthogonal bases, drawn for each seed,
/// or none. Only the products a b and the poles w make a difference to the samples. The risk of any linear network is known exactly. Chance
/// level with orthonormal columns: trivial risk sum_k (a_k b_k)^2/(1 - w_k^2); best reachable risk: 0.
///
/// Source: arXiv 2606.00243 (data-aligned linear recurrent networks).
class DataAlignedTask final : public Task {
 public:
  explicit DataAlignedTask(Fields& fields) {
    const std::vector<double> w = fields.reals(
        {.name = "w", .help = "the modes' poles", .range = {.low = -1, .high = 1, .low_allowed = false, .high_allowed = false}});
    const std::vector<double> a =
        fields.reals({.name = "a", .help = "the modes' output weights; with b, in place of m", .may_be_absent = true});
    const std::vector<double> b = fields.reals({.name = "b", .help = "the modes' input weights", .may_be_absent = true});
    const std::vector<double> m = fields.reals(
        {.name = "m", .help = "the modes' gains a b, in place of a and b, which are then equal but for the sign", .may_be_absent = true});
    const std::int64_t outputs = fields.integer(
        {.name = "outputs", .help = "number of outputs; 0: one for each mode", .fallback = 0, .range = {.low = 0, .high = 4096}});
    const std::int64_t inputs = fields.integer(
        {.name = "inputs", .help = "number of inputs; 0: one for each mode", .fallback = 0, .range = {.low = 0, .high = 4096}});
    modes_.random_bases =
        fields.choice(
            {.name = "basis",
             .help =
                 "bases of inputs and outputs: random orthogonal ones per seed, or mode k takes input k and gives output k, modulo their numbers",
             .choices = "orthogonal|identity",
             .fallback = "orthogonal"}) == 0;
    settings_ = TeacherTaskSettings(fields);
    if (fields.describing()) return;
    if (w.empty()) throw Error("w: the list is empty (a teacher needs at least one mode)");
    if (m.empty() == (a.empty() && b.empty())) throw Error("m: modes are given by a and b, or by m = a b (one of the two is needed)");
    const auto check = [&](const char* name, const std::vector<double>& values) {
      if (values.size() != w.size())
        throw Error(fmt::format("{}: {} values for {} poles (one for each mode)", name, values.size(), w.size()));
    };
    if (m.empty()) {
      check("a", a);
      check("b", b);
    } else {
      check("m", m);
    }
    for (std::size_t k = 0; k < w.size(); ++k) {
      if (!m.empty()) {
        const double root = std::sqrt(std::abs(m[k]));
        modes_.modes.push_back({m[k] < 0 ? -root : root, root, w[k]});
      } else {
        modes_.modes.push_back({a[k], b[k], w[k]});
      }
    }
    modes_.outputs = outputs == 0 ? modes_.count() : static_cast<int>(outputs);
    modes_.inputs = inputs == 0 ? modes_.count() : static_cast<int>(inputs);
  }

  TaskFacts facts() const override {
    TaskFacts facts;
    facts.inputs = modes_.inputs;
    facts.outputs = modes_.outputs;
    facts.complex_valued = settings_->complex_valued;
    facts.washout = settings_->washout;
    facts.longest = facts.longest_test = facts.distinct_runs = TaskFacts::without_end;
    facts.teacher = teacher(0);
    if (!settings_->complex_valued) facts.modes = modes_;
    facts.restarts = true;
    return facts;
  }

  LinearTeacher teacher(std::uint64_t seed) const override {
    const auto count = static_cast<std::size_t>(modes_.count());
    const std::vector<double> u = modes_.output_basis(seed);
    const std::vector<double> v = modes_.input_basis(seed);
    LinearTeacher teacher{.poles = {}, .gains = {}, .taps = {}, .inputs = modes_.inputs, .outputs = modes_.outputs};
    for (const theory::Mode& mode : modes_.modes) teacher.poles.emplace_back(mode.w);
    for (std::size_t i = 0; i < u.size(); ++i) teacher.gains.emplace_back(u[i] * modes_.modes[i % count].a);
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t j = 0; j < static_cast<std::size_t>(modes_.inputs); ++j)
        teacher.input.emplace_back(modes_.modes[k].b * v[j * count + k]);
    return teacher;
  }

  double trivial_risk(std::uint64_t seed, const Evaluation&) const override { return response_power(teacher(seed)); }

  double operations_per_sample() const override {
    return 20.0 * (modes_.inputs + modes_.outputs) + (4.0 + 2.0 * (modes_.inputs + modes_.outputs)) * modes_.count();
  }

  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override {
    std::vector<LinearTeacher> teachers;
    for (const std::uint64_t seed : seeds) teachers.push_back(teacher(seed));
    return open_teacher_stream(teachers, *settings_, part, seeds, kernels);
  }

 private:
  TeacherModes modes_;
  std::optional<TeacherTaskSettings> settings_;  // set by the constructor
};

}  // namespace

std::unique_ptr<Task> make_data_aligned_task(Fields& fields, const data::DataFiles&) { return std::make_unique<DataAlignedTask>(fields); }

}  // namespace polesweep
