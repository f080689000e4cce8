"""The published types are those of the models that the server sends by, and the pages' scripts agree with them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from labapp.contract.events import DOMAIN_EVENTS, CatalogUpdate, WireModel
from labapp.contract.socket import CLIENT_MESSAGES, SERVER_EVENTS, Pong
from labapp.reference import typescript
from tests.support.node import SOURCE, packages
from tests.support.processes import REPOSITORY

SCRIPTS = REPOSITORY / "static" / "js"
PUBLISHED = SCRIPTS / "events-client.d.ts"
STRICTEST = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "noImplicitReturns": False,
    "noUnusedLocals": True,
}
Compile = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def compile_types() -> Iterator[Compile]:
    """Run the TypeScript compiler over files of a copy of the pages' scripts, beside the packages."""
    folder = packages() / f"types-{os.getpid()}"
    # The vendored libraries are not ours to check: here are only their types.
    shutil.copytree(SCRIPTS, folder / "static" / "js")
    shutil.copytree(SOURCE / "types" / "vendor", folder / "static" / "vendor")
    shutil.copy(SOURCE / "types" / "globals.d.ts", folder)
    (folder / "app").mkdir()
    shutil.copy(SOURCE / "strict-client.ts", folder / "app")

    def run(*paths: str, **options: object) -> "subprocess.CompletedProcess[str]":
        platform = {"target": "ES2022", "module": "ES2022", "moduleResolution": "bundler", "noEmit": True}
        chosen = {"lib": ["ES2023", "DOM", "DOM.Iterable"], "types": []} | platform | options
        project = {"compilerOptions": chosen, "files": ["globals.d.ts", *paths]}
        (folder / "tsconfig.json").write_text(json.dumps(project))
        command = ["node", "../node_modules/typescript/bin/tsc", "-p", "."]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)

    yield run
    shutil.rmtree(folder)


def scripts() -> list[str]:
    # By name: a pattern would leave out the script that has its types in a file beside it.
    return [str(path.relative_to(REPOSITORY)) for path in sorted(SCRIPTS.rglob("*.js"))]


def test_what_is_published_is_what_the_models_say() -> None:
    assert PUBLISHED.read_text() == typescript.declarations(), "run `make types`"


def test_the_command_prints_it(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["events", "types"])
    assert (printed.exit_code, printed.output) == (0, typescript.declarations())


def test_every_event_and_message_is_in_it() -> None:
    published = PUBLISHED.read_text()
    served = {**DOMAIN_EVENTS, **{model.event: model for model in SERVER_EVENTS}}
    for name, model in served.items():
        assert f'  "{name}": {model.__name__};' in published
    for name in CLIENT_MESSAGES:
        assert f'  "{name}": ' in published


@pytest.mark.parametrize("table", ["DOMAIN_EVENTS", "SERVER_EVENTS"])
def test_a_model_that_changes_changes_the_types(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    before = typescript.declarations()

    class Changed(CatalogUpdate if table == "DOMAIN_EVENTS" else Pong):  # type: ignore[misc]
        one_more: int

    changed = {"DOMAIN_EVENTS": DOMAIN_EVENTS | {"catalog:update": Changed}, "SERVER_EVENTS": (*SERVER_EVENTS, Changed)}
    monkeypatch.setattr(typescript, table, changed[table])
    after = typescript.declarations()
    assert "  oneMore: number;\n" in after
    assert after != before


def test_a_field_of_an_unknown_kind_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(WireModel):
        odd: tuple[int, str]

    monkeypatch.setattr(typescript, "CLIENT_MESSAGES", {"odd": Odd})
    with pytest.raises(ValueError, match="no TypeScript for"):
        typescript.declarations()


def test_a_strict_client_compiles(compile_types: Compile) -> None:
    done = compile_types("app/strict-client.ts", **STRICTEST)
    assert (done.stdout, done.returncode) == ("", 0)


def test_the_scripts_of_the_pages_agree_with_the_types(compile_types: Compile) -> None:
    assert "static/js/events-client.js" in scripts()
    done = compile_types(*scripts(), strict=True, allowJs=True, checkJs=True)
    assert (done.stdout, done.returncode) == ("", 0)


def test_a_script_that_does_not_agree_is_found(compile_types: Compile) -> None:
    checked = packages() / f"types-{os.getpid()}" / "static" / "js" / "events-client.js"
    wrong = checked.read_text().replace("this.#setStatus(", "this.#setStatus(1, ", 1)
    checked.write_text(wrong)
    done = compile_types("static/js/events-client.js", strict=True, allowJs=True, checkJs=True)
    assert done.returncode != 0
    assert "static/js/events-client.js" in done.stdout
