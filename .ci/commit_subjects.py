"""Checks the subjects of commits: imperative mood, a capital first, no full stop, at most 72 characters.

Checks the commits since BASE; the history before it follows other rules. Ends with status 1 if a subject fails.
"""

import re
import subprocess
import sys
from pathlib import Path

BASE = "8057a4598072d93ebfa3e35be9b5214e99a631a0"
MAX_LENGTH = 72

# Verbs whose imperative looks like another form.
_IMPERATIVES = frozenset(
    {"alias", "bias", "bring", "embed", "exceed", "feed", "need", "ping", "proceed", "ring", "seed", "shed", "speed"}
    | {"string", "succeed"}
)
_ARTICLES_AND_PRONOUNS = frozenset(
    {"a", "all", "an", "each", "every", "it", "no", "one", "some", "that", "the", "there", "these", "they", "this"}
    | {"those", "what", "who"}
)


def faults(subject: str) -> list[str]:
    """Return what is wrong with a subject; empty if nothing is."""
    found = []
    if len(subject) > MAX_LENGTH:
        found.append(f"has {len(subject)} characters, more than {MAX_LENGTH}")
    if not subject[:1].isupper():
        found.append("does not start with a capital")
    if subject.endswith("."):
        found.append("ends with a full stop")
    first = re.split(r"[^a-z]", subject.lower(), maxsplit=1)[0]
    if first in _ARTICLES_AND_PRONOUNS:
        found.append(f"starts with '{first}', not with a verb")
    elif first not in _IMPERATIVES and re.search(r"(ed|ing|[^su]s)$", first):
        found.append(f"'{first}' is not imperative")
    return found


def _git(repository: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(("git", *arguments), cwd=repository, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def subjects(repository: Path, base: str) -> list[tuple[str, str]] | None:
    """Return the short hash and subject of each commit since the base, without merges.

    In a shallow clone that ends after the base, these are all commits. None where the base is unknown.
    """
    if _git(repository, "merge-base", "--is-ancestor", base, "HEAD") is not None:
        span = f"{base}..HEAD"
    elif _git(repository, "rev-parse", "--is-shallow-repository") == "true":
        span = "HEAD"
    else:
        return None
    log = _git(repository, "log", "--no-merges", "--format=%h %s", span) or ""
    return [(commit, subject) for commit, _, subject in (line.partition(" ") for line in log.splitlines())]


def main(repository: Path, base: str = BASE) -> int:
    """Print each fault; return the exit status."""
    commits = subjects(repository, base)
    if commits is None:
        print(f"Commit subjects: skipped, there is no history since {base[:7]}.")
        return 0
    found = [f"{commit} {subject!r} {fault}" for commit, subject in commits for fault in faults(subject)]
    print("\n".join(found) or f"Commit subjects: {len(commits)} checked.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
