"""docs/readers.md by its word: each reader that is installed runs the lines of its row, and reads the numbers and texts that h5py reads."""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from readers import BLOCKS, CUBE, INFINITE, INTEGER, NAN, NUMBERS, REPOSITORY, RESULTS, ROOT, TEXTS, Readers, command, optional
from sweeps import missing, module


class Python(Readers):
    def python(self, reader, texts=True, **how):
        def run(parts):
            self.script([sys.executable], "read.py", f'file = "{RESULTS}"\nimport numpy\n' + "".join(parts))

        self.check(reader, run, 'numpy.asarray(risk, "<f8").tofile("NAME")',
                   'open("NAME", "w").writelines(f"{text}\\n" for text in label)' if texts else None, **how)

    def test_block(self):
        module("xarray")
        self.assert_block(self.script([sys.executable], "read.py", BLOCKS["python"]))

    def test_h5py(self):
        self.python("h5py")

    def test_xarray_with_netcdf4(self):
        module("xarray")
        module("netCDF4")
        self.python("xarray, netcdf4")

    def test_xarray_with_h5netcdf(self):
        module("xarray")
        module("h5netcdf")
        self.python("xarray, h5netcdf")

    def test_pandas(self):
        module("xarray")
        self.python("pandas")

    def test_netcdf4(self):
        module("netCDF4")
        self.python("netCDF4")

    def test_h5netcdf(self):
        module("h5netcdf")
        self.python("h5netcdf")

    def test_pytables(self):
        optional(importlib.util.find_spec("tables"), "PyTables")
        self.python("PyTables", texts=False)

    def test_gdal(self):
        optional(importlib.util.find_spec("osgeo"), "GDAL for Python")
        self.python("GDAL, multidimensional")


class R(Readers):
    def need(self, package):
        folders = ("/usr/lib/R/site-library", "/usr/local/lib/R/site-library")
        optional(shutil.which("Rscript") and any((pathlib.Path(folder) / package).exists() for folder in folders), f"{package} of R")

    def r(self, package, row=None, texts=True, **how):
        self.need(package)

        def run(parts):
            self.script(["Rscript"], "read.R", f'file <- "{RESULTS}"\n' + "".join(parts))

        self.check(row or f"R, {package}", run, 'writeBin(as.double(risk), "NAME", size = 8, endian = "little")',
                   'writeLines(as.character(label), "NAME")' if texts else None, **how)

    def test_block(self):
        self.need("ncdf4")
        self.assert_block(self.script(["Rscript"], "read.R", BLOCKS["r"]))

    def test_lines_of_the_readme(self):
        self.need("rhdf5")
        done = self.call("run", REPOSITORY / "jobs" / "sweeps" / "quickstart.toml", "-o", RESULTS, "--redo",
                         "--set", "seeds=4", "--set", "lengths=[50, 100]")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines, = re.findall(r"```r\n(.*?)```", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        printed = self.script(["Rscript"], "read.R", "options(digits = 15)\n" + lines)
        with module("h5py").File(self.folder / RESULTS) as file:
            chosen = (file["learner_label"].asstr()[()] == "fixed, RLS") & (file["poles_count"][()] == 16)
            best = self.np.median(file["risk"][()][chosen, :, -1], axis=1).min()
        row = re.search(r"(?m)^fixed, RLS +(\S+) +(\S+)$", printed)
        self.assertAlmostEqual(float(row[2]), best, delta=1e-13 * best)

    def test_ncdf4(self):
        self.r("ncdf4")

    def test_rnetcdf(self):
        self.r("RNetCDF")

    def test_hdf5r(self):
        self.r("hdf5r")

    def test_rhdf5(self):
        self.r("rhdf5")

    def test_stars(self):
        self.r("stars", texts=False)

    def test_terra(self):
        self.need("terra")
        turns = self.script(["Rscript"], "version.R", 'cat(packageVersion("terra") >= "1.8.10")') == "TRUE"
        self.r("terra", "R, terra from 1.8.10" if turns else "R, terra", texts=False, numbers=(INFINITE, NAN, INTEGER))


class Octave(Readers):
    START = f'file = "{RESULTS}";\n'
    NUMBERS = 'out = fopen("NAME", "w"); fwrite(out, double(risk), "double"); fclose(out);'

    def octave(self, reader, **how):
        command("octave-cli")
        self.check(reader, lambda parts: self.script(["octave-cli", "-q"], "read.m", self.START + "".join(parts)), self.NUMBERS, **how)

    def need_netcdf(self):
        command("octave-cli")
        optional(list(pathlib.Path("/usr/share/octave/packages").glob("netcdf-*")), "netcdf of Octave")

    def test_block(self):
        self.need_netcdf()
        command("ncks")
        self.assert_block(self.script(["octave-cli", "-q"], "read.m", BLOCKS["octave"]))

    def test_netcdf(self):
        self.need_netcdf()
        self.octave("Octave, netcdf")

    def test_load(self):
        self.octave("Octave, load", stands="risk", numbers=ROOT)

    def test_scilab(self):
        command("scilab-cli")
        self.check("Scilab", lambda parts: self.script(["scilab-cli", "-nb", "-quit", "-f"], "read.sce", self.START + "".join(parts)),
                   'out = mopen("NAME", "wb"); mput(double(risk(:)), "dl", out); mclose(out);', 'mputl(label(:), "NAME");')


class JavaScript(Readers):
    """Modules of npm, in the folder that POLESWEEP_NODE_MODULES names."""

    def need(self, name):
        modules = pathlib.Path(os.environ.get("POLESWEEP_NODE_MODULES", ""))
        optional(shutil.which("node") and modules.is_absolute() and (modules / name).exists(), f"{name} of npm (POLESWEEP_NODE_MODULES)")
        (self.folder / "node_modules").symlink_to(modules)

    def javascript(self, name):
        self.need(name)

        def run(parts):
            for part in parts:
                imports, rest = "\n".join(re.findall(r"import [^;]*", part)), re.sub(r"import [^;]*;", "", part)
                self.script(["node"], "read.mjs", f'import {{ writeFileSync }} from "node:fs"\n{imports}\nconst file = "{RESULTS}"\n{rest}')

        self.check(name, run, 'writeFileSync("NAME", new Uint8Array(Float64Array.from(risk, Number).buffer))',
                   'writeFileSync("NAME", label.map(text => text + "\\n").join(""))')

    def test_block(self):
        self.need("h5wasm")
        self.assert_block(self.script(["node"], "read.mjs", BLOCKS["js"]))

    def test_h5wasm(self):
        self.javascript("h5wasm")

    def test_jsfive(self):
        self.javascript("jsfive")


class Commands(Readers):
    """Programs that print. Of two commands in a row the first prints numbers, the second texts."""

    def test_ncdump(self):
        if not shutil.which("ncdump"):
            missing("ncdump")
        for number, text in zip(NUMBERS, TEXTS * 2):
            printed = self.shell(self.of("ncdump", risk_median=number, learner_label=text))
            found = dict(re.findall(r"^ +(\w+) =\s((?:\"(?:[^\"\\]|\\.)*\"|[^;\"])*) ;$", printed, re.MULTILINE))
            self.assert_numbers(number, [float(x.replace("_", "nan")) for x in found[number].split(",")])
            self.assert_texts(text, json.loads("[" + re.sub(r"(^|, *\s) *_(?=,|$)", r'\1""', found[text]) + "]"))

    def test_h5dump(self):
        command("h5dump")
        for number in NUMBERS:
            self.shell(self.of("h5dump", risk_median=number))
            self.assert_numbers(number, self.np.fromfile(self.folder / "numbers", "<i8" if number == INTEGER else "<f8"))
        printed = self.shell(self.of("h5dump", learner_label="poles_activation").split("; ")[1])
        self.assert_texts("poles_activation", re.findall(r'"([^"]*)"', printed.split("DATA {")[1].split("ATTRIBUTE")[0]))
        self.assertIn(r'"LMS, step \37777777716\37777777674"', self.shell(self.of("h5dump")))

    def test_nco(self):
        command("ncks")
        for number in NUMBERS:
            line = self.of("NCO", risk_median=number).split("; ")[0]
            printed = self.shell(line.replace("%.17g", "%ld") if number == INTEGER else line)
            self.assert_numbers(number, [float(x.replace("_", "nan")) for x in printed.split()])
        for text in TEXTS:
            printed = self.shell(self.of("NCO", learner_label=text).split("; ")[1])
            self.assert_texts(text, printed.removesuffix("\n\n\n").split("\n"))  # two empty lines end what it prints

    def test_cdo(self):
        command("cdo")
        for number in ROOT:
            self.assert_numbers(number, list(map(float, self.shell(self.of("CDO", risk=number)).split())))

    def test_gdal(self):
        command("gdalmdiminfo")
        for number, text in zip(NUMBERS, TEXTS * 2):
            numbers, texts = (self.shell(line) for line in self.of("GDAL, commands", risk_median=number, learner_label=text).split("; "))
            self.assert_numbers(number, json.loads(numbers)["values"])
            self.assert_texts(text, json.loads(texts)["values"])

    def test_h5totxt(self):
        command("h5totxt")
        for number in (INFINITE, NAN, INTEGER):
            self.assert_numbers(number, [float(x) for x in re.split(r"[,\s]+", self.shell(self.of("h5utils", risk_median=number)).strip())])

    def test_gnuplot(self):
        command("gnuplot")
        command("ncks")
        line = self.of("gnuplot").replace("-d point,0 ", "").replace("with lines", 'using (sprintf("%.17g", $1)) with table')
        self.script(["gnuplot"], "read.gp", f'file = "{RESULTS}"\nset table "numbers"\n{line}\n')
        self.assert_numbers(INFINITE, [float(x) for x in (self.folder / "numbers").read_text().split() if x != "#"])


class Languages(Readers):
    def test_ncl(self):
        command("ncl")

        def run(parts):
            parts = (part.replace("; ", "\n") + "delete([/risk, label/])\n" for part in parts)
            self.script(["ncl", "-Q", "-n"], "read.ncl", 'setfileoption("bin", "WriteByteOrder", "LittleEndian")\n' + "".join(parts))

        self.check("NCL", run, 'fbindirwrite("NAME", todouble(risk))', 'asciiwrite("NAME", label)')

    def test_gdl(self):
        command("gdl")
        self.check("GDL (IDL)", lambda parts: self.script(["gdl", "-q"], "read.pro", f"file = '{RESULTS}'\n" + "".join(parts) + "exit\n"),
                   "openw, out, 'NAME', /get_lun & writeu, out, double(risk) & free_lun, out", numbers=(INFINITE, NAN, CUBE))

    def test_c(self):
        command("cc")
        optional(pathlib.Path("/usr/include/netcdf.h").exists(), "netCDF for C")

        def run(parts):
            self.script(["cc", "-xc", "-o", "read", "-lm", "-Wl,--no-as-needed", "-lnetcdf"], "read.c", "\n".join([
                "#include <netcdf.h>", "#include <stdio.h>",
                "static double risk[10000];", "static char* label[1000];", "int main(void) {",
                f'const char* file = "{RESULTS}";', "int data, group, id;", "FILE* out;", *parts, "}"]))
            subprocess.run([self.folder / "read"], cwd=self.folder, check=True)

        points = len(self.texts("point_id"))
        for number in NUMBERS:
            size = self.numbers(number).size
            self.check("C, netCDF", run, f'out = fopen("NAME", "w"); fwrite(risk, 8, {size}, out); fclose(out);',
                       f'out = fopen("NAME", "w"); for (int i = 0; i < {points}; ++i) fprintf(out, "%s\\n", label[i]); fclose(out);',
                       (number,))

    def test_fortran(self):
        command("gfortran")
        command("nf-config")

        def run(parts):
            rows, columns = self.numbers(INFINITE).shape
            self.script(["gfortran", "-o", "read", "-I/usr/include", "-Wl,--no-as-needed", "-lnetcdff"], "read.f90", "\n".join([
                "program main", "use netcdf", "integer :: s, data, group, id", f"real(8) :: risk({columns}, {rows})",
                f'character(*), parameter :: file = "{RESULTS}"', *parts, "end program"]).replace("; ", "\n"))
            subprocess.run([self.folder / "read"], cwd=self.folder, check=True)

        self.check("Fortran, netCDF", run, 'open(10, file="NAME", access="stream", form="unformatted"); write(10) risk; close(10)',
                   numbers=(INFINITE, NAN, INTEGER))

    def test_java(self):
        command("javac")
        jars = "/usr/share/java/sis-jhdf5.jar:/usr/share/java/sis-base.jar:/usr/share/java/commons-lang3.jar:/usr/share/java/commons-io.jar"
        optional(pathlib.Path(jars.split(":", maxsplit=1)[0]).exists(), "sis-jhdf5")

        def run(parts):
            body = "".join("{" + f'String file = "{RESULTS}";\n{part}' + "}\n" for part in parts)
            self.script(["java", "-cp", jars, "-Djava.library.path=/usr/lib/jni"], "Read.java", f"""
import ch.systemsx.cisd.hdf5.*;
import java.nio.*;
import java.nio.file.*;
import java.util.*;
public class Read {{ public static void main(String[] words) throws Exception {{ {body} }} }}
""")

        self.check("Java, sis-jhdf5", run, 'ByteBuffer out = ByteBuffer.allocate(8 * risk.length).order(ByteOrder.LITTLE_ENDIAN); '
                   'out.asDoubleBuffer().put(risk); Files.write(Paths.get("NAME"), out.array());',
                   'Files.write(Paths.get("NAME"), Arrays.asList(label));')

    def perl(self, reader, **how):
        module_file = reader.split()[1].replace("::", "/") + ".pm"
        optional(shutil.which("perl") and list(pathlib.Path("/usr/lib").glob(f"*/perl5/*/{module_file}")), reader)
        self.check(reader, lambda parts: self.script(["perl"], "read.pl", f'$file = "{RESULTS}";\n' + "".join(parts)),
                   'open(OUT, ">", "NAME"); print OUT pack("d<*", $risk->double->list); close(OUT);', **how)

    def test_pdl_hdf5(self):
        self.perl("Perl, PDL::IO::HDF5")

    def test_pdl_netcdf(self):
        self.perl("Perl, PDL::NetCDF", stands="risk", numbers=ROOT)


if __name__ == "__main__":
    unittest.main()
