"""Draws small sweep files. Kinds, fields, limits, defaults and what a rule needs are those that `polesweep list` names, so that a new
member is drawn without a new line here. What a field's limits do not say, such as sizes that keep a run short, stands in the tables below;
what goes together is in random_fits.py, and recorded data, formulas, claims and marks in random_questions.py."""
import json
import re

import random_fits
import random_parts
import random_questions

# Sizes that are short to compute and neither always too small nor always too large to learn; each is cut to the field's own limits.
REALS = {"snr": (0, 30), "step_size": (1e-3, 0.3), "radius": (0.2, 0.98), "outer": (0.5, 0.98), "inner": (0.0, 0.5),
         "input_scale": (0.1, 2), "noise": (0, 0.5), "schedule_time": (1, 50), "horizon": (5, 50), "tau": (1, 20), "low": (-0.95, -0.1),
         "high": (0.1, 0.95), "weight": (0.2, 1), "separation": (0.05, 0.3), "shortest": (1, 2), "longest": (3, 50),
         "distance": (0, 0.2), "centre": (-0.6, 0.6), "regularization": (1e-3, 10), "forgetting": (0.9, 1),
         "interval": (0.01, 0.1), "periods": (2.5, 30), "leak": (0.05, 1), "tick": (0.01, 1)}
WHOLE = {"subcarriers": (2, 4, 8), "prefix": (0, 1, 2), "passes": (2, 3, 5), "length": (3, 5, 10), "window": (2, 5, 9), "batch": (1, 2, 3),
         "washout": (0, 3, 8, 12), "average_from": (0, 2, 20), "update_every": (1, 2, 5), "truncation": (1, 3, 8), "units": (1, 3, 5),
         "events": (1, 5), "levels": (2, 3, 5), "count": (1, 2, 3, 4, 6), "antennas": (1, 2), "shortest": (0, 1, 2), "longest": (2, 3, 5),
         "rank": (1, 2, 5)}
# A sweep has about as many points at most.
POINTS = 24
# Of one sweep in BOLD fields are drawn more often, at their limits too, and numbers as large or small as these.
BOLD = 4
HUGE, TINY = (1e300, 1e30, 1e6), (1e-300, 1e-30, 1e-9)
# Whole numbers that may be large, for it makes no run much longer.
FAR = ("truncation", "rank", "order", "update_every", "average_from", "delay", "teacher_seed", "pattern", "at", "over", "coherence",
       "window")
LENGTHS = (1, 2, 5, 10, 16, 17, 33, 40, 64, 77, 120)
NAMES = ("drawn", "a 'quoted' name", "na\u00efve \u221e", "a name of " + 20 * "many words ", "#1, [x] = \\ \"y\" % & <b>")
LABELS = ("L0", "LMS, mu = 0.1", "a \"label\"", "\u00b5 \u2192 0", "<i>&amp;</i>", "L3")
# What tells one learner from another is drawn by the name of its family.
PARTS = {"recurrent": "recurrent", "readout": "readouts", "optimizer": "optimizers", "regime": "regimes"}
# Tasks that take a second in each process before the first run; nine of ten that are drawn are drawn again.
SLOW = ("tanh_teacher", "logistic_teacher")
# Tasks that read a file of data.
NEEDS_DATA = "path"
# Kinds of poles that one table may name together.
ALIKE = ("ring", "random", "orthogonal")
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


class Grammar:
    """Draws sweeps of the members that a program has; `said` gives what it prints for some words."""

    def __init__(self, said):
        families = json.loads(said("list", "--json"))
        self.needs = random_fits.needs(said("list", "recurrent", "--markdown"))
        claims = json.loads(said("list", "claims", "--json"))["claims"]
        self.questions = random_questions.Questions(self, json.loads(said("theory", "--json")), claims)
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
                value = random_fits.axis(dice, value, self.value(dice, field, size, with_complex))
            elif isinstance(value, list):
                value = [value]
            drawn[field["name"]] = value
        return drawn

    def member(self, dice, family, name, share, with_complex=False, grid=0.12):
        return self.table(dice, self.families[family][name]["fields"], share, with_complex, grid)

    def drawable(self):
        """All members that a sweep may have, each as its family and name."""
        return {(family, name) for family, members in self.families.items() for name in members}

    def members(self, sweep, points):
        """The members that a sweep names; of tables of settings those that have points, as many as `points` says table by table."""
        points = iter(points)

        def kinds(value):
            return [one["kind"] if isinstance(one, dict) else one for one in (value if isinstance(value, list) else [value])]

        for name, table in sweep["tables"]:
            if name in ("[[task]]", "[[poles]]", "[[learner]]", "[[theory]]") and next(points) == 0:
                continue
            if name == "[[task]]":
                yield "tasks", table["kind"]
            elif name == "[[poles]]":
                yield from (("networks", table["network"]), *(("poles", kind) for kind in kinds(table["kind"])))
            elif name == "[[learner]]":
                parts = {"regime": "stream", **{part: table[part] for part in PARTS if part in table}}
                yield from ((PARTS[part], kind) for part, value in parts.items() for kind in kinds(value))
            elif name == "[measure]":
                yield from (("measures", metric) for metric in table.get("metrics", []))

    def kind(self, dice, family):
        return dice.choice(list(self.families[family]))

    def task(self, dice, kinds, with_complex):
        """A task of some kinds, and the files that it reads."""
        if dice.random() < 0.12 and len(kinds) > 1:
            return random_questions.recorded(dice)
        kind = dice.choice(kinds)
        if kind in SLOW and dice.random() < 0.9:
            kind = dice.choice(kinds)
        fields = random_fits.task(dice, kind, self.member(dice, "tasks", kind, 0.15, with_complex), with_complex)
        return {"kind": kind, **random_fits.spread(dice, fields)}, []

    def poles(self, dice, task, with_complex):
        meant = [kind for kind, tasks in random_fits.MEANT_FOR.items() if task["kind"] in tasks]
        kind = meant[0] if meant and dice.random() < 0.3 else self.kind(dice, "poles")
        while not random_fits.go_together(kind, task["kind"]):
            kind = self.kind(dice, "poles")
        network = "dense" if kind in random_fits.DENSE_ALONE else self.kind(dice, "networks")
        fields = {**self.member(dice, "networks", network, 0.12), **self.member(dice, "poles", kind, 0.2, with_complex)}
        table = random_fits.poles(dice, {"network": network, "kind": kind, **fields}, task, with_complex)
        if kind in ALIKE and set(fields) <= {"count", "radius"} and dice.random() < 0.3:
            table["kind"] = dice.sample(ALIKE, 2)
        return random_fits.spread(dice, table)

    def learner(self, dice, label, task, poles, with_complex):
        diagonal = any(table["network"] == "diagonal" for table in poles)
        rules = [rule for rule in self.families["recurrent"] if not (diagonal and "dense" in self.needs.get(rule, ""))]
        recurrent = "fixed" if dice.random() < 0.3 else dice.choice(rules)
        needs = self.needs.get(recurrent, "")
        kinds = {"recurrent": recurrent, "readout": "gradient"}
        if "rule of its own" in needs or recurrent == "fixed" or (dice.random() < 0.25 and "which it moves itself" not in needs):
            own = [kind for kind in self.families["readouts"] if kind != "gradient" and (recurrent == "fixed" or kind != "ridge")]
            kinds["readout"] = self.kind(dice, "readouts") if recurrent == "fixed" else dice.choice(own)
        # These rules take their own steps; a readout with a rule of its own on fixed poles has none to take.
        if not (recurrent == "fixed" and kinds["readout"] != "gradient") and "no optimizer" not in needs and "rule of its own" not in needs:
            kinds["optimizer"] = self.kind(dice, "optimizers")
        found = re.search(r"the regime (\w+)(?: or (\w+))?", needs)
        regimes = [kind for kind in found.groups() if kind] if found else list(self.families["regimes"])
        if recurrent == "fixed" or kinds["readout"] != "gradient" or NEEDS_DATA in task:
            regimes = [kind for kind in regimes if kind != "episodes"] or regimes
        if "stream" not in regimes or dice.random() < 0.3:
            kinds["regime"] = dice.choice(regimes)
        drawn = {"label": label} if label else {}
        for part, kind in kinds.items():
            fields = random_fits.part(dice, part, self.member(dice, PARTS[part], kind, 0.12), recurrent, needs, task, poles, with_complex)
            drawn[part] = {"kind": kind, **fields} if fields else kind
        if dice.random() < 0.1 and not isinstance(drawn["readout"], dict) and "optimizer" not in drawn:
            drawn["readout"] = [drawn["readout"], {"kind": "nlms", "step_size": [0.3, 0.7]}]
        axes = [f"{part}.{name}" for part in kinds for name, value in (drawn[part].items() if isinstance(drawn[part], dict) else ())
                if random_fits.is_axis(value)]
        random_fits.spread(dice, drawn, parts=[drawn[part] for part in kinds if isinstance(drawn[part], dict)], names=list(PARTS))
        if axes and dice.random() < 0.5:
            fields = dice.sample(axes, dice.randint(1, len(axes)))
            race = dice.random() < 0.4 and kinds.get("regime", "stream") == "stream"
            drawn["tune"] = {"fields": fields, "race": dice.choice([{}, {"keep": 0.5}, {"rungs": 2}])} if race else fields
        return drawn

    def sweep(self, dice):
        """A small sweep: `tables` lists its tables in order, `files` the recorded data that it reads, the other keys are its own."""
        self.bold = dice.randrange(BOLD) == 0
        if dice.random() < 0.03:
            tables = [("[[theory]]", self.questions.theory(dice, number)) for number in range(dice.randint(1, 2))]
            return {"name": dice.choice(NAMES), "tables": tables, "files": []}
        with_complex = dice.random() < 0.25
        task, files = self.task(dice, self.tasks, with_complex)
        with_complex = task.get("complex", False) or task["kind"] in random_fits.COMPLEX
        tables = [("[[task]]", task)]
        if dice.random() < 0.15:
            alike = [kind for kind in self.tasks if with_complex == (kind in random_fits.COMPLEX)] if not with_complex else [task["kind"]]
            another, more = self.task(dice, alike, with_complex) if not files else (task, [])
            if another != task and (another.get("complex", False) or another["kind"] in random_fits.COMPLEX) == with_complex:
                tables, files = [*tables, ("[[task]]", another)], [*files, *more]
        poles = [self.poles(dice, task, with_complex) for _ in range(dice.choice([1, 1, 2]))]
        labels = dice.sample(LABELS, 3)
        learners = [self.learner(dice, label if dice.random() < 0.7 else "", task, poles, with_complex)
                    for label in labels[:dice.choice([1, 2, 2, 3])]]
        tables += [*(("[[poles]]", table) for table in poles), *(("[[learner]]", learner) for learner in learners)]
        sweep = {"name": dice.choice(NAMES), "seeds": dice.choice([1, 2, 3, 5, 9, [3, 1, 7], {"start": 4, "count": 3}])}
        races = any(isinstance(learner.get("tune"), dict) for learner in learners)
        if dice.random() < 0.1 and not races:
            sweep["seeds"] = {"until": dice.choice([0.2, 1.0]), "at_most": dice.choice([25, 40]), "first": dice.choice([10, 12])}
        kinds = [learner.get("regime", "stream") for learner in learners]
        kinds = {kind["kind"] if isinstance(kind, dict) else kind for kind in kinds}
        if kinds != {"episodes"}:
            sweep["lengths"] = sorted(dice.sample(LENGTHS, dice.randint(2, 4)))
        if kinds != {"stream"} and ("episodes" in kinds or dice.random() < 0.6):
            sweep["iterations"] = sorted(dice.sample([1, 2, 3, 5, 8, 11], dice.randint(1, 3)))
        shadows = [rule for rule, member in self.families["recurrent"].items()
                   if not self.needs.get(rule) and rule != "fixed" and all(field["default"] is not None for field in member["fields"])]
        measure = self.questions.measure(dice, list(self.families["measures"]), shadows)
        evaluation = {"samples": dice.choice([50, 200]) if not files else dice.choice([20, 30])}
        if dice.random() < 0.15:
            evaluation["kind"] = dice.choice(["holdout", "holdout", "prequential"])
        tables += [("[measure]", measure)] * bool(measure) + [("[evaluation]", evaluation)]
        tables += self.questions.tables(dice, sweep, measure, [learner["label"] for learner in learners if "label" in learner])
        return random_parts.small(dice, {**sweep, "tables": tables, "files": files}, POINTS)
