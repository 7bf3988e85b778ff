"""What must be found in documents of `unseen/` in the style of READMEs: pictures, links to the top, tables, emoji."""

from unseen_expected import E

READMES: dict[str, tuple[E, ...]] = {
    "bold_tables.md": (
        E(
            1,
            "What is normalization?",
            "Organizing columns to reduce redundancy. | Form | Rule | |------|------| | 1NF | "
            "atomic | | 2NF | no partial dependency | Most schemas stop at 3NF.",
            7,
        ),
        E(
            2,
            "Write a query to find the second highest salary.",
            "```sql SELECT MAX(salary) FROM employee WHERE salary < (SELECT MAX(salary) FROM "
            "employee); ``` Or with `DENSE_RANK`: ```sql SELECT * FROM t; ```",
            20,
            languages=("sql", "sql"),
        ),
        E(
            3,
            "What's the difference between `DELETE` and `TRUNCATE`?",
            "Three things: 1. **Logging:** DELETE logs rows. 2. **Where:** TRUNCATE has none. 3. **Speed:** differs.",
            37,
        ),
        E(4, "What is a CTE?", "A named temporary result. Note: it is not stored. It can be recursive.", 49),
        E(5, "Explain ACID", "Atomicity, consistency, isolation, durability.", 59),
    ),
    "back_links.md": (
        E(
            1,
            "What is React?",
            "A library. **Key features:** 1. Components 2. Virtual DOM **Benefits:** 1. Fast 2. Simple",
            9,
        ),
        E(2, "What is JSX?", "Syntax extension. ```jsx const a = <h1>1. What?</h1>; ```", 25, languages=("jsx",)),
        E(3, "What are props?", "State is inner: - a - b Props are given.", 35),
        E(4, "What does `useEffect` do?", 'Runs effects. <img src="x.png" width="300"> After painting.', 50),
        E(5, "What are the rules of hooks?", "Top level only.", 58),
    ),
    "table_in_list.md": (
        E(
            1,
            "What happens when you type a URL?",
            "DNS first, then TCP. 1. Resolve the name 2. Connect 3. Send the request Then the page is drawn.",
            9,
        ),
        E(
            2,
            "What is a load balancer?",
            "It spreads requests. ```nginx upstream a { server b; } ```",
            19,
            languages=("nginx",),
        ),
        E(3, "TCP vs UDP?", "| TCP | UDP | |-----|-----| | reliable | fast |", 27),
        E(1, "What is sharding?", "Splitting data by key. - range - hash", 36),
        E(2, "What is CAP?", "Choose two of three. See [CAP](https://en.wikipedia.org/wiki/CAP_theorem).", 43),
        E(3, "Explain quorum reads.", "R + W > N.", 47),
    ),
    "emoji.md": (
        E(None, "What is an image?", "A template of layers. 💡 **Tip:** mention layers.", 5),
        E(
            None,
            "What is a volume?",
            "Storage outside of the container. ```bash docker volume create x ```",
            11,
            languages=("bash",),
        ),
        E(None, "How do you see logs?", "`docker logs`", 19),
    ),
    "anchored_headings.md": (
        E(None, "What is REST?", "An architectural style.", 3),
        E(
            None,
            "What does idempotent mean?",
            "Twice is as once. ###### Example ```http PUT /a HTTP/1.1 ```",
            9,
            languages=("http",),
        ),
        E(None, "How does JWT work?", "Header, payload, signature.", 21),
        E(None, "Why CORS?", "Browsers guard origins.", 27),
    ),
    "heading_first_zh.md": (
        E(1, "Kafka 是什么？", "消息系统。", 3),
        E(2, "为什么吞吐量高？", "### 1、顺序写 磁盘顺序写很快。 ### 2、零拷贝 sendfile。", 7),
        E(3, "如何保证不丢消息？", "生产者：acks=all 消费者：手动提交", 17),
        E(4, "什么是 ISR", "同步副本集合。", 23),
    ),
    "rule_at_end_zh.md": (
        E(1, "如何查看进程？", "```bash ps aux # 或者 top ```", 3, languages=("bash",)),
        E(2, "如何查看端口？", "`netstat -tlnp`", 11),
        E(
            3,
            "软链接和硬链接有什么区别？",
            "| 类型 | inode | |------|-------| | 软 | 不同 | 1. 软链接可跨分区 - 例如 `/home`",
            15,
        ),
        E(4, "权限 755 是什么意思？", "rwxr-xr-x 所有者可写。", 24),
        E(5, "僵尸进程是什么？", "已结束而未被回收的进程。", 30),
    ),
    "answers_begin.md": (
        E(1, "What prints?", "`x` and `y`", 1),
        E(2, "`a` or `b`?", "**b** then", 5),
        E(3, "Links?", 'none <img src="a.png"> here', 9),
    ),
}
