"""What a wrong quantity says: what was found, what is allowed, what to write instead."""


class QuantityError(ValueError):
    """A text that is not the quantity due. `write` may be empty when nothing better than `allowed` can be said."""

    def __init__(self, found: object, allowed: str, write: str = "") -> None:
        self.found = shown(found)
        self.allowed = allowed
        self.write = write
        super().__init__(f"found `{self.found}`; {allowed}" + (f"; write `{write}`" if write else ""))


def shown(found: object) -> str:
    """A value as its writer knows it, in one line and at most 60 characters."""
    match found:
        case None:
            text = "nothing"
        case bool():
            text = "true" if found else "false"
        case dict():
            text = "a mapping {" + ", ".join(str(key) for key in found) + "}"
        case list() | tuple():
            text = f"a list of {len(found)}"
        case _:
            text = " ".join(str(found).split())
    printable = "".join(letter if letter.isprintable() else "?" for letter in text)
    return printable if len(printable) <= 60 else printable[:57] + "..."
