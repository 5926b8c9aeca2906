"""Every command that the documentation shows can be run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = {
    page: [line for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL) for line in block.splitlines()] for page in PAGES
}


@pytest.mark.parametrize("page", [page for page in PAGES if COMMANDS[page]], ids=lambda page: page.stem)
def test_the_commands_of_a_page_work(page, tmp_path):
    """Typed one after the other in an empty folder, each leaves with 0 and says something; `make` targets exist."""
    for command in COMMANDS[page]:
        program, *words = shlex.split(command)
        if program == "make":
            assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            continue
        assert program == "python"
        words = [str(ROOT / word) if (ROOT / word).is_file() else word for word in words]
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
        assert (command, done.returncode, done.stderr[-2000:]) == (command, 0, done.stderr[-2000:])
        assert done.stdout.strip(), command


def test_pictures_of_the_documentation_exist():
    """No page shows a picture that is not there."""
    for page in PAGES:
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file()
