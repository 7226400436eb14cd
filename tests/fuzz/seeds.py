#!/usr/bin/env python3
"""Writes seeds for the targets that read texts and data files: seeds.py FOLDER POLESWEEP. Also the words of sweep files, as a dictionary."""
import gzip
import json
import os
import pathlib
import re
import struct
import subprocess
import sys

root, program = pathlib.Path(sys.argv[1]), sys.argv[2]
repository = pathlib.Path(__file__).resolve().parents[2]


def write(target, name, data):
    folder = root / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


# Large files teach a fuzzer little and cost it much.
for path in [*repository.glob("jobs/sweeps/*.toml"), *repository.glob("tests/**/*.toml")]:
    if path.stat().st_size < 6000:
        write("sweep_files", path.name, path.read_bytes())

# Cases of other people's, where there are some.
if os.environ.get("POLESWEEP_FUZZ_CASES"):
    for i, path in enumerate(sorted(pathlib.Path(os.environ["POLESWEEP_FUZZ_CASES"]).rglob("*.toml"))):
        if path.stat().st_size < 6000:
            write("sweep_files", f"case{i}", path.read_bytes())

options = ["seeds=4", "name=\"x\"", "lengths=[10,100]", "statistics.delta=0.05", "poles.0.radius=[0.5,0.9]", "poles.count={from=1,to=4}",
           "learner.0.readout.kind=\"rls\"", "task.1.kind=\"delay\"\ntask.1.delay=3", "measure.metrics=[\"nmse\"]",
           "exclude.0.poles.count=2", "evaluation.kind=\"prequential\"", "learner.0.regime={kind=\"episodes\",length=9}"]
for i, option in enumerate(options):
    write("set_options", str(i), option)

CSV, NPY, MATLAB, SIGMF, RAW = (bytes([kind]) for kind in range(5))
texts = ["1,2\n3,4\n", "t,x\n1,2.5\n2,NA\n", "# note\na;b\n1,5;2\n", "2020-01-01T00:00:00Z,1\n", "1 2  3\n4 5 6\n", "\"a\",\"b\"\n\"1\",2\n"]
for i, text in enumerate(texts):
    for options_byte in (0, 12, 17, 32, 128, 255):
        write("data_files", f"csv{i}-{options_byte}", CSV + bytes([options_byte]) + text.encode())
write("data_files", "gzip", CSV + b"\0" + gzip.compress(texts[1].encode(), mtime=0))
for kind, size in (("<f8", 8), ("<f4", 4), ("<c16", 16), (">i2", 2), ("|u1", 1), ("<f2", 2)):
    for order in ("False", "True"):
        head = f"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': (2, 3), }}".ljust(117) + "\n"
        data = b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head.encode() + bytes(range(6)) * size
        write("data_files", f"npy{kind[1:]}{order}", NPY + b"\0" + data)


def element(kind, data):
    return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)


def matrix(name, flags=6, imaginary=False):
    body = element(6, struct.pack("<II", flags | (0x800 if imaginary else 0), 0)) + element(5, struct.pack("<ii", 2, 3))
    body += element(1, name) + element(9, struct.pack("<6d", *range(6)))
    return element(14, body + (element(9, struct.pack("<6d", *range(6))) if imaginary else b""))


header = b"MATLAB 5.0 MAT-file".ljust(124) + b"\0\1IM"
write("data_files", "matlab", MATLAB + b"\0" + header + matrix(b"x") + matrix(b"y", imaginary=True))
for kind in ("cf32_le", "ri16_be", "cu8"):
    meta = f'{{"global":{{"core:datatype":"{kind}","core:version":"1.0.0","core:num_channels":1}},' \
           '"captures":[{"core:sample_start":0},{"core:sample_start":2}],"annotations":[]}'
    write("data_files", f"sigmf-{kind}", SIGMF + b"\0" + meta.encode() + b"\0" + bytes(range(32)))
for options_byte in (0, 1, 20, 37, 63):
    write("data_files", f"raw{options_byte}", RAW + bytes([options_byte]) + bytes(range(48)))

topics = "tasks networks poles recurrent readouts optimizers regimes measures claims".split()
listed = subprocess.run([program, "list", *topics], capture_output=True, text=True, check=True).stdout
words = sorted(set(re.findall(r"\b[a-z][a-z_0-9]{2,30}\b", listed)) | {"[[", "]]", "[[exclude]]", "[[claim]]", "[[compare]]", "[[mark]]"})
for i, formula in enumerate(json.loads(subprocess.run([program, "theory", "--json"], capture_output=True, text=True, check=True).stdout)):
    values = {"a whole number": "3", "a real number": "0.5", "a complex number": "[0.5, 0.1]", "a text": "", "a list of real numbers": "[0.5, 0.8, 0.3]",
              "a list of complex numbers": "[[0.5, 0.1], [0.8, 0]]", "true or false": "true"}
    lines = [str(field["default"]) if field["default"] is not None else values.get(field["type"], "1") for field in formula["parameters"]]
    write("theory_options", formula["name"], bytes([i]) + "\n".join(lines).encode())
(root / "sweeps.dict").write_text("".join(f'"{word}"\n' for word in words))
