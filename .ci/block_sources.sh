#!/bin/sh
# The sources of block code, which stand in the namespace of their kind of processor: clang-tidy has no flags for them that hold for every kind.
cd "$(dirname "$0")/.." || exit 1
grep -l '^namespace polesweep::POLESWEEP_KERNELS' core/learners/*.cpp core/learners/*/*.cpp
