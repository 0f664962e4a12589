"""The demonstration school: made up from a seed, written through real commands."""

from desktop.demo.accounts import PASSWORD, DemoAccount
from desktop.demo.plan import DemoPlan
from desktop.demo.school import make_demo

__all__ = ["PASSWORD", "DemoAccount", "DemoPlan", "make_demo"]
