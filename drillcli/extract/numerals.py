"""Numbers as documents write them: digits, Chinese numerals, circled digits."""

_HAN_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
HAN = "[零〇一二两三四五六七八九十百]{1,6}"
DIGITS = r"\d{1,4}(?:\.\d{1,3}){0,3}"
NUMBER = rf"(?:{DIGITS}|{HAN})"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
"""What a regular expression has for each of them."""


def value(numeral: str) -> int:
    """Return what a number in digits, Chinese numerals or circled digits is; of `3.12` the last part."""
    if numeral in CIRCLED:
        return CIRCLED.index(numeral) + 1
    if numeral[0].isdigit():
        return int(numeral.rsplit(".", 1)[-1])
    total, digit = 0, 0
    for character in numeral:
        if character in _HAN_DIGITS:
            digit = digit * 10 + _HAN_DIGITS[character] if digit else _HAN_DIGITS[character]
        else:
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
    return total + digit
