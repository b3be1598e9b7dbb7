"""Automatic numbers of lists, as Word and browsers show them."""

_ROMAN = {
    1000: "m",
    900: "cm",
    500: "d",
    400: "cd",
    100: "c",
    90: "xc",
    50: "l",
    40: "xl",
    10: "x",
    9: "ix",
    5: "v",
    4: "iv",
    1: "i",
}
_LARGEST_ROMAN = 3999  # MMMCMXCIX; there is no sign for 5,000

# After z come aa, bb, cc; a number so large that it has more letters is hardly meant.
_ALPHABET = 26
_MOST_LETTERS = 9


def figure(number: int, figures: str) -> str:
    """A number in the figures of a Word `numFmt`; those not known here are decimal.

    >>> figure(4, "upperRoman"), figure(28, "lowerLetter"), figure(7, "decimalZero")
    ('IV', 'bb', '07')
    """
    if figures.endswith("Letter") and number > 0:
        times, place = divmod(number - 1, _ALPHABET)
        text = chr(ord("a") + place) * min(times + 1, _MOST_LETTERS)
    elif figures.endswith("Roman") and 0 < number <= _LARGEST_ROMAN:
        text = _roman(number)
    elif figures == "none":
        return ""
    else:
        return f"{number:02d}" if figures == "decimalZero" else str(number)
    return text.upper() if figures.startswith("upper") else text


def _roman(number: int) -> str:
    text = ""
    for size, letters in _ROMAN.items():
        times, number = divmod(number, size)
        text += letters * times
    return text
