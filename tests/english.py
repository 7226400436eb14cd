#!/usr/bin/env python3
"""Public comments and texts for users are free of turns that have to be read twice, and a message is one literal, which a search finds.

CONTRIBUTING.md has the rules: start with a verb, returns, if for a condition, name the thing before the exception."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TURNS = {
    r"\b[Nn]one where\b": "Returns nothing (nullptr, an empty list) if",
    r"\b[Tt]hrows (std::)?\w+ where\b": "Throws ... if",
    r"\b[Aa]nswers (with|whether)\b": "Returns",
    r"\bthere twice\b": "listed twice",
    r"\bwhich is:": "name it first",
    r"\banew\b": "again",
    r"\bof no use\b": "obsolete, not used",
    r"\bafter a complaint\b": "after reporting a problem",
    r"\b[Cc]omplain(s|ed) of\b": "reports",
    r"\b(at most|after) so many\b": "name the number",
}
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
BROKEN = re.compile(rf"\b(?:\w*Error|add|complain|fail|warn)\((?:[^;\"]|{LITERAL}(?!\s*\"))*?{LITERAL}\s*\n\s*{LITERAL}")


def line_of(text, position):
    return text.count("\n", 0, position) + 1


bad = []
for path in sorted(path for folder in ("core", "analysis", "driver") for path in (ROOT / folder).rglob("*.[ch]pp")):
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(rf"//.*|{LITERAL}|'(?:[^'\\\n]|\\.)'", text):
        said = found.group()
        if said.startswith("//") and not said.startswith("///"):
            continue
        for turn, better in TURNS.items():
            if hit := re.search(turn, said):
                bad.append(f"{path.relative_to(ROOT)}:{line_of(text, found.start())}: '{hit.group()}'. Write '{better}'?")
    code = re.sub(rf"{LITERAL}|//.*|'(?:[^'\\\n]|\\.)'", lambda one: one.group() if one.group().startswith('"') else "", text)
    for found in BROKEN.finditer(code):
        if "page/" not in str(path):
            bad.append(f"{path.relative_to(ROOT)}:{line_of(code, found.start())}: a message in several literals. Write it as one?")
print("\n".join(bad) or "no turn has to be read twice")
sys.exit(1 if bad else 0)
