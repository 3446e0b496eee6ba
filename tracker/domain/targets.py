"""What a promise can be measured by: the first number with a measure word in it (20～30家, 100项以上, 1.5亿元)."""

import re

NUMBER = r"(?:\d[\d,，]*(?:\.\d+)?|[一二两三四五六七八九十百千]+)"
MEASURES = (
    "平方公里|平方米|万亩|公里|千米|万元|亿元|万千瓦|万吨|项目|个百分点|家|项|个|名|人次|万人|人|亩|座|台套|台|套|"
    "场|次|所|条|批|件|户|吨|辆|处|篇|张|万|%|％"
)
TARGET = re.compile(
    rf"(?:不少于|不低于|超过|达到?|约)?{NUMBER}(?:[～~—–-]{NUMBER})?(?:余|多)?(?:{MEASURES})(?:以上|左右|以内)?"
)
NOT_A_TARGET = re.compile(r"^(?:[一二两三]个|一[项批名家件次]$|[一二三四五六七八九十]+次$)")


def find_target(quote: str) -> str | None:
    """Return the first measurable target of a promise as it is written; None where it names no number."""
    for found in TARGET.finditer(quote):
        if not NOT_A_TARGET.match(found[0]):
            return found[0]
    return None
