#include "core/learners/recurrent/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {

RecurrentRule* read_rtrl(Fields& fields);
RecurrentRule* read_bptt(Fields& fields);
RecurrentRule* read_tbptt(Fields& fields);
RecurrentRule* read_immediate(Fields& fields);
RecurrentRule* read_rflo(Fields& fields);
RecurrentRule* read_eprop(Fields& fields);
RecurrentRule* read_snap1(Fields& fields);
RecurrentRule* read_snap(Fields& fields);
RecurrentRule* read_uoro(Fields& fields);
RecurrentRule* read_kf_rtrl(Fields& fields);
RecurrentRule* read_r_kf_rtrl(Fields& fields);
RecurrentRule* read_low_rank_rtrl(Fields& fields);
RecurrentRule* read_gauss_newton(Fields& fields);
RecurrentRule* read_kalman(Fields& fields);

constexpr const char* rtrl_is_as_cheap = "estimates what rtrl has exactly and as cheaply on a diagonal network";

const RecurrentEntry recurrent_rules[] = {
    {{"fixed", "poles and input weights stay as they are", 1, "Theta <- Theta", "nothing", "Jaeger 2001 (echo state networks)"},
     {.follows_gradient = false, .may_be_shadow = false},
     nullptr},
    {{"rtrl", "real-time recurrent learning: the exact gradient, forward in time", 1,
      "P <- J P + D v, G = q^T P; blocked: every H samples P <- C P + Delta with C the product of the H Jacobians; diagonal networks: one trace e <- lambda e + s for each weight",
      "dense 2n^3 p + 2n^2 p, blocked 2n^3 + 2n^2 p + 2n^3 p/H; n^2 p numbers; diagonal 16n(m + 1); n(m + 1) numbers",
      "Williams and Zipser 1989; blocked: Schmidhuber 1992; diagonal: Zucchet et al. 2023 (arXiv 2305.15947)"},
     {.mode_equations = ModeEquations::exact},
     read_rtrl},
    {{"bptt", "backpropagation through the whole of every sequence or pass", 1,
      "c <- q + J^T c backwards in time, G = (1/T) sum (D c) v^T over the T loss terms of a pass or batch", "2n^2 + 2np; T(2n + m) numbers",
      "Rumelhart, Hinton and Williams 1986; Werbos 1990"},
     {.streams = false,
      .regime_reason = "goes back through a whole pass or sequence",
      .regimes_instead = "'repeat' or 'episodes', or tbptt",
      .may_be_shadow = false,
      .mode_equations = ModeEquations::exact},
     read_bptt},
    {{"tbptt", "backpropagation through the last samples alone", 1,
      "every k1 samples, the errors of these go back through k2 samples: (1, k) rolling, (k, k) chunked",
      "(k2/k1)(2n^2 + 2np); k2(2n + m) numbers", "Williams and Peng 1990; Sutskever 2013"},
     {.mode_equations = ModeEquations::truncated},
     read_tbptt},
    {{"immediate", "the derivative through the present sample alone (truncation 1)", 1, "G = (D q) v^T", "4np; nothing",
      "Williams and Peng 1990 with h = 1"},
     {.mode_equations = ModeEquations::truncated},
     read_immediate},
    {{"rflo", "random feedback local online learning: a fixed trace, random feedback", 1,
      "E <- factor E + D v^T, G = diag(B e) E with B drawn once, of deviation feedback_scale", "4np; np numbers",
      "Murray 2019 (eLife 8:e43299)"},
     {.mode_equations = ModeEquations::fixed_trace},
     read_rflo},
    {{"eprop", "e-prop for rate units that leak on their voltage", 1,
      "E <- (1 - leak) E + leak v^T, G = diag(f'(u) (V^T e)) E; trace_filter: G = diag(V^T e) F, F <- kappa F + f'(u) E", "4np; np numbers",
      "Bellec et al. 2020, eqs 1 and 4"},
     {.voltage_leak = true, .without_leak = "rflo with feedback = 'symmetric'", .mode_equations = ModeEquations::fixed_trace},
     read_eprop},
    {{"snap1", "one-step sparse approximation: the Jacobian's diagonal alone carries the trace", 1, "E <- diag(J) E + D v^T, G = diag(q) E",
      "4np; np numbers", "Menick et al. 2021 (arXiv 2006.07232)"},
     {.mode_equations = ModeEquations::own_trace},
     read_snap1},
    {{"snap",
      "sparse n-step approximation of a network with keep_zeros: influence on the states that a weight reaches in n steps; of a full one, rtrl from order 2 on",
      1,
      "P <- M o (J P + D v^T), M = [(I + |J|)^(n - 1) != 0], G = q^T P; n = 1: snap1; n >= 2 where all weights are trained, and diagonal networks: rtrl",
      "2p sum_i sum_k |row_k and column_i of M|, at most 2n^3 p + 2n^2 p; n^2 p numbers", "Menick et al. 2021 (arXiv 2006.07232)"},
     {},
     read_snap},
    {{"uoro",
      "unbiased online recurrent optimization: RTRL of dense networks through one random product of a state and a gradient, right in the mean",
      1,
      "P = A B, A <- rho0 J A + rho1 nu, B <- B/rho0 + (D nu) v^T/rho1, G = (q A) B, nu = +-1; rho0 = sqrt(|B|/|J A|), rho1 = sqrt(|(D nu) v^T|/|nu|)",
      "2n^2 + 6np; n + np numbers", "Tallec and Ollivier 2017 (arXiv 1702.05043)"},
     {.dense = true, .on_diagonal = rtrl_is_as_cheap, .diagonal_instead = "rtrl", .draws = true},
     read_uoro},
    {{"kf_rtrl",
      "Kronecker-factored RTRL of dense networks: a random product of a vector over columns and a matrix over units, right in the mean", 1,
      "P = A (x) B, A <- nu0 rho0 A + nu1 rho1 v, B <- nu0 J B/rho0 + nu1 D/rho1, G = (B^T q) A^T, nu = +-1; rho0 = sqrt(|J B|/|A|), rho1 = sqrt(|D|/|v|)",
      "2n^3 + 5n^2 + np; n^2 + p numbers", "Mujika, Meier and Steger 2018 (arXiv 1805.10842)"},
     {.dense = true, .on_diagonal = rtrl_is_as_cheap, .diagonal_instead = "rtrl", .draws = true},
     read_kf_rtrl},
    {{"r_kf_rtrl",
      "reverse Kronecker-factored RTRL of dense networks: a random product of a vector over units and a matrix over columns, right in the mean",
      1,
      "P[k, (i, j)] = A_i B_kj, A <- rho0 A + rho1 nu, B <- J B/rho0 + diag(nu) D v^T/rho1, G = A (q^T B), nu = +-1; rho0 = sqrt(|J B|/|A|), rho1 = sqrt(|D v^T|/|nu|)",
      "2n^2 p + 9np; n + np numbers", "Marschall, Cho and Savin 2020 (JMLR 21:135)"},
     {.dense = true, .on_diagonal = rtrl_is_as_cheap, .diagonal_instead = "rtrl", .draws = true},
     read_r_kf_rtrl},
    {{"low_rank_rtrl", "RTRL of dense networks, the influence matrix cut to its greatest singular values at every sample", 1,
      "P <- top r of (J P + D v^T) = U R, G = (q^T U) R; r = n: RTRL (complex: r = 2n real parts)",
      "2r^2 np + 6rnp + 2n^3 + 6n^2 r + 8nr^2 + 300nr; nr + rnp numbers",
      "best approximation of rank r: Eckart and Young 1936; for RTRL: low-rank influence as in Benzing et al. 2019 (arXiv 1902.03993), without noise"},
     {.dense = true, .on_diagonal = "cuts what rtrl keeps whole and as cheaply on a diagonal network", .diagonal_instead = "rtrl"},
     read_low_rank_rtrl},
    {{"gauss_newton", "Gauss-Newton with Levenberg damping on network and readout over the whole record", 1,
      "(J^H J + mu diag(J^H J)) step = -J^H e once a pass",
      "rtrl and N^2/2 multiply-adds for N unknowns, N^3/3 a pass; N^2 numbers. Unknowns: poles and readout 2n, dense np + n",
      "Levenberg 1944; arXiv 2602.21454 for the likelihood"},
     {.streams = false,
      .plays_episodes = false,
      .regime_reason = "needs the whole record at every step",
      .regimes_instead = "'repeat'",
      .solves_for_readout = true,
      .one_output = true,
      .follows_gradient = false,
      .may_be_shadow = false},
     read_gauss_newton},
    {{"kalman", "extended Kalman filter over network and readout, sample by sample", 1,
      "g = P J^H, kappa = 1 + J g, (network, V) -= g e/kappa, P <- P - g g^H/kappa + Q with J = dy/d(network, V) from the exact gradient",
      "rtrl and, for groups of N unknowns, (3/2)N^2 multiply-adds each; N^2/2 numbers. Unknowns: poles and readout 2n, dense np + n",
      "Singhal and Wu 1989; Williams 1992; decoupled: Puskorius and Feldkamp 1994"},
     {.repeats = false,
      .plays_episodes = false,
      .regime_reason = "takes every sample for new data",
      .regimes_instead = "'stream', or gauss_newton",
      .solves_for_readout = true,
      .one_output = true,
      .follows_gradient = false,
      .may_be_shadow = false},
     read_kalman},
    {{nullptr, nullptr, 0, nullptr, nullptr, nullptr}, {}, nullptr},
};

}  // namespace polesweep::POLESWEEP_KERNELS
