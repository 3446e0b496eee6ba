"""The content-addressed store: whole files or none, and a stash that empties itself."""

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.documents.store import FileMissing, FileStore

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def aged(store: FileStore, digest: str, hours: float) -> None:
    moment = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(store.root / "stash" / digest, (moment, moment))


def test_kept_content_is_read_back_by_its_sha256(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.stash("𠮷〇昇".encode(), NOW)
    store.keep(digest)
    assert digest == sha256("𠮷〇昇".encode()).hexdigest()
    assert store.read(digest).decode() == "𠮷〇昇"


def test_stashed_content_is_not_yet_kept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.stash(b"letter", NOW)
    with pytest.raises(FileMissing):
        store.read(digest)


def test_keeping_twice_changes_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.stash(b"letter", NOW)
    store.keep(digest)
    before = store.path(digest).stat().st_ino
    store.keep(digest)
    assert store.path(digest).stat().st_ino == before


def test_keeping_what_was_never_stashed_says_that_the_file_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileMissing) as caught:
        FileStore(tmp_path).keep(sha256(b"nothing").hexdigest())
    assert "重新上传" in caught.value.text()


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "/etc/passwd", "0" * 64 + "\n"])
def test_a_name_that_is_no_digest_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(FileMissing):
        store.keep(name)
    with pytest.raises(FileMissing):
        store.read(name)


def test_the_sweep_takes_only_what_is_older_than_a_day(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    old, young = store.stash(b"old", NOW), store.stash(b"young", NOW)
    aged(store, old, 24.1)
    aged(store, young, 23.9)
    assert store.sweep(NOW) == 1
    store.keep(young)
    with pytest.raises(FileMissing):
        store.keep(old)


def test_a_new_upload_sweeps_the_old_ones(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    old = store.stash(b"old", NOW)
    aged(store, old, 30)
    store.stash(b"new", NOW)
    assert not (tmp_path / "stash" / old).exists()


def test_the_sweep_of_kept_files_spares_what_a_row_or_a_running_act_holds(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    taken, orphan, young, renewed = (store.stash(name.encode(), NOW) for name in ("a", "b", "c", "d"))
    half = store.path(orphan).parent / ".half-written"
    day_old = (NOW - timedelta(hours=25)).timestamp()
    for digest in (taken, orphan, young, renewed):
        store.keep(digest)
    half.write_bytes(b"b")
    for path in (store.path(taken), store.path(orphan), store.path(renewed), half):
        os.utime(path, (day_old, day_old))
    store.keep(renewed)
    assert store.sweep_kept({taken}, NOW) == 2
    assert {path.name for path in (tmp_path / "kept").glob("*/*")} == {taken, young, renewed}


def test_two_sweeps_at_once_do_not_stumble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path)
    digest = store.stash(b"old", NOW)
    gone = tmp_path / "stash" / digest
    monkeypatch.setattr(Path, "glob", lambda *_args: iter([gone]))
    gone.unlink()
    assert store.sweep(NOW) == 0


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.documents.store.os.fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        FileStore(tmp_path).stash(b"letter", NOW)
    assert list((tmp_path / "stash").iterdir()) == []


@given(data=st.binary(max_size=2000))
def test_every_content_survives_exactly(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = FileStore(tmp_path_factory.mktemp("files"))
    digest = store.stash(data, NOW)
    store.keep(digest)
    assert store.read(digest) == data
