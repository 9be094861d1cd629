"""Pictures: drawn anew from their points alone, so that nothing else of the file is kept."""

import io
import warnings

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .archives import other_inside

FORMATS = {"png": "PNG", "jpg": "JPEG"}
MOST_POINTS = 50_000_000
QUALITY = 90


def re_encoded(kind: str, content: bytes) -> bytes:
    """The picture without metadata, comments, profiles, further frames or trailing bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
                if picture.width * picture.height > MOST_POINTS:
                    raise Image.DecompressionBombError
                return _drawn(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        words = _("The picture has more than 50 million points. Make it smaller and file it again.")
        raise ValidationError(words) from None
    except UnidentifiedImageError:
        raise other_inside() from None
    except (OSError, SyntaxError, ValueError, IndexError, TypeError):
        raise ValidationError(_("The picture is damaged.")) from None


def _drawn(picture: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    mode = "RGBA" if kind == "png" and see_through else "RGB"
    if upright.mode in ("1", "L"):
        mode = "L"
    plain = Image.new(mode, upright.size)
    plain.paste(upright.convert(mode))
    out = io.BytesIO()
    plain.save(out, FORMATS[kind], **({"quality": QUALITY} if kind == "jpg" else {"optimize": True}))
    return out.getvalue()
