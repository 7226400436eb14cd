#!/usr/bin/env bash
# Every source of the release build through clang's front end, with the flags of the build and warnings as errors: but not those that
# clang has compiled into build/clang's print_fingerprint, with the same warnings.
set -u
python3=/usr/bin/python3
$python3 - build/release/compile_commands.json <<'PY' | xargs -d '\n' -P "$(nproc)" -I{} bash -c '{} || { echo "failed: {}" >&2; exit 255; }'
import json, shlex, subprocess, sys
listed = subprocess.run(["ninja", "-C", "build/clang", "-t", "commands", "print_fingerprint"], capture_output=True, text=True, check=True)
compiled = {word for word in shlex.split(listed.stdout) if word.endswith(".cpp")}
for entry in json.load(open(sys.argv[1])):
    words = shlex.split(entry["command"])
    if not entry["file"].endswith(".cpp") or entry["file"] in compiled:
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
