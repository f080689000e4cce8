"""The programs that a run measures or measures with: started as processes, with their npm packages."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
CACHE = REPOSITORY / ".cache" / "bench"


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a program that writes a line once it serves."""
    process = subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError(f"did not start: {command}")
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def beside_packages(script: str, directory: Path, *packages: str) -> Path:
    """Return a copy of a script in ``directory``, where the npm packages are installed on first use."""
    if not (directory / "node_modules" / packages[0].rpartition("@")[0]).exists():
        directory.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(directory), *packages]
        # A package in C++ is compiled with the headers of this Node if they are installed; else npm looks for them.
        prefix = Path(str(shutil.which("node"))).resolve().parents[1]
        headers = {"npm_config_nodedir": str(prefix)} if (prefix / "include" / "node").exists() else {}
        subprocess.run(command, check=True, capture_output=True, env=os.environ | headers)
    return Path(shutil.copy(HERE / script, directory / script))
