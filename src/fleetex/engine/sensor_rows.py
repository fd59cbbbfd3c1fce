"""Rows of sensors, of a sensor and a unit, and of what an observer holds of a unit; the tables are in `tables`."""

import numpy as np

from fleetex.engine.columns import dtype, flags, floats, ints

SENSOR_MODEL = dtype(
    [
        ("id32", np.int64),  # hash of "unit/sensor"
        *ints("unit kind confirm_hits confirm_looks drop_looks"),
        *floats("period_s phase_s height_m range_m_max snr_1m false_alarm_prob optics"),
        *floats("range_sd_m range_sd_fraction bearing_sd_rad report_s hold_prob"),
        *ints("report_looks near_report_looks"),
        *floats("power_w gain_db wavelength_m bandwidth_hz noise_figure_db losses_db pulses"),
        *floats("source_db noise_db threshold_db"),
        *floats("freq_hz deep_m directivity_db own_noise_db own_noise_mps sigma_db fade_per_s pulse_s beam_rad"),
        *floats("band_hz_min band_hz_max"),
        *floats("sea_state clutter_m2_most rain_k rain_alpha gas_np_per_m air_np_per_m anomaly_t netd_k cutoff_cpr"),
        *ints("line tone curve"),  # curve: the first row of a radar's in `curve`, from 1; 0: none
        *flags("vertical"),
        *ints("confusion confusion_air"),  # which of the confusions it has, from 1; 0: it tells nothing of kinds
    ]
)
"""`kind`: 0 radar, 1 sight, 2 passive and 3 active sonar, 4 ESM, 5 magnetic, 6 infrared (vocabulary.SENSOR_CODE); the
row of `freq_hz` is a sonar's, but for `pulse_s` and `beam_rad`, which a radar has too; the next is an ESM's, whose
`noise_db` is its sensitivity; then a radar's: the sea it is in, the most that this sends back at any range, its
polarisation, and what air takes: of rain k R^alpha dB/km one way, of gases and of both now Np/m out and back;
`anomaly_t` is a magnetic anomaly detector's, the next two an imager's; `line` the number of a listening buoy's row of
`line`, from 1; `tone` the number of a sonar's frequency among those of the exercise.
`phase_s`, `hold_prob`, the looks from report to report and a radar's last three figures follow from the rest;
`worlds.begin` writes them."""

SENSOR = dtype([*flags("on afloat"), *ints("off_look missed"), *floats("deep_m x_m y_m z_m")])
"""`off_look`: the first look not made since it was last switched off; `missed`: looks not made
in earlier such times. `deep_m`: how deep a sonar hangs. `afloat` 1: a buoy laid at (x, y, z), no longer aboard."""

PAIR = dtype(
    [
        *ints("last_look report_look block history misses"),
        *floats("chord_m_zero chord_m_hold horizon_m snr_1m budget_s budget_range_m budget_db"),
        *floats("luck_db luck_until_s"),
        ("word0", np.uint32),
        ("word1", np.uint32),
        ("word2", np.uint32),
        ("word3", np.uint32),
        *flags("held stale never"),
    ]
)
"""One sensor and one unit. `history`: hits (bits) up to `last_look`.
`chord_m_zero`: beyond it a look finds nothing; `chord_m_hold`: within it a held contact cannot be lost (chance below
1e-12 over the looks that would lose it). `stale` 1: to be worked out anew; 2: only an outer bound is known.
`luck_db`: how far a sonar's excess is off its mean, until `luck_until_s`; its chords hold as long.
`never` 1: this sonar does not listen for this unit at all.
`budget_*`: when, at what range and with what excess its decibels were last recorded (range 0: never)."""

WINDOW = dtype(ints("next_look"))
"""One sensor and one unit: the next look that is not certain. Apart from the pair, because each look of a sensor reads
all of them."""

_COVARIANCE = "p_ee p_en p_ea p_eb p_nn p_na p_nb p_aa p_ab p_bb"
TRACK = dtype(
    [
        *ints("keeper was"),
        *floats("time_s gained_s plot_sd_m engaged_s alone_s x_m y_m z_m"),
        *floats("east_x east_y east_z north_x north_y north_z"),
        *floats("east_m north_m v_east_mps v_north_mps"),
        *floats(_COVARIANCE),
        *floats("before_s before_east_m before_north_m before_v_east_mps before_v_north_mps"),
        *floats("row_s row_east_m row_north_m row_v_east_mps row_v_north_mps"),
    ]
)
"""One observer's estimate of one unit, in the plane tangent at (x, y, z); of the sensors that hold it the `keeper` (its
row, -1: none) reports it.
Until `engaged_s` it is fired at, and plotted at each look; until `alone_s` no other track is near enough to be mixed up
with it. `was`: the number that stood here before this sweep's exchanges (0: none has been).
`before_*` is the estimate before the last update, `row_*` the one last recorded."""

HOLDING = dtype(ints("sensors number"))
"""One observer and one unit: how many of its own sensors hold a track of it (0: none), and that track's number. Apart
from the track, because who keeps clear or looks for a number reads all of them."""

BEARING = dtype(
    [
        *ints("sensors number keeper fixes"),
        *floats("time_s bearing_rad bearing_sd_rad x_m y_m z_m row_s row_rad"),
        *floats("rate_radps closing_ps line_rad inverse_pm"),
        *floats("p00 p01 p02 p03 p11 p12 p13 p22 p23 p33"),
        *floats("fix_s own_east_mps own_north_mps"),
        *flags("emission placed"),
    ]
)
"""What one observer's passive sonars and ESM hear of one unit: a bearing from (x, y, z), where it was measured.
`sensors` of them hold it, the `keeper` (its row, -1: none) reports it. `row_*`: as last recorded.
`emission`: what is heard (vocabulary.EMISSION_CODE).
The rest is the filter of `physics.bearing_only` after so many `fixes`, and own velocity at the last; `placed` 1: its
range is known well enough to stand in the table of tracks."""

LINE = dtype([*floats("time_s bearing_rad x_m y_m z_m"), *flags("emission")])
"""One sonobuoy that listens and one unit: the bearing that it measured last, from where it lay then."""

PLOT = dtype([*ints("unit called"), *floats("x_m y_m z_m ree rnn ren")])
"""What a sweep measured of a unit that may be taken for another: a place (ECEF) and its covariance (east, north),
and what it was called. The table is empty between two looks."""
