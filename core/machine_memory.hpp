#pragma once

/// How much memory what a file says may take.
namespace polesweep {

/// The bytes of memory of this machine, or fewer where the process may not have as many (RLIMIT_AS).
double machine_memory();

/// The most bytes that the contents of a file may take in memory: sixteen times its own, and a quarter of the machine's memory. Compressed
/// zeros and values that nobody has written take next to no place in a file and a thousand times as much here, also in files of ours; more
/// than that was made to fill the memory.
double most_unpacked(double file_bytes);

}  // namespace polesweep
