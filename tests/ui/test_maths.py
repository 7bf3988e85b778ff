"""TeX formulas as Unicode, on those that cards on machine learning have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.ui.maths import to_unicode

FORMULAS = r"""
F_1 = \frac{2PR}{P+R}                                       → F₁ = 2PR/(P + R)
\mathcal{L} = -\sum_i y_i \log \hat{y}_i                    → ℒ = −∑ᵢ yᵢ log ŷᵢ
C \approx 6ND                                               → C ≈ 6ND
\sqrt{d_k}                                                  → √dₖ
\operatorname{softmax}(QK^\top/\sqrt{d_k})V                 → softmax(QKᵀ/√dₖ)V
\lVert g \rVert_2                                           → ‖g‖₂
10^{-3}                                                     → 10⁻³
x_{t+1}                                                     → xₜ₊₁
\sigma(z)=\frac{1}{1+e^{-z}}                                → σ(z) = 1/(1 + e⁻ᶻ)
\hat{\theta} = \arg\max_\theta \prod_{i=1}^n p(x_i \mid \theta) → θ̂ = arg max_θ ∏ᵢ₌₁ⁿ p(xᵢ ∣ θ)
\mathbb{E}_{x \sim p}[f(x)]                                 → 𝔼_(x∼p)[f(x)]
\nabla_\theta J(\theta)                                     → ∇_θ J(θ)
\frac{\partial L}{\partial w}                               → ∂L/∂w
w \leftarrow w - \eta \nabla L                              → w ← w − η∇L
\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i                     → x̄ = 1/n ∑ᵢ₌₁ⁿ xᵢ
D_{\mathrm{KL}}(P \parallel Q)                              → D_KL(P ∥ Q)
\sum_x P(x) \log \frac{P(x)}{Q(x)}                          → ∑ₓ P(x) log (P(x)/Q(x))
\int_0^\infty e^{-x^2} dx                                   → ∫₀^∞ e^(−x²) dx
h_{t-1} \odot f_t                                           → hₜ₋₁ ⊙ fₜ
\text{accuracy} = \frac{TP + TN}{N}                         → accuracy = (TP + TN)/N
O(n^2 d)                                                    → O(n² d)
O(n \log n)                                                 → O(n log n)
2 \times 10^{9}                                             → 2 × 10⁹
a \le b \ge c \ne d                                         → a ≤ b ≥ c ≠ d
W \in \mathbb{R}^{d \times k}                               → W ∈ ℝ^(d×k)
\min_G \max_D V(D, G)                                       → min_G max_D V(D, G)
\left( \frac{a}{b} \right)^{1/2}                            → (a/b)^(1/2)
\frac{1}{2} m v^2                                           → (1/2) m v²
\frac{\frac{a}{b}}{c}                                       → (a/b)/c
\frac12                                                     → 1/2
\sqrt[3]{x}                                                 → ∛x
\{1, \dots, n\}                                             → {1, …, n}
\beta_1 = 0.9                                               → β₁ = 0.9
\alpha_{ij}^{(l)}                                           → αᵢⱼ⁽ˡ⁾
\text{ROI} = \frac{\text{gain} - \text{cost}}{\text{cost}} \times 100\% → ROI = (gain − cost)/cost × 100%
\Pr[M(D) \in S] \le e^\epsilon \Pr[M(D') \in S] + \delta    → Pr[M(D) ∈ S] ≤ e^ε Pr[M(D′) ∈ S] + δ
\text{准确率} = \frac{\text{对}}{\text{总}}                   → 准确率 = 对/总
\begin{pmatrix} a & b \\ c & d \end{pmatrix}                → (a, b; c, d)
\begin{cases} 1 & y>0 \\ 0 & \text{else} \end{cases}        → {1, y > 0; 0, else
a \not\in B                                                 → a ∉ B
f:\mathbb{R}^n \to \mathbb{R}                               → f: ℝⁿ → ℝ
6{,}000                                                     → 6,000
e^{i\pi}                                                    → e^(iπ)
\binom{n}{k}                                                → C(n, k)
\operatorname*{argmax}_x f                                  → argmaxₓ f
80\,\text{GB}                                               → 80 GB
\|x\|_2^2                                                   → ‖x‖₂²
\foo{x}                                                     → \foo x
"""
CASES = [re.fullmatch(r"(.*?)  *→ (.*)", line).groups() for line in FORMULAS.strip().splitlines()]


@pytest.mark.parametrize(("tex", "shown"), CASES)
def test_formulas(tex: str, shown: str):
    """Each formula reads on one line as its author meant it: what is divided, raised or summed stays clear."""
    assert to_unicode(tex) == shown


@given(st.text(st.sampled_from("ab1+-=^_{}[]()\\ &'$,\\frac\\sqrt{}\\begin\\end"), max_size=40))
def test_no_formula_is_an_error(tex: str):
    """A formula that makes no sense is shown somehow, without an exception."""
    assert isinstance(to_unicode(tex), str)


def test_a_formula_nested_too_deeply_stays_as_written():
    """Thousands of braces are shown as they are."""
    assert to_unicode("{" * 5000) == "{" * 5000
