#!/usr/bin/env bash
# Guess: the probability of 144 arrivals of orders in a second that brings 144 on average is 0.033, and that of at most 144 about 0.52.
# Seen with jStat 1.9.6 (npm): both are Infinity, and from a mean of 171 on NaN. Powers and factorials are computed as they stand, which
# overflow; up to a mean of 143 the values are right. The library's own binomial and gamma distributions go through logarithms.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder jstat@1.9.6
cat >arrivals.cjs <<'END'
const { jStat } = require("jstat")
const found = [143, 144, 171].map(k => [jStat.poisson.pdf(k, k), jStat.poisson.cdf(k, k)])
const byGamma = jStat.gamma.pdf(144, 145, 1)
console.log("jStat", require("jstat/package.json").version, "probabilities of the mean, and of at most the mean:", found.join(" | "))
console.log("of 144 by the gamma density:", byGamma)
const right = Math.abs(found[0][0] - 0.03334) < 1e-5 && Math.abs(byGamma - 0.03323) < 1e-5
process.exit(right && found[1].every(p => p === Infinity) && found[2].every(Number.isNaN) ? 0 : 1)
END
node arrivals.cjs
