"""Abmetry measures account-based marketing."""

from abmetry.public import __getattr__ as __getattr__

__version__ = "0.1.0"
