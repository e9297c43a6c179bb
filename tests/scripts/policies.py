"""Reinforcement learning: REINFORCE and an actor-critic with torch.distributions."""
from collections import namedtuple

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.distributions import Bernoulli, Categorical, MultivariateNormal, Normal, kl_divergence

torch.manual_seed(543)
SavedAction = namedtuple("SavedAction", ["log_prob", "value"])


class Policy(nn.Module):
    def __init__(self):
        super(Policy, self).__init__()
        self.affine1 = nn.Linear(4, 32)
        self.action_head = nn.Linear(32, 2)
        self.value_head = nn.Linear(32, 1)
        self.saved_actions, self.rewards = [], []

    def forward(self, x):
        x = F.relu(self.affine1(x))
        return F.softmax(self.action_head(x), dim=-1), self.value_head(x)


model = Policy()
optimizer = optim.Adam(model.parameters(), lr=3e-2)
eps = np.finfo(np.float32).eps.item()


def select_action(state):
    probs, state_value = model(torch.from_numpy(state).float())
    m = Categorical(probs)
    action = m.sample()
    model.saved_actions.append(SavedAction(m.log_prob(action), state_value))
    return action.item()


def finish_episode():
    R, policy_losses, value_losses, returns = 0, [], [], []
    for r in model.rewards[::-1]:
        R = r + 0.99 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + eps)
    for (log_prob, value), R in zip(model.saved_actions, returns):
        advantage = R - value.item()
        policy_losses.append(-log_prob * advantage)
        value_losses.append(F.smooth_l1_loss(value, torch.tensor([R])))
    optimizer.zero_grad()
    loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum()
    loss.backward()
    optimizer.step()
    del model.rewards[:]
    del model.saved_actions[:]
    return loss.item()


rng = np.random.RandomState(1)
for i_episode in range(8):
    state, total = rng.randn(4), 0
    for t in range(10):
        action = select_action(state)
        reward = 1.0 if (state[0] > 0) == bool(action) else 0.0
        model.rewards.append(reward)
        total += reward
        state = rng.randn(4)
    print(i_episode, total, f"{finish_episode():.4f}")

mean, std = torch.zeros(3, requires_grad=True), torch.ones(3, requires_grad=True)
normal = Normal(mean, std)
action = normal.rsample((2,))
print(action, normal.log_prob(action).sum(-1), normal.entropy())
action.pow(2).sum().backward()
print(mean.grad, std.grad)
print(kl_divergence(Normal(0.0, 1.0), Normal(1.0, 2.0)), Bernoulli(logits=torch.tensor([0.0, 2.0])).sample((3,)))
mvn = MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]]))
print(mvn.sample(), mvn.log_prob(torch.ones(2)), mvn)
probs = torch.tensor([0.1, 0.2, 0.7])
print(Categorical(probs).sample((10,)), torch.multinomial(probs, 2), Categorical(logits=probs).entropy())
old = torch.tensor([-0.5, -1.0, -0.2])
new = torch.tensor([-0.4, -1.5, -0.1], requires_grad=True)
advantage = torch.tensor([1.0, -0.5, 2.0])
ratio = (new - old).exp()
ppo = -torch.min(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean()
ppo.backward()
print(ppo, new.grad)
