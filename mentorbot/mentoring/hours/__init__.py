"""Office hours: a mentor opens times, whoever likes books one of them in two presses."""
