#!/usr/bin/env bash
# Guess: a package for the Mann-Whitney test says significant if the p value is small.
# Seen with mann-whitney-utest 1.0.5 (npm): its critical value is the z score of the samples themselves. So one loss against one other is
# significant, as are all samples that do not overlap; of 100 against 100 with p = 1e-12 it says no, since U, 2080, is not below z, 7.1.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder mann-whitney-utest@1.0.5
cat >ranks.cjs <<'END'
const { test, criticalValue, significant } = require("mann-whitney-utest")
const found = (name, samples) => {
  const u = test(samples)
  const all = samples[0].length * samples[1].length
  const z = Math.abs(Math.min(...u) - all / 2) / Math.sqrt(all * (samples[0].length + samples[1].length + 1) / 12)
  const verdict = significant(u, samples)
  console.log(name, "U", ...u, "z", z.toFixed(3), "critical value", criticalValue(u, samples).toFixed(3), "significant:", verdict)
  return [z, verdict]
}
console.log("mann-whitney-utest", require("mann-whitney-utest/package.json").version)
const rows = (length, first) => Array.from({ length }, (_, i) => first + i)
const [, alone] = found("one against one:", [[1], [2]])
const [z, many] = found("100 against 100:", [rows(100, 0), rows(100, 35.5)])
process.exit(alone === true && many === false && z > 7 ? 0 : 1)
END
node ranks.cjs
