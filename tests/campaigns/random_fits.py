"""What goes together in a sweep: changes what random_sweeps.py has drawn field by field so that most of it is accepted. What is left to be
refused is drawn now and then on purpose, for a refusal has to name its reason."""
import re

# Of so many tables one stays as it was drawn.
LEFT = 25
DENSE_ALONE = ("delay_line", "takenaka_malmquist", "laguerre", "kautz")
INPUT_WEIGHTS_OF_THEIR_OWN = ("takenaka_malmquist", "laguerre", "kautz", "aligned")
MATRIX_OF_THEIR_OWN = ("random", "orthogonal", "delay_line", "cycle", "aligned", *INPUT_WEIGHTS_OF_THEIR_OWN)
# Their basis is for one input.
FOR_ONE_INPUT = ("takenaka_malmquist", "laguerre", "kautz")
MANY_INPUTS = ("copy", "adding", "counting", "data_aligned", "order_book", "simulated_book", "ofdm", "file", "lorenz")
# Poles that few tasks go with.
MEANT_FOR = {"aligned": ("data_aligned",), "from_channel": ("channel", "ofdm")}
WITH_TEACHER = ("linear_teacher", "mixture", "pole_pair", "drift", "data_aligned", "leaky_memory")
COMPLEX = ("channel", "ofdm")
OF_COMPLEX, OF_REAL = ("split_tanh", "modrelu"), ("tanh", "logistic", "relu")


def needs(page):
    """What each rule of a reference page asks of the rest of its learner, in words."""
    return {name: found[1] if (found := re.search(r"^- Needs: (.*)", text, re.M)) else ""
            for name, text in re.findall(r"^### `(\w+)`\n(.*?)(?=^### |\Z)", page, re.M | re.S)}


def is_axis(value):
    """Whether a value of a field is an axis, be it a list or a range of some kind."""
    return (isinstance(value, list) and not isinstance(value[0], list)) or (isinstance(value, dict) and "kind" not in value)


def axis(dice, one, other):
    """An axis of one value and another, or of some between them."""
    if one == other:
        return [one]
    low, high = sorted((one, other)) if not isinstance(one, str) else (one, other)
    if isinstance(one, int) and not isinstance(one, bool) and high - low <= 3 and dice.random() < 0.3:
        return {"range": [low, high]}
    if isinstance(one, float) and dice.random() < 0.3:
        count = dice.randint(2, 3)
        return {"logspace" if low > 0 and high < 1e300 and dice.random() < 0.5 else "linspace": [low, high], "count": count}
    return [one, other]


def first(fields, name, default=None):
    """A field that is to have one value, of those that were drawn the first."""
    if name in fields and is_axis(fields[name]):
        value = fields[name]
        fields[name] = value[0] if isinstance(value, list) else next(iter(value.values()))[0]
    return fields.get(name, default)


def drop(fields, *names):
    for name in names:
        fields.pop(name, None)


def task(dice, kind, fields, with_complex):
    if dice.randrange(LEFT) == 0:
        return fields
    if "gains" in fields and "poles" in fields and not with_complex:
        with_partners(fields)
    if kind == "drift":
        if "later_poles" not in fields and "later_gains" not in fields:
            drop(fields, "at", "over")
            fields["gain_step"] = first(fields, "gain_step", 0.05) or 0.05
        if "gain_step" not in fields:
            drop(fields, "persistence")
    if "w" in fields:
        if "m" in fields or "a" not in fields or "b" not in fields:
            drop(fields, "a", "b")
            fields.setdefault("m", [[0.5 + 0.25 * place for place in range(len(fields["w"][0]))]])
        else:
            drop(fields, "m")
    if kind in COMPLEX:
        channel(dice, kind, fields)
    if kind in ("tanh_teacher", "logistic_teacher"):
        fields["units"] = dice.choice([1, 2, 3])
    if "tau" in fields:
        drop(fields, "interval", "substeps")
        fields["tau"] = float(dice.choice([5, 17]))
    if ("limit_rates" in fields) != ("cancel_rates" in fields):
        drop(fields, "limit_rates", "cancel_rates")
    if "shortest" in fields and "longest" in fields and not is_axis(fields["shortest"]):
        first(fields, "longest")
        fields["longest"] = max(fields["longest"], fields["shortest"])
    return fields


def with_partners(fields):
    """Gives a teacher of real data equal gains at poles that are conjugates, and no other pole that is not real."""
    poles, gains = fields["poles"][0], fields["gains"][0]
    for place in range(1, len(poles)):
        if isinstance(poles[place], str) and re.sub(r"-(?=[\d.]+i)", "+", poles[place]) == poles[place - 1]:
            gains[place] = gains[place - 1]


def channel(dice, kind, fields):
    fading, amplifier = first(fields, "fading", "none"), first(fields, "amplifier", "none")
    if fading == "none":
        drop(fields, "tap_count", "decay", "coherence", "doppler")
        fields.setdefault("taps", [[1.0, dice.choice([0.4, "0.3-0.2i"])]])
    else:
        drop(fields, "taps")
        fields.setdefault("tap_count", dice.choice([1, 2, 3]))
        if fading != "block":
            drop(fields, "coherence")
        if fading != "jakes":
            drop(fields, "doppler")
        if fading == "block":
            fields["coherence"] = dice.choice([1, 5, 40])
        elif fading == "jakes":
            fields["doppler"] = dice.choice([0.001, 0.05, 0.5])
    if amplifier == "none":
        drop(fields, "backoff")
    if amplifier != "rapp":
        drop(fields, "smoothness")
    if kind == "ofdm":
        subcarriers = first(fields, "subcarriers", 4)
        fields["subcarriers"] = subcarriers
        fields["prefix"] = min(first(fields, "prefix", 1), subcarriers)
        if "pilot_spacing" in fields:
            fields["pilot_spacing"] = min(first(fields, "pilot_spacing"), subcarriers)
    if "washout" in fields:
        fields["washout"] = max(first(fields, "washout"), first(fields, "delay", 0))


def go_together(kind_of_poles, kind_of_task):
    if kind_of_poles in FOR_ONE_INPUT and kind_of_task in MANY_INPUTS:
        return False
    return kind_of_task in MEANT_FOR.get(kind_of_poles, (kind_of_task,))


def poles(dice, table, task_table, with_complex):
    if dice.randrange(LEFT) == 0:
        return table
    kind = table["kind"]
    if kind in INPUT_WEIGHTS_OF_THEIR_OWN:
        drop(table, "input_weights", "input_scale", "input_density")
    if kind in MATRIX_OF_THEIR_OWN:
        drop(table, "coupling")
    activation = first(table, "activation", "identity")
    if activation in (OF_REAL if with_complex else OF_COMPLEX):
        table["activation"] = activation = dice.choice(OF_COMPLEX if with_complex else OF_REAL)
    if activation != "modrelu":
        drop(table, "activation_offset")
    if first(table, "low", -0.95) > first(table, "high", 0.95):
        table["low"], table["high"] = table.get("high", 0.95), table.get("low", -0.95)
    if "outer" in table and first(table, "inner", 0.0) > first(table, "outer"):
        table["inner"], table["outer"] = table["outer"], table["inner"]
    if kind == "real_log" and first(table, "shortest", 1) > first(table, "longest", 100):
        drop(table, "longest")
    if kind == "kautz":
        table["count"] = 2 * first(table, "count")
    if "pattern" in table and "density" in table:
        drop(table, "density")
    if kind == "aligned" and "w" in task_table:
        modes = len(task_table["w"][0])
        for name in "wab":
            table[name] = [[table[name][0][place % len(table[name][0])] for place in range(modes)]]
        drop(table, "count")
    if kind == "teacher" and task_table["kind"] not in WITH_TEACHER:
        table.update(kind="ring", count=3, radius=0.7)
        drop(table, "distance", "basis")
    return table


def part(dice, name, fields, recurrent, needs_of_rule, task_table, tables_of_poles, with_complex):
    """Fields of one part of a learner: its recurrent rule, readout, optimizer or regime."""
    if dice.randrange(LEFT) == 0:
        return fields
    dense = [table for table in tables_of_poles if table["network"] == "dense"]
    if dense or any("pole_limit" in table for table in tables_of_poles):
        drop(fields, "coordinates")
    if "voltage" in needs_of_rule:
        for table in dense:
            table["leak_on"] = "voltage"
    if "truncation" in fields and "update_every" in fields:
        fields["truncation"] = max(first(fields, "truncation"), first(fields, "update_every"))
    if first(fields, "form", "blocked") != "blocked" and not (dense and first(fields, "update_every", 1) > 1):
        drop(fields, "form")
    if "aligned" in str(fields.get("feedback")) and not (
            task_table["kind"] == "data_aligned" and all(table["kind"] == "aligned" for table in tables_of_poles)):
        fields["feedback"] = dice.choice(["symmetric", "random"])
    if name == "recurrent" and "feedback" in str(fields) and recurrent != "output_feedback":
        if first(fields, "feedback", "random" if recurrent == "rflo" else "symmetric") == "symmetric":
            drop(fields, "feedback_scale")
    if name == "readout":
        if recurrent != "fixed":
            drop(fields, "average_from")
        if "of the states themselves" in needs_of_rule:
            drop(fields, "regressors", "intercept")
        if not with_complex and "widely_linear" in str(fields.get("regressors")):
            fields["regressors"] = dice.choice(["states", "states_and_inputs"])
        listed(dice, fields, tables_of_poles)
    if name == "regime" and dice.random() < 0.7:
        drop(fields, "expected")
    return fields


def listed(dice, fields, tables_of_poles):
    start = first(fields, "initial_readout", "zero")
    if start == "aligned" and any(table["kind"] != "aligned" for table in tables_of_poles):
        fields["initial_readout"] = start = "gaussian"
    if start == "listed":  # as many as a network of one output has
        table = tables_of_poles[0]
        count = table.get("count", len(table.get("values", [[]])[0]))
        if not isinstance(count, int) or first(fields, "regressors", "states") != "states":
            fields["initial_readout"] = start = "ones"
        else:
            fields["initial_weights"] = [[round(dice.uniform(-1, 1), 3) for _ in range(count + bool(first(fields, "intercept", False)))]]
    if start != "listed":
        drop(fields, "initial_weights")
    if start == "zero":
        drop(fields, "initial_scale")


def spread(dice, table, parts=None, names=None):
    """A table, of which two fields may step together, and others may be drawn by the program."""
    parts = parts if parts is not None else [table]
    place = dice.random()
    named = [(part, name) for part in parts for name, value in part.items()
             if isinstance(value, float) and 1e-6 < abs(value) < 1e6 and not isinstance(value, bool)]

    def dotted(part, name):
        return name if part is table else next(key for key in names if table.get(key) is part) + "." + name

    if place < 0.12 and len(named) >= 2:
        size = dice.randint(2, 3)
        chosen = dice.sample(named, 2)
        for part, name in chosen:
            part[name] = [float(f"{part[name] * (1 - 0.1 * step):.3g}") for step in range(size)]
        table["zip"] = [[dotted(part, name) for part, name in chosen]]
    elif place < 0.24 and named:
        for part, name in dice.sample(named, dice.randint(1, min(2, len(named)))):
            ends = sorted((part[name], float(f"{0.7 * part[name]:.3g}")))
            part[name] = {"loguniform" if ends[0] > 0 and dice.random() < 0.5 else "uniform": ends}
        table["draws"] = {"count": dice.randint(1, 3), "seed": dice.randint(0, 99)}
    return table
