"""Why a file cannot be read, each in words that say what is wrong and how to mend it."""

from typing import ClassVar

from tracker.domain.errors import N_, TrackerError


class FileError(TrackerError):
    """A file is refused; nothing of it has been kept."""

    code: ClassVar[str] = "file"
    message: ClassVar[str] = N_("文件读不出来。请换一个文件再试。")


class FileEmpty(FileError):
    """The file holds no bytes, or no text at all."""

    code = "file_empty"
    message = N_("文件是空的，没有任何文字。请检查后重新选择文件。")


class FileTooBig(FileError):
    """The file holds more bytes than an upload may."""

    code = "file_too_big"
    message = N_("文件有 %(size)s MB，超过 %(limit)s MB 的上限。请删去图片或拆分后再上传。")


class FileTooLong(FileError):
    """The text is longer than any letter."""

    code = "file_too_long"
    message = N_("文字超过 %(limit)s 字，不像一份答复函。请只上传这一份函件的正文。")


class FileTypeUnknown(FileError):
    """The extension is not one that is read."""

    code = "file_type_unknown"
    message = N_("不能读取“%(suffix)s”文件。请上传 TXT、DOCX 或带文字的 PDF。")


class FileTypeOld(FileError):
    """An older or foreign word processor's format."""

    code = "file_type_old"
    message = N_("不能直接读取“%(suffix)s”文件。请用 WPS 或 Word 打开，另存为 DOCX 或 PDF 后再上传。")


class FileTypeMismatch(FileError):
    """The content is not what the extension says."""

    code = "file_type_mismatch"
    message = N_("文件名写的是 %(claimed)s，内容却是 %(actual)s。请核对文件，用正确的格式另存后再上传。")


class FileDamaged(FileError):
    """The structure of the file is broken."""

    code = "file_damaged"
    message = N_("文件已损坏，打不开。请在原来的软件中重新保存后再上传。")


class FileEncrypted(FileError):
    """The file asks for a password."""

    code = "file_encrypted"
    message = N_("文件有密码保护，读不出来。请取消密码后再上传。")


class FileHasMacros(FileError):
    """The file carries program code."""

    code = "file_has_macros"
    message = N_("文件带有宏（程序代码），为安全起见不予接收。请另存为不带宏的 DOCX 后再上传。")


class FileHasDoctype(FileError):
    """The XML inside declares a document type or entities."""

    code = "file_has_doctype"
    message = N_(
        "文件内部含有实体声明，可能被用来读取服务器上的文件，不予接收。请用 WPS 或 Word 重新保存后再上传。"
    )


class FileHasOutsideLinks(FileError):
    """The document would fetch a template, picture or object from elsewhere."""

    code = "file_has_outside_links"
    message = N_("文件引用了外部的模板、图片或对象，不予接收。请断开外部链接，另存后再上传。")


class ArchiveUnsafe(FileError):
    """The archive inside unpacks to far too much, or its list of contents is not to be trusted."""

    code = "archive_unsafe"
    message = N_("文件解压后过大或结构异常，不予接收。请用 WPS 或 Word 重新保存后再上传。")


class FileHasNoText(FileError):
    """A PDF of pictures only."""

    code = "file_has_no_text"
    message = N_("这个 PDF 只有扫描图像，没有文字。请上传文字版，或者先做文字识别（OCR）再上传。")


class FileTextGarbled(FileError):
    """Characters of the text cannot be made out."""

    code = "file_text_garbled"
    message = N_("PDF 里有认不出的字（字体没有对照表）。请上传 DOCX 原件，或把文字粘贴进来。")


class FileEncodingUnknown(FileError):
    """The bytes are no text in UTF-8, UTF-16 or GB18030."""

    code = "file_encoding_unknown"
    message = N_("文字编码无法识别。请用记事本另存为 UTF-8 编码后再上传。")


class FileHasControls(FileError):
    """The text holds NUL or other control characters."""

    code = "file_has_controls"
    message = N_(
        "第 %(line)s 行含有不可见的控制字符（U+%(sign)s），不像纯文本。请检查文件，另存为 UTF-8 文本后再上传。"
    )


class FileTookTooLong(FileError):
    """Reading was stopped by the clock."""

    code = "file_took_too_long"
    message = N_("读取这个文件用时过长，已停止。请另存为 DOCX 或 TXT，或拆小后再上传。")


class FileTooHeavy(FileError):
    """Reading was stopped for want of memory."""

    code = "file_too_heavy"
    message = N_("读取这个文件占用内存过多，已停止。请删去图片、另存为 DOCX 或 TXT 后再上传。")


class TableTypeUnknown(FileError):
    """The extension is not one of a table that is read."""

    code = "table_type_unknown"
    message = N_("不能导入“%(suffix)s”文件。请用 Excel 或 WPS 另存为 xlsx，或另存为 UTF-8 的 CSV。")


class TableTooLong(FileError):
    """A sheet has more rows with content than are read."""

    code = "table_too_long"
    message = N_("工作表“%(sheet)s”有内容的行超过%(limit)s行，请拆成几个文件分别导入。")


class TableEmpty(FileError):
    """No sheet holds anything."""

    code = "table_empty"
    message = N_("表格里没有内容。请检查后重新选择文件。")


def _all(kind: type[FileError]) -> dict[str, type[FileError]]:
    return {kind.code: kind} | {
        code: found for below in kind.__subclasses__() for code, found in _all(below).items()
    }


BY_CODE = _all(FileError)
