#pragma once

namespace polesweep {

/// `polesweep list results`: every group, dimension, attribute and variable of results.h5 and analysis.h5, from the tables and functions
/// that write them.
void print_results_text();
void print_results_json();
void print_results_markdown();

}  // namespace polesweep
