"""The dashboard: pages that ask questions and show answers."""
