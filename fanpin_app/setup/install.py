"""What a new site gets, and what every migrate makes sure of."""

from fanpin_app.setup import seeds


def after_install() -> None:
	seeds.plant()


def after_migrate() -> None:
	seeds.plant()
