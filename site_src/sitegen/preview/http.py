"""The bytes of a file in, an answer to an HTTP request out, as a good static host gives it: by ETag, and in ranges.

This module does not know where the bytes come from.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from sitegen.hashing import fingerprint

if TYPE_CHECKING:
    from starlette.requests import Request

_MEDIA = {
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gz": "application/gzip",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
_RANGE = re.compile(r"bytes=(?:(\d+)-(\d*)|-(\d+))", re.ASCII)
_NONE = (0, 0)


def media(name: str) -> str:
    """Return the media type of a file, by the end of its name."""
    return _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")


def respond(request: Request, status: int, body: bytes, kind: str) -> Response:
    """Answer with a file, of media type `kind`, or the part of it that is asked for, or that it is still the same."""
    etag = f'"{fingerprint(body).hex()}"'
    headers = {"etag": etag, "accept-ranges": "bytes"}
    asked = request.headers
    whole = status == HTTPStatus.OK
    if whole and _matches(asked.get("if-none-match", ""), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if whole and (wanted := asked.get("range")) and asked.get("if-range", etag) == etag:
        span = _span(wanted, len(body))
        if span == _NONE:
            headers["content-range"] = f"bytes */{len(body)}"
            return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
        if span:
            headers["content-range"] = f"bytes {span[0]}-{span[1] - 1}/{len(body)}"
            status, body = HTTPStatus.PARTIAL_CONTENT, body[slice(*span)]
    return Response(body, status, headers, kind)


def _matches(asked: str, etag: str) -> bool:
    return asked.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in asked.split(",")}


def _span(wanted: str, length: int) -> tuple[int, int] | None:
    """Return the part that a `Range` means; `_NONE` when there is no such part, None when all is to be sent."""
    match = _RANGE.fullmatch(wanted.strip())
    if not match:
        return None  # several ranges, or another unit: a server may send all
    first, last, tail = match.groups()
    if tail:
        return (max(0, length - int(tail)), length) if int(tail) and length else _NONE
    start, end = int(first), min(int(last) + 1, length) if last else length
    if last and int(last) < start:
        return None  # not a range at all
    return (start, end) if start < length else _NONE
