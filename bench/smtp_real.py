"""Sends 120 mails through OpenSMTPD into a folder and looks whether each came once, whole, and under its own name.

Usage: python bench/smtp_real.py [--mails 120]    as root, with smtpd installed (deploy/smtp_real.sh sees to that)
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.commands import free_port, listens
from tracker.mail.message import Letter, compose
from tracker.mail.transport import Connection, Server

SETTINGS = """\
queue compression
table people {{ "@" = "{user}" }}
listen on 127.0.0.1 port {port}
action "keep" maildir "{folder}/mails" virtual <people>
match from any for any action "keep"
"""
SUBJECT = "今日待办%d件：关于推动制造业转型升级的建议等"


@contextmanager
def running(folder: Path, user: str) -> Iterator[int]:
    """Run the server on a port of its own for the length of the block."""
    port = free_port()
    settings = folder / "smtpd.conf"
    settings.write_text(SETTINGS.format(port=port, folder=folder, user=user))
    settings.chmod(0o600)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(["smtpd", "-d", "-f", settings], stdout=log, stderr=log)
    try:
        for _ in range(100):
            if listens(port) or server.poll() is not None:
                break
            time.sleep(0.1)
        if server.poll() is not None:
            raise RuntimeError((folder / "log").read_text())
        yield port
    finally:
        server.terminate()
        server.wait(20)


def send(port: int, count: int) -> None:
    """Send the mails over as few connections as the transport allows."""
    server = Server("127.0.0.1", port, "none", "", "", "提案办 <tian@kjt.example.cn>", "", 10.0, "")
    with closing(Connection(server)) as connection:
        for number in range(count):
            letter = Letter(
                sender=server.sender,
                recipient=f"li{number}@kjt.example.cn",
                subject=SUBJECT % number,
                text=f"第{number}封\n.以点开头",
                html=f"<p>第{number}封</p>",
                calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
                message_id=f"<{number}@kjt.example.cn>",
                at=datetime.now(UTC),
            )
            connection.deliver(letter.recipient, compose(letter), time.monotonic() + 40)


def kept(folder: Path, count: int) -> Counter[tuple[str, str]]:
    """Return Message-ID and subject of what came, as soon as all is there or nothing more comes."""
    for _ in range(100):
        paths = list((folder / "mails").glob("new/*"))
        if len(paths) >= count:
            break
        time.sleep(0.2)
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    return Counter((str(mail["Message-ID"]), str(mail["Subject"])) for mail in mails)


def main() -> int:
    """Send, look, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=120)
    parser.add_argument("--user", default="nobody", help="the account in whose name mails are kept")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="smtp-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "mails").mkdir()
        subprocess.run(["chown", wanted.user, folder / "mails"], check=True)
        with running(folder, wanted.user) as port:
            began = time.monotonic()
            send(port, wanted.mails)
            seconds = time.monotonic() - began
            found = kept(folder, wanted.mails)
        said = (folder / "log").read_text().splitlines()[-5:]
    expected = {(f"<{number}@kjt.example.cn>", SUBJECT % number): 1 for number in range(wanted.mails)}
    print(f"{wanted.mails} mails taken in {seconds:.1f} s, {len(found)} kept, {sum(found.values())} copies")
    if found != expected:
        print("\n".join(said))
    return 0 if found == expected else 1


if __name__ == "__main__":
    sys.exit(main())
