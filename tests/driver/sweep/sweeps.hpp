#pragma once

#include <string>
#include <vector>

#include "core/members/members.hpp"
#include "driver/sweep/sweep.hpp"

/// Sweep texts for tests. Messages call the file "s.toml".
namespace polesweep::sweep {

/// Four lines: a name, 2 seeds, lengths 10 and 100, an empty line.
inline const std::string head = "name = 'test'\nseeds = 2\nlengths = [10, 100]\n\n";
/// Three tables with one combination each; in this order, the header of each on the line that its name says behind `head`.
inline const std::string task_at_5 = "[[task]]\nkind = 'linear_teacher'\npoles = [[0.5]]\ngains = [[1]]\n";
inline const std::string poles_at_9 = "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = 0.9\n";
inline const std::string learner_at_14 = "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = 0.01 }\n";

Sweep parse(const std::string& text, std::vector<std::string> options = {});

/// The text of the Error that parsing ends with; "no error" where there is none.
std::string error_of(const std::string& text, std::vector<std::string> options = {});

/// "one of ..." with the members of a family, or the kinds of claims, as messages list them.
std::string one_of(Family family);
std::string one_of_the_claims();

/// The canonical texts of a field's values, joined by spaces.
std::string values_of(const std::vector<Table>& tables, const std::string& path);

}  // namespace polesweep::sweep
