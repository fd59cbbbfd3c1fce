"""Whom drafts of warnings are written for; what is not given is left open in them, and said to be.

promulgation: {navarea: XI, general_area: Sea of Japan, fir: RJJJ}
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from fleetex.scenario.parts import Line, Provenance

Navarea = Annotated[
    str,
    StringConstraints(pattern=r"^[IVX]{1,5}$"),
    Field(description="the number of a NAVAREA in Roman figures", examples=["XI"]),
]
Fir = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{4}$"),
    Field(description="four capital letters of ICAO", examples=["RJJJ"]),
]


class Promulgation(Provenance):
    """What drafts of warnings are headed with."""

    navarea: Navarea | None = Field(default=None, description="number of the NAVAREA, in Roman figures")
    general_area: Line | None = Field(default=None, description="the sea, as warnings name it")
    fir: Fir | None = Field(default=None, description="flight information region: four letters (ICAO Doc 7910)")
