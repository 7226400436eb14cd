#!/usr/bin/env bash
# Guess: getMedian of a package that also has getQuartile gives the second quartile, in whatever order the prices come.
# Seen with trading-signals 8.3.0 (npm): it takes what stands in the middle of the array. Of 10, 1, 2, 9, 30 it is 2, and of 10, 9, 100 it
# is 9; getQuartile, which sorts, says 9 and 10. Neither the types nor the manual ask for a sorted array.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder trading-signals@8.3.0
cat >median.mjs <<'END'
import { readFileSync } from "node:fs"
import { getMedian, getQuartile } from "trading-signals"

console.log("trading-signals", JSON.parse(readFileSync("node_modules/trading-signals/package.json")).version)
const found = [[10, 1, 2, 9, 30], [1, 2, 9, 10, 30], [10, 9, 100], [4, 1, 100, 2]].map(prices => {
  const both = [getMedian(prices), getQuartile(prices, 0.5)]
  console.log("of", prices.join(), "median", both[0], "second quartile", both[1])
  return both.join(" and ")
})
process.exit(found.join() === "2 and 9,9 and 9,9 and 10,50.5 and 3" ? 0 : 1)
END
node median.mjs
