"""Small whole files of each kind that an item keeps, and files that only pretend to be."""

import io
import struct
import zipfile
import zlib

WORD_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
SHEET_TYPES = WORD_TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"
)


def png(width: int = 8, height: int = 8) -> bytes:
    """Return a whole grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\xc0" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def archive(**members: str) -> bytes:
    """Return a ZIP archive; ``types`` stands for the list of a package's types, ``__`` for a slash, ``_`` a point."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            place = "[Content_Types].xml" if name == "types" else name.replace("__", "/").replace("_", ".")
            made.writestr(place, text)
    return packed.getvalue()


DOCX = archive(types=WORD_TYPES, word__document_xml="<w/>")
XLSX = archive(types=SHEET_TYPES, xl__workbook_xml="<w/>")
OFD = archive(OFD_xml="<ofd:OFD/>")
WHOLE = {
    "回执.pdf": PDF,
    "大写.PDF": PDF + b"\n",
    "公文.ofd": OFD,
    "答复.docx": DOCX,
    "表.xlsx": XLSX,
    "旧稿.doc": OLE,
    "旧表.xls": OLE + b"xls",
    "旧稿.wps": OLE + b"wps",
    "旧表.et": OLE + b"et",
    "照片.jpg": JPEG,
    "照片.jpeg": JPEG + b"appended by a phone",
    "扫描.png": png(),
    "说明.txt": "𠮷〇昇，壮文 Vahcuengh。".encode(),
    "说明2.txt": "回执".encode("gb18030"),
}
WRONG = {
    "页.html": b"<html></html>",
    "图.svg": b"<svg/>",
    "脚本.js": b"alert(1)",
    "程序.exe": b"MZ",
    "包.zip": archive(a_txt="a"),
    "包.rar": b"Rar!\x1a\x07",
    "包.7z": b"7z\xbc\xaf\x27\x1c",
    "宏.docm": DOCX,
    "宏.xlsm": XLSX,
    "没有后缀": PDF,
    "空.pdf": b"",
    "网页.docx": b"<html><body>hi</body></html>",
    "网页.pdf": b"<html>%PDF-1.4 %%EOF</html>",
    "断了.pdf": b"%PDF-1.4\nnothing more",
    "两样.pdf": PDF + archive(a_txt="a"),
    "网页.png": b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>",
    "断了.png": png()[:-12],
    "两样.png": png() + archive(a_txt="a"),
    "网页.jpg": b"\xff\xd8\xff<html></html>",
    "没有图.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9",
    "两样.jpg": JPEG + archive(a_txt="a"),
    "表.docx": XLSX,
    "公文.docx": OFD,
    "包.docx": archive(a_txt="a"),
    "包.ofd": archive(a_txt="a"),
    "加密.docx": OLE,
    "带宏.docx": archive(types=WORD_TYPES, word__vbaProject_bin="x"),
    "带宏2.docx": archive(types=WORD_TYPES.replace("main+xml", "main+xml macroEnabled")),
    "逃.docx": archive(types=WORD_TYPES, ____evil_txt="x"),
    "炸弹.docx": archive(types=WORD_TYPES, word__document_xml="0" * 3_000_000),
    "断了.docx": DOCX[:-30],
    "文字.doc": b"{\\rtf1 }",
    "短.doc": OLE[:100],
    "程序.txt": b"MZ\x00\x01\x02",
    "乱.txt": b"\x81\xff\xfe\x00",
}
NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\evil.pdf": "evil.pdf",
    "C:\\temp\\回执.pdf": "回执.pdf",
    "/etc/passwd.pdf": "passwd.pdf",
    "回执\x00.pdf": "回执.pdf",
    "回\r\nX-Evil: 1\r\n执.pdf": "回X-Evil: 1执.pdf",
    "fdp.\u202egnp.pdf": "fdp.gnp.pdf",
    "\u2066隐\u2069.pdf": "隐.pdf",
    "零\u200b宽.pdf": "零宽.pdf",
    "CON.pdf": "CON.pdf",
    ".隐藏.pdf": ".隐藏.pdf",
    "-rf.pdf": "-rf.pdf",
    "=cmd|calc.pdf": "=cmd|calc.pdf",
    "𠮷〇昇喆.pdf": "𠮷〇昇喆.pdf",
    "e\u0301.pdf": "e\u0301.pdf",
    "é.pdf": "é.pdf",
    '引"号;分.pdf': '引"号;分.pdf',
    "  空 格.pdf ": "空 格.pdf",
    "": "未命名",
    "\x01\x02": "未命名",
}
