"""The text of a drawn sweep; the sweep that follows from the advice of a message; and sweeps that are parts of another."""
import json
import math
import re

SETTINGS = ("[[task]]", "[[poles]]", "[[learner]]")
# Tables that change no run.
QUESTIONS = ("[[claim]]", "[[compare]]", "[[mark]]", "[[exclude]]")


def toml(value):
    """A value as TOML has it, tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    return repr(value)


def text(sweep):
    """The sweep file of a drawn sweep."""
    lines = [f"{key} = {toml(value)}" for key, value in sweep.items() if key not in ("tables", "excluded", "files")]
    for name, table in sweep["tables"]:
        lines += ["", name] + [f"{key} = {toml(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n" + "".join(sweep.get("excluded", []))


def mended(sweep, message):
    """The sweep as the message of `plan` advises it, or nothing if the advice is none that can be followed by rote: to drop points by an
    [[exclude]], to set a field, to remove one, or (of claims about points that are gone) a table."""
    first = message.splitlines()[0]
    if advice := re.search(r"Drop such points\?\n((?:  .*\n)+)", message):
        return {**sweep, "excluded": [*sweep.get("excluded", []), re.sub("^  ", "", advice[1], flags=re.M)]}
    where = re.match(r"[^:]+:(\d+):\d+: ([\w.]+):", first)
    if where and where[2] in sweep and where[2] not in ("name", "seeds") and first.endswith("Remove it?"):
        return {key: value for key, value in sweep.items() if key != where[2]}
    if not where:
        return None
    above = text(sweep).splitlines()[:int(where[1])]
    number = sum(line.startswith("[") for line in above) - 1
    if not 0 <= number < len(sweep["tables"]):
        return None
    name, table = sweep["tables"][number]
    *parts, field = where[2].split(".")[1:] or [""]
    if name in ("[[claim]]", "[[compare]]", "[[mark]]", "[statistics]") or (name == "[[theory]]" and len(sweep["tables"]) > 1):
        table = None
    elif advice := re.search(r"Did you mean (\w+) = '(\w+)'", first):
        table = {**table, advice[1]: advice[2]}
    elif not re.search(r"has no effect|Leave it out\?|Remove it\?", first):
        return None
    elif not parts and field in table:
        table = {key: value for key, value in table.items() if key != field}
    elif parts and isinstance(table.get(parts[0]), dict) and field in table[parts[0]]:
        table = {**table, parts[0]: {key: value for key, value in table[parts[0]].items() if key != field}}
    else:
        return None
    tables = [*sweep["tables"][:number], *([(name, table)] if table else []), *sweep["tables"][number + 1:]]
    return {**sweep, "tables": tables}


def smaller(dice, sweep):
    """A sweep that is a part of another, and what it has less of."""
    part, called = dict(sweep), []
    for key in ("lengths", "iterations"):
        if len(sweep.get(key, [])) > 1 and dice.random() < 0.35:
            gone = dice.choice([len(sweep[key]) - 1, dice.randrange(len(sweep[key]))])
            part[key] = [*sweep[key][:gone], *sweep[key][gone + 1:]]
            called.append("fewer lengths" if gone == len(sweep[key]) - 1 else "other lengths")
    seeds = sweep.get("seeds", 1)
    if dice.random() < 0.35:
        fewer = dice.randint(1, seeds - 1) if isinstance(seeds, int) and seeds > 1 else seeds[:-1] if isinstance(seeds, list) else \
            {**seeds, "count": seeds["count"] - 1} if "count" in str(seeds) else seeds
        if fewer != seeds:
            part["seeds"] = fewer
            called.append("fewer seeds")
    tables = list(sweep["tables"])
    for kind in ("[[task]]", "[[poles]]", "[[learner]]", "[[theory]]"):
        several = [table for table in tables if table[0] == kind]
        if len(several) > 1 and dice.random() < 0.35 and "until" not in str(seeds):
            kept = dice.choice(several)
            gone = () if kind == "[[theory]]" else QUESTIONS
            tables = [table for table in tables if (table[0] != kind or table is kept) and table[0] not in gone]
            called.append(f"{kind[2:-2]} alone")
    for place, (name, table) in enumerate(tables):
        if name == "[measure]" and len(table.get("metrics", [])) > 1 and dice.random() < 0.3:
            tables[place] = (name, {**table, "metrics": dice.sample(table["metrics"], 1)})
            called.append("fewer measures")
        elif name in SETTINGS and "until" not in str(seeds) and dice.random() < (0.9 if "zip" in table else 0.4):
            one = one_setting(dice, table)
            if one != table and "one setting" not in str(called):
                tables[place] = (name, one)
                tables = [table for table in tables if table[0] not in QUESTIONS]
                called.append("one setting of zip" if "zip" in table else "one setting")
                break
    return {**part, "tables": tables}, called


def settings(table):
    """How many settings a table has, or a few more."""
    together, sizes = set(table.get("zip", [[]])[0][1:]), [table["draws"]["count"]] if "draws" in table else []

    def count(name, value):
        if isinstance(value, dict) and "kind" in value:
            for key, inner in value.items():
                count(f"{name}.{key}", inner)
        elif isinstance(value, dict) and "count" in value and name != "draws":
            sizes.append(value["count"])
        elif isinstance(value, dict) and "range" in value:
            sizes.append(value["range"][1] - value["range"][0] + 1)
        elif isinstance(value, list) and name not in together:
            sizes.append(len(value))

    for name, value in table.items():
        if name not in ("zip", "tune"):
            count(name, value)
    return math.prod(sizes)


def small(dice, sweep, most):
    """A sweep of at most so many points, of fewer seeds if it has half as many."""
    while True:
        points = math.prod(sum(settings(table) for name, table in sweep["tables"] if name == kind) for kind in SETTINGS)
        fewer = thinned(dice, sweep) if points > most else sweep
        if fewer == sweep:
            break
        sweep = fewer
    if points > most / 2 and isinstance(sweep["seeds"], int):
        sweep = {**sweep, "seeds": min(sweep["seeds"], 2)}
    return sweep


def thinned(dice, sweep):
    """A sweep with one of the settings of the table that has most."""
    sizes = [settings(table) if name in SETTINGS else 0 for name, table in sweep["tables"]]
    for place in sorted(range(len(sizes)), key=lambda place: -sizes[place]):
        name, table = sweep["tables"][place]
        if name in SETTINGS and (one := one_setting(dice, table)) != table:
            tables = [*sweep["tables"][:place], (name, one), *sweep["tables"][place + 1:]]
            return {**sweep, "tables": [table for table in tables if table[0] not in QUESTIONS]}
    return sweep


def one_setting(dice, table):
    """A table of one value of its axes; of two that step together the values that stand at the same place."""
    if isinstance(table.get("tune"), dict):  # settings that race are computed as far as they get
        return table
    together = table.get("zip", [[]])[0]
    places = {}

    def one(name, value):
        if isinstance(value, dict) and "kind" in value:
            return {key: one(f"{name}.{key}", inner) for key, inner in value.items()}
        if isinstance(value, dict) and {"linspace", "logspace", "range"} & set(value):
            return next(iter(value.values()))[0] if name not in together else value
        if not isinstance(value, list) or not value or name in ("zip", "kind"):
            return value
        place = places.setdefault("zip" if name in together else name, dice.randrange(len(value)))
        # The outermost list is an axis: a list of one value stays a list.
        return [value[place]] if isinstance(value[0], list) else value[place]

    return {name: one(name, value) for name, value in table.items() if name not in ("zip", "tune")}
