"""What a drawn sweep asks beside its runs: measures, formulas, claims, comparisons and marks; and recorded data in every format."""
import gzip
import io
import json

from sweeps import module

ROWS = 240
# Statistics that a claim may be about, beside the risk and the measures of the sweep.
DERIVED = ("nmse", "samples_to_threshold", "sample_complexity", "convergence_rate", "plateau_length", "theory_rate", "update_rate")
FIELDS = ("task.noise", "poles.count", "length", "iteration", "threshold", "element")
WHOLE_NUMBERS = {"int8": "i1", "int16": "<i2", "int32": "<i4", "uint8": "u1", "uint16": "<u2", "uint32": "<u4"}
COMPLEX_NUMBERS = {"ci8": "i1", "ci16": "<i2", "ci32": "<i4", "cu8": "u1", "cu16": "<u2", "cu32": "<u4"}
FLOATS = {"float32": "<f4", "float64": "<f8", "cf32": "<f4", "cf64": "<f8"}
RAW = {**WHOLE_NUMBERS, **COMPLEX_NUMBERS, **FLOATS}
TEXTS = ("csv", "semicolons", "blanks", "tabs", "no header", "complex fields")
ARRAYS = ("npy", "transposed npy", "hdf5", "hdf5 of arrays", "matlab")


class Questions:
    def __init__(self, grammar, formulas, claims):
        self.grammar, self.claims = grammar, {claim["name"]: claim for claim in claims}
        self.formulas = {formula["name"]: formula for formula in formulas}

    def measure(self, dice, metrics, rules):
        measure = {}
        if dice.random() < 0.7:
            measure["metrics"] = dice.sample(metrics, dice.randint(1, 6))
        if dice.random() < 0.5 and {"alignment", "gradient_ratio"} & set(measure.get("metrics", [])):
            measure["shadows"] = dice.sample(["immediate", "rflo", "snap1", {"kind": "tbptt", "truncation": 3}, *rules], dice.randint(1, 2))
        if dice.random() < 0.1:
            measure["thresholds"] = dice.choice([[1.0], [0.9, 0.5], [0.1, 1e-3, 2.0]])
        return measure

    def theory(self, dice, number):
        """A table of a formula; a map if two of its parameters are axes."""
        formula = dice.choice(list(self.formulas))
        fields = self.formulas[formula]["parameters"]
        table = {"formula": formula, **self.grammar.table(dice, fields, 0.2, False, grid=0.0)}
        numbers = [field["name"] for field in fields if isinstance(table.get(field["name"]), float) and abs(table[field["name"]]) < 1e6]
        if dice.random() < 0.7:
            table["label"] = f"table {number}"
        axes = dice.sample(numbers, min(len(numbers), dice.choice([0, 1, 2, 2])))
        count = dice.choice([2, 9, 12])
        for name in axes:
            ends = sorted((table[name], float(f"{0.8 * table[name]:.3g}")))
            table[name] = {"linspace": ends, "count": count}
        if len(axes) == 2 and dice.random() < 0.3:
            table["zip"] = [axes]
        elif len(axes) == 1 and dice.random() < 0.3:
            table["beside"] = dice.choice(["risk", "length"])
        return table

    def marks(self, dice, table):
        axes = [name for name, value in table.items() if isinstance(value, dict)]
        if len(axes) == 2 and "zip" not in table and all(table[name]["count"] >= 9 for name in axes):
            places = {name: dice.choice([0.3, "risk", "nmse", table[name]["linspace"][0]]) for name in axes}
            yield "[[mark]]", {"theory": table.get("label", table["formula"]), **places}

    def claim(self, dice, sweep, measure, labels, theories):
        claim = {"kind": dice.choice(list(self.claims)), "statement": dice.choice(["the one does better", "\"a\" < b & \\c", "so it is"])}
        names = {field["name"]: field for field in self.claims[claim["kind"]]["fields"]}
        lengths = sweep.get("lengths", [])
        drawn = {"quantity": dice.choice(["risk", "risk", *DERIVED, *measure.get("metrics", [])]),
                 "at": dice.choice([0, *lengths]), "element": dice.choice([0, 0, 1]), "minus": dice.choice(["0.01", "risk", "task.noise"]),
                 "divided_by": dice.choice(["2", "risk", "poles.count"]), "among": "finite", "contexts": "some",
                 "axis": dice.choice(["length", "iteration", *FIELDS]), "factor": 1.5, "tolerance": 0.5, "absolute_tolerance": 0.1,
                 "pool": True, "logarithms": dice.choice(["neither", "axis", "quantity"])}
        claim.update({name: value for name, value in drawn.items() if name in names and dice.random() < 0.2})
        if theories and "theory" in names and dice.random() < 0.3:
            table = dice.choice(theories)
            claim = {"kind": claim["kind"], "statement": "of a formula", "theory": table.get("label", table["formula"])}
        if "of" in names:
            claim.update(zip(("of", "reference"), dice.sample(labels, 2)) if len(labels) >= 2 and "theory" not in claim else
                         {"between": "length", "of": lengths[-1], "reference": lengths[0]}.items() if len(lengths) > 1 else {})
        if "with" in names:
            claim["with"] = dice.choice(["nmse", "risk", *measure.get("metrics", [])])
        if "axis" in names and "theory" not in claim and claim.get("between") == "length":
            claim["axis"] = dice.choice(FIELDS)
        if "direction" in names:
            claim["direction"] = dice.choice(["rising", "falling"])
        if "run_below" in names:
            claim["run_below"] = 0.5
        if "formula" in names:
            formula = dice.choice(list(self.formulas))
            claim["formula"] = formula
            drawn = self.grammar.table(dice, self.formulas[formula]["parameters"], 0.1, False, grid=0.0)
            claim["parameters"] = {name: value[0] if isinstance(value, list) else value for name, value in drawn.items()}
        if "above" in names:
            claim[dice.choice(["above", "below"])] = dice.choice([0.5, 1.0, 0.1])
        return claim

    def tables(self, dice, sweep, measure, labels):
        """Tables behind those of the runs."""
        tables, theories = [], []
        if dice.random() < 0.05:
            tables.append(("[statistics]", {"confidence": dice.choice([0.5, 0.99]), "delta": dice.choice([0.3, 0.01])}))
        if dice.random() < 0.15:
            theories = [self.theory(dice, number) for number in range(dice.randint(1, 2))]
            tables += [("[[theory]]", table) for table in theories]
            tables += [mark for table in theories for mark in self.marks(dice, table)]
        if dice.random() < 0.35:
            tables += [("[[claim]]", self.claim(dice, sweep, measure, labels, theories)) for _ in range(dice.randint(1, 2))]
        if len(labels) >= 2 and dice.random() < 0.3:
            comparison = {"reference": labels[1]}
            if dice.random() < 0.5:
                comparison["quantity"] = dice.choice([*DERIVED, *measure.get("metrics", [])])
            tables.append(("[[compare]]", comparison))
        return tables


def recorded(dice):
    """A task that reads a file, and what write_data needs to write that: its name, form and shape."""
    with_complex = dice.random() < 0.4
    common = {"windows": dice.randint(1, 4), "window_length": dice.choice([132, 150, 180]), "test_fraction": dice.choice([0.15, 0.2])}
    for name, values in (("first_row", [2]), ("gap", [1, 4]), ("washout", [3, 12]), ("standardise", [20, 100]), ("test_fraction", [0.16])):
        if dice.random() < 0.25:
            common[name] = dice.choice(values)
    if "standardise" in common and dice.random() < 0.5:
        common["standardise_targets"] = True
    packed = dice.random() < 0.15
    if dice.random() < 0.2:
        levels = dice.choice([1, 2])
        form = dice.choice(["book", "book npy"])
        name = f"book{'.npy' if 'npy' in form else '.csv'}{'.gz' if packed else ''}"
        task = {"kind": "order_book", "path": name, "levels": dice.randint(1, levels), "horizon": 1, "tick": 100.0, **common}
        if "npy" in form:
            task["format"] = "npy"
        return task, [(name, form, levels)]
    form = dice.choice([*TEXTS, *ARRAYS, "sigmf", *RAW])
    numbers = form if form in RAW else ""
    if form == "sigmf" or numbers.startswith("c") or form == "complex fields":
        with_complex = True
    if numbers and not numbers.startswith("c"):
        with_complex = with_complex and dice.random() < 0.5
    packed = packed and form not in ("sigmf", "hdf5", "hdf5 of arrays", "matlab")
    name = form.replace(" ", "-") + {"sigmf": ".sigmf-meta"}.get(form, "") + (".gz" if packed else "")
    names = [("rx", "tx")] if form in ("sigmf", "complex fields") or numbers.startswith("c") else [("a", "b"), ("c", "d")]
    task = {"kind": "file", "path": name, **common}
    if form not in TEXTS:
        task["format"] = numbers or {"transposed npy": "npy", "hdf5 of arrays": "hdf5"}.get(form, form)
    if form == "semicolons":
        task["decimal"] = "comma"
    if form == "transposed npy":
        task["transpose"] = True
    columns = [one for pair in names for one in pair]
    if numbers or form == "sigmf" or form in ("npy", "transposed npy", "no header", "hdf5"):
        task["columns"] = [columns]
    if numbers and RAW[numbers][-1] not in "1" and dice.random() < 0.2:
        task["byte_order"] = "big"
    if len(names) == 1:
        task["inputs"], task["targets"] = [["rx"]], [["tx"]]
    elif with_complex:
        task["inputs"], task["targets"] = [["a", "b"]], [["c", "d"]]
    else:
        task["inputs"], task["targets"] = dice.choice([([["a"]], [["b"]]), ([["a", "b"]], [["c"]]), ([["a"], ["b"]], [["c", "d"]])])
    if with_complex:
        task["complex"] = True
    if dice.random() < 0.2:
        task["delay"] = dice.choice([1, 2])
        task["washout"] = max(task.get("washout", 0), task["delay"])
    return task, [(name, form, task.get("byte_order", "little"))]


def lines(table, separator, header="", form=repr):
    return (header + "".join(separator.join(form(number) for number in row) + "\n" for row in table)).encode()


def write_data(files, folder):
    """Writes the files of a drawn sweep; the numbers are the same in all of them, on a grid that whole numbers keep."""
    numpy = module("numpy")
    random = numpy.random.default_rng(1)
    walk = numpy.cumsum(random.integers(-3, 4, (ROWS, 4)), axis=0) % 100
    for name, form, more in files:
        data = (walk / 64.0)
        if form.startswith("book"):
            middle = 10000 + 100 * (numpy.cumsum(random.integers(-1, 2, ROWS)))
            book = numpy.column_stack([column for level in range(1, more + 1) for column in
                                       (middle + 100 * level, walk[:, 0] + level, middle - 100 * level, walk[:, 1] + 1)])
            titles = ",".join(f"{side}_{what}{level}" for level in range(1, more + 1) for side in ("ask", "bid") for what in "pq")
            content = npy(book) if "npy" in form else lines(book.tolist(), ",", titles + "\n")
        elif form in RAW:
            content = (data if form in FLOATS else walk).astype(RAW[form] if more == "little" else RAW[form].replace("<", ">")).tobytes()
        elif form == "sigmf":
            meta = {"global": {"core:datatype": "cf32_le", "core:num_channels": 2}, "captures": []}
            (folder / name.replace("meta", "data")).write_bytes(data.astype("<f4").tobytes())
            content = json.dumps(meta).encode()
        elif "npy" in form:
            content = npy(data.T.copy() if "transposed" in form else data)
        elif form in ("hdf5", "hdf5 of arrays", "matlab"):
            arrays(folder / name, form, data)
            continue
        else:
            content = {"csv": lambda: lines(data.tolist(), ",", "a,b,c,d\n"), "no header": lambda: lines(data.tolist(), ","),
                       "semicolons": lambda: lines(data.tolist(), ";", "# made by a test\na;b;c;d\n", lambda x: repr(x).replace(".", ",")),
                       "blanks": lambda: lines(data.tolist(), "   ", "a b c d\n"),
                       "tabs": lambda: lines(data.tolist(), "\t", "a\tb\tc\td\n"),
                       "complex fields": lambda: lines(data.view(complex).tolist(), ",", "rx,tx\n",
                                         lambda x: f"{x.real}{x.imag:+}i")}[form]()
        (folder / name).write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)


def npy(array):
    stream = io.BytesIO()
    module("numpy").save(stream, array)
    return stream.getvalue()


def arrays(path, form, data):
    h5py, numpy = module("h5py"), module("numpy")
    with h5py.File(path, "w", userblock_size=512 if form == "matlab" else 0) as file:
        if form == "hdf5":
            file.create_dataset("table", data=data, chunks=(64, 2), compression="gzip")
            return
        for name, column in zip("abcd", data.T):
            file[name] = column if form == "hdf5 of arrays" else column.reshape(1, -1)
            if form == "matlab":
                file[name].attrs["MATLAB_class"] = numpy.bytes_("double")
    if form == "matlab":
        with open(path, "r+b") as file:
            file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")
