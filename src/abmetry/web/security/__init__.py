"""Who may see the dashboard, and what no request can do to it."""
