"""ConfusionMatrix and Logger, as Torch7 had them."""

import math

import pytest

import th

# Printed by Torch7 for the same counts.
PRINTED = """ConfusionMatrix:
[[       1       0       0]   100.000% \t[class: a]
 [       0       1       1]   50.000% \t[class: b]
 [       0       0       0]]  nan% \t[class: c]
 + average row correct: 75% 
 + average rowUcol correct (VOC measure): 75% 
 + global correct: 66.666666666667%"""


def test_the_matrix_prints_as_in_torch7():
    matrix = th.optim.ConfusionMatrix(["a", "b", "c"])
    matrix.batchAdd(th.tensor([0, 1, 2]), th.tensor([0, 1, 1]))
    assert str(matrix) == PRINTED
    assert repr(matrix) == PRINTED


def test_without_names_there_is_no_class_column():
    matrix = th.optim.ConfusionMatrix(2)
    matrix.add(1, 1)
    assert str(matrix).splitlines()[2] == " [       0       1]]  100.000% "


def test_predictions_come_as_classes_scores_and_one_hot_rows():
    expected = [[1, 1], [0, 1]]
    scores = th.tensor([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])
    for predictions, targets in (
        (scores, th.tensor([0, 0, 1])),
        (scores, th.tensor([[1, 0], [1, 0], [0, 1]])),
        (th.tensor([[0], [1], [1]]), th.tensor([[0], [0], [1]])),
        ([0, 1, 1], [0, 0, 1]),
    ):
        matrix = th.optim.ConfusionMatrix(2)
        matrix.batchAdd(predictions, targets)
        assert matrix.mat.tolist() == expected
    matrix = th.optim.ConfusionMatrix(2)
    for score, target in zip(scores, (0, 0, th.tensor([0.0, 1.0])), strict=True):
        matrix.add(score, target)
    assert matrix.mat.tolist() == expected
    assert matrix.zero().mat.sum() == 0


def test_the_rates_of_false_acceptance_and_rejection():
    matrix = th.optim.ConfusionMatrix(3)
    matrix.batchAdd([0, 1, 1, 0], [0, 0, 1, 1])
    rejected, accepted, seen_rejected, seen_accepted = matrix.farFrr()
    assert rejected.tolist() == [0.5, 0.5, -1]
    assert accepted.tolist() == [0.5, 0.5, -1]
    assert seen_rejected.tolist() == seen_accepted.tolist() == [0.5, 0.5]


def test_the_measures():
    matrix = th.optim.ConfusionMatrix(2)
    matrix.batchAdd([0, 0, 1], [0, 1, 1])
    matrix.updateValids()
    assert matrix.totalValid == pytest.approx(2 / 3)
    assert matrix.averageValid == 0.75
    assert matrix.averageUnionValid == 0.5
    assert matrix.valids.tolist() == [1.0, 0.5]


def test_missing_targets_are_left_out_and_wrong_ones_refused():
    matrix = th.optim.ConfusionMatrix(2)
    matrix.batchAdd([0, 1], [-1, 1])
    assert matrix.mat.sum() == 1
    with pytest.raises(ValueError, match="no class"):
        matrix.add(2, 0)
    with pytest.raises(RuntimeError, match="one for each"):
        matrix.batchAdd([0], [0, 1])
    with pytest.raises(RuntimeError, match="number of dimensions"):
        matrix.batchAdd(th.zeros(1, 1, 1), th.zeros(1))
    with pytest.raises(ValueError, match="nclasses"):
        th.optim.ConfusionMatrix(0)


def test_the_picture_puts_the_best_class_first():
    matrix = th.optim.ConfusionMatrix(2)
    matrix.batchAdd([0, 1, 1, 1], [0, 0, 1, 1])
    picture = matrix.render(block=4)
    assert picture.shape == (8, 8)
    assert picture[0, 0] == 1.0
    assert picture[4, 0].item() == 0.5
    assert picture[3, 3].item() == pytest.approx(0.1)
    assert matrix.render("occurrence", 1).shape == (2, 2)
    with pytest.raises(ValueError, match="sort mode"):
        matrix.render("size")


def test_the_logger_writes_columns(tmp_path):
    path = tmp_path / "logs" / "train.log"
    log = th.optim.Logger(path)
    log.setNames(["loss", "note"])
    log.add([0.5, "first"])
    log.add({"note": "second", "loss": th.tensor(-math.pi)})
    log.close()
    assert path.read_text() == "loss\tnote\t\n 5.0000e-01\tfirst\t\n-3.1416e+00\tsecond\t\n"
    assert log.symbols == {"loss": [0.5, pytest.approx(-math.pi)], "note": ["first", "second"]}


def test_the_logger_names_columns_by_the_first_row(capsys):
    log = th.optim.Logger()
    log.add({"a": 1, "b": 2})
    other = th.optim.Logger()
    other.add([3])
    warning = "<Logger> warning: no path provided, logging to std out\n"
    assert capsys.readouterr().out == warning + "a\tb\t\n 1.0000e+00\t 2.0000e+00\t\n" + warning + "1\t\n 3.0000e+00\t\n"


def test_what_the_logger_refuses(tmp_path):
    log = th.optim.Logger(tmp_path / "log", timestamp=True)
    log.setNames(["a", "b"])
    for row, text in (([1], "2 columns"), ({"a": 1, "c": 2}, "the columns are"), ([1, []], "numbers and strings")):
        with pytest.raises((ValueError, TypeError), match=text):
            log.add(row)
    with pytest.raises(TypeError, match="style"):
        log.style({"a": 3})
    with pytest.raises(ValueError, match="no column"):
        log.plot("c")
    assert log.plot() is None
    log.close()


def test_the_logger_draws_its_columns(tmp_path):
    log = th.optim.Logger(tmp_path / "log")
    log.setNames(["loss"])
    log.style(["-"])
    for value in (3.0, 2.0, 1.0):
        log.add([value])
    log.setlogscale()
    log.display(False)
    assert log.plot() is not None
    assert (tmp_path / "log.eps").read_bytes().startswith(b"%!PS")
    log.close()
