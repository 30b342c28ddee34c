"""docker-compose.yml: what it promises is read from the file; that it works is seen where a Docker engine answers."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deploy.services import SERVICES
from tests.support.docker import engine_answers

ROOT = Path(__file__).parents[2]
PROJECT = "denon-test"
ADDRESS = "127.0.0.1:18080"
BASE_IMAGES = ("python:3.11-slim-bookworm", "postgres:18", "apache/kafka:4.3.1", "nginxinc/nginx-unprivileged:1.29")
WAIT_SECONDS = 30.0


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


@pytest.mark.timeout(1800)
@pytest.mark.skipif(not has_compose(), reason="no Docker engine with compose answers; the file itself is checked above")
def test_the_system_starts_and_keeps_what_it_was_told(system: str) -> None:
    token = compose("run", "--rm", "token", "--role", "admin").strip().splitlines()[-1]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "fund-1"}
    with httpx.Client(base_url=system, timeout=30) as client:
        assert client.post("/api/fund-allocation/funds", json={}).status_code == 401
        fund = {
            "code": "VP",
            "name": "Quỹ Đền ơn đáp nghĩa tỉnh Vĩnh Phúc",
            "level": "province",
            "locality": "Vĩnh Phúc",
        }
        answer = client.post("/api/fund-allocation/funds", json=fund, headers=headers)
        assert answer.status_code == 201, answer.text
        opening = {"amount": 123_456_789, "on": "2026-01-02"}
        path = f"/api/fund-allocation/funds/{answer.json()['fund_id']}/opening-balances"
        answer = client.post(path, json=opening, headers=headers)
        assert answer.status_code == 201, answer.text
        wait_for(client, "/?lang=vi", "123.456.789")
        assert client.get("/api/donation/metrics").status_code == 404
        compose("restart", "--timeout", "40", "kafka", "postgres", *SERVICES)
        wait_for(client, "/?lang=vi", "123.456.789")
    states = [json.loads(line) for line in compose("ps", "--all", "--format", "json").splitlines()]
    assert {state["Service"] for state in states if state["State"] == "running"} == {
        "kafka",
        "postgres",
        "gateway",
        *SERVICES,
    }
