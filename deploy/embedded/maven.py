"""Apache Kafka's jars: resolved by Maven into its own cache, and the resulting class path remembered beside."""

import asyncio
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

POM = Path(__file__).parents[1] / "kafka" / "pom.xml"
PROBE_SECONDS = 10.0
RESOLVE_SECONDS = 180.0
LEAST_JAVA = 17


class NoKafka(Exception):
    """Apache Kafka can't be run here; the message is the reason, for one line."""


class Jars(NamedTuple):
    """What it takes to run a program of Kafka's: the Java program and the class path."""

    java: str
    class_path: str


async def kafka_jars() -> Jars:
    """Find Java and Maven and resolve the jars; quick when that was done before. Raises NoKafka with the reason."""
    java = shutil.which("java")
    if java is None:
        raise NoKafka("there is no java")
    await _check_java(java)
    remembered = _cache_folder() / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:16]}.classpath"
    if remembered.exists():
        class_path = remembered.read_text(encoding="utf-8").strip()
        if all(Path(jar).exists() for jar in class_path.split(os.pathsep)):
            return Jars(java, class_path)
    maven = shutil.which("mvn")
    if maven is None:
        raise NoKafka("there is no mvn to fetch its jars")
    return Jars(java, await _resolve(maven, remembered))


async def _check_java(java: str) -> None:
    code, output = await _run(java, "-version", seconds=PROBE_SECONDS)
    version = re.search(r'version "(\d+)', output)
    if code != 0 or version is None:
        raise NoKafka("java does not work")
    if int(version[1]) < LEAST_JAVA:
        raise NoKafka(f"java is {version[1]}, Kafka needs {LEAST_JAVA}")


async def _resolve(maven: str, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")
    goal = ["dependency:build-classpath", f"-Dmdep.outputFile={partial}", "-Dmdep.includeScope=runtime"]
    try:
        code, output = await _run(
            maven,
            "--batch-mode",
            "--quiet",
            "--no-transfer-progress",
            "--file",
            str(POM),
            *goal,
            seconds=RESOLVE_SECONDS,
        )
        if code != 0 or not partial.exists():
            raise NoKafka(f"mvn can't get its jars ({_first_error(output)})")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target.read_text(encoding="utf-8").strip()


def _first_error(output: str) -> str:
    lines = [line.removeprefix("[ERROR]").strip() for line in output.splitlines() if line.startswith("[ERROR]")]
    return lines[0][:120] if lines else "no reason given"


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "denon"


async def _run(*command: str, seconds: float) -> tuple[int, str]:
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
    except OSError as error:
        raise NoKafka(f"{Path(command[0]).name} does not start: {error.strerror}") from None
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate()
    except TimeoutError:
        raise NoKafka(f"{Path(command[0]).name} gave no answer within {seconds:.0f} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode(errors="replace")
