#!/usr/bin/env python3
"""Sizes: no file has more than 400 lines, and no body of a function in core, analysis or driver more than 60, from its brace to the last one,
as clang-tidy's readability-function-size counts. Exceptions have the size they may have, and leave the list when they are mended."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MOST_LINES = 400
MOST_IN_A_FUNCTION = 60
# By name of the file, and of the function if it is one: lines, and the reason.
EXCEPTIONS = {
}


def without_texts(source):
    """Comments and literals blanked out, with the same lines."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())

    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, blank, source, flags=re.DOTALL)


def functions(source):
    """Name and lines of each body at the level of a namespace or a class. Lambdas belong to the function around them."""
    text = re.sub(r"^[ \t]*#.*(?:\\\n.*)*", "", without_texts(source), flags=re.MULTILINE)
    scopes = []  # of the open braces: whether they may hold functions, the name of a function, the line
    line, head = 1, ""
    for character in text:
        line += character == "\n"
        if character == "{":
            plain = re.sub(r"\btemplate\s*<[^{]*?>\s*(?=\w)", "", head)
            outside = all(holds for holds, _, _ in scopes)
            holds = outside and bool(re.search(r"\b(namespace|class|struct|union|extern)\b", plain)) and "(" not in plain.split(")")[-1]
            name = re.search(r"([\w~]+|operator\S+)\s*\(", plain) if outside and not holds and "(" in plain else None
            scopes.append((holds, name.group(1) if name else None, line))
            head = ""
        elif character == "}":
            _, name, start = scopes.pop()
            if name:
                yield name, line - start
            head = ""
        elif character == ";":
            head = ""
        else:
            head += character


def too_large():
    for folder in ("core", "analysis", "driver", "tests"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix not in (".cpp", ".hpp", ".py", ".sh", ".c", ".txt", ".in"):
                continue
            source = file.read_text(encoding="utf-8")
            if (lines := source.count("\n")) > MOST_LINES:
                yield file.name, lines, MOST_LINES, file
            if folder != "tests" and file.suffix in (".cpp", ".hpp"):
                for name, lines in functions(source):
                    if lines > MOST_IN_A_FUNCTION:
                        yield f"{file.name} {name}", lines, MOST_IN_A_FUNCTION, file


problems = []
seen = set()
for name, lines, most, file in too_large():
    seen.add(name)
    allowed = EXCEPTIONS.get(name, (most, ""))[0]
    if lines > allowed:
        problems.append(f"{file.relative_to(ROOT)}: {name} has {lines} lines (at most {allowed})")
problems += [f"{name} is no exception any more: take it off the list" for name in EXCEPTIONS if name not in seen]
print("\n".join(problems) or f"{len(EXCEPTIONS)} exceptions")
sys.exit(bool(problems))
