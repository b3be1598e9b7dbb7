"""What a solver gets who knows nothing: answers by the look of an exercise alone."""

import math
import re

from textkit.vietnamese.text import fold


def longest(item):
    return max(range(len(item.options)), key=lambda n: len(item.options[n]))


def shortest(item):
    return min(range(len(item.options)), key=lambda n: len(item.options[n]))


def first(item):
    return 0


def last(item):
    return len(item.options) - 1


def _figure(text):
    match = re.search(r"\d+(?:[.,]\d+)*", text)
    return float(match[0].replace(".", "").replace(",", ".")) if match else None


def biggest(item):
    return max(range(len(item.options)), key=lambda n: _figure(item.options[n]) or 0)


def smallest(item):
    return min(range(len(item.options)), key=lambda n: _figure(item.options[n]) or math.inf)


def second_biggest(item):
    ranked = sorted(range(len(item.options)), key=lambda n: _figure(item.options[n]) or 0)
    return ranked[-2] if len(ranked) > 1 else 0


def roundest(item):
    """The figure with the most zeros at its end, then in fives."""

    def roundness(n):
        digits = re.sub(r"\D", "", item.options[n]).rstrip() or "1"
        return len(digits) - len(digits.rstrip("0")), digits.rstrip("0")[-1:] == "5"

    return max(range(len(item.options)), key=roundness)


def with_figure(item):
    has = [n for n, option in enumerate(item.options) if re.search(r"\d", option)]
    return has[0] if has else 0


def has_da(item):
    """Of a sentence with "đã" that it was done: the last option; else the first."""
    return len(item.options) - 1 if "đã" in fold(item.passage).split() else 0


def has_duoc(item):
    return len(item.options) - 1 if "được" in fold(item.passage).split() else 0


def brief(item):
    """Of a short sentence that it was done."""
    return len(item.options) - 1 if len(item.passage.split()) <= 14 else 0


def wordy(item):
    return len(item.options) - 1 if len(item.passage.split()) > 14 else 0


def in_the_middle(item):
    """The figure in the middle of those offered, or the second option."""
    ranked = sorted(range(len(item.options)), key=lambda n: _figure(item.options[n]) or 0)
    return ranked[(len(ranked) - 1) // 2]


def most_marks(item):
    """The option with the most signs that are neither letters nor blanks."""
    return max(range(len(item.options)), key=lambda n: len(re.sub(r"[\w\s]", "", item.options[n])))


def most_syllables(item):
    return max(range(len(item.options)), key=lambda n: len(item.options[n].split()))


def fewest_syllables(item):
    return min(range(len(item.options)), key=lambda n: len(item.options[n].split()))


def _words(text):
    return set(re.findall(r"\w+", fold(text)))


def repeats(item):
    """The option that shares most words with what is asked."""
    asked = _words(" ".join((item.prompt, item.passage, *item.lines)))
    return max(range(len(item.options)), key=lambda n: len(asked & _words(item.options[n])))


def repeats_prompt(item):
    asked = _words(item.prompt)
    return max(range(len(item.options)), key=lambda n: len(asked & _words(item.options[n])))


def repeats_least(item):
    asked = _words(" ".join((item.prompt, item.passage, *item.lines)))
    return min(range(len(item.options)), key=lambda n: len(asked & _words(item.options[n])))


def in_source(item):
    """The option that shares most words and figures with the source."""
    source = _words(item.source)
    return max(range(len(item.options)), key=lambda n: len(source & _words(item.options[n])))


def odd_one_out(item):
    """The option that shares fewest words with the others."""
    words = [_words(option) for option in item.options]
    shared = [sum(len(one & other) for other in words) for one in words]
    return shared.index(min(shared))


def most_like_others(item):
    """The option that shares most words with the others: wrong ones are often made from it."""
    words = [_words(option) for option in item.options]
    shared = [sum(len(one & other) for other in words) for one in words]
    return shared.index(max(shared))


def nearest(item):
    """The figure nearest to the last of those shown."""
    shown = [line for line in item.lines if "_____" not in line]
    figures = re.findall(r"\d[\d.,]*\d|\d", shown[-1].partition(": ")[2]) if shown else []
    known = _figure(figures[-1]) if figures else 0
    return min(range(len(item.options)), key=lambda n: abs((_figure(item.options[n]) or 0) - known))


CHOOSING = (
    longest, shortest, first, last, biggest, smallest, second_biggest, in_the_middle, roundest,
    with_figure, nearest, has_da, has_duoc, brief, wordy, repeats, repeats_prompt, repeats_least,
    in_source, odd_one_out, most_like_others, most_marks, most_syllables, fewest_syllables,
)  # fmt: skip


def _in_turn(item):
    return list(range(len(item.answer)))


def _turned(item):
    return list(reversed(range(len(item.answer))))


def _by_length(item):
    """The longest line to the longest option."""
    lines = sorted(range(len(item.lines)), key=lambda n: len(item.lines[n]))
    options = sorted(range(len(item.options)), key=lambda n: len(item.options[n]))
    guess = [0] * len(item.answer)
    for line, option in zip(lines, options, strict=False):
        guess[line] = option
    return guess


def _by_words(item):
    """Of each line the option that shares most words with it."""
    guess = []
    for line in item.lines:
        shared = [len(_words(line) & _words(option)) for option in item.options]
        guess.append(shared.index(max(shared)))
    return guess


MATCHING = (_in_turn, _turned, _by_length, _by_words)


def _all(item):
    return set(range(len(item.options)))


def _longer_half(item):
    ranked = sorted(range(len(item.options)), key=lambda n: -len(item.options[n]))
    return set(ranked[: len(ranked) // 2])


def _figures(item):
    return {n for n, option in enumerate(item.options) if re.search(r"\d", option)}


def _first_half(item):
    return set(range(len(item.options) // 2))


MARKING = (_longer_half, _figures, _first_half)


def guessed(items):
    """By name of a way to guess: what was right, out of how many, and the chance of each trial.

    A choice is right or wrong, to match counts by line, several by option.
    """
    result = {}
    for item in items:
        trials = []
        if item.form == "choice":
            chance = 1 / len(item.options)
            trials = [
                (way.__name__, int(way(item) == item.answer[0]), 1, chance) for way in CHOOSING
            ]
        elif item.form == "match":
            chance = 1 / len(item.options)
            for way in MATCHING:
                right = sum(a == b for a, b in zip(way(item), item.answer, strict=True))
                trials.append((way.__name__, right, len(item.answer), chance))
        elif item.form == "several":
            share = len(item.answer) / len(item.options)
            for way in MARKING:
                marked = way(item)
                right = sum((n in marked) == (n in item.answer) for n in range(len(item.options)))
                trials.append((way.__name__, right, len(item.options), max(share, 1 - share)))
        for name, right, n, chance in trials:
            known = result.setdefault(name, [0, []])
            known[0] += right
            known[1] += [chance] * n
    return result


def by_chance(right, chances):
    """How likely chance alone is right so often or oftener: the exact sum over unequal chances."""
    likely = [1.0]
    for chance in chances:
        likely = [
            a * (1 - chance) + b * chance
            for a, b in zip([*likely, 0.0], [0.0, *likely], strict=True)
        ]
    return sum(likely[right:])


def best_guess(items):
    """The way to guess that chance explains least: its name, right answers, trials, what chance
    expects, and the likelihood times the number of ways that were tried (Bonferroni).
    """
    ways = guessed(items)
    rated = []
    for name, (right, chances) in ways.items():
        likely = min(1.0, len(ways) * by_chance(right, chances))
        rated.append((likely, -right, name, right, len(chances), round(sum(chances), 1)))
    likely, _, name, right, n, expected = min(rated)
    return name, right, n, expected, likely


def beyond_chance(items, *, level=0.05):
    """The best way to guess where chance does not explain it, as `best_guess` says; else None."""
    best = best_guess(items)
    return best if best[-1] < level else None
