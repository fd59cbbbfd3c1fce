"""The first call of a kernel compiles it, so no example has a deadline; a failure prints how to play it again."""

from hypothesis import settings

settings.register_profile("kernels", deadline=None, print_blob=True)
settings.load_profile("kernels")
