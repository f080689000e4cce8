"""The Makefile documents its targets, and the documents name only targets that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = [REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md"), *(REPOSITORY / ".github").glob("*.md")]


def targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert phony
    return set(phony[1].split())


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_help_lists_every_target_in_one_line() -> None:
    listed = subprocess.run(("make", "-s", "help"), cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in listed.splitlines()} == targets()
    assert [line for line in listed.splitlines() if len(line.split()) < 4] == []


def test_the_documents_name_existing_targets() -> None:
    named = {
        target
        for document in DOCUMENTS
        for target in re.findall(r"(?:`|^    )make(?: [A-Z]+=\S+)? ([a-z]+)", document.read_text(), re.MULTILINE)
    }
    assert {"run", "settings", "types"} <= named <= targets()


def test_links_between_the_documents_lead_somewhere() -> None:
    links = [
        (document.name, link)
        for document in DOCUMENTS
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert links == []
