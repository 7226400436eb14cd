from pathlib import Path

from spack_repo.builtin.build_systems.cmake import CMakePackage, generator

from spack.package import *


class Polesweep(CMakePackage):
    """Sweeps of recurrent networks that learn online: samples to threshold and convergence of fixed
    and learned poles, with claims that are decided by distribution-free statistics."""

    # The clone that this recipe is part of: what is committed there is built.
    git = "file://" + str(Path(__file__).resolve().parents[7])

    license("MIT")

    version("main", branch="main")
    version("0.2.0", tag="v0.2.0")

    variant("mpi", default=True, description="Sweeps over ranks; without it runs are serial")

    generator("ninja")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("help2man", type="build")  # manual pages

    depends_on("hdf5+hl~mpi")  # one rank writes one file
    depends_on("eigen@3.4:5")
    depends_on("boost@1.74:")  # headers alone
    depends_on("tomlplusplus")
    depends_on("cli11")
    depends_on("fmt@9:")
    depends_on("nlohmann-json")
    depends_on("xxhash")
    depends_on("zlib-api")
    depends_on("libcsv")
    depends_on("matio")
    depends_on("cpp-httplib")  # polesweep-analyze watch
    depends_on("mpi", when="+mpi")
    depends_on("gnuplot", type="run")  # figures of reports

    conflicts("%gcc@:11", msg="polesweep is written in C++20")
    conflicts("%clang@:13", msg="polesweep is written in C++20")

    def cmake_args(self):
        return [
            self.define("POLESWEEP_TESTS", False),
            self.define_from_variant("POLESWEEP_MPI", "mpi"),
        ]
