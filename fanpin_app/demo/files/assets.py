"""The ledger of a town's assets, some of them neglected."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from fanpin_app.demo.households.geography import Village, by_town

ASSETS_PER_TOWN = 40
ASSET_TYPES = (
	("村集体商铺", "经营性资产"),
	("农贸市场摊位", "经营性资产"),
	("光伏电站", "经营性资产"),
	("蛋鸡养殖棚", "到户类资产"),
	("灌溉水渠", "公益性资产"),
	("村道路灯", "公益性资产"),
)
NEGLECT = (
	{"rent_overdue": 60},
	{"rent_overdue": 75},
	{"rent_overdue": 120},
	{"uninspected": 180},
	{"uninspected": 215},
	{"idle": 90},
	{"idle": 150},
	{"rent_overdue": 95, "idle": 95},
)
"""In days, each at or above a threshold of the default rule R8a."""


def ledger(rng: Random, villages: list[Village], as_of: date) -> list[dict]:
	"""Forty assets per town: the workshop, which is in good condition, then the neglected ones, then the rest."""
	rows: list[dict] = []
	for members in by_town(villages):
		for place in range(ASSETS_PER_TOWN):
			neglect = NEGLECT[place - 1] if 0 < place <= len(NEGLECT) else {}
			rows.append(_asset(rng, len(rows) + 1, rng.choice(members), as_of, neglect))
		workshop = rows[-ASSETS_PER_TOWN]
		workshop |= {"name": f"{members[0].town.name}帮扶车间", "kind": "经营性资产", "value": 1_000_000}
	return rows


def _asset(rng: Random, number: int, village: Village, as_of: date, neglect: dict) -> dict:
	asset_type, kind = rng.choice(ASSET_TYPES)
	return {
		"id": f"ZC{number:04d}",
		"name": village.name + asset_type,
		"kind": kind,
		"village": village.code,
		"value": 5_000 * rng.randint(20, 150),
		"day": as_of - timedelta(days=neglect.get("uninspected", rng.randint(5, 120))),
		"rent_overdue": neglect.get("rent_overdue", rng.choice((0, 0, 0, 12, 25))),
		"idle": neglect.get("idle", rng.choice((0, 0, 10, 40))),
	}
