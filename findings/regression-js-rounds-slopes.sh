#!/usr/bin/env bash
# Guess: the slope that the npm package regression fits is that of least squares to rounding.
# Seen with regression 2.0.1 (npm): it is rounded to two decimals before anything else: of the points 0.0123, 0.0156, 0.0189, 0.0222, which
# lie on a line of slope 0.0033, the slope is 0 and all predictions are 0.02; r2 is -0.56, and so on for powers and exponentials. {
# precision: 8 } gives 0.0033.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder regression@2.0.1
cat >slope.js <<'END'
const regression = require("regression")
const points = [[1, 0.0123], [2, 0.0156], [3, 0.0189], [4, 0.0222]]
const rounded = regression.linear(points), exact = regression.linear(points, { precision: 8 })
console.log("regression", require("./node_modules/regression/package.json").version)
console.log("slope, intercept:", rounded.equation, "r2:", rounded.r2, "predictions:", rounded.points.map(point => point[1]))
console.log("with precision 8:", exact.equation, "r2:", exact.r2)
const strange = rounded.equation[0] === 0 && rounded.r2 < 0
process.exit(strange && Math.abs(exact.equation[0] - 0.0033) < 1e-8 && exact.r2 > 0.9999 ? 0 : 1)
END
node slope.js
