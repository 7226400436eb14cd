#!/usr/bin/env bash
# Every source of a build folder through clang's front end, with the flags of the build and warnings as errors, but what CMake has written,
# what further folders have compiled with clang, and tests that do not differ from the last landing; benches, which no other step compiles,
# are looked at always: .ci/clang_syntax.sh build/files build/asan build/tsan
set -u
python3=/usr/bin/python3
base=$(git rev-parse -q --verify HEAD~1) || base=$(git hash-object -t tree /dev/null)
changed=$(git diff --name-only --diff-filter=d "$base" HEAD)
export changed
$python3 - "$@" <<'PY' | xargs -d '\n' -P "$(nproc)" -I{} bash -c '{} || { echo "failed: {}" >&2; exit 255; }'
import json, os, pathlib, re, shlex, sys
root = pathlib.Path.cwd()
changed = set(os.environ["changed"].split("\n"))
def is_old_test(file):
    name = str(pathlib.Path(file).relative_to(root))
    return name.startswith("tests/") and not name.startswith("tests/bench/") and name not in changed
def entries(build):
    return json.load(open(f"{build}/compile_commands.json"))
def compiled(entry):
    words = shlex.split(entry["command"])
    return "clang" in words[0] and pathlib.Path(entry["directory"], words[words.index("-o") + 1]).exists()
def files(entry):
    file = pathlib.Path(entry["file"])
    return re.findall('#include "(.*)"', file.read_text()) if file.parent.name == "Unity" else [str(file)]
done = {file for build in sys.argv[2:] for entry in entries(build) if compiled(entry) for file in files(entry)}
for entry in entries(sys.argv[1]):
    words = shlex.split(entry["command"])
    is_generated = pathlib.Path(entry["file"]).is_relative_to(root / "build")
    if not entry["file"].endswith(".cpp") or is_generated or entry["file"] in done or is_old_test(entry["file"]):
        continue
    flags, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-c", "-include"):
            skip = word != "-c"
        elif word.startswith("-Wno-") or word in ("-MD", "-Winvalid-pch", entry["file"]):
            continue
        else:
            flags.append(word)
    print(shlex.join(["clang++", "-fsyntax-only", "-Werror", *flags, entry["file"]]))
PY
