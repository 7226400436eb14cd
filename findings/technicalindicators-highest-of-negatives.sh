#!/usr/bin/env bash
# Guess: the highest of the last n values is one of them.
# Seen with technicalindicators 3.1.0 (npm): it is 0 if all of them are negative, as logarithms of losses are: it begins with 0. Lowest is
# right for every sign.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder technicalindicators@3.1.0
cat >highest.cjs <<'END'
const { Highest, Lowest } = require("technicalindicators")
const values = [-3, -2, -5, -7], shifted = values.map(value => value + 10)
const found = Highest.calculate({ period: 2, values }), positive = Highest.calculate({ period: 2, values: shifted })
const lowest = Lowest.calculate({ period: 2, values })
console.log("technicalindicators", require("technicalindicators/package.json").version)
console.log("highest of two of", values, found, "of", shifted, positive, "lowest", lowest)
process.exit(found.join() === "0,0,0" && positive.join() === "8,8,5" && lowest.join() === "-3,-5,-7" ? 0 : 1)
END
node highest.cjs
