"""What a new site gets, and what every migrate makes sure of."""

from fanpin_app.early_warning import screen_now
from fanpin_app.setup import seeds


def after_install() -> None:
	seeds.plant()
	screen_now.start_plan()


def after_migrate() -> None:
	seeds.plant()
