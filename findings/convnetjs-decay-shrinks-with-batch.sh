#!/usr/bin/env bash
# Guess: a batch of ten samples descends by their mean gradient and by the whole decay of the weights: with step size 0.1 and l2_decay 0.1
# a weight without gradient goes from 1 to 0.99.
# Seen with convnetjs 0.3.0 (npm): to 0.999. What decays is divided by batch_size together with the summed gradients, so that a larger batch
# has a weaker decay for each update; the loss that is returned holds the whole of it.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder convnetjs@0.3.0
cat >decay.cjs <<'END'
const convnetjs = require("convnetjs")
function oneUpdate(batch_size) {
  const net = new convnetjs.Net()
  net.makeLayers([{ type: "input", out_sx: 1, out_sy: 1, out_depth: 1 }, { type: "regression", num_neurons: 1 }])
  const [weight, bias] = net.getParamsAndGrads()
  weight.params[0] = 1
  bias.params[0] = 0
  const trainer = new convnetjs.Trainer(net, { learning_rate: 0.1, momentum: 0, l2_decay: 0.1, batch_size })
  let told
  for (let i = 0; i < batch_size; ++i) told = trainer.train(new convnetjs.Vol([0]), [0])  // no error, hence no gradient
  return [weight.params[0], told.l2_decay_loss]
}
const found = [1, 10].map(oneUpdate)
console.log("convnetjs", require("convnetjs/package.json").version, "weight and loss of the decay after an update of 1 and of 10:", found.join(" | "))
const near = (a, b) => Math.abs(a - b) < 1e-12
process.exit(near(found[0][0], 0.99) && near(found[1][0], 0.999) && near(found[0][1], 0.05) && near(found[1][1], 0.05) ? 0 : 1)
END
node decay.cjs
