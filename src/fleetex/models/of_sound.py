"""Models of what is heard: the sea, its noise, how sound is lost in it, and sonars."""

from fleetex.models.stated import Limit, Model, Trace

_HEARD = (Trace.PASSIVE, Trace.ACTIVE)
_SEA = "ocean_acoustics"
_SONAR = "sonar_detection"

SOUND = (
    Model(
        "sound speed",
        _SEA,
        "How fast sound is in the sea, of temperature, salinity and depth: from a profile follow the mixed layer and "
        "the bending below it.",
        ("seawater.sound_speed_mackenzie_mps",),
        leaves_out="Nothing of weight where it holds; in fresh and in very cold water it extrapolates.",
        traces=_HEARD,
        limits=(
            Limit("temperature", 2.0, 30.0, "degC"),
            Limit("salinity", 25.0, 40.0, "psu"),
            Limit("depth", 0.0, 8000.0, "m"),
        ),
    ),
    Model(
        "absorption",
        _SEA,
        "What sea water itself takes of sound by the way.",
        ("seawater.absorption_db_per_m",),
        leaves_out="Bubbles, plankton and scattering in the water. Acidity is one value for all seas.",
        traces=_HEARD,
        limits=(
            Limit("frequency", 400.0, 1e6, "Hz"),
            Limit("temperature", -2.0, 30.0, "degC"),
            Limit("salinity", 30.0, 35.0, "psu"),
            Limit("depth", 0.0, 3500.0, "m"),
        ),
    ),
    Model(
        "ambient noise",
        _SEA,
        "How loud the sea is at a frequency: wind and sea, distant shipping, turbulence, molecules.",
        (
            "ambient.ambient_noise_db",
            "ambient.wind_noise_db",
            "ambient.shipping_noise_db",
            "ambient.thermal_noise_db",
            "ambient.turbulence_noise_db",
        ),
        leaves_out="Rain, ice, fish and shrimps; the direction that noise comes from; the 2 to 5 dB by which shallow "
        "water is louder under wind.",
        traces=_HEARD,
        limits=(Limit("frequency", 10.0, 1e5, "Hz"), Limit("sea state", 0.0, 6.0, "")),
    ),
    Model(
        "noise of ships",
        _SEA,
        "How loud a ship or a submarine is at a speed, and a sonar's own ship in its ears.",
        (
            "ship_noise.vessel_source_db",
            "ship_noise.radiated_noise_db",
            "ship_noise.inception_speed_mps",
            "ship_noise.self_noise_db",
        ),
        leaves_out="Single lines of a spectrum, the direction of noise, and how ships of a class differ.",
        traces=(Trace.PASSIVE,),
        limits=(Limit("frequency", 20.0, 20e3, "Hz"),),
    ),
    Model(
        "surface loss",
        _SEA,
        "What bubbles under a rough sea take of sound at each reflection.",
        ("surface_duct.surface_loss_db",),
        leaves_out="Scattering by the waves' shape, which counts for more at low frequencies.",
        traces=_HEARD,
        limits=(Limit("frequency", 10e3, 100e3, "Hz"),),
    ),
    Model(
        "sound loss",
        "propagation",
        "How much weaker sound is after its way between two depths.",
        (
            "propagation.sound_loss_db",
            "propagation.near_surface_loss_db",
            "shallow_water.column_loss_db",
            "shallow_water.bottom_np_per_rad",
            "shallow_water.critical_rad",
            "surface_duct.ducted_loss_db",
            "surface_duct.duct_cutoff_hz",
            "surface_duct.duct_leak_db_per_m",
        ),
        leaves_out="Convergence zones, the sound channel, interference of single ways, and a bottom that slopes: depth "
        "and water are those of the receiver's zone.",
        traces=_HEARD,
        limits=(Limit("frequency", 100.0, 100e3, "Hz"),),
    ),
    Model(
        "sound by waves",
        "propagation",
        "How much weaker sound is between two depths of a profile over a bed, at low notes: tables of loss.",
        ("sound_waves.wave_power", "sound_waves.wave_grid"),
        leaves_out="Roughness of surface and bed, what comes back from a slope, shear in the bed. A path across zones "
        "takes the water of the sonar, though the model follows a path whose water and depth change.",
        traces=(Trace.LOSSES,),
    ),
    Model(
        "sound by rays",
        "propagation",
        "How much weaker sound is between two depths of a profile over a bed, at high notes: tables of loss.",
        ("sound_rays.ray_power", "sound_rays.image_share"),
        leaves_out="Interference of single ways but for the surface's image; scattering out of a ray's direction. "
        "Shadows are filled by the law of `sound loss`. A path across zones takes the water of the sonar.",
        traces=(Trace.LOSSES,),
    ),
    Model(
        "passive sonar equation",
        _SONAR,
        "By how much what a sonar hears is over what it needs.",
        ("sonar.passive_terms_db",),
        leaves_out="The shape of the beam: its gain against noise is one number, the same in all directions.",
        traces=(Trace.PASSIVE,),
    ),
    Model(
        "active sonar equation",
        _SONAR,
        "By how much an echo is over what a sonar needs.",
        ("sonar.active_terms_db",),
        leaves_out="The shape of the beam, and what Doppler saves of reverberation.",
        traces=(Trace.ACTIVE,),
    ),
    Model(
        "reverberation",
        _SONAR,
        "What the surface and the bottom send back of a ping.",
        ("sonar.boundary_reverberation_db", "sonar.surface_scattering_db", "sonar.bottom_scattering_db"),
        leaves_out="Scattering in the volume of the water (fish, the deep layer), and the patchiness of the bottom.",
        traces=(Trace.ACTIVE,),
        limits=(Limit("frequency", 400.0, 6.4e3, "Hz"), Limit("wind", 0.0, 30.0, "kn")),
    ),
    Model(
        "target strength",
        _SONAR,
        "How much of a ping a submarine sends back, by her aspect.",
        ("sonar.target_strength_db",),
        leaves_out="Frequency and the coating of the hull; the wake.",
        traces=(Trace.ACTIVE,),
    ),
    Model(
        "detection at an excess",
        _SONAR,
        "The chance that a sonar detects at a mean signal excess.",
        ("sonar_detection.excess_prob",),
        leaves_out="False alarms, and how tired an operator is.",
        traces=_HEARD,
    ),
    Model(
        "fluctuation of the excess",
        _SONAR,
        "How signal excess wanders about its mean in time.",
        ("fluctuation.excess_deviation_db",),
        leaves_out="That two frequencies, or two sonars far apart, wander together in part.",
        traces=_HEARD,
    ),
    Model(
        "bearings-only motion analysis",
        "tma_tracking",
        "Course, speed and range of what is heard on bearings alone.",
        (
            "bearing_only.first_bearing",
            "bearing_only.predict_polar",
            "bearing_only.update_bearing",
            "bearing_only.cartesian_track",
            "tracker.predict_covariance",
        ),
        leaves_out="Manoeuvres of the target, which it takes for noise of its motion.",
        traces=(Trace.BEARINGS,),
    ),
    Model(
        "cross-fix",
        "tma_tracking",
        "Where bearings from several places meet, and how sure that is.",
        ("cross_fix.cross_fix",),
        leaves_out="Bearings of different targets: whose bearings belong together is decided before.",
        traces=(Trace.CROSSED,),
    ),
    Model(
        "magnetic anomaly",
        _SONAR,
        "How near an aircraft must pass a hull to mark her magnetism.",
        ("magnetic.anomaly_t", "magnetic.mad_range_m", "magnetic.anomaly_terms_db"),
        leaves_out="The hull's heading in the earth's field, geology, and magnetic storms.",
        traces=(Trace.MAGNETIC,),
    ),
)
