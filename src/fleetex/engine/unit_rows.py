"""Rows of units: what a hull is, and where she is, what she does and what she burns; the tables are in `tables`."""

import numpy as np

from fleetex.engine.columns import dtype, flags, floats, ints

UNIT_MODEL = dtype(
    [
        ("id32", np.int64),  # hash of the unit's id: the subject of its draws
        *ints("observer side nation sensor_first sensor_count"),  # observer: row in tracks, -1 without sensors
        # named: number in the recording, its row; of traffic that of the ship, after those; -1: free. kind: KIND_CODE
        *ints("named kind swerling"),  # swerling: the case of her radar echo from 1, as CURVE counts them; 0: unsaid
        *flags("domain neutral identifies"),  # identifies: answers AIS or IFF
        *floats("length_m beam_m mast_height_m radar_cross_section_m2 contrast size_m lights_cd leeway"),
        *floats("speed_mps_max speed_mps_min accel_mps2 decel_mps2 turn_diameter_m turn_radps_max"),
        *floats("speed_mps_bound drift_mps_bound"),
        *floats("hotel_kgps fuel_a fuel_n fuel_kg_max fuel_kg_reserve"),
        *floats("noise_class_mps noise_hump quiet_db quiet_mps inception_mps cavitation_db"),
        *floats("echo_bow_db echo_quarter_db echo_beam_db moment_am2"),
        *floats("depth_m_max dive_mps ceiling_m"),  # dive_mps: rate of change of depth, of an aircraft of height
        *floats("battery_j_max battery_j_low battery_hotel_w battery_a battery_n diesel_w diesel_kgpj"),
        *floats("snort_m snort_mps_max snort_db mast_m mast_size_m mast_m2"),
    ]
)
"""`speed_mps_min`: below it a fixed wing does not fly (0 of all others).
`speed_mps_bound` is the hull's hard limit over the ground, drift and tow included; a hull that is not towed gathers
way no faster than `accel_mps2`, but may fall off at `drift_mps_bound` at once. Speed windows rest on both.
Who has no battery has `battery_j_max` 0; the others burn fuel by `diesel_kgpj` and not by their fuel's curve. `mast_*`:
what of a submarine that snorts stands out of the water: its top, its size to an eye, its radar cross section.
`moment_am2`: magnetic moment of a steel hull that dives, 0 of all else.
A ship that makes noise has a `noise_class_mps` (`physics.ship_noise.vessel_source_db`), a submarine her `quiet_mps`."""

PIECE = "x0 x1 x2 x3 x4 x5 y0 y1 y2 y3 y4 y5 z0 z1 z2 z3 z4 z5"
"""Coefficients of a piece: x(u) = x0 + x1 u + ... + x5 u^5, and so on."""

UNIT = dtype(
    [
        *floats(PIECE),
        *floats("piece_s piece_rate_ps piece_end_s accel_bound_mps2"),  # piece_rate_ps: 1 / the piece's duration
        *floats("leg_s leg_end_s leg_lat_rad leg_lon_rad leg_x_m leg_y_m leg_z_m"),
        *floats("course_rad speed_mps accel_mps2 turn_radps height_m climb_mps cmd_height_m"),
        *ints("leg line to_waypoint gate_first carries"),  # carries: how many units are aboard
        *ints("mode then route_first route_count route_next route_line settled guide tow tracks_numbered"),
        *floats("wanted_course_rad wanted_speed_mps cmd_course_rad cmd_speed_mps"),
        *floats("route_speed_mps station_range_m station_bearing_rad"),
        *floats("station_speed_mps_max within_m steer_every_s cpa_m_min tow_line_m axis_rad axis_s told_course_rad"),
        *floats("offshore_s land_told_s"),  # no land can matter before; when she last said that she turns off it
        *flags("relative together done avoiding crowded aground lights radiates listens light"),
        # told_course_rad: what the guide said that it would steer, NaN once it does; together: those who keep station
        # on it steer that too; crowded: somebody is near
        ("helm", np.int64),  # number of helm orders, the occasion of their disturbance
        *ints("zone water sea_state"),
        *floats("wind_east_mps wind_north_mps current_east_mps current_north_mps wave_height_m visibility_m depth_m"),
        *floats("fuel_kg fuel_s rate_kgps flow_kgps cargo_kg"),
        *floats("charge_j charge_s drawn_w charging_w"),  # charging_w: how fast the charge changes
        *flags("fuel_low fuel_out snort diesels battery_low battery_out"),
        # snort: she is ordered to snort; diesels: they run, snorting or surfaced
        *floats("least_water_m"),  # of what dives: least charted depth on her way within ten minutes; inf: unknown
        *floats("noise_mps ping_db ping_hz"),  # the speed it sounds like; its loudest active sonar that is on
        *ints("bearings_numbered pinger"),  # pinger: row of that sonar
    ]
)
