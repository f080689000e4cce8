"""What a page loads, and how long it takes, as Chromium reports them: on any network, with a processor of any speed."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

# Collects what is only known while the page loads. `live` is the moment when the page receives events.
_OBSERVE = """
window.loaded = { paint: 0, live: 0, tasks: [] };
new PerformanceObserver((list) => {
  for (const { startTime } of list.getEntries()) window.loaded.paint = startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.loaded.tasks.push(duration);
}).observe({ type: "longtask", buffered: true });
const look = () => {
  if (!document.querySelector('#connection[data-status="live"]')) return;
  window.loaded.live = performance.now();
  watcher.disconnect();
  console.debug("live");
};
const watcher = new MutationObserver(look);
watcher.observe(document, { attributes: true, childList: true, subtree: true });
"""
_READ = """() => ({
  ...window.loaded, end: performance.getEntriesByType("navigation")[0].loadEventEnd,
})"""


@dataclass(frozen=True)
class Network:
    """A network: seconds until a response begins, and bits per second."""

    latency: float
    rate: float


# The slow 4G of Lighthouse.
SLOW = Network(latency=0.15, rate=1_600_000)


@dataclass
class _Request:
    path: str
    size: float = 0
    is_cached: bool = False


@dataclass
class PageLoad:
    """The requests over the network and their size, and times in milliseconds since the navigation."""

    paths: list[str] = field(default_factory=list)
    kilobytes: float = 0
    paint: float = 0
    end: float = 0
    live: float = 0
    tasks: list[float] = field(default_factory=list)

    @property
    def static(self) -> list[str]:
        """The requests for files."""
        return [path for path in self.paths if path.startswith("/static/")]


class _Traffic:
    """The requests of a page."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._requests: dict[str, _Request] = {}
        self.cdp = context.new_cdp_session(page)
        for event, receive in (
            ("Network.requestWillBeSent", self._on_request),
            ("Network.requestServedFromCache", self._on_cached),
            ("Network.responseReceived", self._on_response),
            ("Network.loadingFinished", self._on_finished),
        ):
            self.cdp.on(event, receive)
        self.cdp.send("Network.enable")

    def _on_request(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme.startswith("http"):
            self._requests[event["requestId"]] = _Request(url.path)

    def _on_cached(self, event: dict[str, Any]) -> None:
        if request := self._requests.get(event["requestId"]):
            request.is_cached = True

    def _on_response(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if request := self._requests.get(event["requestId"]):
            request.is_cached |= bool(response.get("fromDiskCache") or response.get("fromServiceWorker"))

    def _on_finished(self, event: dict[str, Any]) -> None:
        if request := self._requests.get(event["requestId"]):
            request.size = event["encodedDataLength"]

    def over_the_network(self) -> list[_Request]:
        """Return the requests that no cache answered."""
        return [request for request in self._requests.values() if not request.is_cached]


def load_page(
    context: BrowserContext, path: str, *, live: bool = True, network: Network | None = None, slowdown: float = 1
) -> PageLoad:
    """Open a page and wait until it requests nothing more; ``live`` waits for its connection as well."""
    page = context.new_page()
    try:
        page.add_init_script(_OBSERVE)
        traffic = _Traffic(context, page)
        if network is not None:
            rate = network.rate / 8
            emulated = {"latency": network.latency * 1000, "downloadThroughput": rate, "uploadThroughput": rate}
            traffic.cdp.send("Network.emulateNetworkConditions", {"offline": False} | emulated)
        if slowdown > 1:
            traffic.cdp.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        if live:
            # An evaluated condition would bring scripts of Playwright, whose parsing is a long task of its own.
            with page.expect_console_message(lambda message: message.text == "live"):
                page.goto(path)
        else:
            page.goto(path)
        page.wait_for_load_state("networkidle")
        read = page.evaluate(_READ)
        requests = traffic.over_the_network()
        return PageLoad(
            paths=[request.path for request in requests],
            kilobytes=sum(request.size for request in requests) / 1024,
            paint=read["paint"],
            end=read["end"],
            live=read["live"],
            tasks=read["tasks"],
        )
    finally:
        page.close()
