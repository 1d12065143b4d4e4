#!/bin/sh
# Puts the signing certificate of a release into a keychain of its own, and prints what pack.sh reads, as NAME=VALUE.
# Reads CERTIFICATE (a .p12 in base64), PASSWORD, SIGNING_NAME, NOTARY_APPLE_ID, NOTARY_TEAM, NOTARY_PASSWORD. Where they
# are not set it says so, prints nothing, and the program is signed for the computer that built it only.
set -eu

if [ -z "${CERTIFICATE:-}" ] || [ -z "${SIGNING_NAME:-}" ]; then
    echo "CERTIFICATE or SIGNING_NAME is not set: nothing is signed with a developer's name." >&2
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
keychain=${RUNNER_TEMP:-$HOME}/spanloop-signing.keychain-db
secret=$(openssl rand -hex 16)
printf '%s' "$CERTIFICATE" | base64 --decode >"$folder/certificate.p12"
{
    security create-keychain -p "$secret" "$keychain"
    security set-keychain-settings -lut 21600 "$keychain"
    security unlock-keychain -p "$secret" "$keychain"
    security import "$folder/certificate.p12" -k "$keychain" -P "${PASSWORD:-}" -T /usr/bin/codesign
    security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain"
    security list-keychains -d user -s "$keychain" login.keychain-db
} >&2
echo "MACOS_SIGNING_NAME=$SIGNING_NAME"

if [ -z "${NOTARY_APPLE_ID:-}" ] || [ -z "${NOTARY_TEAM:-}" ] || [ -z "${NOTARY_PASSWORD:-}" ]; then
    echo "NOTARY_APPLE_ID, NOTARY_TEAM or NOTARY_PASSWORD is not set: nothing is notarised." >&2
    exit 0
fi
xcrun notarytool store-credentials spanloop --apple-id "$NOTARY_APPLE_ID" --team-id "$NOTARY_TEAM" \
    --password "$NOTARY_PASSWORD" >&2
echo "MACOS_NOTARY_PROFILE=spanloop"
