"""Results files in memory, so that one of them is compared with many others. Equal is what results_equal.py calls so."""
from sweeps import module

FINISHED = (1, 2)  # complete, diverged
NOT_OF_RUNS = ("statistics", "provenance")
# Told of a run as a whole, and so by how long it is and where it is measured.
OF_WHOLE_RUNS = ("status", "diverged_at")


class Data:
    """What a results file has, read at once: arrays and attributes by name, provenance and clock times aside."""

    def __init__(self, path):
        h5py, numpy, results_equal = module("h5py"), module("numpy"), module("results_equal")
        self.arrays, self.attributes = {}, {}
        with h5py.File(path) as file:
            def visit(name):
                text = name.decode()
                if {text.split("/")[0], text.split("/")[-1]} & (results_equal.NOT_DATA_GROUPS | results_equal.NOT_DATA):
                    return
                one = h5py.h5o.open(file.id, name)
                if not isinstance(one, h5py.h5d.DatasetID):
                    self.attributes[text] = {key: str(value) for key, value in file[text].attrs.items()}
                elif one.dtype.kind == "O":
                    self.arrays[text] = file[text][()]
                else:  # five times faster than file[text][()]
                    self.arrays[text] = numpy.empty(one.shape, one.dtype)
                    if self.arrays[text].size:
                        one.read(h5py.h5s.ALL, h5py.h5s.ALL, self.arrays[text])

            h5py.h5o.visit(file.id, visit)
            self.attributes["."] = {key: str(value) for key, value in file.attrs.items() if key not in results_equal.NOT_DATA_ATTRIBUTES}
        # Rows of /training are numbered by themselves; its training_point says which points they are.
        points, trained = self.arrays.get("point_id", []), self.arrays.get("training/training_point", [])
        self.rows = {"point": {point: row for row, point in enumerate(points)},
                     "training_point": {points[int(point)]: row for row, point in enumerate(trained)}}
        self.regimes = self.arrays.get("learner_regime_kind", [])
        self.columns = {int(seed): column for column, seed in enumerate(self.arrays.get("seed", []))}

    def equals(self, other):
        def exact(arrays):
            return {name: (array.dtype.str, array.shape, array.ravel().tolist() if array.dtype.kind == "O" else array.tobytes())
                    for name, array in arrays.items()}
        return self.attributes == other.attributes and exact(self.arrays) == exact(other.arrays)


def axes_of_runs(path):
    """The arrays of a results file that have runs in them: by name the dimensions."""
    h5py = module("h5py")
    found = {}

    def visit(name, data):
        if isinstance(data, h5py.Dataset) and name.split("/")[0] not in NOT_OF_RUNS and "DIMENSION_LIST" in data.attrs and data.ndim > 1:
            dimensions = [scale.name.split("/")[-1] for axis in data.dims for scale in axis.values()]
            if dimensions[0] in ("point", "training_point") and dimensions[1] == "seed" and name not in ("wall_seconds", "processor_seconds"):
                found[name] = dimensions

    with h5py.File(path) as file:
        file.visititems(visit)
    return found


def part_of(path, whole, axes):
    """What differs between the finished runs of a results file and the same runs of the whole, and how many runs were compared. Of
    lengths and iterations those are compared that both have: a file may be of a part of them, or of others."""
    part, different = Data(path), []
    places = {axis: [data.arrays.get(coordinate, part.arrays["seed"][:0]).tolist() for data in (part, whole)]
              for axis, coordinate in (("length", "length"), ("training_length", "length"), ("iteration", "training/iteration"))}
    finished = [(point, seed) for point, row in part.rows["point"].items() for seed, column in part.columns.items()
                if part.arrays["status"][row, column] in FINISHED]
    lost = [f"status: no point {point}, seed {seed} in the whole" for point, seed in finished
            if point not in whole.rows["point"] or seed not in whole.columns]
    if lost:
        return lost, len(finished)
    for name in (axes_of_runs(path) if set(part.arrays) - set(whole.arrays) else ()):
        if name not in whole.arrays:
            different.append(f"{name}: only in the part")
    for name, (kind, _, *further) in axes.items():
        if name not in part.arrays or (name in OF_WHOLE_RUNS and any(own != other for own, other in places.values())):
            continue
        for point, seed in finished:
            if point not in part.rows[kind]:
                continue
            values = [data.arrays[name][data.rows[kind][point], data.columns[seed]] for data in (part, whole)]
            for axis, dimension in enumerate(further):
                if dimension == "training_length" and part.regimes[part.rows["point"][point]] == b"episodes":
                    rows = [[0], [0]]  # they learn from no length; the first stands for that
                elif dimension in places:
                    own, other = places[dimension]
                    both = [place for place in own if place in other]
                    rows = [[all_places.index(place) for place in both] for all_places in (own, other)]
                else:
                    rows = 2 * [range(min(one.shape[axis] for one in values))]
                values = [one.take(list(of_one), axis) for one, of_one in zip(values, rows)]
            if values[0].tobytes() != values[1].tobytes():
                different.append(f"{name} of point {point}, seed {seed}: differs")
    return different, len(finished)
