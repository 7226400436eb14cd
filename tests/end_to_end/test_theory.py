"""`polesweep theory`: lists the closed forms of the papers and evaluates them."""
import json
import re
import unittest

from sweeps import SweepTest

# Formula, parameters, value, tolerance relative to the largest entry. The values were computed apart from polesweep (finite sums, finite
# differences, multiple precision).
VALUES = [
    ("p1.f", {"x": 0.3, "y": 0.62, "c": 0.75, "d": 0.8}, 2.3250312344664144, 1e-10),
    ("p1.hess_opt_eigs", {"c": 0.75, "d": 0.8}, [1.160129938020779, 106.45943758328522], 1e-10),
    ("p1.kappa_pole", {"c": 0.75, "d": 0.8}, 91.76509811039669, 1e-09),
    ("p1.kappa_pole_N", {"c": 0.75, "d": 0.8, "N": 20}, 96.41208351064317, 1e-09),
    ("p1.kappa_joint", {"poles": [0.5, 0.8], "gains": [1.0, 0.6]}, 2863.346896778135, 1e-07),
    ("p1.saddle", {"c": 0.75, "d": 0.8}, [0.7769783763466029, 0.00019096997533880297, -0.6193448577334053], 1e-08),
    ("p1.log10det_joint", {"poles": [[0.5, 0.3], [-0.4, 0.2], [0.7, 0]], "gains": [[1, 0], [0.5, -0.2], [-0.7, 0]]}, -2.1424300572902437, 1e-09),
    ("p1.crb_pole", {"poles": [0.5, 0.8], "gains": [1.0, 0.6], "s2": 0.01, "N": 1000}, [6.75e-05, 2.0736e-05], 1e-08),
    ("p1.crb_gain", {"poles": [0.5, 0.8], "gains": [1.0, 0.6], "s2": 0.01, "N": 1000}, [0.00087, 0.000889344], 1e-08),
    ("p1.bias_fixed", {"fixed_poles": [0.2, -0.6, 0.85], "poles": [0.9, 0.5], "gains": [1.0, -0.6]}, 0.24514129935809156, 1e-09),
    ("p1.ring_kappa_joint", {"rho": 0.9, "K": 8}, 658.89747024784, 1e-08),
    ("p1.kappa_conj_pair", {"modulus": 0.7, "angle": 0.4, "gain": 1.0}, 1.8437818221967737, 1e-09),
    ("p2.delta.bptt", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8]}, [-0.6021569380440348, -0.3242383512544803, -1.3620392622690576], 1e-09),
    ("p2.delta.tbptt", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8], "k": 3}, [-0.6021569380440348, -0.24410281875, -1.1921821009408602], 1e-09),
    ("p2.delta.rflo", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8], "ahat": -0.8, "what": 0.4}, [-0.6021569380440348, 0.23137254901960785, 1.2062749113982512], 1e-09),
    ("p2.rate_slow", {"algorithm": "bptt", "s": 1.3, "teacher": [1.1, 0.9, 0.8]}, 3.5610841264631894, 1e-09),
    ("p2.rflo_window", {"s": -1.5, "teacher": [1.0, 0.5, 0.9], "what": 0.0}, [0.1111111111111111, 0.1434070495886482], 1e-08),
    ("p2.eta_max", {"algorithm": "tbptt", "s": 1.3, "teacher": [1.1, 0.9, 0.8], "k": 1}, 0.22360966591742532, 1e-09),
    ("p2.loss_seq", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8], "T": 20}, 0.2754646369536906, 1e-10),
    ("p2.flow_time", {"algorithm": "rflo", "theta0": [1.0, 1.0, 0.6], "teacher": [1.0, 1.0, 0.8], "eps": 1e-06, "ahat": -1.0, "what": 0.5}, [3.260628045945352, 4.706072165469212], 1e-07),
    ("p3.delay_w", {"d": 3, "k": 5}, 0.9134126301261444, 1e-09),
    ("p3.w_twoexp", {"teacher": [[1.0, 0.3], [0.4, 0.95]], "k": 4}, [0.7053394778076423, 1.2465836954865508, 0.3831525898236868], 1e-09),
    ("p3.grad_bias", {"a": 0.8, "w": 0.7, "teacher": [[1.0, 0.3], [0.4, 0.95]], "k": 5}, 0.30378652406832435, 1e-09),
    ("p3.w2_joint", {"t": 5, "w": 0.8, "b": 0.6, "h0": 1.5, "p0": 0.7}, 3.6719578786249705, 1e-08),
    ("p3.asym_cov", {"d": 1, "k": 2, "s2": 0.0}, [0.23606797749978964, -0.10557280900008413, 0.07639320225002111], 1e-07),
]

PAPER_TABLES = [
    # Condition numbers of rings.
    *[(name, {"K": k, "rho": rho}, value, 2e-3)
      for k, rho, fixed, pole, joint in ((8, .8, 22.74, 1.695, 3.494e3), (8, .9, 4.371, 1.073, 6.589e2), (16, .9, 23.59, 1.594, 1.209e4),
                                         (32, .8, 1.020e6, 4.176e3, 6.654e12), (32, .9, 687.0, 10.27, 8.499e6),
                                         (32, .95, 24.05, 1.564, 4.576e4), (32, .99, 1.865, 1.004, 1.982e4))
      for name, value in (("p1.ring_kappa_fixed", fixed), ("p1.ring_kappa_pole", pole), ("p1.ring_kappa_joint", joint))],
    # Condition number of a short record.
    *[("p1.kappa_pole_N", {"c": .75, "d": .8, "N": n}, value, 1e-5)
      for n, value in ((2, 4635.61), (3, 1844.06), (5, 639.84), (10, 180.757), (50, 91.76517))],
    ("p1.kappa_coefficients", {"c": .775, "d": .775}, 573.886, 1e-5),
    # Half-way between (0.75, 0.8) and (0.8, 0.75).
    ("p1.midpoint_barrier", {"poles": [.75, .8]}, 5.869203174006e-4, 1e-10),
    # All weights of a dense network.
    ("p1.kappa_full", {"W": [.75, 0, 0, .8], "B": [1, 1], "C": [1, 1]}, 1.12e5, 5e-3),
    # Slow rates along the optimal manifold.
    *[("p2.rate_slow", {"algorithm": rule, "s": s, "teacher": [1.1, .9, .8], **extra}, value, 1e-4)
      for s, values in ((.25, (14.404, 2.4427, 5.1600, 9.3738, 14.562, 7.2090, 23.444)), (1, (3.1387, 1.5360, 2.2973, 2.8814, 2.3549, 1.5360, 3.1387)),
                        (4, (14.520, 7.4679, 11.075, 13.824, 2.6279, 1.8036, 3.6465)))
      for (rule, extra), value in zip((("bptt", {}), ("tbptt", {"k": 1}), ("tbptt", {"k": 2}), ("tbptt", {"k": 4}), ("rflo", {"what": .5}),
                                       ("rflo", {"what": 0}), ("eprop", {})), values)],
    # The detour: time and length of the path.
    *[("p2.flow_time", {"algorithm": rule, "theta0": [1, 1, .6], "teacher": [1, 1, .8], "eps": 1e-6, **extra}, value, 1e-6)
      for rule, extra, value in (("bptt", {}, [1.42531260, .23199226]), ("tbptt", {"k": 1}, [3.18833137, .24768043]),
                                 ("rflo", {"what": .5}, [1.99149467, .22948709]))],
    ("p2.flow_end", {"algorithm": "rflo", "theta0": [1, 1, .6], "teacher": [1, 1, .8], "eps": 1e-6, "ahat": -1, "what": .5},
     [-.504064, -1.981910, .800272], 1e-6),
    # Where TBPTT(k) stops.
    *[("p3.w_twoexp", {"teacher": [[1, .3], [.4, .95]], "k": k}, value, 1e-7)
      for k, value in ((1, [.57384814, 1.4, .46824026]), (2, [.62646080, 1.34840399, .43306397]), (8, [.79293922, 1.0890483, .33205106]),
                       (32, [.87271760, .88074878, .30223191]), (0, [.87424159, .87582180, .30221155]))],
    *[("p3.delay_w", {"d": d, "k": k}, value, 1e-6)
      for d, values in ((1, (.707107, .786151, .737353, .720271)), (5, (.912871, .973715, .956966, .924727)), (8, (.942809, .988102, .979275, .951773)))
      for k, value in zip((0, d + 1, d + 2, 2 * d + 2), values)],
    *[("p3.delay_w", {"d": 1, "k": k, "cut": "chunked"}, value, 1e-6) for k, value in ((2, .855600), (4, .772057), (8, .734260))],
    ("p3.drift", {"d": 1, "k": 2}, -.1803399, 1e-6),
    ("p3.asym_cov", {"d": 1, "k": None}, [13 / 64, -3 / 32, 1 / 16], 1e-12),
]


class Theory(SweepTest):
    def evaluate(self, formula, parameters):
        arguments = [f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in parameters.items()]
        called = self.call("theory", formula, *arguments)
        self.assertEqual((called.returncode, called.stderr), (0, ""), (formula, parameters))
        return json.loads(called.stdout)

    def assert_values(self, rows):
        for formula, parameters, expected, tolerance in rows:
            with self.subTest(formula=formula, parameters=parameters):
                answer = self.evaluate(formula, parameters)
                self.assertEqual((answer["formula"], answer["parameters"]), (formula, parameters))
                got, wanted = ([v] if isinstance(v, (int, float)) else v for v in (answer["value"], expected))
                self.assertEqual(len(got), len(wanted))
                scale = max(abs(v) for v in wanted)
                for a, b in zip(got, wanted):
                    self.assertLessEqual(abs(a - b), tolerance * scale)

    def test_independent_values(self):
        self.assertEqual(len(VALUES), 25)
        self.assert_values(VALUES)

    def test_tables_of_the_papers_theory(self):
        self.assert_values(PAPER_TABLES)

    def test_lists_every_formula_with_its_parameters(self):
        called = self.call("theory", "--json")
        self.assertEqual(called.returncode, 0, called.stderr)
        formulas = {entry["name"]: entry for entry in json.loads(called.stdout)}
        self.assertLessEqual({row[0] for row in VALUES + PAPER_TABLES}, set(formulas))
        for entry in formulas.values():
            for key in ("summary", "formula", "domain", "accuracy", "source", "parameters"):
                self.assertTrue(entry[key], (entry["name"], key))
        text = self.call("theory").stdout
        page = self.call("theory", "--markdown").stdout
        for name in formulas:
            self.assertRegex(text, rf"(?m)^{re.escape(name)} ")
            self.assertIn(f"### `{name}`\n", page)

    def test_complex_numbers_are_pairs(self):
        poles = [complex(.2, .1), complex(.2, .2)]
        samples = [[(sum(p ** n for p in poles)).real, (sum(p ** n for p in poles)).imag] for n in range(4)]
        value = self.evaluate("p1.prony", {"samples": samples})["value"]
        for got, wanted in zip(value, poles + [1, 1]):
            self.assertLess(abs(complex(*got) - wanted), 1e-12)

    def assert_refused(self, arguments, expected):
        called = self.call("theory", *arguments)
        self.assertEqual((called.returncode, called.stdout), (2, ""))
        self.assertRegex(called.stderr, expected)

    def test_refuses_with_the_reason(self):
        self.assert_refused(["p2.rate_slo"], r"^theory: p2.rate_slo: unknown formula \(there are p1.f, .*\)\. Did you mean 'p2.rate_slow'\?\n$")
        self.assert_refused(["p1.kappa_pole", "c=0.5", "dd=0.2"], r"^theory: dd: unknown parameter \(p1.kappa_pole reads: c, d\)\. Did you mean 'd'\?\n$")
        self.assert_refused(["p1.kappa_pole", "c=0.5"], r"^p1.kappa_pole: d: missing \(.*\)\n$")
        self.assert_refused(["p1.kappa_pole", "c=0.5", "d=1"], r"^p1.kappa_pole: d: got 1 \(must be in \(-1, 1\)\)\n$")
        self.assert_refused(["p1.kappa_pole", "c=0.5", "d=0.5"], r"^p1.kappa_pole: outside the domain: c and d must differ \(domain: .*c != d\)\n$")
        self.assert_refused(["p1.kappa_pole", "c=half", "d=0.5"], r'^theory: c: got "half" \(must be a real number\)\n$')
        self.assert_refused(["p1.kappa_pole", "c=0.5", "c=0.6", "d=0.5"], r"^theory: c: given twice\n$")
        self.assert_refused(["p1.kappa_pole", "0.5"], r"^theory: got '0.5' \(must be parameter=value\)\n$")
        self.assert_refused(["p3.delay_w", "d=3", "k=3"], r"^p3.delay_w: outside the domain: k <= d")
        self.assert_refused(["p3.delay_w", "d=3.5", "k=9"], r"^theory: d: got 3.5 \(must be a whole number\)\n$")
        self.assert_refused(["p2.rate_slow", "algorithm=bppt", "s=1", "teacher=[1,1,0.5]"], r"algorithm: got 'bppt' \(must be one of bptt, ")
        self.assert_refused(["p2.flow_time", "algorithm=eprop", "ahat=-1", "theta0=[1,1,0.6]", "teacher=[1,1,0.8]", "eps=1e-6"],
                            r"the flow reaches \|w\| = 1")

    def test_integers_beyond_all_others(self):
        most = 2**63 - 1
        for number in (most + 1, 2 * most + 1, 2 * most + 2, 10**30, -most - 2, 1.5, 1e3):
            text = str(number)
            self.assert_refused(["p1.ring_kappa_fixed", "rho=0.5", "K=" + text], r"^theory: K: got [-0-9.e+]+ \(must be a whole number\)\n$")
        for number in (most, -most - 1, 0, -1):
            self.assert_refused(["p1.ring_kappa_fixed", "rho=0.5", f"K={number}"],
                                rf"^p1.ring_kappa_fixed: K: got {number} \(must be in \[1, 1e\+05\]\)\n$")
        # Where an integer has no upper bound, the last one is as good as any.
        last = self.evaluate("p2.delta.tbptt", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8], "k": most})["value"]
        self.assertEqual(last, self.evaluate("p2.delta.tbptt", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8], "k": most - 1})["value"])
        exact = self.evaluate("p2.delta.bptt", {"theta": [0.7, 1.3, 0.55], "teacher": [1.1, 0.9, 0.8]})["value"]
        for got, wanted in zip(last, exact):
            self.assertLess(abs(got - wanted), 1e-13)
        for number in ("1e400", "-1e400", "nan", "inf", "0x10"):
            self.assert_refused(["p1.kappa_pole", "c=0.5", "d=" + number], rf'^theory: d: got "{number}" \(must be a real number\)\n$')

    def test_deep_and_long_lists(self):
        for text in ("[" * 17 + "1" + "]" * 17, "[" * 60_000 + "1" + "]" * 60_000, "[" * 120_000, '{"a":' * 20_000, '"' + "[" * 17 + '"'):
            self.assert_refused(["p1.kappa_joint", "gains=[1]", "poles=" + text], r"^theory: poles: lists in more than 16 lists\n$")
        self.assert_refused(["p1.kappa_joint", "gains=[1]", "poles=" + "[" * 16 + "1" + "]" * 16], r"^theory: poles: got \[+1\]+ \(must be a number or \[re, im\]\)\n$")
        # What is quoted of a long value is its beginning.
        for text in ("x" * 100_000, "[" + "1," * 50_000 + "[]]", '{"a": "' + "x" * 100_000 + '"}'):
            called = self.call("theory", "p1.kappa_pole", "c=0.5", "d=" + text)
            self.assertEqual((called.returncode, called.stdout), (2, ""))
            self.assertRegex(called.stderr, r"^theory: d: got .*characters\) \(must be a real number\)\n$")
            self.assertLess(len(called.stderr), 400)


if __name__ == "__main__":
    unittest.main()
