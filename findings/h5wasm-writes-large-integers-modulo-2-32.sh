#!/usr/bin/env bash
# Guess: JavaScript's numbers are doubles, and h5wasm writes them so that they can be read back.
# Seen with h5wasm 0.10.3 (npm): numbers without a fraction become 32-bit integers without a look at their size. 2^40 is written as 0, and a
# time in milliseconds, 1764504000000, as -727558656, as datasets and as attributes. One fraction among them, 0.5, and all are right; a
# Float64Array is right as well.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder h5wasm@0.10.3
cat >times.mjs <<'END'
import { createRequire } from "node:module"
import h5wasm from "h5wasm/node"

await h5wasm.ready
const numbers = [1764504000000, 2 ** 40, 7]
const file = new h5wasm.File("times.h5", "w")
file.create_dataset({ name: "plain", data: numbers })
file.create_dataset({ name: "with a half", data: [...numbers, 0.5] })
file.create_dataset({ name: "doubles", data: new Float64Array(numbers) })
file.create_attribute("began", numbers[0])
file.close()
const again = new h5wasm.File("times.h5", "r")
const found = Object.fromEntries(again.keys().map((name) => [name, Array.from(again.get(name).value).map(Number)]))
const began = Number(again.attrs.began.value)
console.log("h5wasm", createRequire(import.meta.url)("./node_modules/h5wasm/package.json").version, found, "attribute", began)
const wrapped = numbers.map((number) => number | 0)
const right = found.doubles.join() === numbers.join() && found["with a half"].slice(0, 3).join() === numbers.join()
process.exit(right && found.plain.join() === wrapped.join() && began === wrapped[0] ? 0 : 1)
END
node times.mjs
