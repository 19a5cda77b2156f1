"""The gateway's transport compression: one stream for a connection, flushed after each payload."""

from __future__ import annotations

import importlib
import zlib
from contextlib import suppress
from typing import Any, Protocol


class Compressor(Protocol):
    def compress(self, payload: bytes) -> bytes: ...


class ZlibStream:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(1)

    def compress(self, payload: bytes) -> bytes:
        return self._stream.compress(payload) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """Needs Python 3.14's compression.zstd or the zstandard package; ModuleNotFoundError without."""

    def __init__(self) -> None:
        self._stream, self._flush = _zstd_stream()

    def compress(self, payload: bytes) -> bytes:
        start: bytes = self._stream.compress(payload)
        end: bytes = self._stream.flush(self._flush)
        return start + end


def compressor(name: str | None) -> Compressor | None:
    """What the `compress` parameter of the gateway's address asks for.

    None is no compression: it was not asked for, or is not to be had here. Clients read plain payloads all the same.
    """
    if name == "zlib-stream":
        return ZlibStream()
    with suppress(ModuleNotFoundError):
        return ZstdStream() if name == "zstd-stream" else None
    return None


def _zstd_stream() -> tuple[Any, Any]:
    try:
        zstandard = importlib.import_module("zstandard")
    except ModuleNotFoundError:
        zstd = importlib.import_module("compression.zstd")
        return zstd.ZstdCompressor(), zstd.ZstdCompressor.FLUSH_BLOCK
    return zstandard.ZstdCompressor().compressobj(), zstandard.COMPRESSOBJ_FLUSH_BLOCK
