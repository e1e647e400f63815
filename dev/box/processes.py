"""Background processes of the bench: started in sessions of their own, known by pid files."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from box.folder import Bench
from box.steps import StepFailed

SECONDS_TO_START = 90
SECONDS_TO_STOP = 30


def is_running(bench: Bench, name: str) -> bool:
	return pid_of(bench, name) is not None


def running(bench: Bench, prefix: str) -> list[str]:
	"""The names that begin so, of those that run."""
	return sorted(file.stem for file in bench.pids.glob(f"{prefix}*.json") if is_running(bench, file.stem))


def pid_of(bench: Bench, name: str) -> int | None:
	"""The process of the pid file, if it is alive and that which was started.

	The start time tells a process from another that got its number later (after a reboot, say),
	the path of the bench tells it from that of a copied folder.
	"""
	known = read(pid_file(bench, name))
	if known and known["bench"] == str(bench.root) and start_time(known["pid"]) == known["start_time"]:
		return known["pid"]
	return None


def started_with(bench: Bench, name: str) -> str | None:
	"""What the running process was started with, as given to `start`; None if it does not run."""
	return read(pid_file(bench, name))["version"] if is_running(bench, name) else None


def start(
	bench: Bench, name: str, command: list, *, cwd: Path, env: dict | None = None, version: str = ""
) -> None:
	with (bench.logs / f"{name}.log").open("a") as log:
		process = subprocess.Popen(
			[str(part) for part in command],
			cwd=cwd,
			env=os.environ | (env or {}),
			stdin=subprocess.DEVNULL,
			stdout=log,
			stderr=subprocess.STDOUT,
			start_new_session=True,
		)
	known = {
		"bench": str(bench.root),
		"pid": process.pid,
		"start_time": start_time(process.pid),
		"version": version,
	}
	pid_file(bench, name).write_text(json.dumps(known))


def stop(bench: Bench, name: str) -> bool:
	"""Ends the process and waits until it is gone; False if it did not run."""
	pid = pid_of(bench, name)
	if pid:
		os.kill(pid, signal.SIGTERM)
		for _ in until(SECONDS_TO_STOP):
			if not is_running(bench, name):
				break
		else:
			os.killpg(pid, signal.SIGKILL)
	pid_file(bench, name).unlink(missing_ok=True)
	return pid is not None


def stop_all(bench: Bench) -> list[str]:
	"""Ends everything of the bench, the servers that the others need last; the names of what ran."""
	names = [file.stem for file in bench.pids.glob("*.json")]
	names.sort(key=lambda name: (name in ("mariadb", "redis"), name))
	return [name for name in names if stop(bench, name)]


def wait_until(bench: Bench, name: str, port: int, ready: Callable[[int], bool]) -> None:
	"""Returns when the process is ready on the port; StepFailed when it ended or took too long."""
	for _ in until(SECONDS_TO_START):
		if ready(port):
			return
		if not is_running(bench, name):
			break
	raise StepFailed(f"{name} did not start on port {port}.", bench.logs / f"{name}.log")


def answers(port: int) -> bool:
	with socket.socket() as connection:
		connection.settimeout(1)
		return connection.connect_ex(("127.0.0.1", port)) == 0


def serves_pages(port: int) -> bool:
	connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
	try:
		connection.request("GET", "/api/method/ping")
		return connection.getresponse().status == 200
	except OSError:
		return False
	finally:
		connection.close()


def free_port() -> int:
	with socket.create_server(("127.0.0.1", 0)) as probe:
		return probe.getsockname()[1]


def until(seconds: float):
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		yield
		time.sleep(0.1)


def pid_file(bench: Bench, name: str) -> Path:
	return bench.pids / f"{name}.json"


def read(file: Path) -> dict:
	return json.loads(file.read_text()) if file.exists() else {}


def start_time(pid: int) -> str | None:
	"""When the process started, in ticks since boot; None if there is none or it ended (a zombie)."""
	try:
		fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	except OSError:
		return None
	return None if fields[0] == "Z" else fields[19]
