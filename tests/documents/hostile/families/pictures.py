"""Pictures that are too large, cut, false, or of another kind inside."""

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..building import picture

LARGE = "The picture has more than 50 million points"
DAMAGED = "The picture is damaged"
OTHER = "What is in the file is not what its name says"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png(
    width: int, height: int, *, depth: int = 8, colour: int = 2, data: bytes = b"", more: bytes = b""
) -> bytes:
    head = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + packed + chunk(b"IEND", b"")


def wide_jpeg(width: int, height: int) -> bytes:
    """A JPEG that says it is of this size."""
    content = bytearray(picture("JPEG", (16, 16)))
    place = content.find(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def noisy_text() -> bytes:
    return png(8, 8, more=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 90_000_000)), data=b"")


def files() -> Iterator[tuple[str, str, Any, str]]:
    for width, height in (
        (20_000, 2_501),
        (50_000_001, 1),
        (1, 50_000_001),
        (2**31 - 1, 1),
        (65_535, 65_535),
    ):
        for colour in (0, 2, 6):
            label = f"{width:,} by {height:,} points, colours {colour}"
            yield label, "map.png", partial(png, width, height, colour=colour), LARGE
    for width, height in ((65_500, 65_500), (65_500, 764), (8_000, 6_251), (765, 65_400)):
        yield f"a JPEG of {width:,} by {height:,} points", "map.jpg", partial(wide_jpeg, width, height), LARGE
    yield "a long text packed in a PNG", "map.png", noisy_text, DAMAGED
    yield "no points", "map.png", png(0, 0), ""
    yield "fewer points than it says", "map.png", png(3_000, 3_000, data=b"\0" * 100), DAMAGED
    yield "a false depth", "map.png", png(10, 10, depth=77), ""
    yield "a false sum", "map.png", png(10, 10).replace(b"IHDR", b"IHDX"), ""
    for kind in ("GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM", "TGA"):
        for ending in ("png", "jpg"):
            yield f"{kind} named {ending}", f"map.{ending}", partial(picture, kind), OTHER
    for share in (0.05, 0.3, 0.6, 0.9):
        for kind, ending in (("PNG", "png"), ("JPEG", "jpg")):

            def cut(kind: str = kind, share: float = share) -> bytes:
                content = picture(kind, (900, 700))
                return content[: int(len(content) * share)]

            yield f"{kind} cut at {share}", f"map.{ending}", cut, ""
