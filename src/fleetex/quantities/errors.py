"""What a wrong quantity says: what was found, what is allowed, what to write instead."""

import unicodedata


class QuantityError(ValueError):
    """A text that is not the quantity due. `write` may be empty when nothing better than `allowed` can be said."""

    def __init__(self, found: object, allowed: str, write: str = "") -> None:
        self.found = shown(found)
        self.allowed = allowed
        self.write = write
        super().__init__(f"found `{self.found}`; {allowed}" + (f"; write `{write}`" if write else ""))


OTHER_DIGITS = "digits are written 0 to 9"


def ascii_digits(text: str) -> str:
    """A text with the digits of other scripts written 0 to 9."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def refuse_other_digits(found: object) -> None:
    """Raises QuantityError for a text with digits of another script, which is not what an editor's pattern allows."""
    if isinstance(found, str) and not found.isascii() and (plain := ascii_digits(found)) != found:
        raise QuantityError(found, OTHER_DIGITS, plain)


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
            text = f"a list of {len(found)}" if found else "an empty list"
        case _:
            text = " ".join(str(found).split())
    printable = "".join(letter if letter.isprintable() else "?" for letter in text)
    return printable if len(printable) <= 60 else printable[:57] + "..."
