#!/usr/bin/env bash
# Guess: samples of 16 bits that are widened to 24 or 32 bits and made 16 bits again are what they were.
# Seen with wavefile 11.0.0 (npm): all positive ones but the largest come back one smaller, the negative ones as they were, so that a
# carrier stands at zero frequency afterwards. By single precision 16639 of the 32767 positive ones do; by double precision none.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder wavefile@11.0.0
cat >bits.cjs <<'END'
const { WaveFile } = require("wavefile")
const all = Array.from({ length: 65536 }, (_, index) => index - 32768)
const smaller = depth => {
  const wave = new WaveFile()
  wave.fromScratch(1, 1000000, "16", all)
  wave.toBitDepth(depth)
  wave.toBitDepth("16")
  const found = Array.from(wave.getSamples())
  const differ = all.filter((sample, index) => found[index] !== sample)
  const below = all.filter((sample, index) => sample > 0 && found[index] === sample - 1)
  console.log(`by ${depth}: ${differ.length} differ, ${below.length} positive ones are one smaller; 1000 becomes ${found[33768]}`)
  return differ.length === below.length ? differ.length : -1
}
console.log("wavefile", require("wavefile/package.json").version)
process.exit(["24", "32", "32f", "64"].map(smaller).join() === "32766,32766,16639,0" ? 0 : 1)
END
node bits.cjs
