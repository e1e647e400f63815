"""What an operator's cron calls: `bench --site SITE fanpin-…`."""

from fanpin_app.commands.demo import demo
from fanpin_app.commands.load import load

commands = [load, demo]
