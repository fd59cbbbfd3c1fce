"""RAS-L: a side of the delivering ship, the rig there, and how far the ship at it has come."""

from dataclasses import dataclass

from fleetex.engine.orders import UnitId


@dataclass
class Berth:
    """One side of the delivering ship and the rig there."""

    rig: str
    side: str
    receiver: UnitId = ""
    waits: bool = False
    """She has reported in waiting station."""
    invited: bool = False
    amount_kg: float = 0.0
    asked_none: str = ""
    """Why she asks for no fuel, if that is so."""
    connected: bool = False
    pumping_since_s: float | None = None
    passed_kg: float = 0.0
    letting_go: bool = False
    emergency: bool = False
    beside: bool = False
    """She lies alongside."""
    returns: bool = False
    """She broke off, and is on her way back to waiting station."""
    held_back: bool = False
    """She broke off and is clear; she is called when nobody else is on the way."""
    stands_clear: bool = False
    """She has reported clear before her hose was."""
    done: bool = False
    """Replenished and let go; the side is free when she reports clear."""
    why: str = ""
