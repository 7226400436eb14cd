#!/usr/bin/env bash
# Guess: min, max, sort and median of plain numbers are exact, whatever comparisons with rounding mathjs has elsewhere.
# Seen with mathjs 15.2.0 (npm): they compare with its tolerances, 1e-15 absolute and 1e-12 relative. Losses of 3e-16 and 1e-16 are equal,
# so that the smallest of these two is 3e-16, the first; of 9e-16, 1e-16 and 5e-16 the median is 9e-16 and sort leaves the order. A pole at
# 1 - 1e-13 is not smaller than 1.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder mathjs@15.2.0
cat >losses.cjs <<'END'
const math = require("mathjs")
const losses = [9e-16, 1e-16, 5e-16]
const found = [math.min(3e-16, 1e-16), math.max(1e-16, 3e-16), math.median(losses), math.sort(losses).join(" "), math.smaller(1 - 1e-13, 1)]
console.log("mathjs", math.version, "min of 3e-16, 1e-16:", found[0], "max of 1e-16, 3e-16:", found[1])
console.log("of", losses.join(" "), "median:", found[2], "sorted:", found[3], "1 - 1e-13 smaller than 1:", found[4])
process.exit(found[0] === 3e-16 && found[1] === 1e-16 && found[2] === 9e-16 && found[3] === losses.join(" ") && !found[4] ? 0 : 1)
END
node losses.cjs
