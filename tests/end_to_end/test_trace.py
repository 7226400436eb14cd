"""What `replay --trace` writes: the run that is stored, seen on the way. Whatever can be is computed again with numpy from the file alone."""
import unittest

from sweeps import PROGRAM, module
from traced import ADAM, CHANNEL, COMPLEX, DIAGONAL, EXACT, EXCLUDE, HEAD, LENGTH, PREQUENTIAL, SGD, STEP, TANH, TEACHER, Trace, learner


class Online(Trace):
    def test_rtrl(self):
        np = self.np
        point, = self.stored(HEAD, TEACHER, DIAGONAL, learner('"rtrl"', optimizer=SGD), PREQUENTIAL)
        data = self.trace(point)
        self.assertEqual(data.sample.values.tolist(), list(range(1, LENGTH + 1)))
        self.assertEqual(data.updates.values.tolist(), list(range(1, LENGTH + 1)))
        self.assert_predicts(data)
        # The states, from the poles in force and the inputs; five washout samples come before the first row.
        poles, s, x, weights = (self.value(data, name) for name in ("poles", "states", "input", "input_weights"))
        matrix = np.zeros((LENGTH, 5, 5))
        matrix[:, [0, 1], [0, 1]] = poles[:, [0, 1]].real
        matrix[:, 1, 0], matrix[:, 0, 1] = poles[:, 0].imag, -poles[:, 0].imag
        matrix[:, [2, 3, 4], [2, 3, 4]] = poles[:, 2:].real
        self.assert_close(s[1:], np.einsum("tij,tj->ti", matrix[1:], s[:-1]) + np.einsum("tij,tj->ti", weights[1:], x[1:]))
        self.assertTrue((poles[:, 1] == poles[:, 0].conj()).all() and (poles[:, 0].imag > 0).all() and (poles[:, 2:].imag == 0).all())
        # Exact gradients by the poles and input weights: the derivatives of the states, carried along with the poles in force.
        error, readout = data.error.values[:, 0], data.readout.values[:, 0]
        self.assert_descends(data, STEP, "readout", "input_weights")
        moved = np.concatenate([poles, self.value(data, "final_poles")[None]])
        gradient = data.gradient_poles.values
        self.assert_close(np.diff(moved[:, 0].real), -STEP * gradient[:, 0])
        self.assert_close(np.diff(moved[:, 0].imag), -STEP * gradient[:, 1])
        self.assert_close(np.diff(moved[:, 2:].real, axis=0), -STEP * gradient[:, 2:])
        self.assert_close(data.gradient_readout.values[:, 0], error[:, None] * s)
        before = np.vstack([(s[0, 2:] - weights[0, 2:, 0] * x[0]) / poles[0, 2:].real, s[:-1, 2:]])
        derivative = np.zeros(3)
        for t in range(LENGTH):
            derivative = poles[t, 2:].real * derivative + before[t]
            self.assert_close(gradient[t, 2:], error[t] * readout[t, 2:] * derivative)
        # What is stored of the run is seen in its trace.
        self.assert_close(data.loss.values, error ** 2 / 2)
        self.assert_close(np.mean((data.prediction.values - data.clean_target.values)[-50:] ** 2), self.of_results("risk"))
        self.assertEqual(float(data.gradient_norm[-1]), float(self.of_results("gradient_norm")))
        self.assertEqual(float(data.loss[-1]), float(self.of_results("loss")))
        self.assert_close(np.linalg.norm(np.hstack([gradient, data.gradient_input_weights.values[..., 0],
                                                    data.gradient_readout.values[:, 0]]), axis=1), data.gradient_norm.values)
        self.assert_close(np.sort_complex(self.value(data, "final_poles")), np.sort_complex(self.of_results("spectrum")))

    def test_rtrl_of_complex_data(self):
        np = self.np
        readout = '{ kind = "gradient", regressors = "widely_linear", intercept = true }'
        point, = self.stored(HEAD, CHANNEL, COMPLEX, learner('"rtrl"', readout, SGD), PREQUENTIAL)
        for engine in ("h5netcdf", "netcdf4"):
            self.trace(point, engine + ".h5")
            with self.xarray.open_dataset(self.folder / (engine + ".h5"), engine=engine) as data:
                data = data.load()
            self.assertEqual(data.prediction_re.attrs["long_name"], "prediction y, made before the target was seen, real part")
            self.assertEqual(data.prediction_im.attrs["units_in_words"], "target")
        ones = np.ones((LENGTH, 1))
        self.assert_predicts(data, lambda states: np.hstack([states, states.conj(), ones]))
        poles, s, x, weights = (self.value(data, name) for name in ("poles", "states", "input", "input_weights"))
        self.assert_close(s[1:], poles[1:] * s[:-1] + weights[1:, :, 0] * x[1:])
        self.assert_descends(data, STEP, "readout", "poles", "input_weights")
        error = self.value(data, "error")
        self.assert_close(self.value(data, "gradient_readout")[:, 0], error * np.hstack([s, s.conj(), ones]).conj())
        self.assert_close(np.mean(abs(self.value(data, "prediction") - self.value(data, "clean_target"))[-50:] ** 2), self.of_results("risk"))
        self.assert_close(np.sort_complex(self.value(data, "final_poles")), np.sort_complex(self.of_results("spectrum")))

    def test_dense_poles_end_as_stored(self):
        point, = self.stored(HEAD, TEACHER, TANH, learner('{ kind = "rtrl", update_every = 7 }', optimizer=ADAM.replace("0.01", "0.01, clip_norm = 0.05")),
                             PREQUENTIAL)
        data = self.trace(point)
        np = self.np
        self.assert_predicts(data)
        self.assertEqual(self.value(data, "final_poles").tobytes(), self.of_results("spectrum").tobytes())
        self.assertNotEqual(self.value(data, "poles")[0].tobytes(), self.of_results("spectrum").tobytes())
        s, x, w, u, b = (self.value(data, name) for name in ("states", "input", "recurrent_weights", "input_weights", "bias"))
        drive = np.einsum("tij,tj->ti", w[1:], s[:-1]) + np.einsum("tij,tj->ti", u[1:], x[1:]) + b[1:]
        self.assert_close(s[1:], np.tanh(drive))
        # A gradient stands until the next update: none in the first six samples, sums over seven afterwards.
        self.assertEqual(data.updates.values.tolist(), [n // 7 for n in range(1, LENGTH + 1)])
        self.assertTrue(np.isnan(data.gradient_recurrent_weights.values[:6]).all() and np.isnan(data.loss.values[:6]).all())
        summed = (data.error.values[:, :, None] * s[:, None])[:196].reshape(28, 7, 1, 5).sum(axis=1)
        self.assert_close(data.gradient_readout.values[6:196:7], summed)
        self.assert_close(data.gradient_readout.values[195:], np.broadcast_to(summed[-1], (5, 1, 5)))
        parts = [data[name].values.reshape(LENGTH, -1) for name in ("gradient_recurrent_weights", "gradient_input_weights",
                                                                    "gradient_bias", "gradient_readout")]
        self.assert_close(np.linalg.norm(np.hstack(parts), axis=1)[6:], data.gradient_norm.values[6:])
        self.assertEqual(float(data.gradient_norm[-1]), float(self.of_results("gradient_norm")))

    def test_says_what_it_is_of(self):
        point, = self.stored(HEAD, TEACHER, DIAGONAL, learner('"rtrl"', optimizer=SGD) + 'label = "one, two"\n')
        data = self.trace(point, "new/t.h5", every=10, seed=0)
        self.assertEqual(data.sample.values.tolist(), list(range(10, LENGTH + 1, 10)))
        said = {name: data.attrs[name] for name in ("point_id", "seed", "every", "task", "poles", "learner", "regime", "Conventions")}
        self.assertEqual(said, {"point_id": point, "seed": "0", "every": "10", "task": "linear_teacher", "poles": "diagonal, explicit",
                                "learner": "one, two", "regime": "stream", "Conventions": "CF-1.9"})
        self.assertIn("\nlearner.recurrent.kind=rtrl@", data.attrs["settings"])
        self.assertRegex(self.call("--version").stdout, rf"^polesweep {data.attrs['version']} \({data.attrs['commit']},")
        for name in data.variables:
            self.assertTrue(data[name].attrs["long_name"] and data[name].attrs["units"], name)
        size = 8 * sum(data[name].size for name in data.variables if "sample" in data[name].dims) // 20
        self.assertTrue(self.said.startswith(f"trace: 20 rows of {size} bytes, 0.0 MB at most\n"), self.said)
        self.assertIn("\ntrace: new/t.h5\n", self.said)
        self.assertEqual([path.name for path in (self.folder / "new").iterdir()], ["t.h5"])

    def test_a_long_one_goes_through_the_disk(self):
        """Five times as many rows take no more memory."""
        def most_memory(samples):
            sweep = f'name = "long"\nseeds = 1\nlengths = [{samples}]\n' + TEACHER + COMPLEX.replace("0.8", "0.9")
            self.write("s.toml", sweep + learner('"fixed"', '{ kind = "lms", step_size = 0.01 }'))
            self.run_sweep("s.toml", f"{samples}.h5", "--serial")
            with module("h5py").File(self.folder / f"{samples}.h5") as file:
                point = file["point_id"][0].decode()
            peak, _, _ = self.peak_of(PROGRAM, "replay", f"{samples}.h5", point, "0", "--trace", f"{samples}-trace.h5")
            with module("h5py").File(self.folder / f"{samples}-trace.h5") as file:
                self.assertEqual(file["sample"][-1], samples)
                return peak, sum(file[name].size for name in file) * 8

        few, small = most_memory(150_000)
        many, large = most_memory(700_000)
        self.assertGreater(large, small + 80e6)
        self.assertLess(many, few + 10e6, few)


class Weights(Trace):
    """The weights that [measure] records at the marks of every run are those that the trace of one run shows on the way."""
    NAMES = {"recurrent_matrix": "recurrent_weights", "input_matrix": "input_weights", "bias_vector": "bias", "state_poles": "poles",
             "readout_matrix": "readout"}
    DIMENSIONS = {"recurrent_matrix": ["state", "from_state"], "input_matrix": ["state", "input_channel"], "bias_vector": ["state"],
                  "state_poles": ["state"], "readout_matrix": ["output", "regressor"]}

    def test_at_every_length(self):
        np = self.np
        measure = f"[measure]\nmetrics = {list(self.NAMES)}\n"
        points = self.stored(HEAD, TEACHER, DIAGONAL, TANH, learner('"rtrl"', '{ kind = "gradient", intercept = true }', SGD), measure)
        for engine in ("h5netcdf", "netcdf4"):
            with self.xarray.open_dataset(self.folder / "r.h5", engine=engine) as runs:
                runs = runs.load()
                for name, own in self.DIMENSIONS.items():
                    self.assertEqual(list(runs[name + "_re"].dims), ["point", "seed", "length", *own])
        compared = set()
        for i, point in enumerate(points):
            data = self.trace(point, f"{i}.h5")
            for name, traced in self.NAMES.items():
                if traced in data or traced + "_re" in data:
                    compared.add((data.attrs["poles"].split(",")[0], name))
                    stored = self.value(runs, name)[i, 1]
                    self.assertEqual(stored[1].tobytes(), (self.value(data, "final_" + traced) + 0j).tobytes(), name)
                    self.assertEqual(stored[0].tobytes(), (self.value(data, traced)[77] + 0j).tobytes(), name)
                    self.assertEqual((stored[0] != stored[1]).any(), True, name)
            # The matrix is what states go through, whatever the network.
            poles, matrix = self.value(runs, "state_poles")[i, 1, 1], self.value(runs, "recurrent_matrix")[i, 1, 1]
            self.assert_close(np.poly(poles), np.poly(matrix), 1e-11)
        self.assertEqual(len(compared), 8)

class Readouts(Trace):
    def test_fixed_poles(self):
        np = self.np
        ids = self.stored(HEAD, TEACHER, DIAGONAL, learner('"fixed"', f'{{ kind = "lms", step_size = {STEP} }}'),
                          learner('"fixed"', '{ kind = "rls", regularization = 0.5, intercept = true }'),
                          learner('"fixed"', '{ kind = "ridge", penalty = 0.5 }'))
        traces = {}
        for i, point in enumerate(ids):
            data = self.trace(point, f"{i}.h5")
            kind = next(line for line in data.attrs["settings"].splitlines() if line.startswith("learner.readout.kind")).split("=")[1]
            traces[kind[:-2]] = data
        for data in traces.values():
            # What no learner moves stands once.
            self.assertEqual(data.poles_re.dims, ("state",))
            self.assertEqual(data.input_weights.dims, ("state", "input_channel"))
            self.assert_close(self.value(data, "poles"), [0.5 + 0.4j, 0.5 - 0.4j, 0.7, -0.2, 0.6])
            self.assertEqual(data.states.values.tobytes(), traces["lms"].states.values.tobytes())
            self.assertFalse([name for name in data.variables if name.startswith("gradient") and name != "gradient_readout"])
            self.assertFalse({"final_poles_re", "recurrent_weights", "bias", "loss"} & set(data.variables))
        s, d = traces["lms"].states.values, traces["lms"].target.values[:, 0]
        self.assert_predicts(traces["lms"])
        self.assert_descends(traces["lms"], STEP, "readout")
        wide = np.hstack([s, np.ones((LENGTH, 1))])
        self.assert_predicts(traces["rls"], lambda states: np.hstack([states, np.ones((LENGTH, 1))]))
        for n in (1, 50, LENGTH - 1):
            solved = np.linalg.solve(wide[:n].T @ wide[:n] + 0.5 * np.eye(6), wide[:n].T @ d[:n])
            self.assert_close(traces["rls"].readout.values[n, 0], solved, 1e-9)
        self.assert_close(traces["rls"].gradient_readout.values, (traces["rls"].error.values[:, :, None] * wide[:, None]))
        self.assertIn("of this sample's loss", traces["rls"].gradient_readout.attrs["long_name"])
        # Ridge predicts nothing on the way, and is solved for every row.
        ridge = traces["ridge"]
        self.assertFalse({"prediction", "error", "gradient_readout"} & set(ridge.variables))
        solved = np.linalg.solve(s[:50].T @ s[:50] + 0.5 * np.eye(5), s[:50].T @ d[:50])
        self.assert_close(ridge.readout.values[50, 0], solved, 1e-9)
        self.assert_close(ridge.final_readout.values[0], np.linalg.solve(s.T @ s + 0.5 * np.eye(5), s.T @ d), 1e-9)


    def test_complex_data(self):
        readout = f'{{ kind = "lms", step_size = {STEP}, regressors = "widely_linear", intercept = true }}'
        point, = self.stored(HEAD, CHANNEL, COMPLEX, learner('"fixed"', readout), PREQUENTIAL.replace('"gradient_norm", "loss", ', ""))
        data = self.trace(point)
        ones = self.np.ones((LENGTH, 1))
        self.assert_predicts(data, lambda states: self.np.hstack([states, states.conj(), ones]))
        self.assert_descends(data, STEP, "readout")
        self.assertEqual(data.poles_im.dims, ("state",))
        self.assert_close(self.np.sort_complex(self.value(data, "poles")), self.np.sort_complex(self.of_results("spectrum")))

    def test_seen_inputs(self):
        readout = f'{{ kind = "lms", step_size = {STEP}, regressors = "states_and_inputs", intercept = true }}'
        point, = self.stored(HEAD, CHANNEL, COMPLEX, learner('"fixed"', readout), PREQUENTIAL.replace('"gradient_norm", "loss", ', ""))
        data = self.trace(point)
        inputs = self.value(data, "input")
        ones = self.np.ones((LENGTH, 1))
        self.assert_predicts(data, lambda states: self.np.hstack([states, inputs, ones]))
        self.assert_descends(data, STEP, "readout")


class Batches(Trace):
    def test_bptt_has_the_gradient_of_the_loss(self):
        np = self.np
        ids = self.stored(HEAD.replace("\nlengths", "\niterations = [6]\nlengths"), TEACHER.replace("washout = 5\n", ""), TANH,
                          learner('"bptt"', optimizer=SGD, regime='{ kind = "repeat", passes = 6 }'),
                          learner('"fixed"', '{ kind = "lms", step_size = 0.01 }'), EXACT)
        traces = {data.attrs["regime"]: data for data in (self.trace(point, f"{i}.h5") for i, point in enumerate(ids))}
        data, samples = traces["repeat"], traces["stream"]
        x, d = samples.input.values, samples.target.values[:, 0]
        names = ("recurrent_weights", "input_weights", "bias", "readout")
        self.assertEqual(data.iteration.values.tolist(), [1, 2, 3, 4, 5, 6])
        self.assertEqual(data.updates.values.tolist(), [1, 2, 3, 4, 5, 6])
        self.assertNotIn("clean_target", data)
        self.assert_predicts(data)
        self.assert_descends(data, STEP, *names)
        for name in ("input", "target"):  # a row shows the last sample of a pass
            self.assertTrue((data[name].values == samples[name].values[-1]).all())

        def loss(w, u, b, v):
            s, total = np.zeros(5), 0
            for t in range(LENGTH):
                s = np.tanh(w @ s + u @ x[t] + b)
                total += (v[0] @ s - d[t]) ** 2 / 2
            return total / LENGTH

        for row in (0, 5):
            weights = [data[name].values[row] for name in names]
            self.assert_close(loss(*weights), data.loss.values[row])
            for i, name in enumerate(names):
                for at in ((0,) * weights[i].ndim, tuple(size - 1 for size in weights[i].shape)):
                    ends = []
                    for shift in (1e-5, -1e-5):
                        moved = [one.copy() for one in weights]
                        moved[i][at] += shift
                        ends.append(loss(*moved))
                    self.assert_close((ends[0] - ends[1]) / 2e-5, data["gradient_" + name].values[row][at], 1e-8)

    def test_episodes(self):
        np = self.np
        regime = '{ kind = "episodes", batch = 3, length = 70 }'
        sweep = HEAD.replace(f"lengths = [77, {LENGTH}]", "iterations = [4, 9]")
        ids = self.stored(sweep, TEACHER, TANH.replace('activation = "tanh"\n', "").replace("bias = 0.3\n", ""),
                          learner('"rtrl"', optimizer=SGD, regime=regime), EXACT)
        data = self.trace(ids[0])
        self.assertEqual(data.iteration.values.tolist(), list(range(1, 10)))
        self.assert_predicts(data)
        self.assert_descends(data, STEP, "recurrent_weights", "readout")
        with self.xarray.open_dataset(self.folder / "r.h5", group="training") as stored:
            stored = stored.load().isel(training_point=0, training_length=0).sel(seed=1)
        self.assertEqual(self.value(data, "final_poles").tobytes(), self.value(stored, "spectrum")[-1].tobytes())
        self.assertEqual(data.loss.values[[3, 8]].tolist(), stored.loss.values.tolist())
        self.assertEqual(data.gradient_norm.values[[3, 8]].tolist(), stored.gradient_norm.values.tolist())
        self.assertEqual(np.unique(data.input.values).size, 9)
        self.assertFalse((data.target.values == data.clean_target.values).any())

    def test_expected_episodes(self):
        sweep = HEAD.replace(f"lengths = [77, {LENGTH}]", "iterations = [9]")
        point, = self.stored(sweep, TEACHER.replace("washout = 5\n", ""), DIAGONAL,
                             learner('"rtrl"', optimizer=SGD, regime='{ kind = "episodes", length = 70, expected = true }'), EXACT)
        data = self.trace(point)
        self.assertEqual(data.iteration.values.tolist(), list(range(1, 10)))
        self.assert_predicts(data)
        self.assert_descends(data, STEP, "input_weights", "readout")
        # The last lag of an impulse.
        self.assertTrue((data.input.values == 0).all())
        self.assert_close(data.target.values, self.np.full((9, 1), 0.75 ** 69 + 0.8 ** 69), 1e-18)

    def test_gauss_newton_predicts_with_the_step_on_trial(self):
        ids = self.stored(HEAD, TEACHER, DIAGONAL, learner('{ kind = "gauss_newton", damping = 1e-6 }',
                                                           regime='{ kind = "repeat", passes = 12 }'))
        data = self.trace(ids[0])
        self.assertEqual(data.iteration.values.tolist(), list(range(1, 13)))
        self.assert_predicts(data)
        self.assertFalse([name for name in data.variables if name.startswith("gradient") or name == "loss"])


class EveryTenth(Trace):
    def test_is_every_tenth_row_of_the_whole_trace(self):
        repeat = '{ kind = "repeat", passes = 25 }'
        ids = self.stored(
            HEAD.replace("\nlengths", "\niterations = [3, 15]\nlengths"), TEACHER, TEACHER.replace("0.1", "0.1\ncomplex = true"), DIAGONAL,
            TANH.replace('"tanh"', '"identity"'), EXCLUDE,
            learner('"rtrl"', optimizer=SGD), learner('{ kind = "rtrl", update_every = 7 }', optimizer=ADAM),
            learner('{ kind = "tbptt", truncation = 4 }', "{ kind = \"rls\", forgetting = 0.99 }", SGD), learner('"fixed"', "rls"),
            learner('"fixed"', "gradient", ADAM), learner('"fixed"', '{ kind = "lms", step_size = 0.01 }', regime=repeat),
            learner('{ kind = "rtrl", update_every = 7 }', optimizer=SGD, regime=repeat), learner('"bptt"', optimizer=SGD, regime=repeat),
            learner('"snap1"', optimizer=SGD, regime='{ kind = "episodes", batch = 2, length = 30 }'), EXACT)
        self.assertEqual(len(ids), 18)
        seen = set()
        for point in ids:
            whole, tenth = self.trace(point, point + ".h5"), self.trace(point, point + "-10.h5", every=10)
            rows = next(iter(tenth.coords))
            self.assertEqual(tenth[rows].values.tolist(), list(range(10, whole[rows].size + 1, 10)), tenth.attrs["settings"])
            self.assertEqual(list(whole.variables), list(tenth.variables))
            for name in whole.variables:
                wanted = whole[name].sel({rows: tenth[rows]}) if rows in whole[name].dims else whole[name]
                self.assertEqual(wanted.values.tobytes(), tenth[name].values.tobytes(), (name, tenth.attrs["settings"]))
            seen.add((rows, whole[rows].size))
        self.assertEqual(seen, {("sample", 200), ("iteration", 25), ("iteration", 25 * 28), ("iteration", 25 * 200), ("iteration", 15)})

    def test_of_other_kernels_has_the_same_bits(self):
        point, = self.stored(HEAD, CHANNEL, COMPLEX, learner('{ kind = "tbptt", truncation = 4 }', optimizer=ADAM), PREQUENTIAL)
        own, portable = self.trace(point, "own.h5"), self.trace(point, "portable.h5", POLESWEEP_KERNELS="portable")
        self.assertEqual(portable.attrs["kernels"], "portable")
        for name in own.variables:
            self.assertEqual(own[name].values.tobytes(), portable[name].values.tobytes(), name)


class Recorded(Trace):
    """Records with gaps: segments start from a zero state, and an update that is not complete is dropped there."""

    def test_segments(self):
        np = self.np
        rows = np.random.default_rng(1).normal(size=(400, 2))
        rows[[93, 94, 203], 0] = np.nan
        self.write("gaps.csv", "x,y\n" + "".join(f"{x},{y}\n".replace("nan", "") for x, y in rows))
        task = """
[[task]]
kind = "file"
path = "gaps.csv"
inputs = [["x"]]
targets = [["y"]]
window_length = 300
windows = 2
washout = 4
"""
        rule = '{ kind = "rtrl", update_every = 7 }'
        ids = self.stored(HEAD.replace("\nlengths", "\niterations = [3]\nlengths"), task, COMPLEX, learner(rule, optimizer=SGD),
                          learner(rule, optimizer=SGD, regime='{ kind = "repeat", passes = 3 }'))
        traces = {}
        for point in ids:
            for every in (1, 5):
                data = self.trace(point, f"{point}-{every}.h5", every, seed=0)
                self.assert_predicts(data)
                traces[data.attrs["regime"], every] = data
        for regime, along in (("stream", "sample"), ("repeat", "iteration")):
            whole, fifth = traces[regime, 1], traces[regime, 5]
            for name in whole.variables:
                wanted = whole[name].sel({along: fifth[along]}) if along in whole[name].dims else whole[name]
                self.assertEqual(wanted.values.tobytes(), fifth[name].values.tobytes(), name)
        # The updates of a pass are those that the stream made: both count within segments.
        stream, repeat = traces["stream", 1], traces["repeat", 1]
        done = int(stream.updates[-1])
        self.assertLess(done, LENGTH // 7)
        self.assertEqual(repeat.iteration.values.tolist(), list(range(1, 3 * done + 1)))
        ends = np.flatnonzero(np.diff(stream.updates.values, prepend=0))
        self.assertEqual(stream.input.values[ends].tobytes(), repeat.input.values[:done].tobytes())
        self.assertEqual(stream.states.values[ends].shape, repeat.states.values[:done].shape)
        self.assertTrue(set(np.diff(ends)) > {7}, "no update was dropped at a gap")


if __name__ == "__main__":
    unittest.main()
