"""Compares the data of two results files bit for bit, wall times and provenance aside."""
import sys

import h5py
import numpy

NOT_DATA = {"wall_seconds", "processor_seconds"}
NOT_DATA_GROUPS = {"provenance"}
NOT_DATA_ATTRIBUTES = {"created", "version", "commit", "hosts", "ranks"}


def differences(a, b, path=""):
    """Texts that name what differs between two open groups."""
    found = []
    names = sorted(set(a) | set(b))
    for name in names:
        if name in NOT_DATA or name in NOT_DATA_GROUPS:
            continue
        if name not in a or name not in b:
            found.append(f"{path}/{name}: only in one file")
        elif isinstance(a[name], h5py.Group):
            found += differences(a[name], b[name], f"{path}/{name}")
        else:
            x, y = a[name][()], b[name][()]
            same = x.dtype == y.dtype and x.shape == y.shape
            if same and x.dtype.kind == "O":
                same = list(x.ravel()) == list(y.ravel())
            elif same:
                same = x.tobytes() == y.tobytes()
            if not same:
                found.append(f"{path}/{name}: differs")
    for key in sorted((set(a.attrs) | set(b.attrs)) - NOT_DATA_ATTRIBUTES):
        if str(a.attrs.get(key)) != str(b.attrs.get(key)):
            found.append(f"{path}: attribute {key} differs")
    return found


def compare(first, second):
    with h5py.File(first, "r") as a, h5py.File(second, "r") as b:
        return differences(a, b)


if __name__ == "__main__":
    problems = compare(sys.argv[1], sys.argv[2])
    print("\n".join(problems) or "equal")
    sys.exit(bool(problems))
