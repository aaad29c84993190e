"""Translations, one folder per language, in gettext's format."""
