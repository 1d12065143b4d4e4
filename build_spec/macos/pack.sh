#!/bin/sh
# Spanloop.app -> a disk image: signed where there is a name to sign with, notarised where Apple can be asked.
# Usage: pack.sh APP IMAGE. What is not set is said, and left out:
#   MACOS_SIGNING_NAME   "Developer ID Application: ..." in the keychain; else signed for this computer only
#   MACOS_NOTARY_PROFILE a profile stored by `xcrun notarytool store-credentials`; needs the name above
set -eu

if [ $# -ne 2 ]; then
    echo "Usage: pack.sh APP IMAGE" >&2
    exit 2
fi
app=$1
image=$2
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$app" .app)

for tool in codesign hdiutil xcrun; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing: a disk image is made on macOS, with Xcode's command line tools." >&2
        exit 1
    fi
done
if [ ! -d "$app" ]; then
    echo "There is no $app. To build it: python3 dev.py build" >&2
    exit 1
fi

# 1. Sign: libraries first, then the program, then the whole; each signature covers those inside.
if [ -n "${MACOS_SIGNING_NAME:-}" ]; then
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$MACOS_SIGNING_NAME"
    find "$app/Contents" -type d -name '*.framework' -prune -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$MACOS_SIGNING_NAME"
    codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" \
        --sign "$MACOS_SIGNING_NAME" "$app"
else
    echo "MACOS_SIGNING_NAME is not set: the program is signed for this computer only, and others have to allow it."
    codesign --force --deep --sign - --entitlements "$here/entitlements.plist" "$app"
fi
codesign --verify --deep --strict "$app"

# 2. The image: the program beside a link to where programs lie.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
rm -f "$image"
hdiutil create -volname "$name" -srcfolder "$folder" -fs HFS+ -format ULFO -quiet "$image"

# 3. Notarise: Apple looks at what was signed with a developer's name, and the answer is fastened to the image.
if [ -n "${MACOS_SIGNING_NAME:-}" ]; then
    codesign --force --timestamp --sign "$MACOS_SIGNING_NAME" "$image"
    if [ -n "${MACOS_NOTARY_PROFILE:-}" ]; then
        xcrun notarytool submit "$image" --keychain-profile "$MACOS_NOTARY_PROFILE" --wait
        xcrun stapler staple "$image"
    else
        echo "MACOS_NOTARY_PROFILE is not set: the image is not notarised, and macOS warns of it."
    fi
fi
echo "$image"
