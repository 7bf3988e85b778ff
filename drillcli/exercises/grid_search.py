"""Find C and gamma of a support vector machine: by grid, at random and by Bayesian search, at equal budget."""

from typing import Any

import numpy as np
import optuna
from scipy.stats import loguniform
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score, roc_auc_score
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from drillcli.clock import seconds
from drillcli.lab import Lab

ABOUT = {
    "title": {"en": "Grid, random and Bayesian search", "zh": "网格、随机与贝叶斯搜索"},
    "teaches": {
        "en": "choosing hyperparameters by cross-validation, the scaling being a part of what is validated",
        "zh": "用交叉验证选超参数，缩放也在被验证的流水线之内",
    },
    "source": "001-Q10",
    "mended": [
        {
            "erratum": "E150",
            "en": "an RBF machine goes by distances: features are scaled, inside the pipeline, so that no fold leaks",
            "zh": "RBF 支持向量机看的是距离：特征要缩放，而且放在流水线里，各折之间才不会泄漏",
        },
        {
            "erratum": "E151",
            "en": "the winner is fitted once; the original fits again what the search had already refitted",
            "zh": "选中的参数只训练一次；原程序把搜索已训练好的模型又训练了一遍",
        },
        {
            "erratum": "E152",
            "en": "real data, a stratified split, a test set called by its name; F1, precision, recall and AUC",
            "zh": "真实数据、分层划分、名副其实的测试集；给出 F1、精确率、召回率与 AUC",
        },
    ],
    "needs": ["torch", "numpy", "sklearn", "optuna"],
    "seconds": 10,
    "epochs": 0,
    "batch": 0,
    "quick": {},
    "metrics": {"f1": "higher", "precision": "higher", "recall": "higher", "auc": "higher", "accuracy": "higher"},
    "data": {"cancer": {"f1": 0.975}},
}

C, GAMMA = (1e-1, 1e1), (1e-3, 1e-1)  # the box of the original, searched by all three, on a logarithmic scale
FOLDS = 5

Found = tuple[float, dict[str, Any]]  # the best mean F1 over the folds, and the candidate that reached it


def machine(*, scaled: bool = True, **candidate: float) -> Pipeline:
    """Return the machine to be fitted; the scaler learns from the same rows as the machine, those of a fold too."""
    return Pipeline([("scale", StandardScaler() if scaled else "passthrough"), ("svc", SVC(**candidate))])


def grid(x: Any, y: Any, side: int, judging: dict[str, Any], *, scaled: bool = True) -> Found:
    """Try every pair of `side` values of C and `side` of gamma."""
    candidates = {"svc__C": np.geomspace(*C, side), "svc__gamma": np.geomspace(*GAMMA, side)}
    return best(GridSearchCV(machine(scaled=scaled), candidates, refit=False, **judging).fit(x, y))


def at_random(x: Any, y: Any, side: int, judging: dict[str, Any]) -> Found:
    """Try as many pairs drawn from the same box: no two have a value in common, so each axis is seen more finely."""
    box = {"svc__C": loguniform(*C), "svc__gamma": loguniform(*GAMMA)}
    seed = judging["cv"].random_state
    return best(RandomizedSearchCV(machine(), box, n_iter=side**2, refit=False, random_state=seed, **judging).fit(x, y))


def best(search: Any) -> Found:
    """Return what a search of scikit-learn found."""
    candidate = {name.removeprefix("svc__"): float(value) for name, value in search.best_params_.items()}
    return float(search.best_score_), candidate


def bayesian(x: Any, y: Any, side: int, judging: dict[str, Any]) -> Found:
    """Try as many pairs, a third of them at random and then each where the scores so far promise most (TPE)."""

    def score(trial: optuna.Trial) -> float:
        c, gamma = trial.suggest_float("C", *C, log=True), trial.suggest_float("gamma", *GAMMA, log=True)
        return float(cross_val_score(machine(C=c, gamma=gamma), x, y, **judging).mean())

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(n_startup_trials=side**2 // 3, seed=judging["cv"].random_state)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.optimize(score, n_trials=side**2)
    return study.best_value, study.best_params


def metrics(model: Pipeline, x: Any, y: Any) -> dict[str, float]:
    """Judge a fitted machine on rows that it has never seen; benign is the positive class."""
    said, margin = model.predict(x), model.decision_function(x)
    kinds = {"f1": f1_score, "precision": precision_score, "recall": recall_score, "accuracy": accuracy_score}
    return {name: float(kind(y, said)) for name, kind in kinds.items()} | {"auc": float(roc_auc_score(y, margin))}


def program(lab: Lab) -> None:
    """Search three ways and without scaling, fit the best candidate once, and judge it on the test set once."""
    tumours = lab.data()  # 30 features (n, 30), 1 benign or 0 malignant (n,)
    (x, y), (x_test, y_test) = ([part.cpu().numpy() for part in parts] for parts in (tumours.train, tumours.test))
    side = 3 if lab.options.quick else 5
    judging = {"cv": StratifiedKFold(FOLDS, shuffle=True, random_state=lab.options.seed), "scoring": "f1"}

    found, took = [], []
    with lab.phase("train"):
        for search in (grid, at_random, bayesian):
            began = seconds()
            found.append(search(x, y, side, judging))
            took.append(seconds() - began)
        unscaled, candidate = grid(x, y, side, judging, scaled=False)
    as_printed = machine(scaled=False, **candidate).fit(x, y)

    _score, candidate = max(found, key=lambda one: one[0])
    model = lab.measure(lambda: machine(**candidate).fit(x, y), samples=len(x), times=20)

    with lab.phase("eval"):
        without = metrics(as_printed, x_test, y_test)
        lab.quality(({"en": "without scaling", "zh": "不缩放"}, without["f1"]), **metrics(model, x_test, y_test))
    names = "grid, random, Bayesian"
    lab.note(
        "cv_f1", [one for one, _ in found], en=f"F1 in cross-validation: {names}", zh="交叉验证 F1：网格、随机、贝叶斯"
    )
    lab.note("search_s", took, en=f"seconds: {names}", zh="用时（秒）：网格、随机、贝叶斯")
    lab.note("fits", side**2 * FOLDS, en="fits of each search", zh="每种搜索的训练次数")
    lab.note("cv_f1_unscaled", unscaled, en="F1 in cross-validation, unscaled grid", zh="交叉验证 F1：不缩放的网格")
    lab.note("accuracy_unscaled", without["accuracy"], en="test accuracy, unscaled", zh="测试准确率：不缩放")
    lab.note("chosen", f"C = {candidate['C']:.3g}, gamma = {candidate['gamma']:.3g}", en="chosen", zh="选中的参数")
