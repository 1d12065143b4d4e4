# Signs programs for Windows with the certificate in CERTIFICATE (a .pfx in base64) and its PASSWORD.
# Where they are not set it says so and signs nothing: Windows then warns whoever starts the installer.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]]$Files)
$ErrorActionPreference = 'Stop'

if (-not $env:CERTIFICATE) {
    Write-Output 'CERTIFICATE is not set: nothing is signed.'
    exit 0
}
$signtool = Get-ChildItem 'C:\Program Files (x86)\Windows Kits\10\bin\*\x64\signtool.exe' |
    Sort-Object FullName | Select-Object -Last 1
if (-not $signtool) { throw 'signtool.exe is missing: install the Windows SDK.' }
$pfx = Join-Path ([IO.Path]::GetTempPath()) 'spanloop-signing.pfx'
try {
    [IO.File]::WriteAllBytes($pfx, [Convert]::FromBase64String($env:CERTIFICATE))
    foreach ($file in $Files) {
        & $signtool.FullName sign /f $pfx /p $env:PASSWORD /fd SHA256 /td SHA256 /tr http://timestamp.digicert.com $file
        if ($LASTEXITCODE -ne 0) { throw "$file could not be signed." }
    }
} finally {
    Remove-Item -Force -ErrorAction SilentlyContinue $pfx
}
