"""docker-compose.yml: what it promises is read from the file; that it works is seen where a Docker engine answers."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import yaml

from deploy.services import SERVICES
from services.donation.api import UPLOAD_LIMIT, UPLOAD_PATH
from services.donation.pages import UPLOAD_PAGE
from shared.clock import local_day, utc_now
from tests.support.docker import engine_answers
from tests.support.statements import Booked, statement

ROOT = Path(__file__).parents[2]
PROJECT = "denon-test"
ADDRESS = "127.0.0.1:18080"
BASE_IMAGES = ("python:3.11-slim-bookworm", "postgres:18", "apache/kafka:4.3.1", "nginxinc/nginx-unprivileged:1.29")
WAIT_SECONDS = 30.0
LINES = 20_000
"""Of a statement that is larger than what the gateway takes elsewhere."""


def composed() -> dict[str, Any]:
    """The file with its anchors resolved."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content


def test_every_service_has_its_container() -> None:
    services = composed()["services"]
    for name in SERVICES:
        assert services[name]["command"] == ["run", name]
        assert services[name]["healthcheck"]
        assert set(services[name]["depends_on"]) == {"migrate", "topics"}
        assert services["gateway"]["depends_on"][name] == {"condition": "service_healthy"}


def test_our_containers_can_change_nothing_and_gain_nothing() -> None:
    for name, service in composed()["services"].items():
        if name in ("postgres", "kafka"):
            continue  # images of others, with volumes of their own
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("user") is None or name == "secrets"
        assert not service.get("privileged")


def test_no_secret_is_written_in_the_file_and_each_is_mounted_once() -> None:
    services = composed()["services"]
    readers: dict[str, list[str]] = {}
    for name, service in services.items():
        for variable in service.get("environment", {}):
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), name
        for volume in service.get("volumes", []):
            source, _, target = volume.partition(":")
            if source.startswith("secrets-") and name != "secrets":
                assert target == "/run/secrets:ro", name
                readers.setdefault(source, []).append(name)
    assert {len(names) for names in readers.values()} == {1}


def test_only_the_gateway_is_published() -> None:
    published = {name: service["ports"] for name, service in composed()["services"].items() if "ports" in service}
    assert published == {"gateway": ["${DENON_PUBLISH:-127.0.0.1:8000}:8080"]}


def test_statements_pass_the_gateway_as_large_as_the_service_takes_them() -> None:
    gateway = (ROOT / "deploy" / "compose" / "gateway.conf").read_text(encoding="utf-8")
    found = re.search(r"location ~ (\S+) \{([^}]+client_max_body_size (\d+)g;[^}]*)\}", gateway)
    assert found
    assert all(re.search(found[1], path) for path in (UPLOAD_PATH, UPLOAD_PAGE))
    assert int(found[3]) * 1024**3 == UPLOAD_LIMIT
    assert "proxy_request_buffering off;" in found[2], "its only folder that can be written to is memory"


def test_the_brokers_version_is_the_embedded_ones() -> None:
    pom = (ROOT / "deploy" / "kafka" / "pom.xml").read_text(encoding="utf-8")
    version = composed()["services"]["kafka"]["image"].rpartition(":")[2]
    assert f"<kafka.version>{version}</kafka.version>" in pom


@cache
def has_compose() -> bool:
    """Whether an engine answers and knows compose."""
    return engine_answers() and _succeeds("docker", "compose", "version")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def compose(*words: str, seconds: float = 300) -> str:
    """Run docker compose on the project's file; what it prints on standard output."""
    environ = {**os.environ, "DENON_PUBLISH": ADDRESS, "DOCKER_BUILDKIT": "0", "COMPOSE_DOCKER_CLI_BUILD": "0"}
    done = subprocess.run(
        ["docker", "compose", "--project-name", PROJECT, *words],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"docker compose {' '.join(words)}: {done.stderr[-3000:]}")
    return done.stdout


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole system in containers; its address. Everything of it is removed afterwards."""
    if not all(_succeeds("docker", "pull", "--quiet", image) for image in BASE_IMAGES):
        folder = Path(os.environ.get("DENON_STAND_INS", "") or tmp_path_factory.mktemp("stand-ins"))
        assert shutil.which("debootstrap"), "no image can be pulled, and debootstrap isn't here to make stand-ins"
        script = ["sh", str(Path(__file__).parent / "stand_ins.sh"), str(folder), sys.executable]
        subprocess.run(script, check=True, timeout=900)
    build = [
        "docker",
        "build",
        "--quiet",
        "--network",
        "host",
        "--tag",
        "denon:local",
        "--file",
        "deploy/Dockerfile",
        ".",
    ]
    subprocess.run(
        build, cwd=ROOT, env={**os.environ, "DOCKER_BUILDKIT": "0"}, check=True, capture_output=True, timeout=900
    )
    try:
        compose("up", "--detach", "--no-build")
        yield f"http://{ADDRESS}"
    finally:
        compose("down", "--volumes", "--timeout", "10")


def wait_for(client: httpx.Client, path: str, words: str) -> None:
    """Until a page has these words."""
    deadline = time.monotonic() + WAIT_SECONDS
    while words not in (answer := client.get(path)).text:
        assert time.monotonic() < deadline, f"{path} answers {answer.status_code} without {words!r}"


class Staff:
    """Somebody with a token of the job ``token``, at the gateway."""

    def __init__(self, client: httpx.Client, *roles: str) -> None:
        named = [word for role in roles for word in ("--role", role)]
        self.client = client
        self.token = compose("run", "--rm", "token", *named).strip().splitlines()[-1]

    def post(self, path: str, body: object = None, *, content: bytes | None = None) -> httpx.Response:
        """The answer to a request under /api with a key of its own."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}
        return self.client.post(f"/api/{path}", json=body, content=content, headers=headers)

    def done(self, path: str, body: object = None, *, content: bytes | None = None) -> dict[str, Any]:
        """What a request that must be taken is answered."""
        answer = self.post(path, body, content=content)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"/api/{path}", headers={"Authorization": f"Bearer {self.token}"})

    def fund(self, code: str) -> str:
        """A new fund's id, once the donation service has heard of it."""
        body = {"code": code, "name": f"Quỹ Đền ơn đáp nghĩa {code}", "level": "commune", "locality": code}
        fund: str = self.done("fund-allocation/funds", body)["fund_id"]
        deadline = time.monotonic() + WAIT_SECONDS
        unit = {"fund_id": fund, "code": "THCS", "name": f"Trường THCS {code}", "kind": "school"}
        while (answer := self.post("donation/units", unit)).status_code != 201:
            assert time.monotonic() < deadline, answer.text
        return fund


no_engine = pytest.mark.skipif(
    not has_compose(), reason="no Docker engine with compose answers; the file itself is checked above"
)


@pytest.mark.timeout(1800)
@no_engine
def test_gifts_papers_and_statements_go_through_the_gateway(system: str) -> None:
    with httpx.Client(base_url=system, timeout=30) as client:
        staff = Staff(client, "admin", "cashier", "accountant")
        fund = staff.fund("XA-TL")
        day = local_day(utc_now()).isoformat()
        gift = staff.done(
            "donation/gifts", {"fund_id": fund, "channel": "cash", "amount": 2_765_432, "received_on": day}
        )
        wait_for(client, "/gifts?lang=vi", "2.765.432")

        book = "donation/books/{}/{year}/{book}/prints".format(fund, **gift["receipt"])
        prints = [f"donation/gifts/{gift['gift_id']}/prints", book]  # one is made in a thread, the other in a process
        for path, body in zip(prints, ({}, {"first": 1, "last": 1}), strict=True):
            paper = client.get(staff.done(path, body)["pdf"], headers={"Authorization": f"Bearer {staff.token}"})
            assert paper.content.startswith(b"%PDF-"), paper.text
            assert paper.content.rstrip().endswith(b"%%EOF")

        account = staff.done(
            "donation/accounts",
            {"fund_id": fund, "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank",
             "number": "0011002345678", "holder": "Quỹ Đền ơn đáp nghĩa", "opened_on": "2024-01-02"},
        )["account_id"]  # fmt: skip
        at = datetime(2024, 7, 1)  # noqa: DTZ001 - as banks write it
        lines = (Booked(f"FT{n}", at, 100_000, 0, f"MBVCB.{n}.Ung ho Quy Den on dap nghia") for n in range(LINES))
        file = statement("vietcombank", lines)
        assert len(file) > 1024**2, "more than the gateway takes elsewhere"
        job = staff.done(f"donation/imports?account_id={account}&file_name=s.csv", content=file)
        deadline = time.monotonic() + WAIT_SECONDS
        while (job := staff.get(f"donation/imports/{job['import_id']}").json())["state"] not in ("done", "refused"):
            assert time.monotonic() < deadline, job
        assert (job["state"], job["written"], job["refusal"]) == ("done", LINES, None)

        assert client.get("/staff/donation/counter").headers["location"].startswith("/staff/donation/sign-in")
        signed = client.post("/staff/donation/sign-in", data={"token": staff.token}, headers={"Origin": system})
        assert signed.status_code == 303, signed.text
        for page in ("", "/counter", "/statements", f"/gifts/{gift['gift_id']}"):
            assert client.get(f"/staff/donation{page}").status_code == 200, page


@pytest.mark.timeout(1800)
@no_engine
def test_the_system_starts_and_keeps_what_it_was_told(system: str) -> None:
    with httpx.Client(base_url=system, timeout=30) as client:
        assert client.post("/api/fund-allocation/funds", json={}).status_code == 401
        staff = Staff(client, "admin")
        fund = staff.fund("VP")
        opening = {"amount": 123_456_789, "on": "2026-01-02"}
        staff.done(f"fund-allocation/funds/{fund}/opening-balances", opening)
        wait_for(client, "/?lang=vi", "123.456.789")
        assert client.get("/api/donation/metrics").status_code == 404
        too_large = staff.post("donation/gifts", content=b"x" * 2 * 1024**2)
        assert (too_large.status_code, too_large.json()["title"]) == (413, "Nội dung quá lớn")
        compose("stop", "housing_project", "transparency")
        away = staff.get("housing-project/houses")
        assert (away.status_code, away.json()["title"]) == (503, "Tạm thời chưa phục vụ được")
        assert "Hệ thống đang khởi động lại." in client.get("/").text
        compose("restart", "--timeout", "40", "kafka", "postgres", *SERVICES)
        wait_for(client, "/?lang=vi", "123.456.789")
    states = [json.loads(line) for line in compose("ps", "--all", "--format", "json").splitlines()]
    assert {state["Service"] for state in states if state["State"] == "running"} == {
        "kafka",
        "postgres",
        "gateway",
        *SERVICES,
    }
