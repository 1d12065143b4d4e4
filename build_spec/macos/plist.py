"""What Spanloop.app tells macOS about itself and its files (Info.plist)."""

from __future__ import annotations

from build_spec import identity

_PROJECT = "app.spanloop.project"

INFO: dict[str, object] = {
    "CFBundleName": identity.NAME,
    "CFBundleDisplayName": identity.NAME,
    "NSHighResolutionCapable": True,
    "LSMinimumSystemVersion": "12.0",
    "LSApplicationCategoryType": "public.app-category.productivity",
    "NSHumanReadableCopyright": f"Copyright {identity.PUBLISHER}, {identity.LICENCE} licence",
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": identity.FILE_TYPE,
            "CFBundleTypeRole": "Editor",
            "CFBundleTypeIconFile": "project.icns",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [_PROJECT],
        }
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": _PROJECT,
            "UTTypeDescription": identity.FILE_TYPE,
            "UTTypeIconFile": "project.icns",
            "UTTypeConformsTo": ["public.database", "public.data"],
            "UTTypeTagSpecification": {
                "public.filename-extension": [identity.ENDING.removeprefix(".")],
                "public.mime-type": [identity.MIME],
            },
        }
    ],
}
