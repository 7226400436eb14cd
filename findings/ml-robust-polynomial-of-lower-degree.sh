#!/usr/bin/env bash
# Guess: a robust polynomial regression of degree 2 fits a parabola.
# Seen with ml-regression-robust-polynomial 3.0.2 (npm): a line; only degree 3 fits it, with three coefficients, and degree 1 is a constant.
# For y = (x - 1)^2 without noise degree 2 is wrong by 32 and degree 1 by 69 (which line it is depends on random samples); degree 3 is
# right. Its sibling ml-regression-polynomial 4.0.0 has three coefficients for degree 2.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder ml-regression-robust-polynomial@3.0.2 ml-regression-polynomial@4.0.0
cat >parabola.cjs <<'END'
const { RobustPolynomialRegression } = require("ml-regression-robust-polynomial")
const { PolynomialRegression } = require("ml-regression-polynomial")
const x = Array.from({ length: 40 }, (_, i) => i / 4), y = x.map(value => (value - 1) ** 2)
const fits = (Kind, degree) => {
  const model = new Kind(x, y, degree)
  const worst = Math.max(...x.map((value, i) => Math.abs(model.predict(value) - y[i])))
  console.log(Kind.name, "degree", degree, "coefficients", model.coefficients, "at 5:", model.predict(5), "worst error", worst)
  return [model.coefficients.length, worst < 1e-6]
}
console.log("ml-regression-robust-polynomial", require("ml-regression-robust-polynomial/package.json").version)
const found = [1, 2, 3].map(degree => fits(RobustPolynomialRegression, degree)), other = fits(PolynomialRegression, 2)
process.exit(JSON.stringify([...found, other]) === "[[1,false],[2,false],[3,true],[3,true]]" ? 0 : 1)
END
node parabola.cjs
