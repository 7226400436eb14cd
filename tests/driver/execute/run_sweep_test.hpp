#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/results/netcdf.hpp"
#include "core/run/fingerprint.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/execute/run_sweep.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {

/// Of the program that runs the tests, but for the times.
inline results::Numerics program_numerics() {
  static const std::string fingerprint = numerics_fingerprint(kernels());
  results::Numerics numerics = numerics_of(own_provenance());
  numerics.fingerprint = fingerprint;
  numerics.first = numerics.last = "";
  return numerics;
}

/// Runs sweeps in a folder of their own.
class RunSweep : public testing::Test {
 protected:
  RunOptions options() const {
    RunOptions options;
    options.sweep = folder_.path() / "s.toml";
    options.results = folder_.path() / "out" / "r.h5";
    options.report = false;
    return options;
  }
  int run(const std::string& text, const RunOptions& options) const {
    write_file(options.sweep, text);
    return run_sweep(options, *single_rank());
  }
  results::Group results() const { return results::read_netcdf(options().results); }
  std::vector<double> risk() const { return std::get<std::vector<double>>(results().find("risk")->values); }

  TemporaryFolder folder_;
};

}  // namespace polesweep::execute
