"""The events client under Node: it stays connected and delivers each change once, in order."""

import json
import subprocess
import time
from collections.abc import Iterator

import pytest

from labapp.identity import Role
from tests.support.changes import head, reprice, reprice_by_rest, settled
from tests.support.events_client import Page
from tests.support.lab import Lab, MakeLab

# Reconnects within a test are caused by events of the browser, not by these delays.
SLOW = {"reconnectionDelay": 60_000, "reconnectionDelayMax": 60_000}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    opened = Page()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared_lab(make_shared_lab: MakeLab) -> Lab:
    return make_shared_lab(REPLAY_LIMIT="50")


@pytest.fixture(autouse=True)
def closing(page: Page) -> Iterator[None]:
    """Close the clients at the end of a test."""
    yield
    page.browser("online", onLine=True, visible=True)
    page.close_clients()


def catalog(numbers: range) -> list[tuple[str, int]]:
    return [("catalog:update", number) for number in numbers]


def both(numbers: range) -> list[tuple[str, int]]:
    """The pairs that an administrator receives for changes of the catalogue."""
    return [(name, number) for number in numbers for name in ("admin:event", "catalog:update")]


def test_a_change_is_handed_over_and_a_message_is_answered(lab: Lab, page: Page) -> None:
    admin = lab.account(Role.ADMIN)
    client = page.connect(lab.server.url, admin)
    client.wait_status("live")
    start = head(lab).seq
    assert client.wait_for("connected").body["lastEventId"] == start
    reprice_by_rest(lab, admin, range(1, 4))
    client.wait_number(start + 3)
    assert client.pairs() == both(range(start + 1, start + 4))
    state = client.state()
    assert (state["status"], state["lastEventId"], state["transport"]) == ("live", start + 3, "websocket")
    assert client.emit("ping")["ok"] is True
    assert client.emit("subscribe", {"entity": "exam", "entityId": 1})["entity"] == "exam"
    assert client.emit("subscribe", {"entity": "role:Administrador"}) == {
        "error": "invalid_payload",
        "type": "EventsError",
    }
    assert client.wait_for("exception").body["event"] == "subscribe"
    client.close()


def test_it_runs_over_polling_with_another_socket_io_client(lab: Lab, page: Page) -> None:
    admin = lab.account(Role.ADMIN)
    client = page.connect(lab.server.url, admin, npm=True, transports=["polling"])
    client.wait_status("live")
    start = head(lab).seq
    reprice_by_rest(lab, admin, range(1, 4))
    client.wait_number(start + 3)
    assert client.pairs() == both(range(start + 1, start + 4))
    assert client.state()["transport"] == "polling"


def test_a_connection_outlives_its_tokens(make_lab: MakeLab, page: Page) -> None:
    lab = make_lab(ACCESS_TOKEN_MINUTES="0.1")
    server, admin = lab.start(), lab.account(Role.ADMIN)
    client = page.connect(server.url, admin, expires_in=6)
    client.wait_status("live")
    began = time.monotonic()
    for number in range(1, 6):
        client.wait_for("getToken", lambda r: r.body["force"], since=len(client))
        reprice(lab, admin, range(number, number + 1))
    assert time.monotonic() - began > 12, "renewed far too often"
    client.wait_number(5)
    assert client.pairs() == both(range(1, 6))
    assert len(client.events("connected")) == 1
    assert [r.body["status"] for r in client.events("status")] == ["live"]


def test_a_token_that_cannot_be_renewed_in_time_costs_the_connection_and_no_change(
    make_lab: MakeLab, page: Page
) -> None:
    lab = make_lab(ACCESS_TOKEN_MINUTES="0.03")
    server, admin = lab.start(), lab.account(Role.ADMIN)
    client = page.connect(server.url, admin, expires_in=60, token=lab.token_of(admin, seconds=3))
    client.wait_status("live")
    client.change_session(reachable=False)
    client.wait_status("reconnecting")
    client.wait_for("status", lambda r: bool(r.body.get("reason") == "token_unavailable"))
    reprice(lab, admin, range(1, 4))
    since = len(client)
    client.change_session(reachable=True)
    client.wait_status("live", since=since)
    # The current token was refused in the handshake, and a new one was requested.
    assert any(r.body["force"] for r in client.events("getToken", since=since))
    client.wait_number(3)
    assert client.pairs() == both(range(1, 4))


def test_a_server_that_is_killed_loses_nothing_and_repeats_nothing(make_lab: MakeLab, page: Page) -> None:
    """Changes are committed while the server is frozen; it dies before delivery, or right after its response."""
    lab = make_lab()
    server = lab.start()
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    clients = [page.connect(server.url, account) for account in (admin, patient)]
    for client in clients:
        client.wait_status("live")
    for _ in range(3):
        marks = [len(client) for client in clients]
        server.freeze()
        reprice(lab, admin, range(1, 4))
        server.restart()
        for client, mark in zip(clients, marks, strict=True):
            client.wait_status("live", since=mark)
        marks = [len(client) for client in clients]
        reprice_by_rest(lab, admin, range(1, 41))
        server.restart()
        for client, mark in zip(clients, marks, strict=True):
            client.wait_status("live", since=mark)
    last = head(lab).seq
    assert last == 3 * 43
    for client in clients:
        client.wait_number(last)
    assert clients[0].pairs() == both(range(1, last + 1))
    assert clients[1].pairs() == catalog(range(1, last + 1))
    assert all(client.events("resync") == [] for client in clients)


def test_a_line_that_is_cut_again_and_again_while_changes_go_on(lab: Lab, page: Page) -> None:
    admin = lab.account(Role.ADMIN)
    client = page.connect(lab.server.url, admin)
    client.wait_status("live")
    start = head(lab).seq
    for _ in range(15):
        since = len(client)
        reprice_by_rest(lab, admin, range(1, 6))
        client.cut()
        client.wait_status("live", since=since)
    client.wait_number(start + 75)
    assert client.pairs() == both(range(start + 1, start + 76))
    assert client.events("resync") == []


def test_a_reload_in_the_middle_of_a_gap(lab: Lab, page: Page) -> None:
    """The page is reloaded while its server does not respond: the next page receives the missed changes."""
    admin = lab.account(Role.ADMIN)
    before = page.connect(lab.server.url, admin, store="reload")
    before.wait_status("live")
    start = head(lab).seq
    reprice_by_rest(lab, admin, range(1, 4))
    before.wait_number(start + 3)
    before.close()
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 6))
    after = page.connect(lab.server.url, admin, store="reload")
    after.wait_status("live")
    assert after.wait_for("connected").body["recovered"] is True
    reprice_by_rest(lab, admin, range(1, 2))
    after.wait_number(start + 9)
    assert before.pairs() + after.pairs() == both(range(start + 1, start + 10))
    assert after.events("resync") == []


def test_a_page_that_ended_between_a_report_and_its_change_gets_the_change_alone(lab: Lab, page: Page) -> None:
    """The stored position after a cut between the two: the number of the report, and the previous offset."""
    admin = lab.account(Role.ADMIN)
    start = head(lab)
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 3))
    kept = {"userId": admin.id, "epoch": start.epoch, "lastEventId": start.seq, "seen": {"admin:event": start.seq + 1}}
    page.store("between", "lab.events", json.dumps(kept))
    client = page.connect(lab.server.url, admin, store="between")
    client.wait_number(start.seq + 2)
    assert client.pairs() == both(range(start.seq + 1, start.seq + 3))[1:]


def test_another_user_of_the_same_tab_begins_afresh(lab: Lab, page: Page) -> None:
    admin, other = lab.account(Role.ADMIN), lab.account(Role.ADMIN)
    first = page.connect(lab.server.url, admin, store="shared")
    first.wait_status("live")
    first.close()
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 4))
    second = page.connect(lab.server.url, other, store="shared")
    second.wait_status("live")
    assert second.wait_for("connected").body["recovered"] is False
    assert second.events("replay:complete") == []
    assert second.pairs() == []
    assert second.events("resync") == []
    assert json.loads(second.stored("shared")["lab.events"])["userId"] == other.id


def test_a_browser_that_keeps_nothing_loses_nothing(lab: Lab, page: Page) -> None:
    admin = lab.account(Role.ADMIN)
    client = page.connect(lab.server.url, admin, store="denied")
    client.wait_status("live")
    start = head(lab).seq
    reprice_by_rest(lab, admin, range(1, 4))
    client.wait_number(start + 3)
    since = len(client)
    client.cut()
    reprice_by_rest(lab, admin, range(1, 4))
    client.wait_status("live", since=since)
    client.wait_number(start + 6)
    assert client.pairs() == both(range(start + 1, start + 7))


@pytest.mark.parametrize("kept", ["{", "null", '"text"', '{"lastEventId": "1"}', '{"lastEventId": 1.5, "epoch": "x"}'])
def test_what_is_kept_and_is_not_ours_is_not_used(lab: Lab, page: Page, kept: str) -> None:
    page.store("foreign", "lab.events", kept)
    client = page.connect(lab.server.url, lab.account(Role.PATIENT), store="foreign")
    client.wait_status("live")
    assert client.events("replay:complete") == []


def test_a_gap_that_cannot_be_filled_is_said_once(lab: Lab, page: Page) -> None:
    admin = lab.account(Role.ADMIN)
    client = page.connect(lab.server.url, admin, store="truncated", io_options=SLOW)
    client.wait_status("live")
    since = len(client)
    client.cut()
    client.wait_status("reconnecting", since=since)
    with settled(lab):
        reprice(lab, admin, range(1, 61))
    assert client.events("status", since=since)[-1].body["status"] == "reconnecting"
    page.browser("online", onLine=True)
    client.wait_status("live", since=since)
    assert client.wait_for("replay:complete", since=since).body["truncated"] is True
    assert len(client.events("resync")) == 1
    assert client.pairs() == []
    start = head(lab).seq
    assert json.loads(client.stored("truncated")["lab.events"])["lastEventId"] == start
    reprice_by_rest(lab, admin, range(1, 2))
    client.wait_number(start + 1)
    assert client.pairs() == both(range(start + 1, start + 2))
    # It continues from that position.
    since = len(client)
    client.cut()
    client.wait_status("reconnecting", since=since)
    page.browser("online", onLine=True)
    client.wait_status("live", since=since)
    assert len(client.events("resync")) == 1


def test_subscriptions_outlive_the_connection(lab: Lab, page: Page) -> None:
    client = page.connect(lab.server.url, lab.account(Role.PATIENT))
    client.wait_status("live")
    for entity in ("exam", "category"):
        assert client.emit("subscribe", {"entity": entity})["ok"] is True
    assert client.emit("unsubscribe", {"entity": "category"})["ok"] is True
    since = len(client)
    client.cut()
    client.wait_status("live", since=since)
    assert client.emit("ping")["ok"] is True
    assert [r.body for r in client.events("subscribed", since=since)] == [{"entity": "exam"}]


def test_an_account_that_is_deactivated_is_told_why(lab: Lab, page: Page) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    client = page.connect(lab.server.url, patient, store="deactivated")
    client.wait_status("live")
    began = time.monotonic()
    lab.api(admin).post(f"/api/admin/users/{patient.id}/deactivate")
    assert client.wait_for("signedOut").args == ("deactivated",)
    assert time.monotonic() - began < 2
    assert client.pairs()[-1][0] == "user:update"
    assert client.wait_status("offline").body["reason"] == "deactivated"
    assert client.stored("deactivated") == {}
    # The client has stopped: it makes no more attempts.
    assert client.emit("ping") == {"error": "closed", "type": "EventsError"}


def test_a_session_that_was_ended_elsewhere_is_over(lab: Lab, page: Page) -> None:
    patient = lab.account(Role.PATIENT)
    client = page.connect(lab.server.url, patient)
    client.wait_status("live")
    lab.api(patient).post("/api/auth/logout")
    assert client.wait_for("signedOut").args == ("signed_out",)


def test_a_token_that_is_refused_although_it_was_just_made(lab: Lab, page: Page) -> None:
    client = page.connect(lab.server.url, lab.account(Role.PATIENT), token="not.a.token")
    # The session is valid; only the current token was not.
    client.wait_status("live")
    stubborn = page.connect(lab.server.url, lab.account(Role.PATIENT))
    stubborn.wait_status("live")
    stubborn.change_session(accessToken="not.a.token", refreshToken=None)
    stubborn.cut()
    assert stubborn.wait_for("signedOut").args == ("token_invalid",)
    assert [r.body["force"] for r in stubborn.events("getToken")] == [False, False, True]


def test_a_page_does_not_go_on_as_another_user(lab: Lab, page: Page) -> None:
    """Another account has signed in in another tab, so the session cookie is that account's."""
    admin, other = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    client = page.connect(lab.server.url, admin)
    client.wait_status("live")
    client.change_session(accessToken=other.token, refreshToken=other.refresh_token)
    client.cut()
    assert client.wait_for("signedOut").args == ("user_changed",)
    assert len(client.events("connected")) == 1


def test_a_server_that_drains_says_when_to_come_back(make_lab: MakeLab, page: Page) -> None:
    lab = make_lab()
    server, admin = lab.start(), lab.account(Role.ADMIN)
    client = page.connect(server.url, admin)
    client.wait_status("live")
    since = len(client)
    server.terminate()
    told = client.wait_for("server:draining", since=since)
    status = client.wait_status("reconnecting", since=since)
    assert status.body["reason"] == "draining"
    assert status.at <= told.at
    reprice(lab, admin, range(1, 4))
    server.start()
    client.wait_status("live", since=since)
    attempt = client.events("getToken", since=since)[0]
    # The client sets its status when it begins to wait. Its message comes after that.
    assert attempt.at - status.at >= told.body["retryAfterMs"] / 1000 - 0.01
    client.wait_number(3)
    assert client.pairs() == both(range(1, 4))


def test_one_socket_too_many_waits_for_its_turn(make_lab: MakeLab, page: Page) -> None:
    lab = make_lab(SOCKETS_PER_USER="1")
    server, patient = lab.start(), lab.account(Role.PATIENT)
    first = page.connect(server.url, patient)
    first.wait_status("live")
    second = page.connect(server.url, patient)
    second.wait_for("status", lambda r: bool(r.body.get("reason") == "too_many_connections"))
    first.close()
    second.wait_status("live")


def test_handshakes_above_the_limit_come_back(make_lab: MakeLab, page: Page) -> None:
    lab = make_lab(HANDSHAKES_PER_SECOND="2")
    server = lab.start()
    clients = [page.connect(server.url, lab.account(Role.PATIENT)) for _ in range(5)]
    for client in clients:
        client.wait_status("live")
    reasons = {r.body.get("reason") for client in clients for r in client.events("status")}
    assert "unreachable" in reasons


def test_the_network_goes_and_comes(lab: Lab, page: Page) -> None:
    """The delays are a minute long, so reconnects are caused by events of the browser."""
    admin = lab.account(Role.ADMIN)
    client = page.connect(lab.server.url, admin, io_options=SLOW)
    client.wait_status("live")
    start = head(lab).seq
    page.browser("offline", onLine=False)
    assert client.wait_status("offline").body["since"] > 0
    reprice_by_rest(lab, admin, range(1, 4))
    since = len(client)
    page.browser("online", onLine=True)
    client.wait_status("live", since=since)
    client.wait_number(start + 3)
    assert client.pairs() == both(range(start + 1, start + 4))


def test_a_tab_that_is_seen_again_does_not_wait(make_lab: MakeLab, page: Page) -> None:
    lab = make_lab()
    server, admin = lab.start(), lab.account(Role.ADMIN)
    client = page.connect(server.url, admin, io_options=SLOW)
    client.wait_status("live")
    since = len(client)
    server.kill9()
    client.wait_status("reconnecting", since=since)
    reprice(lab, admin, range(1, 4))
    server.start()
    page.browser("visibilitychange", visible=False)
    page.browser("visibilitychange", visible=True)
    client.wait_status("live", since=since)
    assert client.pairs() == both(range(1, 4))


def test_a_connection_that_died_in_its_sleep_is_found_dead(make_lab: MakeLab, page: Page) -> None:
    lab = make_lab()
    server, admin = lab.start(), lab.account(Role.ADMIN)
    client = page.connect(server.url, admin)
    client.wait_status("live")
    since = len(client)
    server.freeze()
    page.browser("visibilitychange", visible=True)
    assert client.wait_status("reconnecting", since=since).body["reason"] == "silent"
    reprice(lab, admin, range(1, 4))
    server.thaw()
    client.wait_status("live", since=since)
    client.wait_number(3)
    assert client.pairs() == both(range(1, 4))


def test_it_runs_where_there_is_no_page(lab: Lab, page: Page) -> None:
    script = """
        import { io } from 'socket.io-client';
        const { connect } = await import('./static/js/events-client.js');
        const [url, accessToken] = ARGUMENTS;
        const client = connect({
          url, io, getToken: async () => ({ accessToken, expiresIn: 900 }),
          onStatus: ({ status }) => { console.log(status); if (status === 'live') client.close(); },
        });
    """
    arguments = json.dumps([lab.server.url, lab.account(Role.PATIENT).token])
    done = page.run(script.replace("ARGUMENTS", arguments))
    assert (done.stdout.split(), done.stderr, done.returncode) == (["live", "offline"], "", 0)


def test_a_cut_before_the_end_of_a_truncated_replay_hides_nothing(page: Page) -> None:
    """A socket is cut between ``connected`` and ``replay:complete``: its position is new, but the gap remains."""
    script = """
        const { connect } = await import('./static/js/events-client.js');
        const handlers = {};
        let any, auth;
        const socket = {
          connected: false,
          on: (event, handler) => { handlers[event] = handler; },
          onAny: (handler) => { any = handler; },
          connect: () => auth((credentials) => claims.push(credentials.lastEventId ?? null)),
          disconnect: () => {}, emit: () => {},
        };
        const claims = [], seen = [];
        const kept = JSON.stringify({ userId: 7, epoch: 'e', lastEventId: 5, seen: {} });
        const token = `x.${btoa(JSON.stringify({ sub: '7' }))}.x`;
        const client = connect({
          url: 'http://nowhere', io: (_, options) => { auth = options.auth; return socket; },
          storage: { getItem: () => kept, setItem: () => {}, removeItem: () => {} },
          getToken: async () => ({ accessToken: token, expiresIn: 900 }),
          ioOptions: { reconnectionDelay: 1, reconnectionDelayMax: 1 },
          onResync: () => seen.push('resync'), onStatus: ({ status }) => seen.push(status),
        });
        const attempt = (count) => new Promise((resolve) => {
          const look = () => (claims.length === count ? resolve() : setTimeout(look, 1));
          look();
        });
        const sendConnected = (recovered) =>
          any('connected', { userId: 7, epoch: 'e', lastEventId: 90, recovered, role: 'Paciente' }, '90');
        await attempt(1);
        sendConnected(false);
        handlers.disconnect('transport close');
        await attempt(2);
        sendConnected(true);
        any('replay:complete', { truncated: false });
        client.close();
        console.log(JSON.stringify({ claims, seen }));
    """
    done = page.run(script)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"claims": [5, 90], "seen": ["resync", "reconnecting", "live", "offline"]}


def test_the_hook_runs_under_react(lab: Lab, page: Page) -> None:
    admin, patient, other = lab.account(Role.ADMIN), lab.account(Role.PATIENT), lab.account(Role.DOCTOR)
    newer = lab.token_of(patient, seconds=600)
    given = {"url": lab.server.url, "first": patient.token, "second": newer, "other": other.token}
    command = ["node", "hook.mjs", json.dumps(given)]
    with subprocess.Popen(
        command, cwd=page.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == '{"ready":true}', process.communicate()
        reprice_by_rest(lab, admin, range(1, 2))
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    report = json.loads(out)
    assert report["before"] == {"text": "offline", "status": "offline"}
    assert report["connectedText"] == "en vivo"
    assert report["pong"]["userId"] == patient.id
    assert report["subscribed"]["ok"] is True
    assert report["lastEvent"]["name"] == "catalog:update"
    assert report["lastEvent"]["payload"]["eventId"] == head(lab).seq
    assert report["sameEmit"] is True
    assert report["afterRenewal"] == {"connected": True, "connections": 0}
    assert set(report["users"]) == {patient.id, other.id}
    assert report["signedOut"] == {"text": "offline", "lastEvent": None}
    assert report["refused"] == "closed"


def test_the_hook_of_the_catalogue_fetches_only_what_events_do_not_carry(lab: Lab, page: Page) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    command = ["node", "catalog-hook.mjs", json.dumps({"url": lab.server.url, "token": patient.token})]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=page.folder, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        # More than REPLAY_LIMIT cannot be replayed.
        for step, exams in (("live", range(1, 3)), ("few", range(1, 4)), ("many", range(1, 62))):
            assert process.stdout.readline().strip() == step, process.communicate()[1]
            reprice_by_rest(lab, admin, exams)
            process.stdin.write("changed\n")
            process.stdin.flush()
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    # The first request fails, and is repeated.
    assert json.loads(out) == {
        "text": "600",
        "errors": ["fetch failed"],
        "atStart": 2,
        "whileLive": 0,
        "recovered": 0,
        "resynced": 1,
    }
