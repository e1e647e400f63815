"""MariaDB and Redis as private processes of the bench, on their own ports."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from box import processes
from box.folder import Bench
from box.steps import StepError, run, step

SYSTEM = Path(__file__).resolve().parents[1] / "system"

# Frappe requires utf8mb4; a development server may lose its last second of writes.
MARIADB_SETTINGS = """[mysqld]
bind-address = 127.0.0.1
skip-name-resolve
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
innodb_buffer_pool_size = {buffer_pool}M
innodb_log_file_size = 256M
innodb_flush_log_at_trx_commit = 2
max_allowed_packet = 256M
# Frappe reads a row and writes it again in one transaction; MariaDB from 11.6 on would refuse that.
loose_innodb_snapshot_isolation = OFF
"""


def buffer_pool_mb() -> int:
	"""A quarter of the memory, allocated on demand; a city of a million households needs 5 GB."""
	return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 // 4


def install_system_packages(group: str) -> None:
	"""Install missing Debian packages of the group (dev/system), which prints its own progress."""
	if subprocess.run([SYSTEM, group]).returncode:
		raise StepError(f"The Debian packages of the group {group} could not be installed.")


def start(bench: Bench) -> None:
	"""Start MariaDB and Redis, on the same ports as before if these are free."""
	choose_ports(bench)
	start_mariadb(bench)
	start_redis(bench)


def are_running(bench: Bench) -> bool:
	return all(processes.is_running(bench, name) for name in ("mariadb", "redis"))


def choose_ports(bench: Bench) -> None:
	"""Write the ports of both servers to the configuration; new ones if another program uses them."""
	config = bench.common_config()
	ports = {"mariadb": config.get("db_port"), "redis": config.get("redis_port")}
	for name, port in ports.items():
		taken = port and processes.answers(port) and not processes.is_running(bench, name)
		if not port or taken:
			ports[name] = processes.free_port()
	redis = f"redis://127.0.0.1:{ports['redis']}"
	bench.update_common_config(
		db_host="127.0.0.1",
		db_port=ports["mariadb"],
		redis_port=ports["redis"],
		redis_cache=f"{redis}/0",
		redis_queue=f"{redis}/1",
		redis_socketio=f"{redis}/1",
		root_login="root",
		root_password=config.get("root_password") or secrets.token_hex(16),
	)


def start_mariadb(bench: Bench) -> None:
	port = bench.common_config()["db_port"]
	data = bench.data / "mariadb"
	step(
		bench,
		"mariadb-data",
		"Making MariaDB's data folder",
		[],
		lambda log: make_data_folder(data, log),
		data,
	)
	if not processes.is_running(bench, "mariadb"):
		settings, root_user = write_settings(bench)
		bench.sockets.mkdir(mode=0o700, exist_ok=True)
		processes.start(
			bench,
			"mariadb",
			[
				server("mariadbd"),
				f"--defaults-file={settings}",
				f"--datadir={data}",
				f"--socket={bench.sockets / 'mariadb.sock'}",
				f"--port={port}",
				f"--init-file={root_user}",
				*as_this_user(),
			],
			cwd=data,
		)
	processes.wait_until(bench, "mariadb", port, processes.answers)


def make_data_folder(data: Path, log: Path) -> None:
	shutil.rmtree(data, ignore_errors=True)
	# --force: the host name may not resolve
	run(
		[
			server("mariadb-install-db"),
			"--no-defaults",
			f"--datadir={data}",
			"--force",
			"--skip-test-db",
			*as_this_user(),
		],
		log,
	)


def write_settings(bench: Bench) -> tuple[Path, Path]:
	"""Write the server's settings, and the statements that set root's password for TCP."""
	folder = bench.data / "mariadb-settings"
	folder.mkdir(mode=0o700, exist_ok=True)
	settings, root_user = folder / "my.cnf", folder / "root.sql"
	settings.write_text(MARIADB_SETTINGS.format(buffer_pool=buffer_pool_mb()))
	password = bench.common_config()["root_password"]
	root_user.write_text(
		f"CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';\n"
		f"ALTER USER 'root'@'127.0.0.1' IDENTIFIED BY '{password}';\n"
		f"GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n"
	)
	return settings, root_user


def start_redis(bench: Bench) -> None:
	port = bench.common_config()["redis_port"]
	data = bench.data / "redis"
	data.mkdir(exist_ok=True)
	if not processes.is_running(bench, "redis"):
		processes.start(
			bench,
			"redis",
			[server("redis-server"), "--bind", "127.0.0.1", "--port", port, "--dir", data, "--save", ""],
			cwd=data,
		)
	processes.wait_until(bench, "redis", port, processes.answers)


def as_this_user() -> list[str]:
	return ["--user=root"] if os.geteuid() == 0 else []


def server(name: str) -> str:
	"""The program's path: an ordinary user's PATH does not include the folder of MariaDB's server."""
	return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin") or name
