"""A small network learns to balance a pole on a cart, by policy gradient.

    th examples/policy.py [--quick]

The cart: Barto, Sutton, Anderson, 1983; REINFORCE: Williams, 1992. Sixteen carts run side by side.
"""

import math

import numpy as np
import torch
from material import options, report
from torch import nn, optim
from torch.distributions import Categorical

try:
    from th import plot
except ImportError:
    plot = None

CARTS = 16
DISCOUNT = 0.99


class CartPole:
    """Carts with a pole each; an action of 0 pushes a cart to the left, 1 to the right.

    A state is (position, speed, angle, angular speed). A cart's run ends when the pole leans by more than 12 degrees,
    or the cart is more than 2.4 from the middle.
    """

    GRAVITY, FORCE, SECONDS = 9.8, 10.0, 0.02
    CART, POLE, HALF_LENGTH = 1.0, 0.1, 0.5

    def __init__(self, count, seed):
        self.rng = np.random.default_rng(seed)
        self.count = count

    def reset(self):
        """Start all carts near the middle, the poles nearly upright; return their states."""
        self.state = self.rng.uniform(-0.05, 0.05, (4, self.count))
        return self.state.T

    def step(self, action):
        """Push each cart for a fiftieth of a second; return the states, and which poles still stand."""
        x, speed, angle, spin = self.state
        force = np.where(action == 1, self.FORCE, -self.FORCE)
        mass, moment = self.CART + self.POLE, self.POLE * self.HALF_LENGTH
        sine, cosine = np.sin(angle), np.cos(angle)
        push = (force + moment * spin**2 * sine) / mass
        turn = (self.GRAVITY * sine - cosine * push) / (self.HALF_LENGTH * (4 / 3 - self.POLE * cosine**2 / mass))
        change = np.stack([speed, push - moment * turn * cosine / mass, spin, turn])
        self.state = self.state + self.SECONDS * change
        stands = (np.abs(self.state[0]) < 2.4) & (np.abs(self.state[2]) < math.radians(12))
        return self.state.T, stands


@torch.no_grad()
def run(model, carts, longest):
    """Run all carts until their poles have fallen: states (time, carts, 4), actions, and who was still running."""
    states, actions, running = [], [], []
    state, stands = carts.reset(), np.ones(carts.count, dtype=bool)
    while stands.any() and len(states) < longest:
        seen = torch.tensor(state, dtype=torch.float32)
        action = Categorical(logits=model(seen)).sample()
        states.append(seen)
        actions.append(action)
        running.append(torch.from_numpy(stands))
        state, still = carts.step(action.numpy())
        stands = stands & still
    return torch.stack(states), torch.stack(actions), torch.stack(running).float()


def returns(rewards):
    """The discounted sum of the rewards from each time on, (time, carts)."""
    total, totals = torch.zeros(rewards.shape[1]), []
    for reward in reversed(rewards.unbind(0)):
        total = reward + DISCOUNT * total
        totals.append(total)
    return torch.stack(totals[::-1])


def train(model, args):
    """Make actions likelier that were followed by longer runs than usual; return the mean length of each step's runs."""
    carts = CartPole(CARTS, args.seed)
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    lengths = []
    for step in range(args.steps):
        states, actions, running = run(model, carts, longest=100 if args.quick else 500)
        gain = returns(running)
        weights = running / running.sum()
        mean = (weights * gain).sum()
        spread = (weights * (gain - mean) ** 2).sum().sqrt()
        chosen = Categorical(logits=model(states)).log_prob(actions)
        loss = -(weights * chosen * (gain - mean) / (spread + 1e-6)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        lengths.append(running.sum().item() / CARTS)
        report(args, step, loss=loss.item(), length=lengths[-1])
    return lengths


def main():
    args = options(__doc__, steps=200, quick=30)
    model = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 2))
    lengths = train(model, args)
    print(f"the pole stands {lengths[-1] * CartPole.SECONDS:.1f} s, at first {lengths[0] * CartPole.SECONDS:.1f} s")
    if plot is not None and not args.quick:
        plot.plot("length of a run", lengths, "-")
        plot.xlabel("step")
        plot.show()


if __name__ == "__main__":
    main()
