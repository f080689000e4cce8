"""The scripts that the app and the dashboard share, run under Node."""

import json
import subprocess

from tests.support.node import packages
from tests.support.processes import REPOSITORY

SCRIPTS = REPOSITORY / "static" / "js"
# As much of a page as the modules touch when they are imported.
PAGE = """
    globalThis.document = { cookie: "", documentElement: { lang: "es" } };
    globalThis.location = { protocol: "http:" };
    Object.defineProperty(globalThis, "navigator", { value: { languages: ["es"] }, configurable: true });
"""


def run(script: str) -> object:
    """Run a script beside the modules, and return what it prints as JSON."""
    assert packages()
    command = ["node", "--input-type=module", "--eval", PAGE + script]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_plural_is_the_one_of_the_language() -> None:
    script = """
        const { chooseLanguage, plural } = await import("./app/texts.js");
        const texts = [];
        for (const language of ["es", "en"]) {
            chooseLanguage(language);
            texts.push([0, 1, 2, 1_000_000].map((n) => plural("days", n)));
        }
        console.log(JSON.stringify(texts));
    """
    # Spanish has a category of its own for millions, for which there is no text.
    assert run(script) == [
        ["0 días", "1 día", "2 días", "1000000 días"],
        ["0 days", "1 day", "2 days", "1000000 days"],
    ]


def test_a_placeholder_is_replaced_where_it_has_a_value() -> None:
    script = """
        const { interpolate } = await import("./shared/format.js");
        console.log(JSON.stringify([
            interpolate("{who}, {count} {who}", { who: "$& {count}", count: 0 }), interpolate("{other}", {}),
        ]));
    """
    assert run(script) == ["$& {count}, 0 $& {count}", "{other}"]


def test_the_oldest_notice_is_dropped_but_errors_stay() -> None:
    script = """
        globalThis.setTimeout = () => 0;
        const { closeToast, toast, toasts } = await import("./shared/toasts.js");
        const shown = () => toasts.value.map(({ text }) => text);
        toast("error", "error");
        for (const text of ["a", "b", "c", "d"]) toast(text);
        const full = shown();
        for (const text of ["e1", "e2", "e3", "e4"]) toast(text, "error");
        const errors = shown();
        toast("last");
        closeToast(toasts.value[0].id);
        console.log(JSON.stringify([full, errors, shown()]));
    """
    full, errors, rest = run(script)  # type: ignore[misc]
    assert full == ["error", "b", "c", "d"]
    assert errors == ["error", "e1", "e2", "e3", "e4"]
    assert rest == ["e1", "e2", "e3", "e4", "last"]


def test_a_problem_has_a_message_whatever_the_body_holds() -> None:
    script = """
        const { expectProblem, Problem } = await import("./shared/problem.js");
        const body = { code: "invalid", detail: "No.", errors: { a: ["Uno.", "Dos."], b: ["Uno."] } };
        const full = new Problem(422, body);
        const empty = new Problem(502, {}, "Falló.");
        let rethrown = "";
        try { expectProblem(new TypeError("bug")); } catch (error) { rethrown = error.message; }
        console.log(JSON.stringify([
            full.code, full.summary, empty.code, empty.message, empty.errors, expectProblem(full) === full, rethrown,
        ]));
    """
    assert run(script) == ["invalid", "No. Uno. Dos.", "internal", "Falló.", {}, True, "bug"]


def test_money_and_times_in_the_past() -> None:
    script = """
        const { formatMoney, hundredths, relative } = await import("./shared/format.js");
        const total = hundredths("0.10") + hundredths("0.20");
        const ago = [-2, 0.4, 1, 119, 180, 86_400].map(relative).map(({ key, n }) => `${key} ${n}`);
        console.log(JSON.stringify([total, formatMoney("en-US", total, "USD"), ...ago]));
    """
    ago = ["ago_now 0", "ago_now 0", "ago_second_one 1", "ago_minute_one 1", "ago_minute_other 3", "ago_day_one 1"]
    assert run(script) == [30, "$0.30", *ago]


def test_a_partial_list_keeps_what_it_shows_and_counts_what_lies_beyond() -> None:
    script = """
        const { applyToAppointments } = await import("./events/records.js");
        const visit = (id, day, status) => ({ id, scheduledAt: `2026-12-0${day}T10:00:00.000Z`, status });
        const page = { items: [visit(3, 5, "pending"), visit(2, 3, "pending")], total: 9 };
        const after = (appointment) => {
            const { items, total } = applyToAppointments(page, { appointment });
            return [items.map(({ id, status }) => `${id} ${status}`), total];
        };
        console.log(JSON.stringify([
            after(visit(2, 3, "confirmed")), after(visit(2, 1, "pending")),
            after(visit(7, 4, "new")), after(visit(8, 1, "new")),
        ]));
    """
    assert run(script) == [
        [["3 pending", "2 confirmed"], 9],
        [["3 pending"], 9],
        [["3 pending", "7 new", "2 pending"], 10],
        [["3 pending", "2 pending"], 10],
    ]
