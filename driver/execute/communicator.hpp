#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace polesweep::execute {

/// The ranks of a launch. The only implementation that exists with more than one rank is the only file that opens MPI.
///
/// Calls are made by the main thread alone. Whatever waits polls and sleeps, so that a waiting rank leaves its core to a computing one.
class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// Every rank: all get the bytes of rank 0.
  virtual void broadcast(std::string& bytes) = 0;
  /// Every rank: rank 0 gets the texts of all in order of rank, the others nothing.
  virtual std::vector<std::string> gather(const std::string& text) = 0;
  /// Every rank: returns when all have called it.
  virtual void wait_for_all() = 0;

  virtual void send(int to, const std::string& bytes) = 0;
  /// Returns a message that has arrived, and its sender; nothing if there is none now.
  virtual std::optional<std::pair<int, std::string>> poll() = 0;
  /// One rank: ends all ranks at once with this exit code.
  [[noreturn]] virtual void abort(int code) = 0;
};

/// Opens MPI. Construct it inside the `try` that catches everything: it does not finalise while an exception is in flight.
/// Throws Error if a launcher started several processes that do not see each other, or this build has no MPI.
std::unique_ptr<Communicator> open_communicator();

/// The one rank of a run without a launcher.
std::unique_ptr<Communicator> single_rank();

}  // namespace polesweep::execute
