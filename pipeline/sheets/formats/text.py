"""A file of characters decoded strictly: by its byte order mark, by what it declares, or by what its bytes can be."""

import codecs
import re

from pipeline.sheets.refusal import ENCODING_UNKNOWN, Refused

CERTAINLY_UTF8 = 12
ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = {"gbk", "gb2312", "gb18030", "cp936", "x-gbk", "gb_2312-80", "hz-gb-2312"}
_CONTROL = set(map(chr, range(32))) - set("\t\n\r\f\v")
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")
_HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_ASKED = 2_000
_SUSPECTS = 3


def decoded(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text and the name of its encoding. `declared` is a charset that the text itself claims.

    Refused where no encoding fits, or where the text went through a wrong one before it was saved.
    """
    text, encoding = _decoded(data, declared.lower())
    if is_garbled(text):
        raise Refused(ENCODING_UNKNOWN, "UTF-8 once read as GBK and saved again")
    return text, encoding


def is_binary(text: str) -> bool:
    """True where control characters stand in it that no office program writes into a text."""
    return not _CONTROL.isdisjoint(text)


def is_garbled(text: str) -> bool:
    """True where most words give other Chinese words once written as GB18030 and read as UTF-8, as 鎷涘綍 gives 招录.

    A word or two may do so by chance; most of the words of a text never do.
    """
    words = set(_FOREIGN.findall(text))
    if len(words) > _ASKED:
        words = set(sorted(words)[:_ASKED])
    suspects = sum(map(_is_suspect, words))
    return suspects >= _SUSPECTS and suspects * 2 > len(words)


def _is_suspect(word: str) -> bool:
    data = word.encode("gb18030", "ignore")
    return len(_HAN.findall(data.decode("utf-8", "ignore"))) * 5 >= len(data)


def _decoded(data: bytes, declared: str) -> tuple[str, str]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        candidates = [marked]
    elif unmarked := _utf16_without_mark(data):
        candidates = [unmarked]
    else:
        candidates = ["utf-8", "gb18030"]
        if declared in _CHINESE and sum(byte >= 0xC0 for byte in data[: 1 << 16]) < CERTAINLY_UTF8:
            candidates.reverse()
        elif declared in ("big5", "big5-hkscs", "windows-1252", "iso-8859-1"):
            candidates = ["utf-8", declared]
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            # GB18030 accepts most bytes: a damaged UTF-8 file would come out as other characters.
            if encoding == "utf-8" and sum(byte >= 0xC0 for byte in data[: error.start]) >= CERTAINLY_UTF8:
                break
    raise Refused(ENCODING_UNKNOWN)


def _utf16_without_mark(data: bytes) -> str | None:
    """utf-16-le or utf-16-be where every second byte is often 0, as the upper half of digits and line ends is."""
    if len(data) % 2 or b"\0" not in data:
        return None
    upper, lower = data[1::2].count(0), data[::2].count(0)
    if max(upper, lower) < 4 * min(upper, lower) or max(upper, lower) * 50 < len(data):
        return None
    encoding = "utf-16-le" if upper > lower else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if is_binary(text) or "\n" not in text else encoding
