"""The journal of a sender: it speaks for a mail or it does not, and never says less than what happened."""

import os
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tracker.mail import journal
from tracker.mail.journal import Course, Fate, Journal, fates, name_of
from tracker.models.mail import MailMessage
from tracker.services.mail_claims import Claim
from tracker.services.mail_sending import send_chunk
from tracker.services.mail_steps import Chunk, Ready

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ONE, TWO, THREE = (name_of(f"<{number}@kjt.example.cn>", 1) for number in range(3))


def test_each_mail_stands_where_its_last_line_left_it(tmp_path: Path) -> None:
    written = Journal(tmp_path / "new", [ONE, TWO, THREE])
    for name in (ONE, TWO):
        assert written.begin(name)
    written.end(ONE, Course.TAKEN, "250 2.0.0 好的", AT)
    assert fates(tmp_path / "new") == {
        ONE: Fate(Course.TAKEN, "250 2.0.0 好的", AT.isoformat()),
        TWO: Fate(Course.BEGUN),
        THREE: Fate(Course.NOT_BEGUN),
    }
    written.forget()
    assert fates(tmp_path / "new") == {}


def test_of_two_journals_the_one_that_knows_more_counts(tmp_path: Path) -> None:
    Journal(tmp_path, [ONE]).close()
    later = Journal(tmp_path, [ONE])
    later.begin(ONE)
    Journal(tmp_path, [ONE, TWO]).close()
    assert fates(tmp_path) == {ONE: Fate(Course.BEGUN), TWO: Fate(Course.NOT_BEGUN)}


def test_a_line_that_the_process_died_in_was_not_written(tmp_path: Path) -> None:
    written = Journal(tmp_path, [ONE])
    written.begin(ONE)
    whole = written.path.read_bytes()
    written.path.write_bytes(whole[:-3])
    assert fates(tmp_path) == {ONE: Fate(Course.NOT_BEGUN)}
    written.path.write_bytes(whole[:20])
    assert fates(tmp_path) == {}


def test_a_disk_without_room_lets_nothing_more_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = Journal(tmp_path, [ONE, TWO])
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:4]))
    assert not written.begin(ONE)
    monkeypatch.setattr(os, "write", write)
    assert not written.begin(TWO)
    assert fates(tmp_path) == {ONE: Fate(Course.NOT_BEGUN), TWO: Fate(Course.NOT_BEGUN)}
    monkeypatch.setattr(os, "write", lambda _file, _line: 0)
    with pytest.raises(OSError, match=r"journal"):
        Journal(tmp_path, [THREE])
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("boot", ["another", ""])
def test_after_a_new_start_of_the_machine_nothing_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, boot: str
) -> None:
    Journal(tmp_path / "kept", [ONE]).close()
    (tmp_path / "boot").write_text(boot)
    monkeypatch.setattr(journal, "BOOT", tmp_path / "boot")
    assert fates(tmp_path / "kept") == {}
    Journal(tmp_path / "kept", [TWO]).close()
    assert set(fates(tmp_path / "kept")) == ({TWO} if boot else set())


def test_what_is_long_over_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_KEPT", 2)
    for number, name in enumerate((ONE, TWO, THREE)):
        written = Journal(tmp_path, [name])
        written.close()
        os.utime(written.path, (number, number))
    assert set(fates(tmp_path)) == {TWO, THREE}
    assert len(list(tmp_path.iterdir())) == 2


class Sleepy(Journal):
    """A journal after whose line the process is paused for a while."""

    def begin(self, name: str) -> bool:
        """Note the mail, and be away."""
        is_noted = super().begin(name)
        sleep(0.05)
        return is_noted


def test_who_was_paused_after_the_line_until_the_end_of_the_chunk_sends_nothing(tmp_path: Path) -> None:
    mail = MailMessage(id=1, message_id="<1@example.cn>")
    ready = Ready(Claim(1, 7), mail, "a@example.cn", 1, 0)
    chunk = Chunk([ready], monotonic() + 0.01, Sleepy(tmp_path, [ready.name]))
    nobody: Any = None  # whoever is asked to deliver would fail
    assert send_chunk(nobody, chunk) == []
    assert fates(tmp_path)[ready.name].course is Course.BEGUN
