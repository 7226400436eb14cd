#!/usr/bin/env bash
# Guess: norm2 of a matrix is a norm of it: of [[1, 2], [3, 4]] the root of its summed squares 5.48, or its largest singular value 5.46.
# Seen with numeric 1.2.6 (npm): 25.5, the root of 5^2 + 25^2. The sum of squares of each row is squared again, so that the transposed matrix
# and twice the matrix have other values than expected, 22.4 and 102; of plain vectors, and norm1 and sum of matrices, all is right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder numeric@1.2.6
cat >norms.cjs <<'END'
const numeric = require("numeric")
const A = [[1, 2], [3, 4]]
const found = [numeric.norm2(A), numeric.norm2(numeric.transpose(A)), numeric.norm2(numeric.mul(2, A))]
const right = [numeric.norm2([1, 2, 3, 4]), Math.sqrt(numeric.sum(numeric.mul(A, A))), numeric.svd(A).S[0], numeric.norm1(A)]
console.log("numeric", numeric.version, "norm2 of A, A', 2 A:", found.join(" "))
console.log("norm2 of its numbers, root of summed squares, largest singular value, norm1:", right.join(" "))
const near = (a, b) => Math.abs(a - b) < 1e-2
process.exit(near(found[0], 25.495) && near(found[1], Math.sqrt(500)) && near(found[2], 101.98) && near(right[0], 5.477) && near(right[1], 5.477) && near(right[2], 5.465) && right[3] === 10 ? 0 : 1)
END
node norms.cjs
