#!/bin/sh
# The sources of block code, as core/CMakeLists.txt lists them: clang-tidy has no flags for them that hold for every kind of processor.
cd "$(dirname "$0")/.." || exit 1
sed -n '/^set(block_sources$/,/)$/p' core/CMakeLists.txt | sed -nE 's#^ *([a-z0-9_/]+\.cpp)\)?$#core/\1#p'
