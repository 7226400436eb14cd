#pragma once

namespace polesweep::execute {

/// Listens to the signals that end a job, as long as it lives; one at a time in a process.
///
/// SIGUSR1 asks for a graceful end (mpirun forwards it to all ranks and passes the exit code on). SIGTERM, SIGINT and a second SIGUSR1 end
/// the process at once with the code of a stop: launchers kill half a second to a second later (Open MPI 6's mpirun at once, without any
/// other signal), and MPI_Finalize would wait for ranks that are gone.
/// What a log holds is synced first. A signal that was ignored before (SIGINT of a background job) stays ignored.
class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  /// The open file to sync before the process ends; -1: none.
  static void guard(int file);
  static bool told_to_stop();
};

}  // namespace polesweep::execute
