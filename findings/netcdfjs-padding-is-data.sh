#!/usr/bin/env bash
# Guess: a reader of netCDF-3 for the browser gives three numbers for a variable of three shorts.
# Seen with netcdfjs 4.0.0 (npm): four. Short and byte variables are padded to four bytes in the file, and the padding is given as data: 1,
# 2, 3, -32767. Records of two bytes each come with a value too many per record, and where such a variable is the only one with records,
# which the format stores without padding, values move from record to record. ncdump of netCDF-C shows the file as it was written.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
command -v npm >/dev/null || { echo "not run: needs npm"; exit 1; }
in_debian trixie "netcdf-bin" '
  cat >shorts.cdl <<END
netcdf shorts {
dimensions: run = 3; point = UNLIMITED;
variables: short count(run); byte flag(point);
data: count = 1, 2, 3; flag = 1, 2, 3, 4, 5, 6;
}
END
  ncgen -3 -o shorts.nc shorts.cdl
  ncdump shorts.nc | sed -n "/data/,\$p"'
cp "$work/debian/shorts.nc" "$work"
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts netcdfjs@4.0.0 >/dev/null
cat >read.mjs <<'END'
import { readFileSync } from "node:fs"
import { NetCDFReader } from "netcdfjs"
const file = new NetCDFReader(readFileSync("shorts.nc"))
const count = file.getDataVariable("count"), flag = file.getDataVariable("flag")
console.log("netcdfjs", JSON.parse(readFileSync("node_modules/netcdfjs/package.json")).version, "count", count, "flag", JSON.stringify(flag))
process.exit(count.length === 4 && count[3] === -32767 && JSON.stringify(flag) !== "[1,2,3,4,5,6]" ? 0 : 1)
END
node read.mjs
