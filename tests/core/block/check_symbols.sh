#!/bin/sh
# Usage: check_symbols.sh NM NAMESPACES OBJECT...
# Fails where an object of block code emits a weak function outside its own namespace (polesweep:: and one of NAMESPACES, "v3|v4"): the
# linker keeps one of all equally named weak functions, so code for one processor could run on another.
nm=$1
namespaces=$2
shift 2
[ $# -gt 0 ] || { echo "no objects to look at" >&2; exit 1; }
found=$("$nm" --demangle --print-file-name "$@" | grep -E ': *[0-9a-f]* [WVu] ' |
        grep -vE " (vtable for |typeinfo (name )?for |guard variable for )?polesweep::($namespaces)::" |
        grep -vF ' DW.ref.__gxx_personality_v0')
# The last one is a pointer, not code: the same in every object.
if [ -n "$found" ]; then
  echo "weak symbols outside the namespace of the kernels:" >&2
  echo "$found" >&2
  exit 1
fi
