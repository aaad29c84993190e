"""The board pack as PDF, set by Typst with charts as vector drawings; nothing but the package is needed."""
