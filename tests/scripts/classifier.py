"""The image classifier of the tutorial, on pictures that are drawn here."""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)
classes = ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


class Pictures(Dataset):
    def __init__(self, count):
        g = torch.Generator().manual_seed(3)
        self.labels = torch.randint(0, 10, (count,), generator=g)
        self.images = torch.rand(count, 3, 32, 32, generator=g) * 0.3
        for i, label in enumerate(self.labels):
            self.images[i, label % 3, 3 * label:3 * label + 4] += 0.7

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return (self.images[idx] - 0.5) / 0.5, self.labels[idx]


trainset = Pictures(96)
trainloader = DataLoader(trainset, batch_size=8, shuffle=True, num_workers=0)
dataiter = iter(trainloader)
images, labels = next(dataiter)
print(" ".join(f"{classes[labels[j]]:5s}" for j in range(4)), images.shape, labels.dtype)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
print(device)
net = Net().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=0.02, momentum=0.9)
for epoch in range(3):
    running_loss = 0.0
    for i, data in enumerate(trainloader, 0):
        inputs, labels = data[0].to(device), data[1].to(device)
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        if i % 4 == 3:
            print(f"[{epoch + 1}, {i + 1:5d}] loss: {running_loss / 4:.3f}")
            running_loss = 0.0
print("Finished Training")
correct, total = 0, 0
correct_pred = {classname: 0 for classname in classes}
with torch.no_grad():
    for images, labels in DataLoader(Pictures(40), batch_size=4):
        outputs = net(images)
        _, predicted = torch.max(outputs.data, 1)
        total += labels.size(0)
        correct += (predicted == labels).sum().item()
        for label, prediction in zip(labels, predicted):
            if label == prediction:
                correct_pred[classes[label]] += 1
print(f"Accuracy of the network: {100 * correct // total} %", total)
for classname, correct_count in correct_pred.items():
    print(f"Accuracy for class: {classname:5s} is {correct_count}")
