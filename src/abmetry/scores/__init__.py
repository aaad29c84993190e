"""What a build works out with statistics: surges of intent, and the heat of research."""
