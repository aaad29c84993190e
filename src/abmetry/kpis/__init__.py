"""The catalogue: one declaration per KPI, one file per family."""
