"""The files that services read say what they should: sound YAML, and only commands that are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from drillcli import __version__

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def steps(path):
    """Return the steps of a workflow: `on` is true for YAML, which is why it is not looked up."""
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


def runs(name):
    return [step["run"] for step in steps(ROOT / ".github/workflows" / name) if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_step_either_uses_or_runs(path):
    """Each step is one that the service knows, and each job has a limit."""
    assert all(("uses" in step) != ("run" in step) for step in steps(path))
    assert all(job["timeout-minutes"] for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values())


def test_the_checks_are_those_of_ci():
    """What a change has to pass is `.ci/run`, which is there and can be run."""
    assert runs("ci.yml")[-1] == ".ci/run"
    assert (ROOT / ".ci/run").stat().st_mode & 0o100


def test_a_release_is_checked_before_it_is_made():
    """The script that a test here runs stands between the build and the release."""
    *_, check, release = runs("release.yml")
    assert check == "python tests/release/release_check.py dist"
    assert (ROOT / check.split()[1]).is_file()
    assert release.startswith("gh release create")


def test_a_tag_must_be_the_version():
    """The step that compares them lets the right tag pass, and no other."""
    (step,) = [command for command in runs("release.yml") if "--version" in command]
    world = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    for tag, code in ((f"v{__version__}", 0), ("v99.0.0", 1), (__version__ + "1", 1)):
        done = subprocess.run(["sh", "-c", step], cwd=ROOT, env={**world, "GITHUB_REF_NAME": tag}, check=False)
        assert done.returncode == code


def test_hooks_are_local_and_their_modules_there():
    """Nothing is fetched before a commit; what a hook starts is part of the extra `test`."""
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    for hook in repos[0]["hooks"]:
        assert hook["language"] == "system"
        if module := re.match(r"python -m (\w+)", hook["entry"]):
            subprocess.run([sys.executable, "-c", f"import {module[1]}"], check=True, cwd=ROOT)


def test_issue_templates_have_a_head():
    """Each has the name and the line by which it is chosen; the command it asks for exists."""
    templates = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.md"))
    assert [path.stem for path in templates] == ["fault", "wish"]
    for path in templates:
        assert set(yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])) == {"name", "about"}
