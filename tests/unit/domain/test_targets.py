import pytest

from tracker.domain.targets import find_target


@pytest.mark.parametrize(
    ("quote", "target"),
    [
        ("在未来两年内组织认定20～30家自治区技术创新示范企业", "20～30家"),
        ("实施100项以上技术创新（自筹类）项目", "100项以上"),
        ("评选工业优秀新产品40项", "40项"),
        ("安排资金不少于1.5亿元", "不少于1.5亿元"),
        ("2022年底前建成五十座水库", "五十座"),
        ("将于2021年内开展调研", None),
        ("尽快将补贴发放至各申报企事业单位", None),
        ("进一步加强两个方面的工作", None),
    ],
)
def test_a_target_is_the_first_number_with_its_measure(quote: str, target: str | None) -> None:
    assert find_target(quote) == target
