"""fleetex: plan, simulate, replay and report multinational naval exercises, from public information only."""

__version__ = "0.1.0"
