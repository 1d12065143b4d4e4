"""What tells a Linux desktop about the program and its files: desktop entry, AppStream, MIME type, icons."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from build_spec import emblem, identity

#: The window's own name for itself, by which a desktop finds the entry (`QApplication.setDesktopFileName`).
ENTRY = f"{identity.PROGRAM}.desktop"
_ICON = identity.MIME.replace("/", "-")


def desktop_entry() -> str:
    """Freedesktop's Desktop Entry Specification 1.4; %f is the project that was double-clicked."""
    keywords = "".join(f"{word};" for word in identity.KEYWORDS)
    return f"""[Desktop Entry]
Type=Application
Version=1.4
Name={identity.NAME}
GenericName=Annotation of news
Comment={identity.SUMMARY}
Exec={identity.PROGRAM} %f
Icon={identity.PROGRAM}
Terminal=false
Categories=Science;ArtificialIntelligence;
Keywords={keywords}
MimeType={identity.MIME};
StartupNotify=true
StartupWMClass={identity.NAME}
"""


def mime_type() -> str:
    """Shared MIME-info: known by its ending, and by SQLite's application_id where the ending is lost."""
    place, number = identity.MAGIC
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{identity.MIME}">
    <comment>{escape(identity.FILE_TYPE)}</comment>
    <sub-class-of type="application/vnd.sqlite3"/>
    <icon name="{_ICON}"/>
    <magic priority="60">
      <match type="string" value="SQLite format 3" offset="0">
        <match type="big32" value="0x{number:08x}" offset="{place}"/>
      </match>
    </magic>
    <glob pattern="*{identity.ENDING}" weight="60"/>
  </mime-type>
</mime-info>
"""


def metainfo(epoch: int) -> str:
    """AppStream 1.0, which software centres read. epoch: the release's date in seconds since 1970."""
    paragraphs = "\n".join(f"    <p>{escape(words)}</p>" for words in identity.DESCRIPTION)
    day = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    keywords = "\n".join(f"    <keyword>{word}</keyword>" for word in identity.KEYWORDS)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{identity.APP_ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>{identity.LICENCE}</project_license>
  <name>{identity.NAME}</name>
  <summary>{escape(identity.SUMMARY)}</summary>
  <developer id="app.spanloop">
    <name>{identity.PUBLISHER}</name>
  </developer>
  <description>
{paragraphs}
  </description>
  <launchable type="desktop-id">{ENTRY}</launchable>
  <icon type="stock">{identity.PROGRAM}</icon>
  <categories>
    <category>Science</category>
    <category>ArtificialIntelligence</category>
  </categories>
  <keywords>
{keywords}
  </keywords>
  <provides>
    <binary>{identity.PROGRAM}</binary>
    <mediatype>{identity.MIME}</mediatype>
  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{identity.version()}" date="{day}"/>
  </releases>
</component>
"""


def shared_files(epoch: int) -> dict[str, bytes]:
    """Everything of this module, by place under `share`."""
    icons = "icons/hicolor"
    found = {
        f"applications/{ENTRY}": desktop_entry().encode(),
        f"metainfo/{identity.APP_ID}.metainfo.xml": metainfo(epoch).encode(),
        f"mime/packages/{identity.PROGRAM}.xml": mime_type().encode(),
        f"{icons}/scalable/apps/{identity.PROGRAM}.svg": (emblem.EMBLEM / "spanloop.svg").read_bytes(),
        f"{icons}/scalable/mimetypes/{_ICON}.svg": (emblem.EMBLEM / "project.svg").read_bytes(),
    }
    for size in emblem.SIZES:
        found[f"{icons}/{size}x{size}/apps/{identity.PROGRAM}.png"] = emblem.png(size)
        found[f"{icons}/{size}x{size}/mimetypes/{_ICON}.png"] = emblem.png(size, name="project")
    return found
