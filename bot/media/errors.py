"""What can be wrong with an address, a download or a picture.

EaselError
└── MediaError
    ├── DownloadError          no bytes could be had
    │   ├── LinkUnusable       not an http(s) link, or one with a login or an odd port in it
    │   ├── AddressForbidden   leads into a private network
    │   ├── TooLarge           more bytes than allowed (the server's own figure is not believed)
    │   ├── Gone               answered, but not with the file: expired, deleted or behind a login
    │   └── NotReachable       no answer, or a broken one; the only one worth another attempt
    ├── PictureError           bytes, but no usable picture
    │   ├── NotAPicture        empty, a web page, SVG, or a format that is not taken
    │   ├── Damaged            begins like a picture and cannot be decoded to its end
    │   ├── TooManyPixels      would need too much memory
    │   └── CannotFit          cannot be made small enough to send
    └── FileMissing            a kept file is no longer there
"""

from __future__ import annotations

from bot.errors import N_, EaselError

_MIB = 1024 * 1024


class MediaError(EaselError):
    """Something about a file is not as it must be."""


class DownloadError(MediaError):
    """A file could not be downloaded."""


class LinkUnusable(DownloadError):
    default_message = N_(
        "This link cannot be used. Give a plain link that starts with https://, or attach the file."
    )


class AddressForbidden(DownloadError):
    default_message = N_(
        "This link leads into a private network, where Easel does not go. Attach the picture to the command instead."
    )


class TooLarge(DownloadError):
    """More bytes than allowed. `limit` is in bytes."""

    default_message = N_("This file is larger than {limit_mib} MiB. Use a smaller one.")

    def __init__(self, limit: int) -> None:
        super().__init__(limit_mib=f"{limit / _MIB:.3g}")
        self.limit = limit


class Gone(DownloadError):
    """The server answered that it will not give the file. `status` is its HTTP status."""

    default_message = N_(
        "The file is not available at its address (HTTP {status}). Links to Discord files expire: attach it again."
    )

    def __init__(self, status: int) -> None:
        super().__init__(status=status)
        self.status = status


class NotReachable(DownloadError):
    default_message = N_(
        "The file could not be downloaded. Try again in a moment, or attach it to the command."
    )


class PictureError(MediaError):
    """These bytes are no picture that can be used."""


class NotAPicture(PictureError):
    default_message = N_("This is not a picture that can be used. Give a PNG, JPEG, WebP or GIF file.")


class Damaged(PictureError):
    default_message = N_(
        "This picture is damaged or incomplete. Save it again as PNG or JPEG and try once more."
    )


class TooManyPixels(PictureError):
    """More pixels than allowed. `limit` counts pixels."""

    default_message = N_(
        "This picture is {width}×{height}, more than {megapixels} megapixels. Scale it down first."
    )

    def __init__(self, width: int, height: int, *, limit: int) -> None:
        super().__init__(width=width, height=height, megapixels=f"{limit / 1_000_000:.3g}")


class CannotFit(PictureError):
    default_message = N_("This result is too large to be sent here.")


class FileMissing(MediaError):
    default_message = N_(
        "A picture of this job is no longer kept. Start a new job with the picture attached."
    )
