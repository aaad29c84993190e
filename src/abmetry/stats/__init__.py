"""Intervals, resampling, survival and quantiles: plain numpy, no engine."""
