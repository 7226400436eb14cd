"""A run's bits depend on its point and seed alone: not on ranks, instruction sets or the history of the results file."""
import pathlib
import platform
import unittest

from sweeps import EPISODES, LEARNED, REGIMES, REPEAT, SMALL, SMALL_RUNS, UNITS, SweepTest, module

KERNEL_FLAGS = {"v3": {"avx2", "fma"}, "v4": {"avx2", "fma", "avx512f", "avx512dq", "avx512vl", "avx512bw", "avx512cd"}, "neon": {"asimd"}}
KERNEL_NAMES = {"x86_64": "portable, v3 or v4", "aarch64": "portable or neon"}


def processor_flags():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith(("flags", "Features")):
            return set(line.split())
    return set()


class Ranks(SweepTest):
    def test_one_two_and_four_ranks_write_what_one_process_writes(self):
        self.need_mpi()
        sweep = self.write("units.toml", UNITS)
        self.run_sweep(sweep, "alone.h5")
        for ranks in (1, 2, 4):
            with self.subTest(ranks=ranks):
                name = f"{ranks}.h5"
                self.run_sweep(sweep, name, ranks=ranks)
                self.assert_equal_data("alone.h5", name)
                with module("h5py").File(self.folder / name) as file:
                    self.assertEqual(list(file["provenance/ranks"]), [ranks])


class Learned(SweepTest):
    def test_ranks_and_fusion_do_not_matter(self):
        sweep = self.write("learned.toml", LEARNED)
        self.run_sweep(sweep, "fused.h5")
        self.run_sweep(sweep, "unfused.h5", "--no-fuse")
        self.assert_equal_data("fused.h5", "unfused.h5")
        with module("h5py").File(self.folder / "fused.h5") as file:
            self.assertEqual(set(file["status"][()].ravel()), {1, 2}, "complete and diverged")
            self.assertEqual(file["training/risk"].shape[1:], (5, 3, 3))
        self.need_mpi()
        self.run_sweep(sweep, "ranks.h5", ranks=3)
        self.assert_equal_data("fused.h5", "ranks.h5")

    def test_a_sweep_that_grew_equals_the_sweep_at_once(self):
        sweep = self.write("learned.toml", LEARNED)
        self.run_sweep(sweep, "at_once.h5")
        small = self.write("first.toml", LEARNED.replace("seeds = 5", "seeds = 2").replace("[0.001, 0.003, 30.0]", "[0.003]"))
        self.run_sweep(small, "grown.h5")
        again = self.run_sweep(sweep, "grown.h5")
        self.assertIn(" runs already computed", again.stderr)
        self.assert_equal_data("at_once.h5", "grown.h5")
        # What is read back from the results file alone serves as well: nothing is left to do.
        finished = self.run_sweep(sweep, "grown.h5")
        self.assertNotIn("computing", finished.stderr)
        self.assert_equal_data("at_once.h5", "grown.h5")


    # What is stored of a run must not stand for what it was not asked: each of these once did.
    def check_change(self, name, before, after):
        changed, at_once = f"{name}-changed.h5", f"{name}-at-once.h5"
        self.run_sweep(self.write("before.toml", before), changed)
        after = self.write("after.toml", after)
        self.run_sweep(after, changed)
        self.run_sweep(after, at_once)
        self.assert_equal_data(at_once, changed)
        with module("h5py").File(self.folder / changed) as file:
            self.assertTrue((file["training/risk"][()][:, :, 0] > 0).all(), "measured at the first length everywhere")

    def test_iterations_that_are_asked_for_later_are_computed(self):
        self.check_change("all", REGIMES.replace("iterations = [1, 4]\n", "").replace(EPISODES, ""), REGIMES.replace(EPISODES, ""))
        self.check_change("more", REGIMES, REGIMES.replace("[1, 4]", "[1, 3, 4]"))

    def test_another_shadow_is_another_alignment(self):
        self.check_change("other", REGIMES, REGIMES.replace('"immediate"', '{ kind = "tbptt", truncation = 3 }'))
        self.check_change("added", REGIMES, REGIMES.replace('"immediate"', '"immediate", "snap1"'))

    def test_episodes_do_not_depend_on_lengths(self):
        self.check_change("fewer", REGIMES, REGIMES.replace("[10, 40]", "[40]"))
        self.check_change("longer", REGIMES, REGIMES.replace("[10, 40]", "[10, 20, 40]"))

    def test_a_larger_network_that_is_dropped_leaves_no_trace(self):
        self.check_change("smaller", REGIMES.replace("count = 4", "count = [4, 7]"), REGIMES)

    def test_episodes_alone_need_no_lengths(self):
        alone = self.write("alone.toml", REGIMES.replace("lengths = [10, 40]\n", "").replace(REPEAT, ""))
        done = self.call("run", alone, "-o", "alone.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("at 4 updates, 95 % confidence:\n", done.stdout)
        self.assertIn("at 4 updates:", (self.folder / "report/index.html").read_text())
        self.run_sweep(self.write("all.toml", REGIMES), "all.h5")
        h5py = module("h5py")
        with h5py.File(self.folder / "alone.h5") as a, h5py.File(self.folder / "all.h5") as b:
            self.assertEqual(a["risk"].shape, (1, 2, 0))
            self.assertEqual(list(a["training/training_length"]), [0])
            episodes = [k for k, point in enumerate(b["training/training_point"]) if b["learner_regime_kind"][point] == b"episodes"]
            self.assertEqual(a["training/risk"][0, :, 0].tobytes(), b["training/risk"][episodes[0], :, 0].tobytes())


class Kernels(SweepTest):
    def check(self, name):
        if not KERNEL_FLAGS.get(name, set()) <= processor_flags():
            self.skipTest(f"this processor has no {name}")
        sweep = self.write("small.toml", SMALL)
        self.run_sweep(sweep, "portable.h5", POLESWEEP_KERNELS="portable")
        self.run_sweep(sweep, "other.h5", **({"POLESWEEP_KERNELS": name} if name else {}))
        self.assert_equal_data("portable.h5", "other.h5")
        return self.folder / "other.h5"

    def check_named(self, name):
        with module("h5py").File(self.check(name)) as file:
            self.assertEqual([text.decode() for text in file["provenance/kernels"]], [name])

    def test_v3_equals_portable(self):
        self.check_named("v3")

    def test_v4_equals_portable(self):
        self.check_named("v4")

    def test_neon_equals_portable(self):
        self.check_named("neon")

    def test_the_choice_of_the_program_equals_portable(self):
        self.check("")

    def test_a_wrong_name_is_answered_with_those_of_this_build(self):
        done = self.call("--version", POLESWEEP_KERNELS="v5")
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"POLESWEEP_KERNELS: got 'v5' (must be {KERNEL_NAMES[platform.machine()]}, and this processor must have it)", done.stderr)


class Sweep(SweepTest):
    def test_the_small_sweep_holds_what_the_other_tests_rely_on(self):
        self.run_sweep(self.write("small.toml", SMALL), "r.h5")
        with module("h5py").File(self.folder / "r.h5") as file:
            self.assertEqual(file["status"].size, SMALL_RUNS)
            texts = {name: {text.decode() for text in file[name]} for name in ("learner_readout_kind", "poles_kind", "evaluation_kind")}
            self.assertEqual(texts["learner_readout_kind"], {"lms", "nlms", "rls", "ridge"})
            self.assertEqual(texts["poles_kind"], {"ring", "random"})
            self.assertEqual(texts["evaluation_kind"], {"exact", "holdout"})
            self.assertEqual(set(file["task_complex"]), {0, 1})
            self.assertEqual(set(file["status"][()].ravel()), {1, 2}, "complete and diverged")

    def test_sweep_that_grew_equals_the_sweep_at_once(self):
        sweep = self.write("small.toml", SMALL)
        self.run_sweep(sweep, "at_once.h5")
        small = self.write("first.toml", SMALL.replace("seeds = 12", "seeds = 5").replace("[0.01, 0.1, 10.0]", "[0.1]"))
        self.run_sweep(small, "grown.h5")
        again = self.run_sweep(sweep, "grown.h5")
        self.assertIn(f"found {17 * 5 * 5} of {SMALL_RUNS} runs already computed", again.stderr)
        self.assert_equal_data("at_once.h5", "grown.h5")


if __name__ == "__main__":
    unittest.main()
