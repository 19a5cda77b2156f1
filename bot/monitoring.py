"""An HTTP endpoint for machines that watch the bot: `/healthz`, and `/metrics` for Prometheus. It names nobody."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.status import Vitals

log = logging.getLogger(__name__)

QUANTILES = (0.5, 0.9, 0.99)


@asynccontextmanager
async def watched(measure: Callable[[bool], Awaitable[Vitals]], host: str, port: int) -> AsyncIterator[int]:
    """Serve the endpoint meanwhile, on that port or, for 0, on a free one, which it yields. OSError if it is taken.

    `measure` is asked whether to count what is in the database, too.
    """

    async def show_health(_: web.Request) -> web.Response:
        vitals = await measure(False)
        lines = [vitals.illness or ("standing by" if vitals.stands_by else "connected to Discord")]
        lines += [f"database: {vitals.trouble}"] if vitals.trouble else []
        return web.Response(text="\n".join(lines) + "\n", status=503 if vitals.illness else 200)

    async def show_metrics(_: web.Request) -> web.Response:
        registry = CollectorRegistry()
        registry.register(_Vital(await measure(True)))
        ProcessCollector(registry=registry)
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    site = web.Application()
    site.add_routes([web.get("/healthz", show_health), web.get("/metrics", show_metrics)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        port = runner.addresses[0][1]
        log.info("Health and metrics are at http://%s:%d/healthz and /metrics", host, port)
        yield port
    finally:
        await runner.cleanup()


class _Vital(Collector):
    """The vitals in Prometheus's words."""

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        vitals = self._vitals
        info = GaugeMetricFamily("workshop_bot_info", "The version that runs.", labels=["version"])
        info.add_metric([vitals.version], 1)
        yield info
        yield _gauge("connected", "Whether the bot is connected to Discord.", vitals.connected)
        yield _gauge("standing_by", "Whether another process speaks for the bot.", vitals.stands_by)
        yield _gauge("database_up", "Whether the database can be used.", not vitals.trouble)
        yield CounterMetricFamily(
            "workshop_bot_questions_answered", "Questions answered since the last connection.", vitals.answered
        )
        if vitals.latency is not None:
            yield _gauge(
                "gateway_latency_seconds", "How long Discord took to answer the last heartbeat.", vitals.latency
            )
        if vitals.reminders:
            yield from self._reminders()

    def _reminders(self) -> Iterator[Metric]:
        vitals = self._vitals
        states = GaugeMetricFamily("workshop_bot_reminders", "Reminders and notices by state.", labels=["state"])
        for state, count in sorted(vitals.reminders.items()):
            states.add_metric([state], count)
        yield states
        yield _gauge("followers", "People who follow something.", vitals.followers)
        if vitals.next_due is not None:
            yield _gauge("next_due_seconds", "Until the next reminder is due; negative if late.", vitals.next_due)
        if vitals.delays:
            delays = GaugeMetricFamily(
                "workshop_bot_send_delay_seconds", "From due to sent, of the last messages.", labels=["quantile"]
            )
            for quantile in QUANTILES:
                delays.add_metric([str(quantile)], _quantile(vitals.delays, quantile).total_seconds())
            yield delays


def _gauge(name: str, about: str, value: float | timedelta) -> GaugeMetricFamily:
    number = value.total_seconds() if isinstance(value, timedelta) else float(value)
    return GaugeMetricFamily(f"workshop_bot_{name}", about, number)


def _quantile(values: Sequence[timedelta], share: float) -> timedelta:
    """The smallest of the values that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]
