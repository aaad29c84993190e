"""Every ready column map, by its name."""

from __future__ import annotations

from collections.abc import Mapping

from abmetry.sources.files.maps import ads, intent, subscriptions, surveys
from abmetry.sources.files.maps.column_map import ColumnMap

MAPS: Mapping[str, ColumnMap] = {**ads.MAPS, **intent.MAPS, **surveys.MAPS, **subscriptions.MAPS}
