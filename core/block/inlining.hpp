#pragma once

#define POLESWEEP_INLINE inline __attribute__((always_inline))
/// Behind the parameters of a lambda in a hot loop: out of line, its vectors would go through memory.
#define POLESWEEP_INLINED __attribute__((always_inline))
