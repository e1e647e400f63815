"""What an operator's cron calls: `bench --site SITE fanpin-…`."""

from fanpin_app.commands.alerts import alerts
from fanpin_app.commands.demo import demo
from fanpin_app.commands.doctor import doctor
from fanpin_app.commands.load import load
from fanpin_app.commands.screen import screen

commands = [load, screen, alerts, doctor, demo]
