"""How things look in a terminal: functions from answers to Rich renderables."""
