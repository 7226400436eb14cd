#!/usr/bin/env python3
"""Circles among folders: a room is a folder such as core/tasks with all below it, or a file that lies directly in core, analysis or driver
(a source with its header). Rooms that include each other, be it by way of others, cannot be understood one after the other. Arrows that
still run up stand in a list, which may only shrink."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TOPS = ("core", "analysis", "driver")
EXCEPTIONS = {}  # pairs of rooms, and the reason


def room(path):
    parts = pathlib.PurePath(path).parts
    return "/".join(parts[:2]) if len(parts) > 2 else str(pathlib.PurePath(path).with_suffix(""))


def arrows():
    """Which rooms each room includes, and by which files."""
    found = {}
    for top in TOPS:
        for file in sorted((ROOT / top).rglob("*.[ch]pp")):
            name = str(file.relative_to(ROOT))
            for header in re.findall(r'^#include "([^"]+)"', file.read_text(encoding="utf-8"), re.MULTILINE):
                if header.startswith(TOPS) and room(header) != room(name):
                    found.setdefault(room(name), {}).setdefault(room(header), []).append(f"{name} includes {header}")
    return found


def circle(found):
    """The rooms of one circle in order, or none."""
    done = set()

    def visit(here, way):
        if here in way:
            return way[way.index(here):]
        if here in done:
            return []
        for there in found.get(here, {}):
            if rooms := visit(there, way + [here]):
                return rooms
        done.add(here)
        return []

    return next((rooms for start in found if (rooms := visit(start, []))), [])


found = arrows()
kept = {here: {there: why for there, why in to.items() if (here, there) not in EXCEPTIONS} for here, to in found.items()}
problems = []
rooms = circle(kept)
for here, there in zip(rooms, rooms[1:] + rooms[:1]):
    problems.append(f"{here} -> {there}: {found[here][there][0]}")
for here, there in EXCEPTIONS:
    again = {**kept, here: {**kept.get(here, {}), there: []}}
    if there not in found.get(here, {}) or not circle(again):
        problems.append(f"{here} -> {there} closes no circle any more: take it off the list")
print("\n".join(problems) or f"{len(found)} rooms, no circle but by {len(EXCEPTIONS)} exceptions")
sys.exit(bool(problems) or not found)
