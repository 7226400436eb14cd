"""Checks that one reader sees the sample data set of samples.hpp with its names, coordinates and values, or writes a foreign file.

Usage: check_readers.py TASK FILE. Exit code 77: the reader is not installed.
"""

import math
import shutil
import subprocess
import sys

RISK = [[[100 * p + 10 * s + n for n in range(4)] for s in range(3)] for p in range(2)]
KIND = ["", 'r\u00fcng "x"\n\ttwo']


def check_h5py(path):
    import h5py

    with h5py.File(path, "r") as file:
        assert file["risk"].shape == (2, 3, 4)
        assert file["risk"][...].tolist() == RISK
        assert file["risk"].dtype == "<f8"
        assert file["seed"][...].tolist() == [0, 5, 2**64 - 1]
        assert file["length"][2] == 2**60 + 1
        assert [file["risk"].dims[axis][0].name for axis in range(3)] == ["/point", "/seed", "/length"]
        assert file["point"].attrs["NAME"] == b"This is a netCDF dimension but not a netCDF variable.         2"
        assert file["point"].dtype == ">f4"
        assert file["kind"].asstr()[...].tolist() == KIND
        assert math.isnan(file["radius"].attrs["_FillValue"]) and math.isnan(file["radius"].fillvalue)
        assert file["count"].attrs["_FillValue"] == -1 and file["count"].fillvalue == -1
        for name in ["seed", "length", "status", "kind", "statistics/threshold"]:
            assert "_FillValue" not in file[name].attrs, name
        assert file["large"].compression == "gzip" and file["large"].compression_opts == 1 and file["large"].shuffle
        assert file["risk"].chunks is None and file["kind"].compression is None
        assert file["statistics/inner/code"].dims[0][0].name == "/statistics/inner/threshold"
        assert file["empty"].shape == (0, 3)


def check_dataset(data):
    assert data.risk.dims == ("point", "seed", "length")
    assert data.risk.values.tolist() == RISK
    assert data.risk.attrs["units"] == "1" and data.risk.attrs["long_name"] == "risk"
    assert data.seed.dtype == "uint64" and data.seed.values.tolist() == [0, 5, 2**64 - 1]
    assert data.length.dtype == "int64" and data.length.values[2] == 2**60 + 1
    assert data.risk.sel(seed=5, length=10).values.tolist() == [11.0, 111.0]
    assert set(data.coords) == {"seed", "length", "point_id", "radius"}, set(data.coords)
    assert data.point_id.values.tolist() == ["0a", "0b"]
    assert data.kind.values.tolist() == KIND
    assert data.status.dtype == "int32" and data.status.values.tolist() == [[0, 1, 2], [3, 1, 1]]
    assert list(data.status.attrs["flag_values"]) == [0, 1, 2, 3]
    assert data.status.attrs["flag_meanings"] == "missing complete diverged failed"
    assert data["count"].values[0] == 8 and math.isnan(data["count"].values[1])
    assert math.isnan(data.radius.values[1])
    assert data.spectrum.dims == ("seed", "pole") and data.spectrum.values[1, 1] == math.inf
    assert data.delta.shape == () and float(data.delta) == 0.1 and str(data["name"].values) == "sweep"
    assert data.large.shape == (2, 700) and data.large.values[1, 3] == 703 / 3
    assert data.empty.shape == (0, 3)
    assert data.attrs["title"] == 'sweep \u00e9 of "poles"'
    assert data.attrs["a"] == "" and data.attrs["sweep"] == "name = 'x'\nseeds = 3\n"
    assert data.attrs["long"] == "z" * 100000
    assert list(data.attrs) == ["title", "a", "sweep", "long", "b", "c", "d", "e", "f", "g"], list(data.attrs)


def check_xarray(path, engine):
    import xarray

    with xarray.open_dataset(path, engine=engine) as data:
        check_dataset(data)
        data.load()
        # netCDF4-python cannot write texts of a dimension of size 0.
        data = data.drop_vars("no_text")
        data.to_netcdf(path + ".copy", engine=engine)
    with xarray.open_dataset(path + ".copy", engine=engine) as copy:
        check_dataset(copy)
    with xarray.open_dataset(path, engine=engine, group="statistics") as data:
        assert data.samples.dims == ("point", "threshold")
        assert data.threshold.values.tolist() == [0.5, 0.1]
        assert data.samples.values[:2].tolist() == [[1, 2], [3, 4]] and math.isinf(data.samples.values[2, 0])
        assert data.attrs["method"] == "order statistics"
    with xarray.open_dataset(path, engine=engine, group="statistics/inner") as data:
        assert data.code.dims == ("threshold",) and data.code.values.tolist() == [4]


def check_h5netcdf(path):
    import h5netcdf  # noqa: F401

    check_xarray(path, "h5netcdf")


def check_netcdf4(path):
    import netCDF4

    check_xarray(path, "netcdf4")
    with netCDF4.Dataset(path) as file:
        assert [(d.name, d.size) for d in file.dimensions.values()] == [
            ("point", 2), ("seed", 3), ("length", 4), ("pole", 2), ("none", 0), ("sample", 700)]
        assert list(file.variables) == ["risk", "point_id", "seed", "length", "status", "radius", "count", "spectrum",
                                        "empty", "no_text", "kind", "delta", "name", "large"]
        assert list(file.groups) == ["statistics", "provenance"]


def check_ncdump(path):
    if shutil.which("ncdump") is None:
        print("ncdump")
        sys.exit(77)
    header = subprocess.run(["ncdump", "-h", path], check=True, capture_output=True, text=True).stdout
    for line in ["point = 2 ;", "none = ", "double risk(point, seed, length) ;", "uint64 seed(seed) ;",
                 'status:coordinates = "point_id radius" ;', "radius:_FillValue = NaN ;", "count:_FillValue = -1 ;",
                 'risk:units = "1" ;', "group: statistics {", "group: inner {", "double samples(point, threshold) ;"]:
        assert line in header, line + " not in\n" + header
    assert "phony" not in header and "_Netcdf4Dimid" not in header
    everything = subprocess.run(["ncdump", path], check=True, capture_output=True, text=True).stdout
    assert 'point_id = "0a", "0b" ;' in everything


def check_append(path):
    """Files in which links are not ordered cannot be opened for writing by netCDF."""
    import netCDF4

    assert open(path, "rb").read().endswith(b"polesweepXXH3-64")

    with netCDF4.Dataset(path, "a") as file:
        file.setncattr("note", "added")
        file.createVariable("extra", "f8", ("point", "pole"))[:] = [[1, 2], [3, 4]]
    assert b"polesweepXXH3-64" not in open(path, "rb").read()[-24:]
    with netCDF4.Dataset(path) as file:
        assert file.note == "added" and file["extra"][1, 0] == 3 and file["risk"][:].tolist() == RISK


def check_texts_netcdf4(path):
    """What xarray reads it can write again, by both engines."""
    import xarray

    for engine in ("netcdf4", "h5netcdf"):
        with xarray.open_dataset(path, engine=engine) as data:
            data.load()
        data.to_netcdf(path + ".again", engine=engine)
        with xarray.open_dataset(path + ".again", engine=engine) as again:
            assert again.task_poles.values.tolist() == data.task_poles.values.tolist()


TRAINING_SIZES = {"training_point": 2, "seed": 2, "training_length": 3, "iteration": 2, "shadow": 2, "state": 3}


def check_training_h5py(path):
    import h5py

    with h5py.File(path, "r") as file:
        group = file["training"]
        assert [dimension[0].name for dimension in group["risk"].dims] == [
            "/training/training_point", "/training/seed", "/training/training_length", "/training/iteration"]
        assert group["spectrum_im"].dims[4][0].name == "/training/state" and group["spectrum_im"].shape == (2, 2, 3, 2, 3)
        assert group["risk"][0, 1].tolist() == [[11000.5, 11010.5], [11020.5, 11030.5], [11040.5, 11050.5]]
        assert group["training_point"][...].tolist() == [1, 2]
        # The index of a training point selects its fields in the root group.
        assert file["learner_regime_kind"].asstr()[group["training_point"][1]] == "episodes"


def check_training_xarray(path, engine):
    import xarray

    with xarray.open_dataset(path, engine=engine, group="training") as data:
        assert dict(data.sizes) == TRAINING_SIZES, dict(data.sizes)
        assert set(data.coords) == {"training_point", "seed", "training_length", "iteration"}, set(data.coords)
        assert data.risk.dims == ("training_point", "seed", "training_length", "iteration")
        assert data.iteration.dtype == "int64" and data.iteration.values.tolist() == [1, 4]
        assert data.iteration.attrs["units"] == "count"
        assert data.iteration.attrs["units_in_words"] == "updates"
        repeated = data.sel(training_point=1, seed=1, training_length=40, iteration=4)
        assert float(repeated.risk) == 11050.5
        assert repeated.alignment.values.tolist() == [11150.5, 11151.5]
        assert (repeated.spectrum_re.values + 1j * repeated.spectrum_im.values).tolist() == [
            11250.5 + 11251.5j, 11252.5 + 11253.5j, 11254.5 + 11255.5j]
        episodes = data.sel(training_point=2, seed=0)
        assert episodes.risk.values[0].tolist() == [20000.5, 20010.5]
        assert episodes.risk.isnull().values.tolist() == [[False] * 2, [True] * 2, [True] * 2]
        assert episodes.spectrum_re.sel(training_length=10).isnull().values.tolist() == [[False, False, True]] * 2
        assert bool(data.sel(training_point=2, seed=1).risk.isnull().all())
    with xarray.open_dataset(path, engine=engine) as root:
        assert root.risk.sel(point=2).isnull().all() and root.alignment.dims == ("point", "seed", "length", "shadow")
        assert root.learner_optimizer_kind.values.tolist() == ["", "sgd", "sgd"]
        assert math.isnan(root.learner_optimizer_step_size.values[0]) and root.learner_optimizer_step_size.values[1] == 0.1
        assert root.learner_regime_kind.values.tolist() == ["stream", "repeat", "episodes"]
        assert root.learner_regime_passes.values.tolist() == [-1, 2, -1]


def check_training_h5netcdf(path):
    import h5netcdf  # noqa: F401

    check_training_xarray(path, "h5netcdf")


def check_training_netcdf4(path):
    import netCDF4  # noqa: F401

    check_training_xarray(path, "netcdf4")


def check_training_ncdump(path):
    if shutil.which("ncdump") is None:
        print("ncdump")
        sys.exit(77)
    header = subprocess.run(["ncdump", "-h", path], check=True, capture_output=True, text=True).stdout
    training = header[header.index("group: training {"):]
    for line in [f"{name} = {size} ;" for name, size in TRAINING_SIZES.items()] + [
            "int64 training_point(training_point) ;", "double risk(training_point, seed, training_length, iteration) ;",
            "double alignment(training_point, seed, training_length, iteration, shadow) ;",
            "double spectrum_re(training_point, seed, training_length, iteration, state) ;", 'iteration:units = "count" ;']:
        assert line in training, line + " not in\n" + training
    assert "phony" not in header


def write_plain_hdf5(path):
    import h5py

    with h5py.File(path, "w") as file:
        file["x"] = [1.0, 2.0]


def write_ordered_hdf5(path):
    import h5py

    with h5py.File(path, "w", track_order=True) as file:
        file["x"] = [1.0, 2.0]


def write_netcdf4(path):
    import netCDF4

    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("d", 2)
        file.createVariable("x", "f4", ("d",))[:] = [1, 2]


CHECKS = {"h5py": check_h5py, "h5netcdf": check_h5netcdf, "netcdf4": check_netcdf4, "ncdump": check_ncdump,
          "append": check_append, "training_h5py": check_training_h5py, "training_h5netcdf": check_training_h5netcdf,
          "texts_netcdf4": check_texts_netcdf4, "training_netcdf4": check_training_netcdf4, "training_ncdump": check_training_ncdump,
          "write_plain_hdf5": write_plain_hdf5, "write_ordered_hdf5": write_ordered_hdf5,
          "write_netcdf4": write_netcdf4}

try:
    CHECKS[sys.argv[1]](sys.argv[2])
except ImportError as error:
    print(error)
    sys.exit(77)
