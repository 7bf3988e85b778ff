"""`drill --install-completion`: what it writes, what it leaves alone, and what it says where it cannot write."""

import os
import subprocess

import pytest

from drillcli.commands import completion


@pytest.fixture(autouse=True)
def home(tmp_path):
    """The home of somebody who keeps the data folder in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def install(drill, home):
    """Run it for a shell, with the data folder at home: `install("zsh", ZDOTDIR="…")`."""
    data = str(home / ".local/share/drill")
    return lambda *shell, **variables: drill(
        "--install-completion", *shell, variables={"DRILL_HOME": data, **variables}
    )


@pytest.mark.parametrize(("shell", "startup"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_a_file_and_a_line(shell, startup, install, home):
    """The script is a file of its own; a line at the end of the startup file reads it, or passes over it once gone."""
    (home / startup).write_bytes(b"alias d=drill  # \xff, no newline")
    done = install(shell)
    said = f"~/.local/share/drill/completion.{shell}, ~/{startup} written"
    assert (done.code, done.out) == (0, "")
    assert done.err == f"{shell} completes the words of drill in every new terminal: {said}\n"
    first, line = (home / startup).read_bytes().splitlines()
    assert first == b"alias d=drill  # \xff, no newline"
    file = f'"$HOME"/.local/share/drill/completion.{shell}'
    assert line.decode() == f"[ ! -r {file} ] || . {file}  # drill --install-completion"
    moved = subprocess.run(["sh", "-ec", line], env={"HOME": str(home / "moved")}, check=False)
    assert moved.returncode == 0


@pytest.mark.parametrize(("there", "startup"), [
    ((), ".bash_profile"), ((".profile",), ".profile"), ((".bash_login", ".profile"), ".bash_login"),
])  # fmt: skip
def test_terminals_of_macos_read_other_files(there, startup, install, home, monkeypatch):
    """They start bash as a login shell, which reads the first there is of three, and not .bashrc."""
    monkeypatch.setattr("sys.platform", "darwin")
    for name in there:
        (home / name).write_text("")
    assert install("bash").err.endswith(f"~/{startup} written\n")
    assert "completion.bash" in (home / startup).read_text()
    assert sorted(path.name for path in home.glob(".*") if path.is_file()) == sorted({*there, startup})


def test_fish_needs_no_line(install, home, tmp_path):
    """The shell fish finds the file itself."""
    assert install("fish").err.endswith(f"{tmp_path}/xdg_config_home/fish/completions/drill.fish written\n")
    assert install("fish", XDG_CONFIG_HOME="").err.endswith("~/.config/fish/completions/drill.fish written\n")
    assert list(home.glob(".*rc")) == []


def test_a_second_time_changes_nothing(install, home):
    """No line is added twice; only a script of an earlier drill is brought up to date."""
    install("zsh")
    before = (home / ".zshrc").read_bytes()
    assert install("zsh").err == "zsh completes the words of drill already: nothing was changed\n"
    script = home / ".local/share/drill/completion.zsh"
    new = script.read_text()
    script.write_text("of an earlier drill")
    assert install("zsh").err.endswith(": ~/.local/share/drill/completion.zsh written\n")
    assert (script.read_text(), (home / ".zshrc").read_bytes()) == (new, before)


def test_links_and_folders_of_the_owner_are_followed(install, home, tmp_path):
    """A startup file that is kept elsewhere stays a link; ZDOTDIR counts."""
    kept = tmp_path / "dotfiles"
    kept.write_text("")
    (home / ".bashrc").symlink_to(kept)
    install("bash")
    assert (home / ".bashrc").is_symlink()
    assert "completion.bash" in kept.read_text()
    (home / "zsh").mkdir()
    install("zsh", ZDOTDIR=str(home / "zsh"))
    assert "completion.zsh" in (home / "zsh/.zshrc").read_text()


def test_a_folder_with_odd_letters_is_quoted(drill, home, tmp_path):
    """The line that is added works whatever the data folder is called."""
    odd = tmp_path / "it's $HOME; 学习"
    drill("--install-completion", "bash", variables={"DRILL_HOME": str(odd)})
    (odd / "completion.bash").write_text("echo read")
    done = subprocess.run(["bash", home / ".bashrc"], capture_output=True, text=True, check=True)
    assert done.stdout == "read\n"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_startup_file_that_cannot_be_written(shell, install, home):
    """One line says which, why, and what to add by hand."""
    (home / f".{shell}rc").mkdir()
    done = install(shell)
    file = f'"$HOME"/.local/share/drill/completion.{shell}'
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"drill: ~/.{shell}rc cannot be written (Is a directory); add this line to what your shell reads: "
        f"[ ! -r {file} ] || . {file}  # drill --install-completion\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_startup_file(install, home):
    """So it is where the file may only be read."""
    (home / ".bashrc").touch(mode=0o400)
    assert "~/.bashrc cannot be written (Permission denied); add this line" in install("bash").err


def test_a_script_that_cannot_be_written(install, home):
    """Nothing is changed then."""
    (home / ".local").write_text("no folder")
    done = install("zsh")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("drill: ~/.local/share/drill/completion.zsh cannot be written (Not a directory)")
    assert not (home / ".zshrc").exists()


@pytest.mark.parametrize(("typed_in", "variable", "chosen"), [("fish", "/bin/bash", "fish"), (None, "/bin/zsh", "zsh")])
def test_which_shell(typed_in, variable, chosen, install, monkeypatch):
    """The one in which the line was typed; in a script the one of SHELL."""
    monkeypatch.setattr(completion.os, "getpgid", lambda _pid: os.getpgrp() if typed_in is None else -1)
    monkeypatch.setattr(completion, "detect_shell", lambda: (typed_in, ""))
    assert install(SHELL=variable).err.startswith(f"{chosen} completes")


@pytest.mark.parametrize(("shell", "variable"), [("tcsh", "/bin/zsh"), ("", "/bin/tcsh"), ("", ""), ("--help", "")])
def test_a_shell_that_is_not_known(shell, variable, install, monkeypatch):
    """One line says which there are."""
    monkeypatch.setattr(completion.os, "getpgid", lambda _pid: os.getpgrp())
    done = install(*([shell] if shell else []), SHELL=variable)
    assert (done.code, done.out) == (2, "")
    name = shell or variable.removeprefix("/bin/")
    told = f"no completion for {name!r}; there is for bash, zsh and fish: drill --install-completion zsh"
    assert done.err == f"drill: {told}\n"
