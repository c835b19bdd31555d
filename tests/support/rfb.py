"""A VNC viewer that takes one picture (RFC 6143): enough to see that a window is there."""

from __future__ import annotations

import socket
import struct

_RAW = 0


def picture(host: str, port: int, within_s: float = 10.0) -> tuple[int, int, bytes]:
    """Width, height and pixels (4 bytes each) of the screen that is served there."""
    with socket.create_connection((host, port), within_s) as link, link.makefile("rwb", 0) as stream:
        link.settimeout(within_s)

        def take(count: int) -> bytes:
            data = b""
            while len(data) < count:
                part = stream.read(count - len(data))
                assert part, "the server closed the connection"
                data += part
            return data

        version = take(12)
        assert version.startswith(b"RFB 003."), version
        stream.write(b"RFB 003.003\n")
        (security,) = struct.unpack("!I", take(4))
        assert security == 1, f"security type {security}: 'none' was expected"
        stream.write(b"\x01")  # shared
        width, height = struct.unpack("!HH", take(4))
        take(16)
        take(struct.unpack("!I", take(4))[0])
        # Every viewer says how it wants its pixels, and Qt's server takes it for granted.
        stream.write(struct.pack("!BxxxBBBBHHHBBBxxx", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0))
        stream.write(struct.pack("!BxHi", 2, 1, _RAW))
        stream.write(struct.pack("!BBHHHH", 3, 0, 0, 0, width, height))
        pixels = bytearray(width * height * 4)
        seen = 0
        while seen < width * height:
            kind = take(1)[0]
            assert kind == 0, f"message {kind}"
            _, rectangles = struct.unpack("!BH", take(3))
            for _ in range(rectangles):
                x, y, w, h, encoding = struct.unpack("!HHHHi", take(12))
                assert encoding == _RAW, f"encoding {encoding}"
                for row in range(h):
                    start = ((y + row) * width + x) * 4
                    pixels[start : start + w * 4] = take(w * 4)
                seen += w * h
        return width, height, bytes(pixels)


def colours(pixels: bytes) -> int:
    """How many different colours these are."""
    return len(set(memoryview(pixels).cast("I")))
