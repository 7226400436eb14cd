"""Draws small sweep files. Kinds, fields, limits and defaults are those that `polesweep list --json` names, so that a new member is drawn
without a new line here. What a field's limits do not say, such as sizes that keep a run short, stands in the tables below."""
import re

# Sizes that are short to compute and neither always too small nor always too large to learn; each is cut to the field's own limits.
REALS = {"snr": (0, 30), "step_size": (1e-3, 0.3), "radius": (0.2, 0.98), "outer": (0.5, 0.98), "inner": (0.0, 0.5),
         "input_scale": (0.1, 2), "noise": (0, 0.5), "schedule_time": (1, 50), "horizon": (5, 50), "tau": (1, 20), "low": (-0.95, -0.1),
         "high": (0.1, 0.95), "weight": (0.2, 1), "separation": (0.05, 0.3), "shortest": (1, 2), "longest": (3, 50),
         "distance": (0, 0.2), "centre": (-0.6, 0.6), "regularization": (1e-3, 10), "forgetting": (0.9, 1),
         "interval": (0.01, 0.1), "periods": (2.5, 30), "leak": (0.05, 1), "tick": (0.01, 1)}
WHOLE = {"subcarriers": (2, 4, 8), "prefix": (0, 1, 2), "passes": (2, 3, 5), "length": (3, 5, 10), "window": (2, 5, 9), "batch": (1, 2, 3),
         "washout": (0, 3, 8, 12), "average_from": (0, 2, 20), "update_every": (1, 2, 5), "truncation": (1, 3, 8), "units": (1, 3, 5),
         "events": (1, 5), "levels": (2, 3, 5), "count": (1, 2, 3, 4, 6), "antennas": (1, 2)}
# Of one sweep in BOLD fields are drawn more often, at their limits too, and numbers as large or small as these.
BOLD = 4
HUGE, TINY = (1e300, 1e30, 1e6), (1e-300, 1e-30, 1e-9)
# Whole numbers that may be large, for it makes no run much longer.
FAR = ("truncation", "rank", "order", "update_every", "average_from", "delay", "teacher_seed", "pattern", "at", "over", "coherence",
       "window")
# What tells one learner from another is drawn by the name of its family.
PARTS = {"recurrent": "recurrent", "readout": "readouts", "optimizer": "optimizers", "regime": "regimes"}
# Tasks that read a file of data.
NEEDS_DATA = "path"
# Poles that few tasks go with.
TASKS_OF_POLES = {"from_channel": ("channel", "ofdm"), "aligned": ("data_aligned",),
                  "teacher": ("linear_teacher", "mixture", "pole_pair", "drift")}
# Fields that most settings of their kind need, though one of two would do.
OFTEN = ("taps", "m", "initial_weights")


def limits(allowed):
    """The interval that the text of a field's limits describes, and whether each end is left out."""
    if found := re.fullmatch(r"in ([\[(])(.+), (.+)([\])])", allowed):
        return float(found[2]), float(found[3]), found[1] == "(", found[4] == ")"
    if found := re.fullmatch(r"(>=?) (.+)", allowed):
        return float(found[2]), float("inf"), found[1] == ">", False
    if found := re.fullmatch(r"(<=?) (.+)", allowed):
        return float("-inf"), float(found[2]), False, found[1] == "<"
    return float("-inf"), float("inf"), False, False


def toml(value):
    """A value as TOML has it, tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    return repr(value)


def text(sweep):
    """The sweep file of a drawn sweep."""
    lines = [f"{key} = {toml(value)}" for key, value in sweep.items() if key not in ("tables", "excluded")]
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
    if name in ("[[claim]]", "[[compare]]"):
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


class Grammar:
    """Draws sweeps of the members that a program has, which `families` (of `list --json`) lists."""

    def __init__(self, families):
        self.families = {family: {member["name"]: member for member in members} for family, members in families.items()}
        self.tasks = [name for name, task in self.families["tasks"].items()
                      if NEEDS_DATA not in (field["name"] for field in task["fields"])]
        self.bold = False

    def number(self, dice, field):
        low, high, open_low, open_high = limits(field["allowed"])
        name = field["name"]
        if self.bold and "whole" in field["type"] and name in FAR and dice.random() < 0.2:
            return int(dice.choice([low if low > float("-inf") else 0, min(high, 100)]))
        if "whole" in field["type"]:
            if name in WHOLE:
                fit = [value for value in WHOLE[name] if low <= value <= high]
                if fit:
                    return dice.choice(fit)
            least = int(max(low, 0)) if dice.random() < 0.9 or low == float("-inf") else int(low)
            return dice.randint(least, int(min(high, least + 4)))
        if self.bold and dice.random() < 0.15:
            far = [value for value in (*HUGE, *TINY, *(-value for value in HUGE), 0.0, low, high, low * 0.999999, high * 0.999999)
                   if (low < value if open_low else low <= value) and (value < high if open_high else value <= high) and abs(value) < 1e308]
            return dice.choice(far)
        wished = REALS.get(name, (-0.9, 0.9) if low < 0 else (0, 1))
        lower, upper = max(low, wished[0]), min(high, wished[1])
        if lower > upper:  # what is wished lies outside the limits
            lower, upper = (low, low + 1) if low > float("-inf") else (high - 1, high)
        # An end of the limits that belongs to them is drawn now and then, for there most mistakes are made.
        ends = [end for end, left_out in ((low, open_low), (high, open_high)) if not left_out and wished[0] <= end <= wished[1]]
        if ends and dice.random() < 0.1:
            return float(dice.choice(ends))
        if lower > 0 and upper / lower >= 100:
            return float(f"{lower * (upper / lower) ** dice.uniform(0.01, 0.99):.3g}")
        return float(f"{lower + (upper - lower) * dice.uniform(0.01, 0.99):.3g}")

    def numbers(self, dice, field, size, with_complex):
        if "complex" not in field["type"]:
            return [self.number(dice, {**field, "type": "a real number"}) for _ in range(size)]
        found = []
        while len(found) < size:
            a, b = (float(f"{dice.uniform(-0.65, 0.65):.3g}") for _ in range(2))
            if with_complex and dice.random() < 0.5:
                found.append(f"{a}{b:+}i")
            elif size - len(found) >= 2 and dice.random() < 0.3 and field["name"] in ("values", "poles"):
                found += [f"{a}+{abs(b)}i", f"{a}-{abs(b)}i"]
            else:
                found.append(a)
        return found

    def value(self, dice, field, size, with_complex):
        """One value of a field."""
        if field["type"] == "true or false":
            return dice.random() < 0.5
        if field["type"] == "a text":
            choices = field["allowed"].removeprefix("one of ").split(", ")
            return dice.choice(choices)
        if field["type"].startswith("a list of"):
            return self.numbers(dice, field, size, with_complex)
        return self.number(dice, field)

    def table(self, dice, fields, share, with_complex, grid=0.12):
        """Values of some fields: of all that are required, and of others a share. A field whose text begins with `of VALUE:` is meant for
        this value of another one alone, and is drawn where that was."""
        share = max(share, 0.4) if self.bold else share
        size = dice.randint(2, 3) if any(field["name"] == "decays" for field in fields) else dice.randint(1, 3)
        drawn = {}
        for field in fields:
            if field["type"].startswith("a list of texts"):
                continue
            meant_for = re.match(r"of (?:\w+ = )?\"?(\w+)\"?:", field["help"])
            others = {choice for other in fields for choice in other["allowed"].removeprefix("one of ").split(", ")}
            if field["default"] is not None:
                if meant_for and meant_for[1] in others:
                    met = meant_for[1] in drawn.values()
                    if not met or (dice.random() < 0.3 and "must be given" not in field["help"]):
                        continue
                elif field["name"] == "complex":
                    if with_complex:
                        drawn["complex"] = True
                    continue
                elif dice.random() > (0.6 if field["name"] in OFTEN else share):
                    continue
            value = self.value(dice, field, size, with_complex)
            if not isinstance(value, (list, bool)) and dice.random() < grid:
                second = self.value(dice, field, size, with_complex)
                value = [value] if second == value else [value, second]
            elif isinstance(value, list):
                value = [value]
            drawn[field["name"]] = value
        return drawn

    def member(self, dice, family, name, share, with_complex=False, grid=0.12):
        return self.table(dice, self.families[family][name]["fields"], share, with_complex, grid)

    def drawable(self):
        """All members that a sweep may have, each as its family and name."""
        named = {family: self.tasks if family == "tasks" else list(self.families[family]) for family in self.families}
        return {(family, name) for family, names in named.items() for name in names}

    def members(self, sweep, points):
        """The members that a sweep names; of tables of settings those that have points, as many as `points` says table by table."""
        points = iter(points)
        for name, table in sweep["tables"]:
            if name in ("[[task]]", "[[poles]]", "[[learner]]") and next(points) == 0:
                continue
            if name == "[[task]]":
                yield "tasks", table["kind"]
            elif name == "[[poles]]":
                yield from (("networks", table["network"]), ("poles", table["kind"]))
            elif name == "[[learner]]":
                kinds = {PARTS[part]: table[part] for part in PARTS if part in table} | ({} if "regime" in table else {"regimes": "stream"})
                yield from ((family, kind["kind"] if isinstance(kind, dict) else kind) for family, kind in kinds.items())
            elif name == "[measure]":
                yield from (("measures", metric) for metric in table.get("metrics", []))

    def kind(self, dice, family):
        return dice.choice(list(self.families[family]))

    def learner(self, dice, number):
        recurrent = "fixed" if dice.random() < 0.35 else self.kind(dice, "recurrent")
        readout = self.kind(dice, "readouts") if recurrent == "fixed" or dice.random() < 0.3 else "gradient"
        kinds = {"recurrent": recurrent, "readout": readout}
        # These rules take their own steps; a readout with a rule of its own on fixed poles has none to take.
        if not (recurrent == "fixed" and readout != "gradient") and recurrent not in ("gauss_newton", "kalman", "output_feedback"):
            kinds["optimizer"] = self.kind(dice, "optimizers")
        if recurrent == "bptt":
            kinds["regime"] = dice.choice(["repeat", "episodes"])
        elif dice.random() < 0.3:
            kinds["regime"] = self.kind(dice, "regimes")
        drawn = {"label": f"L{number}"} if dice.random() < 0.7 else {}
        tuned = []
        for part, kind in kinds.items():
            fields = self.member(dice, PARTS[part], kind, 0.12)
            drawn[part] = {"kind": kind, **fields} if fields else kind
            tuned += [f"{part}.{name}" for name, value in fields.items() if isinstance(value, list) and not isinstance(value[0], list)]
        if tuned and dice.random() < 0.5:
            fields = dice.sample(tuned, dice.randint(1, len(tuned)))
            race = dice.random() < 0.4
            drawn["tune"] = {"fields": fields, "race": dice.choice([{}, {"keep": 0.5}, {"rungs": 2}])} if race else fields
        return drawn

    def sweep(self, dice):
        """A small sweep: `tables` lists its tables in order, the other keys are its own."""
        self.bold = dice.randrange(BOLD) == 0
        lengths = sorted(dice.sample([1, 2, 5, 10, 16, 17, 33, 40, 64, 77, 120], dice.randint(2, 4)))
        with_complex = dice.random() < 0.25
        settings = [(self.kind(dice, "networks"), self.kind(dice, "poles")) for _ in range(dice.choice([1, 1, 2]))]
        task = dice.choice(TASKS_OF_POLES.get(settings[0][1], self.tasks))
        tables = [("[[task]]", {"kind": task, **self.member(dice, "tasks", task, 0.15, with_complex)})]
        for network, poles in settings:
            fields = {**self.member(dice, "networks", network, 0.12), **self.member(dice, "poles", poles, 0.2, with_complex)}
            tables.append(("[[poles]]", {"network": network, "kind": poles, **fields}))
        learners = [self.learner(dice, number) for number in range(dice.choice([1, 2, 2, 3]))]
        tables += [("[[learner]]", learner) for learner in learners]
        sweep = {"name": "drawn", "seeds": dice.choice([1, 2, 3, 5, 9, [3, 1, 7], {"start": 4, "count": 3}]), "lengths": lengths}
        if dice.random() < 0.1:
            sweep["seeds"] = {"until": dice.choice([0.2, 1.0]), "at_most": dice.choice([25, 40]), "first": dice.choice([10, 12])}
        kinds = [learner.get("regime", "stream") for learner in learners]
        kinds = {kind["kind"] if isinstance(kind, dict) else kind for kind in kinds}
        if kinds != {"stream"} and (kinds == {"episodes"} or "episodes" in kinds or dice.random() < 0.6):
            sweep["iterations"] = sorted(dice.sample([1, 2, 3, 5, 8, 11], dice.randint(1, 3)))
        measure = {}
        if dice.random() < 0.7:
            measure["metrics"] = dice.sample(list(self.families["measures"]), dice.randint(1, 4))
        if dice.random() < 0.2 and {"alignment", "gradient_ratio"} & set(measure.get("metrics", [])):
            measure["shadows"] = ["immediate"]
        if measure:
            tables.append(("[measure]", measure))
        tables.append(("[evaluation]", {"samples": dice.choice([50, 200])}))
        labels = [learner["label"] for learner in learners if "label" in learner]
        if len(labels) >= 2 and dice.random() < 0.5:
            one, other = labels[:2]
            tables.append(("[[claim]]", {"kind": "ratio", "statement": "the one does better", "of": one, "reference": other, "below": 1.0}))
            tables.append(("[[compare]]", {"reference": other}))
        return {**sweep, "tables": tables}
