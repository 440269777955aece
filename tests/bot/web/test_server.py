"""Health and metrics over HTTP: read-only, unmoved by hostile requests, and no burden at the end."""

import asyncio
import os
import signal
import socket
import time
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from bot.config import WebSettings
from bot.web import server
from bot.web.server import serve_web
from storage.database import Database

from .conftest import Serve

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


async def test_health_readiness_and_metrics_are_served(database: Database, serve: Serve) -> None:
    async with serve(database) as web:
        for path in ("/healthz", "/readyz"):
            answer = await web.get(path)
            assert (answer.status_code, answer.text) == (200, "ok\n")
        answer = await web.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert "hilltape_database_up 1.0" in answer.text


async def test_a_database_that_is_away_is_unhealthy_but_metrics_answer(tmp_path: Path, serve: Serve) -> None:
    away = Database(f"sqlite:///{tmp_path}/nowhere/hilltape.db")
    async with serve(away) as web:
        for path in ("/healthz", "/readyz"):
            answer = await web.get(path)
            assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
        answer = await web.get("/metrics")
        assert (answer.status_code, "hilltape_database_up 0.0" in answer.text) == (200, True)
    away.close()


@ON_SQLITE
async def test_nothing_else_is_served_and_nothing_can_be_changed(database: Database, serve: Serve) -> None:
    async with serve(database) as web:
        for path in ("/", "/docs", "/redoc", "/openapi.json", "/metrics/", "/../config.yaml"):
            assert (await web.get(path)).status_code == 404
        assert (await web.client.post("/metrics")).status_code == 405


@ON_SQLITE
async def test_a_hostile_host_header_comes_back_nowhere(database: Database, serve: Serve) -> None:
    async with serve(database) as web:
        for path in ("/healthz", "/metrics", "/healthz/", "/nowhere"):
            answer = await web.get(path, host="evil.example", **{"x-forwarded-host": "evil.example"})
            assert "evil" not in f"{answer.headers}{answer.text}"


@ON_SQLITE
async def test_every_answer_tells_browsers_to_do_nothing_with_it(database: Database, serve: Serve) -> None:
    async with serve(database) as web:
        for path in ("/healthz", "/nowhere"):
            headers = (await web.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert "server" not in headers


@ON_SQLITE
async def test_what_is_no_http_is_refused_and_ends_nothing(database: Database, serve: Serve) -> None:
    async with serve(database) as web:
        with socket.create_connection(("127.0.0.1", web.port)) as client:
            client.sendall(b"\x16\x03\x01 GET\0 / \r\n\r\n")
            assert b" 400 " in await asyncio.to_thread(client.recv, 100)
        assert (await web.get("/healthz")).status_code == 200


@ON_SQLITE
async def test_a_taken_port_is_told_once_and_served_when_it_is_free(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "AGAIN", 0.05)
    stop = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as taken, capture_logs() as logs:
        settings = WebSettings(port=taken.getsockname()[1])
        task = asyncio.create_task(serve_web(settings, database, lambda: now, stop))
        await asyncio.sleep(0.3)
        assert [one["port"] for one in logs] == [settings.port]
        assert "set web.host and web.port" in logs[0]["event"]
        taken.close()
        async with asyncio.timeout(20):
            while logs[-1]["event"] != "web ready":
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(task, 5)


@ON_SQLITE
async def test_an_address_of_another_machine_is_told_and_a_stop_comes_at_once(
    database: Database, now: datetime
) -> None:
    stop = asyncio.Event()
    with capture_logs() as logs:
        task = asyncio.create_task(serve_web(WebSettings(host="192.0.2.1"), database, lambda: now, stop))
        async with asyncio.timeout(20):
            while not logs:
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(task, 1)
    assert logs[0]["reason"].startswith("Cannot assign requested address")


@ON_SQLITE
async def test_signals_stay_the_services_own(database: Database, serve: Serve) -> None:
    heard = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, heard.set)
    async with serve(database) as web:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(heard.wait(), 1)
        assert (await web.get("/healthz")).status_code == 200
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


@ON_SQLITE
async def test_clients_that_hang_hold_up_no_stop(database: Database, serve: Serve) -> None:
    async with serve(database) as web:
        clients = []
        for said in (b"", b"GET /met", b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"):
            clients.append(socket.create_connection(("127.0.0.1", web.port)))
            clients[-1].sendall(said)
        await asyncio.sleep(0.1)
        began = time.monotonic()
        web.stop.set()
        await asyncio.wait_for(web.task, 5)
        assert time.monotonic() - began < 4
        for client in clients:
            client.close()


@ON_POSTGRESQL
async def test_a_scrape_that_waits_for_a_lock_gives_up_and_holds_up_no_stop(
    database: Database, serve: Serve
) -> None:
    engine = create_engine(database.url)
    async with serve(database) as web:
        with engine.connect() as connection:
            connection.execute(text("LOCK TABLE deliveries, checkpoints IN ACCESS EXCLUSIVE MODE"))
            scrapes = [asyncio.create_task(web.get(path)) for path in ("/metrics", "/healthz")]
            await asyncio.sleep(0.3)
            began = time.monotonic()
            web.stop.set()
            await asyncio.wait_for(web.task, 5)
            assert time.monotonic() - began < 4
            await asyncio.gather(*scrapes, return_exceptions=True)
    engine.dispose()
