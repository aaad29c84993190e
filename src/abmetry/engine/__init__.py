"""Engines that run Abmetry's SQL; the only package that imports one."""
