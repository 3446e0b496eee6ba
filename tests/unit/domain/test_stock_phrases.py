from tracker.domain.stock_phrases import fill_in, unknown_places, with_phrase


def test_known_places_are_filled_and_unknown_ones_stay() -> None:
    words = "感谢【称谓】对【本单位】工作的支持。【会办单位】【别的】"
    values = {"称谓": "郑毅委员", "本单位": "我厅", "会办单位": ""}
    assert fill_in(words, values) == "感谢郑毅委员对我厅工作的支持。【会办单位】【别的】"
    assert unknown_places(words) == ["别的"]


def test_a_value_with_brackets_is_not_filled_in_again() -> None:
    assert fill_in("《【标题】》", {"标题": "关于【编号】的提案", "编号": "1"}) == "《关于【编号】的提案》"


def test_without_script_a_phrase_becomes_the_last_paragraph() -> None:
    assert with_phrase("甲。\n", "乙。") == "甲。\n乙。"
    assert with_phrase("", "乙。") == "乙。"
