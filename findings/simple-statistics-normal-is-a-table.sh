#!/usr/bin/env bash
# Guess: cumulativeStdNormalProbability(z) is right to some digits, so that p values can be made of it.
# Seen with simple-statistics 7.12.1 (npm): it is a printed table, with z in steps of 0.01 and four digits, that ends at 3.09. No p value is
# less than 0.001, whatever z: for z = 6 it is 0.001, where 1e-9 is right, and nothing survives a correction for 100 comparisons.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder simple-statistics@7.12.1
cat >normal.cjs <<'END'
const { cumulativeStdNormalProbability } = require("simple-statistics")
const right = [[1.005, 0.15745], [3, 1.3499e-3], [4, 3.1671e-5], [6, 9.8659e-10]]
const found = right.map(([z]) => 1 - cumulativeStdNormalProbability(z))
console.log("simple-statistics", require("simple-statistics/package.json").version)
right.forEach(([z, p], i) => console.log(`z = ${z}: ${found[i].toPrecision(5)}, right ${p}`))
process.exit(Math.abs(found[2] - 0.001) < 1e-9 && found[3] === found[2] ? 0 : 1)
END
node normal.cjs
