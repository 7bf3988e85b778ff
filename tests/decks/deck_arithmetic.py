"""The arithmetic behind the numeric cards of the bundled decks, by card id: what a learner would work out by hand."""

from collections.abc import Callable
from itertools import accumulate
from math import ceil, comb, cos, exp, hypot, log, log2, log10, pi

SPAM = ((0.9, 0.6), (0.7, 0.5, 0.2))
"""Scores of the positives and of the negatives of the card on ROC AUC."""
LOSSES = (0.80, 0.62, 0.55, 0.57, 0.56, 0.60, 0.54, 0.53)
"""Validation losses, epoch by epoch, of the card on early stopping."""


def early_stop(losses: tuple[float, ...], patience: int) -> int:
    """Return the epoch (from 1) after which `patience` epochs in a row brought no new best."""
    best = list(accumulate(losses, min))
    since = 0
    for epoch in range(1, len(losses) + 1):
        since = 0 if epoch == 1 or best[epoch - 1] < best[epoch - 2] else since + 1
        if since == patience:
            return epoch
    return len(losses)


ARITHMETIC: dict[str, Callable[[], float]] = {
    "startup-challenges/control-worth-it": lambda: (0.05 - 0.025) * 400_000 - 6_000,
    "startup-challenges/gpu-days-6nd": lambda: 6 * 7e9 * 1e12 / (1000e12 * 0.4) / 86_400,
    "startup-challenges/budget-all-runs": lambda: (30_000 + 60_000) * 2,
    "startup-challenges/serve-a-million": lambda: 1_500 * 0.50 + 500 * 2.00,
    "startup-challenges/cheaper-token-dearer-task": lambda: 0.2 * 10,
    "startup-challenges/flat-rate-break-even": lambda: 20 / 0.008,
    "startup-challenges/gross-margin": lambda: (50_000 - 15_000 - 5_000) / 50_000 * 100,
    "startup-challenges/reserve-or-on-demand": lambda: 1.20 / 2.00 * 100,
    "startup-challenges/runway-months": lambda: 3_600_000 / (400_000 - 100_000),
    "startup-challenges/agent-chain": lambda: 0.95**10 * 100,
    "foundations/bert-by-todays-scale": lambda: 7e9 / 340e6,
    "foundations/softmax-temperature": lambda: exp(2 / 2) / (exp(2 / 2) + exp(0 / 2)),
    "foundations/count-40-layers": lambda: 12 * 40 * 5120**2 / 1e9,
    "foundations/embedding-parameters": lambda: 2 * 128_000 * 4096 / 1e9,
    "foundations/tenfold-compute": lambda: (1 - 10**-0.05) * 100,
    "foundations/optimal-size": lambda: (1.2e22 / (6 * 20)) ** 0.5 / 1e9,
    "foundations/llama3-ratio": lambda: 15e12 / 8e9,
    "foundations/frontier-days": lambda: 3.8e25 / (16_000 * 400e12) / 86_400,
    "evaluation/twenty-tries": lambda: (1 - 0.95**20) * 100,
    "evaluation/precision-of-spam-filter": lambda: 84 / 100 * 100,
    "evaluation/recall-from-counts": lambda: 45 / (45 + 15) * 100,
    "evaluation/balanced-accuracy": lambda: (8 / 10 + 891 / 990) / 2 * 100,
    "evaluation/f1-from-counts": lambda: 2 * 24 / (2 * 24 + 16 + 8),
    "evaluation/allowed-false-alarms": lambda: 0.001 * 0.8 / 0.999 * 100,
    "evaluation/macro-f1": lambda: (0.95 + 0.91 + 0.24) / 3,
    "evaluation/auc-by-pairs": lambda: sum(p > n for p in SPAM[0] for n in SPAM[1]) / 6,
    "evaluation/auc-many-classes": lambda: comb(6, 2),
    "evaluation/grid-fits": lambda: 4 * 3 * 10 + 1,
    "evaluation/nested-cv-fits": lambda: 5 * (6 * 3 + 1),
    "evaluation/never-drawn": lambda: exp(-1) * 100,
    "evaluation/error-bar": lambda: (0.9 * 0.1 / 400) ** 0.5 * 100,
    "evaluation/perplexity-four-tokens": lambda: (1 / 2 * 1 / 4 * 1 / 4 * 1 / 8) ** (-1 / 4),
    "evaluation/clipped-precision": lambda: (min(3, 2) + min(1, 1)) / 4,
    "evaluation/brevity-penalty": lambda: exp(1 - 20 / 16),
    "evaluation/wer": lambda: (2 + 1 + 3) / 12 * 100,
    "evaluation/pass-at-k": lambda: 1 - comb(7, 2) / comb(10, 2),
    "evaluation/fid-one-dimension": lambda: (5 - 2) ** 2 + (1 - 3) ** 2,
    "data-pipeline/noisy-test-labels": lambda: (0.95 * 0.96 + 0.05 * 0.04) * 100,
    "data-pipeline/mixture-passes": lambda: 0.2 * 500 / 25,
    "data-pipeline/mean-fill-variance": lambda: 80 * 25 / 100,
    "data-pipeline/dropna-survivors": lambda: 0.96**30 * 100,
    "data-pipeline/z-score-masked": lambda: (1000 - 100) / ((900**2 + 9 * 100**2) / 9) ** 0.5,
    "data-pipeline/undersampled-probability": lambda: 0.1 / 1.1 * 100,
    "data-pipeline/balanced-class-weight": lambda: 10_000 / (2 * 500),
    "data-pipeline/cost-threshold": lambda: 10 / (190 + 10),
    "data-pipeline/kappa-value": lambda: (0.95 - 0.90) / (1 - 0.90),
    "training/loss-at-start": lambda: log(32_000),
    "training/cosine-value": lambda: 4e-4 * 0.5 * (1 + cos(pi * (7000 - 1000) / (10_000 - 1000))),
    "training/linear-scaling": lambda: 0.1 * 2048 / 256,
    "training/clip-by-norm": lambda: 6 * min(1, 5 / hypot(6, 8)),
    "training/failures-at-scale": lambda: 50_000 / 16_384,
    "training/early-stop-epoch": lambda: early_stop(LOSSES, 3),
    "training/dropout-scale": lambda: 1 / (1 - 0.2),
    "training/seven-b-states": lambda: 7 * 16,
    "training/toy-mlp-states": lambda: 101_770 * 16 / 1e6,
    "training/lora-parameters": lambda: 8 * (4096 + 4096),
    "training/pipeline-bubble": lambda: (4 - 1) / (12 + 4 - 1) * 100,
    "training/mirrored-batch": lambda: 32 / 8,
    "training/mean-of-means": lambda: (1 / 100) / (1 / 300),
    "training/trials-for-top-five": lambda: ceil(log(0.05) / log(0.95)),
    "training/log-uniform": lambda: (log10(1e-4) - log10(1e-5)) / (log10(1e-1) - log10(1e-5)) * 100,
    "trust-compliance/hashed-phone-numbers": lambda: 10**10 / 10**9,
    "trust-compliance/privacy-budget": lambda: 3 / 0.25,
    "trust-compliance/shap-adds-up": lambda: 0.20 + 0.25 - 0.10 + 0.05,
    "trust-compliance/surrogate-fidelity": lambda: 930 / 1000 * 100,
    "trust-compliance/sme-fine": lambda: min(35_000_000, 0.07 * 10_000_000),
    "trust-compliance/systemic-threshold": lambda: 6 * 70e9 * 15e12 / 1e25,
    "trust-compliance/impact-ratio": lambda: 0.30 / 0.50,
    "serving-mlops/weights-fp16": lambda: 7e9 * 2 / 1e9,
    "serving-mlops/weights-int4": lambda: 7e9 * 4 / 8 / 1e9,
    "serving-mlops/kv-cache-size": lambda: 2 * 32 * 8 * 128 * 2 * 8192 / 1e9,
    "serving-mlops/concurrent-conversations": lambda: (80 - 16 - 4) / 1.5,
    "serving-mlops/int8-step": lambda: 25.4 / 127,
    "serving-mlops/low-rank-factor": lambda: 4096**2 / (2 * 4096 * 256),
    "serving-mlops/littles-law": lambda: 40 * 1.5,
    "serving-mlops/batching-gain": lambda: (16 / 0.040) / (1 / 0.025),
    "serving-mlops/bandwidth-bound": lambda: 3350 / 14,
    "serving-mlops/streamed-answer-time": lambda: 0.4 + 200 * 0.025,
    "serving-mlops/cascade-cost": lambda: (1 + 0.2 * 20) / 20 * 100,
    "serving-mlops/error-budget": lambda: 30 * 24 * 60 * 0.001,
    "serving-mlops/idle-consumers": lambda: 10 - 6,
    "serving-mlops/psi-value": lambda: (0.7 - 0.5) * log(0.7 / 0.5) + (0.3 - 0.5) * log(0.3 / 0.5),
    "business-market/freemium-contribution": lambda: 40 * (20 - 5) - 960 * 0.5,
    "business-market/price-for-margin": lambda: 0.60 / (1 - 0.70),
    "business-market/idle-gpu-token-cost": lambda: 2.70 / (1000 * 3600 * 0.25 / 1e6),
    "business-market/price-war-volume": lambda: (1.00 - 0.60) / (0.80 - 0.60),
    "business-market/cac-fully-loaded": lambda: (60_000 + 90_000) / 50,
    "business-market/ltv-value": lambda: 100 * 0.70 / 0.05,
    "business-market/cac-payback": lambda: 1800 / (200 * 0.60),
    "business-market/churn-over-a-year": lambda: 100 * 0.95**12,
    "business-market/net-revenue-retention": lambda: 100 * 115_000 / 100_000,
    "business-market/break-even-customers": lambda: 60_000 / (500 - 200),
    "business-market/bottom-up-market": lambda: 8000 * 0.25 * 6000,
    "business-market/client-roi": lambda: 100 * (2500 * 24 - 40_000) / 40_000,
    "business-market/protocol-connectors": lambda: 10 + 20,
    "business-market/split-the-gain": lambda: 20_000 + (100_000 - 60_000) / 2,
    "company-building/investor-share": lambda: 4 / (16 + 4) * 100,
    "company-building/two-rounds": lambda: (1 - 0.20) * (1 - 0.25) * 100,
    "company-building/pool-shuffle": lambda: 16e6 - 0.10 * (16e6 + 4e6),
    "company-building/safe-ownership": lambda: 500e3 / 10e6 * 100,
    "company-building/preference-non-participating": lambda: max(5e6, 0.20 * 15e6),
    "company-building/preference-participating": lambda: 5e6 + 0.20 * (15e6 - 5e6),
    "company-building/default-alive": lambda: 1.2e6 - sum(300e3 - (100e3 + 20e3 * k) for k in range(10)),
    "applications/flatten-size": lambda: 64 * ((((28 - 2) // 2 - 2) // 2 - 2) ** 2),
    "applications/cutmix-label": lambda: 1 - 16**2 / 32**2,
    "applications/iou-of-boxes": lambda: 50 / (100 + 100 - 50),
    "applications/video-tokens": lambda: 60 * (224 // 16) ** 2,
    "applications/embedding-rows": lambda: 20_000 + 1,
    "applications/ctc-frames-needed": lambda: len("hello") + sum(map(str.__eq__, "hello", "ello")),
    "applications/sigmoid-twice": lambda: 1 / (1 + exp(-0)),
    "applications/ndcg-rank-seven": lambda: 1 / log2(7 + 1),
    "applications/seasonal-naive": lambda: (20, 22, 21, 25, 40, 60, 35)[5],
    "applications/clip-negatives": lambda: 256**2 - 256,
    "applications/language-sampling": lambda: 100 * 1**0.5 / (9**0.5 + 1**0.5),
}

STATED: dict[str, str] = {
    "trust-compliance/sensitive-age": "PIPL, Art. 28",
    "trust-compliance/breach-hours": "GDPR, Art. 33",
    "company-building/capital-paid-in": "Company Law of China (2023), Art. 47",
    "company-building/year-after-leaving": "Implementing Regulations of the Patent Law of China",
    "serving-mlops/replicas-latency": "more replicas do not make one request faster: the number in the question",
}
"""Numeric cards whose value is stated somewhere rather than worked out, and where."""
