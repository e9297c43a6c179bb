"""Word embeddings, a CBOW model, the BiLSTM's Viterbi step, cosine similarities, EmbeddingBag."""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

torch.manual_seed(1)
raw_text = """We are about to study the idea of a computational process. Computational processes are abstract
beings that inhabit computers. As they evolve, processes manipulate other abstract things called data.""".split()
vocab = sorted(set(raw_text))
word_to_ix = {word: i for i, word in enumerate(vocab)}
data = [([raw_text[i - 2], raw_text[i - 1], raw_text[i + 1], raw_text[i + 2]], raw_text[i]) for i in range(2, len(raw_text) - 2)]
print(data[:2])


class CBOW(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super(CBOW, self).__init__()
        self.embeddings = nn.Embedding(vocab_size, embedding_dim, max_norm=1.0)
        self.linear1 = nn.Linear(embedding_dim, 32)
        self.linear2 = nn.Linear(32, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).sum(0).view((1, -1))
        return F.log_softmax(self.linear2(F.relu(self.linear1(embeds))), dim=1)


model = CBOW(len(vocab), 10)
optimizer = optim.Adagrad(model.parameters(), lr=0.05)
for epoch in range(5):
    total_loss = 0
    for context, target in data:
        model.zero_grad()
        log_probs = model(torch.tensor([word_to_ix[w] for w in context], dtype=torch.long))
        loss = F.nll_loss(log_probs, torch.tensor([word_to_ix[target]], dtype=torch.long))
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
    print(round(total_loss, 3))
vectors = model.embeddings.weight
print(F.cosine_similarity(vectors[0], vectors[1], dim=0), torch.cdist(vectors[:3], vectors[:3]))
bag = nn.EmbeddingBag(len(vocab), 4, mode="mean")
print(bag(torch.tensor([1, 2, 4, 5, 4, 3]), torch.tensor([0, 4])))
scores = torch.randn(5, 3)
transitions = torch.randn(3, 3)
backpointers, forward_var = [], scores[0]
for score in scores[1:]:
    best, path = (forward_var.unsqueeze(1) + transitions).max(0)
    forward_var = best + score
    backpointers.append(path)
tag = forward_var.argmax().item()
path = [tag]
for pointers in reversed(backpointers):
    tag = pointers[tag].item()
    path.append(tag)
print(path[::-1], forward_var.max(), torch.logsumexp(forward_var, 0))
frozen = nn.Embedding.from_pretrained(torch.tensor([[1.0, 2.3, 3.0], [4.0, 5.1, 6.3]]), padding_idx=0)
print(frozen(torch.tensor([1])), frozen.weight.requires_grad, frozen)
