#!/usr/bin/env bash
# Every source of the release build through clang's front end, with the flags of the build and warnings as errors, but the tests.
set -u
python3=/usr/bin/python3
$python3 - build/release/compile_commands.json <<'PY' | xargs -d '\n' -P "$(nproc)" -I{} bash -c '{} || { echo "failed: {}" >&2; exit 255; }'
import json, shlex, sys
for entry in json.load(open(sys.argv[1])):
    words = shlex.split(entry["command"])
    if not entry["file"].endswith(".cpp") or "/tests/" in entry["file"]:
        continue
    flags, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-c"):
            skip = word != "-c"
        elif word.startswith("-Wno-") or word in ("-MD", entry["file"]):
            continue
        else:
            flags.append(word)
    print(shlex.join(["clang++", "-fsyntax-only", "-Werror", *flags, entry["file"]]))
PY
