"""Constants that turn the seaman's units into SI. One home for each.

A knot is exactly one international nautical mile (1852 m) an hour.
"""

import math

NMI_M = 1852.0
KN_MPS = 1852.0 / 3600.0
YD_M = 0.9144
FT_M = 0.3048
FATHOM_M = 1.8288
CABLE_M = 185.2
KM_M = 1000.0
DEG_RAD = math.pi / 180.0
MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0
TONNE_KG = 1000.0
TAU = 2.0 * math.pi
GRAVITY_MPS2 = 9.80665
"""Standard gravity (CGPM 1901)."""
LIGHT_MPS = 299_792_458.0
EARTH_RADIUS_M = 6_371_008.8
"""Mean earth radius R1 of WGS84 (IUGG)."""
WGS84_A_M = 6_378_137.0
WGS84_F = 1.0 / 298.257223563
