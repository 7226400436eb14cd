#!/usr/bin/env bash
# Guess: a library that follows PyTorch has its Adam: with the same gradient at every step, each step is the step size, whatever the betas.
# Seen with js-pytorch 0.7.2 (npm): its moments, which begin at zero, are not corrected for that. With PyTorch's betas, 0.9 and 0.999, the
# first step is 3.2 times the step size, the 18th 6.6 times, and the 100th is still 3.3 times. With its own default of 0.9 and 0.99 the first
# step is right, and later ones are up to 2.1 times too long.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder js-pytorch@0.7.2
cat >steps.cjs <<'END'
const { torch } = require("js-pytorch")
function steps(betas) {
  const weight = torch.tensor([[1, 1]], true)
  const adam = new torch.optim.Adam([weight], 0.001, 0, betas, 1e-9)
  const found = []
  for (let i = 0; i < 100; ++i) {
    const before = weight.data[0][0]
    weight.mul(3).sum().backward()
    adam.step()
    adam.zero_grad()
    found.push((before - weight.data[0][0]) / 0.001)
  }
  return [found[0], Math.max(...found), found[99]]
}
const found = [steps([0.9, 0.999]), steps([0.9, 0.99])]
console.log("js-pytorch 0.7.2: first, longest and 100th step by the step size")
for (const row of found) console.log(row.map(x => x.toFixed(2)).join(" "))
const expected = [[3.16, 6.57, 3.24], [1, 2.13, 1.26]]
process.exit(found.every((row, i) => row.every((x, j) => Math.abs(x - expected[i][j]) < 0.02)) ? 0 : 1)
END
node steps.cjs
