#!/usr/bin/env bash
# Guess: the median of an even number of losses is the mean of the two in the middle.
# Seen with ml-array-median 2.0.0 and median-quickselect 1.0.1 (npm): it is the smaller of the two, 1 for 1 and 100, and 2 for 1, 2, 10, 11.
# Over four runs a risk of 2 is reported where simple-statistics and jstat say 6. The manual tells neither.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder ml-array-median@2.0.0 median-quickselect@1.0.1 jstat@1.9.6 simple-statistics@7.12.1
cat >median.mjs <<'END'
import { readFileSync } from "node:fs"
import arrayMedian from "ml-array-median"
import quickselect from "median-quickselect"
import jstat from "jstat"
import { median } from "simple-statistics"

const version = name => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version
const samples = [[1, 100], [10, 1, 11, 2], [3, 1, 2]]
const found = (name, of) => {
  const medians = samples.map(sample => of([...sample])).join()
  console.log(name, version(name), "medians of", JSON.stringify(samples), "are", medians)
  return medians
}
const smaller = [found("ml-array-median", arrayMedian), found("median-quickselect", quickselect)]
const means = [found("jstat", sample => jstat.median(sample)), found("simple-statistics", median)]
process.exit(smaller.every(medians => medians === "1,2,2") && means.every(medians => medians === "50.5,6,2") ? 0 : 1)
END
node median.mjs
