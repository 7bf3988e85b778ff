"""What must be found in the documents of `unseen/`: written before the program had seen them."""

from typing import NamedTuple


class Expected(NamedTuple):
    """An item: its number, what it asks, its answer (runs of spaces count as one), and what else it has.

    `labels` are those of the answer's points, `languages` those of its code blocks; None: not looked at.
    """

    number: int | None
    asks: str
    answer: str
    line: int
    explanation: str = ""
    labels: tuple[str, ...] | None = None
    languages: tuple[str, ...] = ()
    section: str | None = None
    options: int = 0
    correct: str = ""


E = Expected

DOCUMENTS: dict[str, tuple[Expected, ...]] = {
    "heading_q.md": (
        E(
            None,
            "What does a cache trade?",
            "Memory for time. A value that was computed once is kept, and the next reader gets it without the work.",
            10,
        ),
        E(
            None,
            "When is a cache useless?",
            "When no key is asked for twice:\n\n- a stream of unique requests,\n- values that change faster than they"
            " are read.",
            14,
            labels=("", ""),
        ),
        E(
            None,
            "What is a stampede?",
            "Many readers miss the same key at once and all of them compute it.\n\n"
            "Let one compute, and the others wait.",
            23,
        ),
    ),
    "bold_q.md": (
        E(
            1,
            "What does *at least once* promise?",
            "Every message arrives, some of them twice. The consumer must be idempotent.",
            3,
        ),
        E(
            2,
            "How do you keep messages of one user in order?",
            "Send them to one partition:\n\n1. **Key:** the user's id decides the partition.\n"
            "2. **Consumer:** one partition has one reader at a time.",
            7,
            labels=("Key", "Consumer"),
        ),
        E(
            3,
            "What is a dead letter queue for?",
            "For messages that failed too often. Somebody looks at them by day.",
            14,
        ),
    ),
    "details.md": (
        E(
            None,
            "What is a health check?",
            "A request that the balancer sends on a schedule. A server that fails it a few times gets no traffic.",
            4,
            section="",
        ),
        E(None, "Name two ways to choose a server", "* round robin\n  * least connections", 10, labels=("", "")),
        E(None, "What is connection draining?", "", 17),
        E(
            None,
            "How can a session stay on one server?",
            "With a cookie:\n\n```nginx\n# the balancer sets it\nsticky cookie srv expires=1h;\n```\n\n"
            "It breaks when that server dies.",
            23,
            languages=("nginx",),
            section="Sticky sessions",
        ),
    ),
    "choices_code.md": (
        E(
            1,
            "What is printed?\n\n```python\n# a default is made once\ndef add(x, to=[]):\n    to.append(x)\n"
            "    return to\n\nadd(1)\nprint(add(2))\n```",
            "",
            7,
            explanation="The list is made when `def` runs, so both calls share it.",
            languages=("python",),
            options=3,
            correct="B",
        ),
        E(
            2,
            "Every object has a truth value.",
            "",
            35,
            explanation="Without `__bool__` and `__len__` it is true.",
            options=2,
            correct="A",
        ),
    ),
    "numbered_indent.txt": (
        E(
            1,
            "What happens when you type an address into a browser?",
            "The name is resolved, a connection is opened, and a request is sent.\n"
            "Then the page is drawn while more of it arrives.",
            3,
        ),
        E(
            2,
            "Why does TCP have a three-way handshake?",
            "Both sides must know that the other one hears them.",
            7,
        ),
        E(
            3,
            "What is the difference between a hub and a switch?",
            "A hub repeats every frame to everybody. A switch learns who is where.",
            10,
        ),
        E(
            10,
            "Is UDP faster than TCP?",
            "It does less. Whether that is faster depends on who repairs the losses.",
            13,
        ),
    ),
    "qa_lines.txt": (
        E(None, "What is a primary key?", "A column, or several, whose values name exactly one row.", 1),
        E(
            None,
            "What is the difference between WHERE and HAVING?",
            "WHERE filters rows before they are grouped.\nHAVING filters the groups.\n\nMost questions need WHERE.",
            4,
        ),
        E(
            None,
            "Does an index always help?",
            "No. It costs writes, and a scan is cheaper when most rows match:\n- small tables\n"
            "- columns with two values",
            10,
            labels=("", ""),
        ),
        E(None, "What does ACID stand for?", "Atomicity, consistency, isolation, durability.", 14),
    ),
    "definition_list.md": (
        E(None, "Metric", "A number over time, cheap to keep.", 3),
        E(None, "Trace", "The way of one request through many services.\n\nEach step of it is a span.", 6),
        E(
            None,
            "What is cardinality?",
            "How many different label values a metric has.\n\nIt decides the bill.",
            11,
        ),
    ),
    "table.md": (
        E(1, "What does `git rebase` do?", "It writes the commits anew on another base.", 7),
        E(2, "How do you see who wrote a line?", "`git blame file | less`", 8),
        E(3, "What is a detached HEAD?", "HEAD names a commit and no branch.", 9),
    ),
    "chinese_numerals.md": (
        E(
            1,
            "进程和线程有什么区别？",
            "进程是资源分配的单位，线程是调度的单位。\n\n- **内存：** 线程共享所在进程的地址空间。\n"
            "- **代价：** 切换线程比切换进程便宜。",
            7,
            labels=("内存", "代价"),
            section="进程与线程",
        ),
        E(2, "什么是上下文切换？", "保存一个任务的寄存器状态，再装入另一个任务的状态。", 14),
        E(1, "为什么需要虚拟内存？", "每个进程都像独占一整块内存，彼此看不见对方。", 20, section="内存"),
        E(2, "缺页异常一定是错误吗？", "不一定。页面在磁盘上时，内核把它读进来，程序继续运行。", 24),
    ),
    "wenda.txt": (
        E(None, "协同过滤的基本思想是什么？", "相似的用户喜欢相似的物品。", 3),
        E(
            None,
            "冷启动怎么办？",
            "先用内容特征和热门物品，等有了行为数据再切换。\n常见做法有三种：\n1. 热门推荐\n2. 注册时询问兴趣\n"
            "3. 利用其他平台的信息",
            6,
            labels=("", "", ""),
        ),
        E(None, "什么是曝光偏差？", "没有展示过的物品不会被点击，但这不说明用户不喜欢它。", 13),
    ),
    "list_headings.md": (
        E(
            1,
            "What is back pressure?",
            "A slow consumer *tells* the producer to slow down.\n\n```go\n// a channel with room for ten\n"
            "jobs := make(chan Job, 10)\n```\n\nThe producer blocks when it is full.",
            13,
            languages=("go",),
            section="Core",
        ),
        E(
            2,
            "How do you drop load?",
            "Below are the usual ways,\n\n1. Refuse new work early.\n2. Drop the oldest work.",
            26,
            labels=("", ""),
        ),
        E(3, "What is a poison message?", "One that makes every consumer fail.", 34),
    ),
    "zh_subnumbers.md": (
        E(1, "什么是 KV 缓存？", "把已经算过的键和值留下来，生成下一个词时不必重算。", 5, section="理论篇"),
        E(
            2,
            "批处理为什么能提高吞吐？",
            "1.  **读权重**：一次读取供整批请求使用。\n2.  **算力**：矩阵乘法越大，利用率越高。",
            9,
            labels=("读权重", "算力"),
        ),
        E(10, "量化一定会变慢吗？", "不会，但也不一定变快，要看瓶颈在算力还是在带宽。", 14),
        E(1, "如何选择批大小？", "从延迟目标倒推。", 20, section="实践篇"),
        E(2, "框架如何选？", "", 24),
    ),
    "plain_headings.md": (
        E(
            None,
            "Why is a pod more than a container?",
            "Its containers share an address and may share files.",
            5,
            section="Pods",
        ),
        E(
            None,
            "Can a pod move to another node?",
            "No. It is deleted, and another one is made elsewhere.",
            9,
        ),
        E(
            None,
            "How does a service find its pods?",
            "By labels. A pod that is not ready is left out.",
            15,
            section="Services",
        ),
        E(None, "What is ready?", "Its readiness probe succeeds.", 19),
    ),
    "faq_bold.md": (
        E(None, "Can I run it without a network?", "Yes. Models are read from the disk.", 3),
        E(
            None,
            "Which licence do the weights have?",
            "The one in the file LICENSE next to them. **Do not** assume that it is the licence of the code.",
            7,
        ),
        E(
            None,
            "How do I update?",
            "Pull, then run `make`:\n\n```\nmake update\n```\n\n**Note:** keep a copy of your settings.",
            10,
            languages=("",),
        ),
    ),
    "setext.md": (
        E(None, "What is a mock?", "An object that stands in for another and records how it was called.", 4),
        E(
            None,
            "What is a flaky test?",
            "One that passes and fails without a change.\n\nCauses:\n\n* time\n* order\n* the network",
            9,
            labels=("", "", ""),
        ),
    ),
    "mcq_zh.txt": (
        E(
            1,
            "下列哪种方法可以缓解过拟合？（ ）",
            "",
            3,
            explanation="正则化限制了参数的大小，使模型更平滑。",
            options=4,
            correct="C",
        ),
        E(
            2,
            "随机森林属于下面哪一类方法（ ）",
            "",
            11,
            explanation="每棵树在有放回抽样得到的数据上单独训练。",
            options=3,
            correct="A",
        ),
        E(3, "判断题：学习率越大，收敛一定越快。（ ）", "", 18, options=2, correct="B"),
    ),
    "answers_at_end.md": (
        E(1, "What is the median of 1, 2, 9?", "2", 5),
        E(2, "When does the mean mislead?", "When a few values are far from the others.", 6),
        E(3, "What does a p-value not say?", "How likely the hypothesis is.", 7),
    ),
    "links_and_anchors.md": (
        E(
            1,
            "What is moved by an assignment?",
            "The value. The old name may not be used any more.",
            10,
        ),
        E(2, ":crab: What is a borrow?", "A reference that ends before its owner does.", 16),
        E(3, "What is `dyn Trait`?", "A pointer to a value with a table of its methods.", 25),
    ),
    "quoted_answers.md": (
        E(
            1,
            "What is the difference between hashing and encryption?",
            "Encryption can be undone with the key. A hash cannot be undone.",
            3,
        ),
        E(
            2,
            "Why are passwords salted?",
            "So that two equal passwords look different:\n\n1. one table does not serve for all users\n"
            "2. equal passwords do not show",
            9,
            labels=("", ""),
        ),
        E(
            3,
            "What is CSRF?",
            "A page makes the browser of a visitor send a request that the visitor did not want.",
            18,
        ),
    ),
    "code_traps.md": (
        E(
            1,
            "How do you loop over lines?",
            '```sh\n# 2. this is no question?\nwhile read -r line; do\n  echo "Q: $line"\ndone\n```',
            3,
            languages=("sh",),
        ),
        E(
            2,
            "How do you quote a heredoc?",
            "~~~\n## 3. What is this?\ncat <<'END'\n```\nEND\n~~~\n\nQuote the word.",
            12,
            languages=("",),
        ),
        E(
            3,
            "Show an indented program.",
            '# 4. What now?\n    echo "A: nothing"\n\nIt prints one line.',
            23,
            languages=("",),
        ),
    ),
    "labelled_zh.md": (
        E(
            1,
            "什么是覆盖索引？",
            "查询的列都在索引里，不必回表。",
            3,
            explanation="回表要多一次随机读取。",
        ),
        E(
            2,
            "可重复读能防止幻读吗？",
            "- **快照读：** 能，由多版本控制保证。\n- **当前读：** 要靠间隙锁。",
            22,
            explanation="标准里的可重复读并不要求防止幻读。",
            labels=("快照读", "当前读"),
        ),
    ),
    "gb18030.txt": (
        E(1, "什么是梯度消失？", "反向传播时梯度逐层变小，前面的层几乎学不动。", 3),
        E(2, "批归一化有什么作用？", "让每层输入的分布更稳定，可以使用更大的学习率。", 6),
        E(3, "为什么要打乱训练数据？", "避免同一批里的样本高度相关。", 9),
    ),
    "utf16.txt": (
        E(1, "What does a lexer do?", "It cuts the text into tokens.", 3),
        E(
            2,
            "What is a fixed point?",
            "A value that the function maps to itself; 不动点 in Chinese.",
            6,
        ),
    ),
    "ordinary_readme.md": (),
    "labels_en.md": (
        E(
            1,
            "How would you store a billion short links?",
            "A key-value store, sharded by the short code.",
            3,
            explanation="There are no joins, and the code is a uniform key.",
        ),
        E(
            2,
            "How do you count unique visitors?",
            "With a sketch such as HyperLogLog.",
            8,
            explanation="A few kilobytes give an error of about two percent.",
        ),
        E(3, "Where would you put a rate limiter?", "At the edge, before any work is done.", 13),
    ),
    "front_matter.md": (
        E(
            None,
            "What is a feature store?",
            "A service that computes features once and serves them to training and to inference.\n\n"
            ":::note\nIt is not a database.\n:::",
            8,
        ),
        E(None, "What is training-serving skew?", "The features at training are not those at serving.", 16),
    ),
    "problems.md": (
        E(
            1,
            "Build a queue out of two stacks.",
            "```python\nclass Queue:\n    # two stacks\n    def __init__(self):\n"
            "        self.inn, self.out = [], []\n```\n\n**Complexity:** amortised O(1)",
            3,
            languages=("python",),
        ),
        E(
            2,
            "Find the longest run of equal letters.",
            "Walk once and remember the best.\n\n```python\ndef longest(text):\n"
            "    return max(map(len, groups(text)), default=0)\n```\n\n"
            "**Complexity:** O(n)",
            18,
            languages=("python",),
        ),
    ),
    "questions_only.md": (
        E(None, "What did you learn yesterday?", "", 5),
        E(None, "What excites you about programming?", "", 6),
        E(None, "How do you review code?", "", 7),
        E(None, "Tabs or spaces?", "", 11),
    ),
    "task_list.md": (
        E(None, "什么是注意力机制？", "- 按相关程度给输入加权求和。", 3, labels=("",)),
        E(
            None,
            "多头注意力有什么好处？",
            "- 不同的头可以关注不同的关系。\n  - 每个头的维度更小，总计算量不变。",
            5,
            labels=("", ""),
        ),
        E(None, "为什么要除以根号 d？", "- 防止点积过大，使 softmax 落入饱和区。", 8, labels=("",)),
    ),
    "interviewer_zh.md": (
        E(None, "你用过哪些消息队列？", "主要用过两种，都在生产环境里。", 3),
        E(None, "怎么保证消息不丢？", "生产者等确认，存储多副本，消费者处理完再提交。", 7),
    ),
    "dash_numbers.txt": (
        E(1, "What is a zombie process?", "- A process that has ended, and whose parent has not asked how.", 3),
        E(2, "What is a semaphore?", "- A counter with a queue of waiters.", 6),
        E(3, "What is thrashing?", "- The machine moves pages and does nothing else.", 9),
    ),
    "bilingual.md": (
        E(
            1,
            "What is RAG? 什么是检索增强生成？",
            "先检索，再把找到的段落交给模型作答（Retrieval-Augmented Generation）。",
            3,
        ),
        E(2, "What is LoRA?", "A low-rank update is trained; the weights themselves stay.", 7),
        E(3, "什么是 MoE？", "每个词只激活少数专家（expert），参数多而计算少。", 11),
    ),
    "bold_list.md": (
        E(1, "What is an RDD?", "A read-only collection split over machines.", 3),
        E(2, "What is lineage?", "- How it was made.\n- It lets lost parts be made again.", 7, labels=("", "")),
        E(3, "Explain shuffles.", "Rows move to the machine that needs their key.", 11),
    ),
    "ans.txt": (
        E(1, "What is DNS?", "It maps names to addresses.", 1),
        E(2, "What is DHCP?", "It hands out addresses.", 4),
        E(3, "What is NAT?", "It rewrites addresses.", 7),
    ),
    "folded_numbers.md": (
        E(1, "What is a closure?", "A function with the variables around it.", 2),
        E(
            2,
            "What is hoisting?",
            "Declarations are read first.\n\n```js\nx = 1; var x;\n```",
            7,
            languages=("js",),
        ),
    ),
    "one_line.txt": (
        E(None, "什么是幂等？", "执行多次与一次效果相同。", 1),
        E(None, "如何实现？", "用唯一键去重。", 2),
        E(None, "为什么重要？", "重试不会造成重复扣款。", 4),
    ),
}
