"""What each model says of itself: its functions, how far they hold, what they leave out, how it shows in a recording.

model("sound speed").limits        the range that its docstring states, in numbers
described("seawater.sound_speed_mackenzie_mps")     formula, inputs with units and source, read off the function itself
"""

from fleetex.models.formulas import Described, described
from fleetex.models.register import MODELS, model
from fleetex.models.stated import Limit, Model, Trace

__all__ = ["MODELS", "Described", "Limit", "Model", "Trace", "described", "model"]
