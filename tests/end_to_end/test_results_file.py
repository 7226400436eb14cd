"""Every usual reader opens a real results file and finds dimensions and coordinates by name."""
import shutil
import subprocess
import unittest

from sweeps import POINTS, SMALL, SweepTest, missing, module

SIZES = {"point": POINTS, "seed": 12, "length": 3, "threshold": 3}


class Readers(SweepTest):
    def setUp(self):
        super().setUp()
        self.run_sweep(self.write("small.toml", SMALL), "r.h5")
        self.path = self.folder / "r.h5"

    def check_xarray(self, engine):
        xarray = module("xarray")
        module({"netcdf4": "netCDF4"}.get(engine, engine))
        with xarray.open_dataset(self.path, engine=engine) as root:
            self.assertEqual(dict(root.sizes), SIZES)
            self.assertEqual(set(root.coords), set(SIZES))
            self.assertEqual(root.risk.dims, ("point", "seed", "length"))
            self.assertEqual(list(root.length.values), [10, 100, 1000])
            self.assertEqual(list(root.seed.values), list(range(12)))
            self.assertEqual(root.attrs["complete"], "true")
            self.assertEqual(root.attrs["title"], "small")
            # Labels select: the noiseless teacher is learned by RLS far better than by anything that only averages.
            chosen = (root.learner_readout_kind == "rls") & (root.task_noise == 0) & (root.poles_kind == "random") & (root.poles_count == 8)
            self.assertEqual(int(chosen.sum()), 2)
            self.assertLess(float(root.nmse.sel(length=1000, seed=3)[chosen].max()), 0.5)
            self.assertFalse(bool(root.risk.isnull().any()), "a complete sweep has a number everywhere")
        with xarray.open_dataset(self.path, engine=engine, group="statistics") as statistics:
            self.assertEqual({name: statistics.sizes[name] for name in SIZES}, SIZES)
            self.assertLessEqual(set(SIZES), set(statistics.coords))
            self.assertEqual(list(statistics.length.values), [10, 100, 1000])
        with xarray.open_dataset(self.path, engine=engine, group="provenance") as provenance:
            self.assertEqual(provenance.sizes["session"], 1)

    def test_xarray_with_netcdf4(self):
        self.check_xarray("netcdf4")

    def test_xarray_with_h5netcdf(self):
        self.check_xarray("h5netcdf")

    def test_ncdump(self):
        if not shutil.which("ncdump"):
            missing("ncdump")
        done = subprocess.run(["ncdump", "-h", self.path], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for line in ("point = 119 ;", "seed = 12 ;", "double risk(point, seed, length) ;", "group: statistics {", "group: provenance {"):
            self.assertIn(line, done.stdout)

    def test_h5py(self):
        h5py = module("h5py")
        with h5py.File(self.path) as file:
            self.assertEqual({name: file[name].shape[0] for name in SIZES}, SIZES)
            self.assertEqual([dimension[0].name for dimension in file["risk"].dims], ["/point", "/seed", "/length"])

            def described(name, item):
                # A dimension without coordinate is a data set to HDF5, and nothing to a reader.
                is_bare_dimension = item.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but not a netCDF variable")
                if isinstance(item, h5py.Dataset) and not is_bare_dimension:
                    self.assertIn("long_name", item.attrs, name)

            file.visititems(described)


if __name__ == "__main__":
    unittest.main()
