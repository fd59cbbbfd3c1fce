"""Models of fire: air, shells, hits, missiles, torpedoes, and forces that wear each other down."""

from fleetex.models.stated import Limit, Model, Trace

_GUNS = "gunnery"
_SALVO = "salvo"

FIRE = (
    Model(
        "standard air",
        _GUNS,
        "Temperature, pressure, density and speed of sound of air at a height.",
        ("atmosphere.air",),
        leaves_out="The day's weather: a cold day's denser air shortens no trajectory here.",
        traces=(Trace.SHOTS, Trace.BURSTS),
        limits=(Limit("height", -5e3, 80e3, "m"),),
    ),
    Model(
        "gun trajectory",
        _GUNS,
        "Range, time of flight, angle of fall, striking speed and greatest height of a shell.",
        ("ballistics.trajectory", "ballistics.drag_per_kg", "ballistics.firing_table", "ballistics.interpolate"),
        leaves_out="Drift by spin, the turning of the earth, and a drag curve of the shell's own: one form factor a "
        "gun scales the G7 curve.",
        traces=(Trace.SHOTS,),
    ),
    Model(
        "errors of a round",
        _GUNS,
        "Where a round falls about the point that it was meant for.",
        ("gunfire.impact_errors",),
        leaves_out="What is not of first order: near the greatest range an error of elevation counts for too little.",
        traces=(Trace.SHOTS,),
    ),
    Model(
        "rounds on a target",
        _GUNS,
        "Whether a round goes through a target's box; and how many rounds of a shoot theory has on its plan.",
        ("gunfire.hits_box", "gunfire.danger_space_m", "hit_prob.rectangle_hit_prob", "air_gunfire.cookie_cutter_prob"),
        leaves_out="Ricochets, splinters, and what a hit does.",
        traces=(Trace.SHOTS,),
    ),
    Model(
        "offset circle probability",
        _GUNS,
        "The chance that a round falls in a circle off its mean.",
        ("air_gunfire.cookie_cutter_prob",),
        leaves_out="Dispersion that differs along and across.",
        traces=(Trace.BURSTS, Trace.SHOTS),
    ),
    Model(
        "fire at what flies",
        _GUNS,
        "How near rounds pass what flies, and what they are worth.",
        ("air_gunfire.rounds_past", "air_gunfire.lethality", "air_ballistics.air_table", "air_lead.lead"),
        leaves_out="The target's motion other than straight while rounds pass; damage: hits are assessed by an umpire.",
        traces=(Trace.BURSTS,),
    ),
    Model(
        "engagement by missiles",
        _SALVO,
        "From how far a missile is fired, how near it comes, what its seeker sees, what noise and chaff cost it, and "
        "what a hit is worth.",
        (
            "engagement.engagement_zone_m",
            "engagement.miss_sd_m",
            "engagement.seeker_range_m",
            "engagement.burn_through_m",
            "engagement.faded_echo",
            "engagement.cloud_cross_section_m2",
            "engagement.staying_power",
        ),
        leaves_out="Airframes and guidance loops: a missile flies legs. All effects are assessed, none is real.",
        traces=(Trace.MISSILES,),
    ),
    Model(
        "homing torpedo",
        _GUNS,
        "How far a practice torpedo's seeker sees, and how near it passes.",
        ("pursuit.seeker_range_m", "pursuit.segment_distance_m", "pursuit.intercept_s"),
        leaves_out="Absorption by the way (it is in the reference range), reverberation, wakes.",
        traces=(Trace.LAUNCHES,),
    ),
    Model(
        "Hughes' salvo equations",
        _SALVO,
        "What one salvo of a force does to another, on the mean.",
        ("attrition.salvo_losses", "attrition.capped_losses", "attrition.survivors", "attrition.exchange_ratio"),
        leaves_out="How missiles are spread over ships, chance, and what happens in between salvoes.",
        traces=(Trace.SALVOES,),
    ),
    Model(
        "salvo by chance",
        _SALVO,
        "The same with chance: mean, spread, all or none.",
        ("attrition.salvo_chances",),
        leaves_out="How missiles are spread over ships, and hits of different worth.",
        traces=(Trace.SALVO_CHANCES,),
    ),
    Model(
        "Lanchester's square law",
        _SALVO,
        "How a fight at a steady rate ends.",
        ("attrition.square_law_survivors", "attrition.square_law_time", "attrition.fighting_strength"),
        leaves_out="Salvoes, magazines and the end of a fight before the last ship.",
        traces=(Trace.SQUARE_LAW,),
    ),
)
