"""Models of what is seen through air: radar, intercept receivers, eyes, thermal imagers, and the sun."""

from fleetex.models.stated import Limit, Model, Trace

_RADAR = "radar"
_SIGHT = "visual_solar"

AIR = (
    Model(
        "radar equation",
        _RADAR,
        "How strong an echo is against a receiver's noise.",
        ("radar.radar_source_w_m2", "radar.radar_noise_w", "radar.radar_snr_1m", "radar.from_db"),
        leaves_out="The pattern of the beam; multipath over the sea, which has a model of its own.",
        traces=(Trace.RADAR,),
    ),
    Model(
        "radar detection",
        _RADAR,
        "The chance that one look detects an echo that fades slowly.",
        ("radar.radar_look_prob", "radar.albersheim_snr_db", "radar.integration_gain_db"),
        leaves_out="Other ways to fade than Swerling's first, which the exact law has; the exact gain of integration, "
        "which Albersheim's formula meets to 0.2 dB.",
        traces=(Trace.RADAR,),
        limits=(Limit("pulses of a look", 1.0, 8096.0, ""),),
    ),
    Model(
        "echoes that fade",
        _RADAR,
        "What signal to noise a look needs of an echo that is steady or fades by one of Swerling's cases, where the "
        "scenario states the case or the law.",
        (
            "swerling.required_snr_db",
            "swerling.fading_detection_prob",
            "swerling.marcum_q",
            "swerling.noise_threshold",
            "swerling.shnidman_snr_db",
        ),
        leaves_out="What of an echo is of one case and what of another; the sea's echoes, which do not fade; "
        "a missile's seeker, which takes every echo for a slowly fading one.",
        traces=(Trace.ECHOES,),
        limits=(Limit("pulses by Shnidman's formula", 1.0, 100.0, ""),),
    ),
    Model(
        "multipath",
        _RADAR,
        "What the sea's reflection makes of an echo, where the scenario asks for it: lobes and nulls of what flies, "
        "and how a low target fades before the horizon.",
        (
            "two_ray.two_way_factor",
            "two_ray.mean_two_way_factor",
            "two_ray.path_over_flat_m",
            "two_ray.heights_over_tangent_m",
            "two_ray.reflected_share",
            "horizon.ground_range_to_height_m",
        ),
        leaves_out="Diffraction, the spread of a ray that the round earth reflects, how much less the sea reflects of "
        "a vertical wave near the Brewster angle, what is scattered; the looks of missiles' seekers, and radio.",
        traces=(Trace.LOBES,),
    ),
    Model(
        "refraction",
        _RADAR,
        "What radius the earth has to rays of radio, by the gradient of refractivity or by the air at the sea.",
        (
            "refraction.effective_earth_m",
            "refraction.k_factor",
            "refraction.refractivity",
            "refraction.mean_gradient_per_km",
        ),
        leaves_out="Ducts, layers, and air that differs from place to place or in time.",
        traces=(Trace.REFRACTION,),
    ),
    Model(
        "noise jamming",
        _RADAR,
        "What a jammer's noise leaves of an echo in a search radar, by its main lobe and by its side lobes.",
        ("jamming.jammer_to_noise", "jamming.off_axis_db"),
        leaves_out="Deception, false targets, blanked side lobes, changes of frequency, and the bearing that a jammer "
        "gives away.",
        traces=(Trace.JAMMING,),
    ),
    Model(
        "radar horizon",
        _RADAR,
        "How far two heights see each other by radar and radio.",
        ("horizon.radar_horizon_m",),
        leaves_out="Ducting, diffraction behind the horizon, and land.",
        traces=(Trace.RADAR, Trace.ESM, Trace.MESSAGES),
    ),
    Model(
        "sea clutter",
        _RADAR,
        "What the sea sends back to a radar.",
        ("clutter.sea_clutter_db", "clutter.clutter_m2", "clutter.clutter_factor", "clutter.clutter_area_m2"),
        leaves_out="The direction of the wind, sea spikes, land, and a radar's ways to suppress clutter.",
        traces=(Trace.RADAR,),
        limits=(Limit("frequency", 0.5e9, 35e9, "Hz"), Limit("sea state", 0.0, 6.0, "")),
    ),
    Model(
        "rain and gases",
        _RADAR,
        "What rain, oxygen and water vapour take of an echo by the way, where the scenario says that it rains or what "
        "air there is.",
        (
            "air_loss.rain_law",
            "air_loss_law.rain_np_per_m",
            "air_loss.oxygen_db_per_m",
            "air_loss.vapour_db_per_m",
            "air_loss.gas_np_per_m",
            "air_loss_law.echo_left",
        ),
        leaves_out="What rain sends back itself; showers (it rains evenly all along the way, as at the radar); thinner "
        "air higher up; ESM, radio and the seekers of missiles, which lose nothing.",
        traces=(Trace.AIR,),
        limits=(Limit("frequency", 1e9, 1000e9, "Hz"),),
    ),
    Model(
        "free-space loss",
        "datalink",
        "How much weaker a radio wave is after its way, for those who listen.",
        ("intercept.free_space_loss_db", "intercept.intercept_level_dbw"),
        leaves_out="What air and rain take, and the image in the sea.",
        traces=(Trace.ESM,),
    ),
    Model(
        "haze",
        _SIGHT,
        "What haze takes of contrast and of light.",
        ("sight.extinction_db",),
        leaves_out="Layers: visibility is the same at all heights of a zone.",
        traces=(Trace.SIGHT,),
    ),
    Model(
        "lights",
        _SIGHT,
        "How far a light is seen.",
        ("sight.lamp_terms_db", "sight.extinction_db", "sight.sight_look_prob"),
        leaves_out="Colour, the moon, background lights, and the sectors in which a light shows.",
        traces=(Trace.SIGHT,),
    ),
    Model(
        "shapes against the sky",
        _SIGHT,
        "How far an unlit hull is made out, of her size, contrast and the light of the day.",
        ("sight.shape_terms_db", "sight.sight_terms_db", "sight.sight_look_prob"),
        leaves_out="Where the sun stands, paint schemes, wakes and smoke.",
        traces=(Trace.SIGHT,),
    ),
    Model(
        "sea horizon",
        _SIGHT,
        "How far an eye sees over the sea, and what the sea hides of a hull.",
        ("horizon.sight_horizon_m", "horizon.hidden_height_m"),
        leaves_out="Mirages, and waves near the eye.",
        traces=(Trace.SIGHT,),
    ),
    Model(
        "sun",
        _SIGHT,
        "Where the sun stands: day, twilight, night.",
        ("sun_formula.sun_direction",),
        leaves_out="Clouds and the moon.",
        traces=(Trace.SIGHT,),
        limits=(Limit("year", 1950.0, 2050.0, ""),),
    ),
    Model(
        "thermal imager",
        _SIGHT,
        "How far warmth is made out, by night as by day.",
        (
            "infrared.thermal_look_prob",
            "infrared.resolved_cycles",
            "infrared.transfer_prob",
            "infrared.thermal_extinction_per_m",
        ),
        leaves_out="Humidity, sun glint, and the background's own pattern.",
        traces=(Trace.INFRARED,),
    ),
)
