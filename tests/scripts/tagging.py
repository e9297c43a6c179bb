"""A BiLSTM with a CRF, a CNN for sentences, and a siamese network with contrastive and triplet losses."""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

torch.manual_seed(1)
START_TAG, STOP_TAG = "<START>", "<STOP>"


def argmax(vec):
    _, idx = torch.max(vec, 1)
    return idx.item()


def log_sum_exp(vec):
    max_score = vec[0, argmax(vec)]
    max_score_broadcast = max_score.view(1, -1).expand(1, vec.size()[1])
    return max_score + torch.log(torch.sum(torch.exp(vec - max_score_broadcast)))


class BiLSTM_CRF(nn.Module):
    def __init__(self, vocab_size, tag_to_ix, embedding_dim, hidden_dim):
        super(BiLSTM_CRF, self).__init__()
        self.hidden_dim, self.tag_to_ix, self.tagset_size = hidden_dim, tag_to_ix, len(tag_to_ix)
        self.word_embeds = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim // 2, num_layers=1, bidirectional=True)
        self.hidden2tag = nn.Linear(hidden_dim, self.tagset_size)
        self.transitions = nn.Parameter(torch.randn(self.tagset_size, self.tagset_size))
        self.transitions.data[tag_to_ix[START_TAG], :] = -10000
        self.transitions.data[:, tag_to_ix[STOP_TAG]] = -10000
        self.hidden = self.init_hidden()

    def init_hidden(self):
        return (torch.randn(2, 1, self.hidden_dim // 2), torch.randn(2, 1, self.hidden_dim // 2))

    def _forward_alg(self, feats):
        init_alphas = torch.full((1, self.tagset_size), -10000.0)
        init_alphas[0][self.tag_to_ix[START_TAG]] = 0.0
        forward_var = init_alphas
        for feat in feats:
            alphas_t = []
            for next_tag in range(self.tagset_size):
                emit_score = feat[next_tag].view(1, -1).expand(1, self.tagset_size)
                trans_score = self.transitions[next_tag].view(1, -1)
                alphas_t.append(log_sum_exp(forward_var + trans_score + emit_score).view(1))
            forward_var = torch.cat(alphas_t).view(1, -1)
        return log_sum_exp(forward_var + self.transitions[self.tag_to_ix[STOP_TAG]])

    def _get_lstm_features(self, sentence):
        self.hidden = self.init_hidden()
        embeds = self.word_embeds(sentence).view(len(sentence), 1, -1)
        lstm_out, self.hidden = self.lstm(embeds, self.hidden)
        return self.hidden2tag(lstm_out.view(len(sentence), self.hidden_dim))

    def _score_sentence(self, feats, tags):
        score = torch.zeros(1)
        tags = torch.cat([torch.tensor([self.tag_to_ix[START_TAG]], dtype=torch.long), tags])
        for i, feat in enumerate(feats):
            score = score + self.transitions[tags[i + 1], tags[i]] + feat[tags[i + 1]]
        return score + self.transitions[self.tag_to_ix[STOP_TAG], tags[-1]]

    def neg_log_likelihood(self, sentence, tags):
        feats = self._get_lstm_features(sentence)
        return self._forward_alg(feats) - self._score_sentence(feats, tags)


training_data = [("the wall street journal reported today that apple made money".split(), "B I I I O O O B O O".split()),
                 ("georgia tech is a university in georgia".split(), "B I O O O O B".split())]
word_to_ix = {}
for sentence, tags in training_data:
    for word in sentence:
        word_to_ix.setdefault(word, len(word_to_ix))
tag_to_ix = {"B": 0, "I": 1, "O": 2, START_TAG: 3, STOP_TAG: 4}
model = BiLSTM_CRF(len(word_to_ix), tag_to_ix, 5, 4)
optimizer = optim.SGD(model.parameters(), lr=0.01, weight_decay=1e-4)
for epoch in range(4):
    for sentence, tags in training_data:
        model.zero_grad()
        sentence_in = torch.tensor([word_to_ix[w] for w in sentence], dtype=torch.long)
        targets = torch.tensor([tag_to_ix[t] for t in tags], dtype=torch.long)
        loss = model.neg_log_likelihood(sentence_in, targets)
        loss.backward()
        optimizer.step()
        print(epoch, f"{loss.item():.4f}")


class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 8, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv2d(1, 4, (k, 8)) for k in (2, 3)])
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = self.embed(x).unsqueeze(1)
        x = [F.relu(conv(x)).squeeze(3) for conv in self.convs]
        x = [F.max_pool1d(i, i.size(2)).squeeze(2) for i in x]
        return self.fc(torch.cat(x, 1))


cnn = TextCNN()
x, y = torch.randint(0, 20, (16, 9)), torch.randint(0, 2, (16,))
optimizer = optim.Adadelta(cnn.parameters(), lr=1.0)
for step in range(5):
    loss = F.cross_entropy(cnn(x), y, weight=torch.tensor([1.0, 2.0]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.4f}", cnn.embed.weight.grad[0].abs().sum().item())

embed = nn.Sequential(nn.Linear(6, 8), nn.PReLU(), nn.Linear(8, 3))
a, b, c = torch.randn(10, 6), torch.randn(10, 6), torch.randn(10, 6)
same = torch.randint(0, 2, (10,)) * 2 - 1
optimizer = optim.NAdam(embed.parameters(), lr=0.01)
for step in range(4):
    ea, eb, ec = embed(a), embed(b), embed(c)
    d = F.pairwise_distance(ea, eb)
    contrastive = torch.mean((same == 1) * d.pow(2) + (same == -1) * torch.clamp(1.0 - d, min=0.0).pow(2))
    triplet = nn.TripletMarginLoss(margin=1.0, p=2)(ea, eb, ec)
    cosine = nn.CosineEmbeddingLoss(0.2)(ea, eb, same)
    ranking = nn.MarginRankingLoss()(d, F.pairwise_distance(ea, ec), torch.ones(10))
    loss = contrastive + triplet + cosine + ranking
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{contrastive.item():.4f} {triplet.item():.4f} {cosine.item():.4f} {ranking.item():.4f}")
teacher, student = torch.randn(4, 5), torch.randn(4, 5, requires_grad=True)
T = 2.0
kd = nn.KLDivLoss(reduction="batchmean")(F.log_softmax(student / T, 1), F.softmax(teacher / T, 1)) * T * T
kd.backward()
print(kd, student.grad.norm(), F.kl_div(student.log_softmax(1), teacher.log_softmax(1), log_target=True, reduction="sum"))
