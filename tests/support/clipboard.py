"""What Word, WPS and a browser put on the clipboard as text/html, each with the lines that it is to become."""

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden" / "clipboard"
SAMPLES = {
    path.stem: (path.read_text("utf-8"), path.with_suffix(".txt").read_text("utf-8").rstrip("\n"))
    for path in sorted(FOLDER.glob("*.html"))
}
