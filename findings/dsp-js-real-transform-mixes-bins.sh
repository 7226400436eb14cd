#!/usr/bin/env bash
# Guess: the spectrum of a real transform is that of the complex one.
# Seen with dsp.js 1.0.1 (npm): RFFT joins the real part of each bin with the imaginary part of the next. A cosine in bin 10 is there, a sine
# is in bin 9, and one between them is in both. FFT and DFT have all in bin 10.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder dsp.js@1.0.1
cat >spectra.cjs <<'END'
const { RFFT, FFT, DFT } = require("dsp.js")
const length = 64
const peaks = (Kind, phase) => {
  const transform = new Kind(length, length)
  transform.forward(Float64Array.from({ length }, (_, i) => Math.cos(2 * Math.PI * 10 * i / length - phase)))
  return Array.from(transform.spectrum.slice(0, length / 2), (size, bin) => [bin, size.toFixed(3)]).filter(([, size]) => size > 0.001).join(" ")
}
console.log("dsp.js", require("dsp.js/package.json").version)
const found = [["cosine", 0], ["sine", Math.PI / 2], ["between", Math.PI / 4]].map(([name, phase]) => {
  const spectra = [RFFT, FFT, DFT].map(Kind => peaks(Kind, phase))
  console.log(`${name} in bin 10: RFFT ${spectra[0]}; FFT ${spectra[1]}; DFT ${spectra[2]}`)
  return spectra
})
const right = found.every(([, fft, dft]) => fft === "10,1.000" && dft === fft)
process.exit(right && found.map(spectra => spectra[0]).join() === "10,1.000,9,1.000,9,0.707 10,0.707" ? 0 : 1)
END
node spectra.cjs
