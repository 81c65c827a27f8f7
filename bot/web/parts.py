"""Answer with a file from memory, or with the part of it that was asked for.

Players move about in a film by asking for parts of it, and Safari plays none that it cannot have in parts.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web


def answer_with(
    request: web.Request, data: bytes, content_type: str, headers: Mapping[str, str]
) -> web.Response:
    """Answer 200 with the file, 206 with a part of it, or 416 for one that it does not have (RFC 9110, 14).

    Args:
        request: a GET; its ``Range`` counts where it asks for one part.
        data: the whole file.
        content_type: its media type.
        headers: further headers of the answer.
    """
    headers = {**headers, "Accept-Ranges": "bytes"}
    try:
        asked = request.http_range
    except ValueError:
        asked = slice(None)  # what cannot be understood is to be ignored, as are several parts at once
    if asked.start is None and asked.stop is None:
        return web.Response(body=data, content_type=content_type, headers=headers)
    start, stop, _ = asked.indices(len(data))
    if start >= stop:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return web.Response(status=206, body=data[start:stop], content_type=content_type, headers=headers)
