#include "driver/sweep/question_reader.hpp"

namespace polesweep::sweep {
namespace {

/// One `[[compare]]` table.
class ComparisonReader final : public QuestionReader {
 public:
  ComparisonReader(const Node& node, const Sweep& sweep, Problems& problems)
      : QuestionReader(node, {.name = "compare", .kind = "", .intro = "compare", .fields = analysis::comparison_fields(), .known = {}},
                       sweep, problems) {}

 private:
  void check() override {
    Fields values(fields());
    const analysis::Subject subject = analysis::read_subject(values);
    check_quantity(subject);
    check_place(subject);
    check_pair({"reference"});
  }
};

}  // namespace

AskedTable read_comparison(const Node& node, const Sweep& sweep, Problems& problems) {
  return ComparisonReader(node, sweep, problems).read();
}

}  // namespace polesweep::sweep
