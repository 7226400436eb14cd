"""TBPTT(10) of jobs/sweeps/canonical.toml in PyTorch: autograd through the window, computed again at every sample, and torch.optim.SGD."""
import torch

from canonical_learners import LEAK, Dense

torch.set_num_threads(1)


class Tbptt:
    def __init__(self, n, lead, rng):
        self.network = Dense("random", n, lead, rng)
        self.w = torch.tensor(self.network.w, requires_grad=True)
        self.v = torch.zeros(lead + (n,), dtype=torch.float64, requires_grad=True)
        self.optimizer = torch.optim.SGD([self.w, self.v], lr=1e-4)
        self.states, self.rows = [torch.zeros(lead + (n,), dtype=torch.float64)], []

    def run(self, xs, ds):
        lead = self.v.shape[:-1]
        for x, d in zip(torch.tensor(xs), torch.tensor(ds)):
            self.rows = self.rows[-9:] + [torch.stack([x, torch.ones_like(x)], -1)]
            h = self.states[0]
            for row in self.rows:
                h = (1 - LEAK) * h + LEAK * (self.w @ torch.cat([h, row], -1)[..., None])[..., 0]
            error = (self.v * h).sum(-1) - d
            self.optimizer.zero_grad()
            (error * error / 2).sum().backward()
            self.optimizer.step()
            self.states = self.states[-9:] + [h.detach()]
            assert h.shape[:-1] == lead

    def risk(self):
        self.network.w = self.w.detach().numpy()
        return self.network.risk(self.v.detach().numpy())
