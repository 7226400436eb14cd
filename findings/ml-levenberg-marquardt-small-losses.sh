#!/usr/bin/env bash
# Guess: a fit of a curve to its own exact values finds the parameters, in any unit, or says that it did not.
# Seen with ml-levenberg-marquardt 5.1.0 (npm): it stops once the sum of squares is below 1e-7, whatever the unit. For losses 2 exp(-t/2) in
# units of 1e-4 it returns the start, 1 and 1, after no iteration and without a word; in units of 1 it finds 2 and 0.5.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder ml-levenberg-marquardt@5.1.0
cat >curves.mjs <<'END'
import { readFileSync } from "node:fs"
import { levenbergMarquardt } from "ml-levenberg-marquardt"

const x = [0, 1, 2, 3, 4, 5]
console.log("ml-levenberg-marquardt", JSON.parse(readFileSync("node_modules/ml-levenberg-marquardt/package.json")).version)
const fit = unit => {
  const y = x.map(t => unit * 2 * Math.exp(-t / 2))
  const { parameterValues, iterations } = levenbergMarquardt({ x, y }, ([size, rate]) => t => size * unit * Math.exp(-rate * t), {
    initialValues: [1, 1], maxIterations: 200 })
  console.log("unit", unit, "parameters", ...parameterValues, "iterations", iterations)
  return [...parameterValues, iterations]
}
const [size, rate] = fit(1)
process.exit(Math.abs(size - 2) < 0.01 && Math.abs(rate - 0.5) < 0.01 && fit(1e-4).join() === "1,1,0" ? 0 : 1)
END
node curves.mjs
