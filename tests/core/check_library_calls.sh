#!/bin/sh
# Usage: check_library_calls.sh NM ARCHIVE
# Fails where the core calls a function of the C library or of the compiler's whose last bit depends on their versions and on the processor.
# Square roots, fused multiply-adds, scaling by powers of two and rounding to integers are exact or fixed by IEEE 754.
nm=$1
archive=$2
names='c?(a?(cos|sin|tan)h?|exp|log|pow|abs)|c(arg|sqrt|proj)|exp2|exp10|expm1|log2|log10|log1p|logb|atan2|sincos|cbrt|hypot|erfc?|[lt]gamma|[jy][01n]'
calls=$("$nm" --undefined-only --print-file-name "$archive")
[ -n "$calls" ] || { echo "$archive calls nothing" >&2; exit 1; }
found=$(echo "$calls" | grep -E " U (($names)[fl]?|__(mul|div)[hsdtx]c3|__(add|sub|mul|div)[tx]f3)\$" | grep -vE ' U absl?$')
if [ -n "$found" ]; then
  echo "functions whose bits are not fixed:" >&2
  echo "$found" >&2
  exit 1
fi
