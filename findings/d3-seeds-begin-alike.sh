#!/usr/bin/env bash
# Guess: generators with the seeds 1, 2, 3 give unrelated numbers, from the first on, so that one draw for each run will do.
# Seen with d3-random 3.0.2 (npm): the first numbers of randomLcg(1) to randomLcg(1000) lie on a line and fill 0.236 to 0.624. Numbers
# between 0 and 1, drawn once for each of 32 runs, are all between 0.236 and 0.249: a sweep over random step sizes has one step size.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder d3-random@3.0.2
cat >seeds.mjs <<'END'
import { readFileSync } from "node:fs"
import { randomLcg } from "d3-random"
const first = Array.from({ length: 1000 }, (_, i) => randomLcg(i + 1)())
const steps = first.slice(1).map((number, i) => number - first[i])
console.log("d3-random", JSON.parse(readFileSync("node_modules/d3-random/package.json")).version, "first numbers", first.slice(0, 4))
console.log("of seeds 1 to 32:", Math.min(...first.slice(0, 32)), "to", Math.max(...first.slice(0, 32)))
console.log("of seeds 1 to 1000:", Math.min(...first), "to", Math.max(...first), "steps", Math.min(...steps), "to", Math.max(...steps))
process.exit(Math.max(...steps) - Math.min(...steps) < 1e-9 && Math.max(...first.slice(0, 32)) < 0.25 ? 0 : 1)
END
node seeds.mjs
