#include "driver/sweep/question_reader.hpp"

namespace polesweep::sweep {
namespace {

/// One `[[compare]]` table.
class ComparisonReader : public QuestionReader {
 public:
  using QuestionReader::QuestionReader;

  AskedTable read() {
    read_fields(analysis::comparison_fields(), selecting_keys(), name_);
    read_selection();
    if (reads_well()) check();
    return std::move(table_);
  }

 private:
  void check() {
    Fields values(fields());
    const analysis::Subject subject = analysis::read_subject(values);
    check_quantity(subject);
    check_place(subject);
    check_pair({"reference"});
  }
};

}  // namespace

AskedTable read_comparison(const Node& node, const Sweep& sweep, Problems& problems) {
  return ComparisonReader(node, "compare", sweep, problems).read();
}

}  // namespace polesweep::sweep
