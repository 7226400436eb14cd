#!/usr/bin/env bash
# Guess: a reader of HDF5 for the browser shows all attributes of a group, or says that it cannot.
# Seen with jsfive 0.4.2 (npm): of a group or dataset with up to eight attributes it shows all; of one with nine it shows none, and says
# nothing. HDF5 stores attributes in another way from the ninth on if the file is written for its newer versions, as h5py does with
# libver="latest". h5py 3.13.0 (Debian 13), which wrote the file, reads all of them. The page of jsfive has a list of limits, without this one.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
command -v npm >/dev/null || { echo "not run: needs npm"; exit 1; }
in_debian trixie "python3-h5py=3.13.0-1" '
  cat >attributes.py <<END
import h5py

with h5py.File("attributes.h5", "w", libver="latest") as file:
    for name, count in (("eight", 8), ("nine", 9)):
        file[name] = [1.0, 2.0]
        group = file.create_group(f"group of {name}")
        for i in range(count):
            file[name].attrs[f"setting_{i}"] = group.attrs[f"setting_{i}"] = i
with h5py.File("attributes.h5") as file:
    print("h5py", h5py.__version__, {name: len(item.attrs) for name, item in file.items()})
    assert [len(item.attrs) for item in file.values()] == [8, 8, 9, 9]
END
  python3 attributes.py'
cp "$work/debian/attributes.h5" "$work"
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts jsfive@0.4.2 >/dev/null
cat >read.mjs <<'END'
import { readFileSync } from "node:fs"
import { File } from "jsfive"
const file = new File(new Uint8Array(readFileSync("attributes.h5")).buffer)
const counts = Object.fromEntries(file.keys.map(name => [name, Object.keys(file.get(name).attrs).length]))
console.log("jsfive", JSON.parse(readFileSync("node_modules/jsfive/package.json")).version, counts, "values", file.get("nine").value)
process.exit(["eight", "nine"].map(name => `${counts[name]}${counts[`group of ${name}`]}`).join(" ") === "88 00" ? 0 : 1)
END
node read.mjs
