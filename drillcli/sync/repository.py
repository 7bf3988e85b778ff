"""A git repository by its objects: trees are read and written, branches moved, fetched and sent; no working file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.sync.git import Git, GitError, reason, telling

REGULAR = ("100644", "100755")
"""The modes of files; symbolic links and submodules have others, and are never followed."""
MESSAGE = "drill sync"
CHUNK = 16_000_000
"""So many bytes of blobs are asked for at a time."""
ORIGIN = "refs/remotes/origin/"


class Entry(NamedTuple):
    """A file of a tree: the name of its content (blob), and its size in bytes."""

    blob: str
    size: int


Tree: TypeAlias = dict[str, Entry]
"""The regular files of a commit by their paths, with slashes."""

Changes: TypeAlias = Mapping[str, str | None]
"""Paths and the blobs they are to have; None: the path goes."""


class Repository:
    """The repository in `git.folder`, on its one branch, which nobody else moves while a sync is at work.

    `head` is the commit of the branch here, `theirs` that in the shared repository as it was last seen; None for none.
    """

    def __init__(self, git: Git, branch: str) -> None:
        self.git = git
        self.folder = git.folder
        self.branch = f"refs/heads/{branch}"
        self.tracking = f"{ORIGIN}{branch}"
        self.index = git.folder / ".git" / "drill-index"
        self._trees: dict[str, Tree] = {}
        self._read: dict[str, bytes] = {}
        self._look()

    def _look(self) -> None:
        words = ("for-each-ref", "--format=%(refname) %(objectname)", self.branch, self.tracking)
        commits = dict(line.split() for line in self.git.local(*words).text.splitlines())
        self.head, self.theirs = commits.get(self.branch), commits.get(self.tracking)

    # -- reading -------------------------------------------------------------------------------

    def tree(self, commit: str | None) -> Tree:
        """Return the regular files of a commit; none for no commit."""
        if commit is None:
            return {}
        if commit not in self._trees:
            self._trees[commit] = self._listed(commit)
        return self._trees[commit]

    def _listed(self, commit: str) -> Tree:
        found: Tree = {}
        listing = self.git.local("ls-tree", "-r", "-z", "-l", "--full-tree", commit).out
        for line in listing.split(b"\0")[:-1]:
            about, _tab, path = line.partition(b"\t")
            mode, _kind, blob, size = about.decode().split()
            if mode in REGULAR:
                found[path.decode("utf-8", "surrogateescape")] = Entry(blob, int(size))
        return found

    def content(self, blob: str) -> bytes:
        """Return a small content by its name."""
        if blob not in self._read:
            self._read[blob] = self.git.local("cat-file", "blob", blob).out
        return self._read[blob]

    def blobs(self, entries: Sequence[Entry]) -> Iterator[bytes]:
        """Yield the contents of files of a tree, in order."""
        batch: list[Entry] = []
        for entry in entries:
            batch.append(entry)
            if sum(of_batch.size for of_batch in batch) > CHUNK:
                yield from self._contents(batch)
                batch = []
        yield from self._contents(batch)

    def _contents(self, entries: Sequence[Entry]) -> Iterator[bytes]:
        if not entries:
            return
        out = self.git.local("cat-file", "--batch", stdin="".join(f"{e.blob}\n" for e in entries).encode()).out
        at = 0
        for entry in entries:
            end = out.index(b"\n", at)
            about = out[at:end].split()
            if about[1:] != [b"blob", b"%d" % entry.size]:
                raise GitError(_("{folder}: the object {name} is damaged").format(folder=self.folder, name=entry.blob))
            yield out[end + 1 : end + 1 + entry.size]
            at = end + 2 + entry.size

    @property
    def empty_tree(self) -> str:
        """The name of the tree without files."""
        return self.git.local("mktree").text

    def base(self, one: str, other: str) -> str | None:
        """Return the newest commit that two have in common, None when they share no history."""
        if one == other:
            return one
        return self.git.local("merge-base", one, other, accept=(0, 1)).text or None

    # -- writing -------------------------------------------------------------------------------

    def keep_files(self, paths: Sequence[str]) -> list[str]:
        """Put files of the working folder into the store of objects, as they are; return the names of the blobs."""
        if not paths:
            return []
        stdin = "".join(f"./{path}\n" for path in paths).encode("utf-8", "surrogateescape")
        return self.git.local("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=stdin).text.split()

    def keep(self, content: bytes) -> str:
        """Put a content into the store of objects; return the name of the blob."""
        return self.git.local("hash-object", "-w", "--no-filters", "--stdin", stdin=content).text

    def staged(self, *trees: str) -> None:
        """Fill the index of a commit to be made: no tree, one, or three (base, ours, theirs) merged."""
        self.index.unlink(missing_ok=True)
        self.index.with_name(f"{self.index.name}.lock").unlink(missing_ok=True)
        how = ("-i", "-m", "--aggressive") if len(trees) > 1 else ()
        self.git.local("read-tree", *how, *(trees or ("--empty",)), index=self.index)

    def unmerged(self) -> dict[str, dict[int, tuple[str, str]]]:
        """Return what the index could not merge: by path and stage (1 base, 2 ours, 3 theirs) the mode and the blob."""
        found: dict[str, dict[int, tuple[str, str]]] = {}
        for line in self.git.local("ls-files", "-u", "-z", index=self.index).out.split(b"\0")[:-1]:
            about, _tab, path = line.partition(b"\t")
            mode, blob, stage = about.decode().split()
            found.setdefault(path.decode("utf-8", "surrogateescape"), {})[int(stage)] = mode, blob
        return found

    def stage(self, changes: Changes) -> None:
        """Put changes into the index."""
        gone = [path for path, blob in changes.items() if blob is None]
        lines = [f"100644 {blob} 0\t{path}" for path, blob in changes.items() if blob is not None]
        for paths, words in ((gone, ("--force-remove", "--stdin")), (lines, ("--index-info",))):
            if paths:
                stdin = "".join(f"{line}\0" for line in paths).encode("utf-8", "surrogateescape")
                self.git.local("update-index", "-z", *words, stdin=stdin, index=self.index)

    def committed(self, *parents: str) -> str:
        """Make a commit of the index; return it. No branch moves."""
        tree = self.git.local("write-tree", index=self.index).text
        words = [word for parent in parents for word in ("-p", parent)]
        return self.git.local("commit-tree", tree, "-m", MESSAGE, *words).text

    def move(self, commit: str) -> None:
        """Let the branch stand at a commit, and git's own index with it, so that `git status` tells the truth."""
        self.git.local("update-ref", "-m", MESSAGE, self.branch, commit, self.head or "")
        self.head = commit
        self.settle()

    def settle(self) -> None:
        """Let git's own index stand where the branch does; one that another git holds is left to the next move."""
        if self.head:
            self.git.local("read-tree", "--reset", self.head, accept=(0, 128))
            self.git.local("update-index", "-q", "--refresh", accept=(0, 1, 128))

    # -- the shared repository -----------------------------------------------------------------

    def fetch(self) -> bool:
        """Fetch the branch; tell whether its history went on, rather than having been replaced."""
        before = self.theirs
        try:
            self.git.remote("fetch", "--quiet", "--no-tags", "origin", f"+{self.branch}:{self.tracking}")
        except GitError as error:
            if "couldn't find remote ref" not in error.said.lower():
                raise
            self.git.local("update-ref", "-d", self.tracking)
        self._look()
        return before is None or (self.theirs is not None and self.base(before, self.theirs) == before)

    def push(self, commit: str) -> bool:
        """Send a commit; False when somebody else was faster. Raises GitError for any other refusal."""
        words = ("push", "--porcelain", "--no-verify", "origin", f"{commit}:{self.branch}")
        done = self.git.remote(*words, accept=(0, 1))
        if done.code == 0:
            self.theirs = commit
            return True
        refusal = next((line for line in done.text.splitlines() if line.startswith("!")), done.text)
        said = refusal.rpartition("\t")[2].strip() or telling(done.err)
        if any(word in said for word in FASTER):
            return False
        text = _("the shared repository refused what was sent: {reason}; your reviews are safe here")
        raise DrillError(text.format(reason=reason(said)))


FASTER = ("fetch first", "non-fast-forward", "stale info", "cannot lock ref", "failed to update ref", "incorrect old")
"""What git says of a push when the branch has moved since it was fetched."""


def config(git: Git, name: str) -> str:
    """Return a setting of the repository itself, "" for none."""
    return git.local("config", "--local", "--get", name, accept=(0, 1)).text
