; The installer for Windows: one person's, without an administrator. Compiled by build_spec/windows/installer.py, which
; passes the names and writes FILES (what goes in, by folder) and GONE (what the uninstaller takes away, file by file).
;
;   Spanloop-X-setup.exe [/S] [/D=C:\folder]      /S: no questions; /D (last, no quotes): where to
;   "...\Uninstall Spanloop.exe" [/S]
; Exit codes: 0 done, 1 the person cancelled, 2 could not be done, 3 the program runs.

Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "InstallDir"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs ${NAME}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}, ${LICENCE} licence"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define UNINSTALLER "Uninstall ${NAME}.exe"
!define CLASSES "Software\Classes"
!define MUI_ICON "${EMBLEM}"
!define MUI_UNICON "${EMBLEM}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Your projects, settings and extractors stay where they are."

!insertmacro MUI_PAGE_LICENSE "${LICENSE_TEXT}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be opened for writing. Its files would be replaced by halves, so nothing is touched.
!macro REFUSE_WHILE_RUNNING PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "${NAME} is running. Close its window and try again." /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro TELL_EXPLORER
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'   ; SHCNE_ASSOCCHANGED
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} needs Windows 10 or newer, 64 bits." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  !insertmacro REFUSE_WHILE_RUNNING "${PROGRAM}"
  !insertmacro REFUSE_WHILE_RUNNING "${WINDOW}"
FunctionEnd

Function un.onInit
  !insertmacro REFUSE_WHILE_RUNNING "${PROGRAM}"
  !insertmacro REFUSE_WHILE_RUNNING "${WINDOW}"
FunctionEnd

Section "${NAME}"
  SetShellVarContext current
  ; A folder chosen by hand may have become one where the program runs.
  !insertmacro REFUSE_WHILE_RUNNING "${PROGRAM}"
  !insertmacro REFUSE_WHILE_RUNNING "${WINDOW}"
  ; What an older version left, which the new one may not have, is taken away by its own list.
  ${If} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    ExecWait '"$INSTDIR\${UNINSTALLER}" /S /KEEP_ENTRIES _?=$INSTDIR' $0
    ${If} $0 <> 0
      MessageBox MB_OK|MB_ICONSTOP "The version that is there could not be removed." /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
  ClearErrors
  !include "${FILES}"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "Some files could not be written. Is there room on the disk?" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}" 0 SW_SHOWNORMAL "" "${SUMMARY}"
  WriteRegStr HKCU "Software\${NAME}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${PROGRAM}" "" "$INSTDIR\${PROGRAM}"

  WriteRegStr HKCU "${CLASSES}\${ENDING}" "" "${CLASS}"
  WriteRegStr HKCU "${CLASSES}\${ENDING}" "Content Type" "${MIME}"
  WriteRegStr HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${CLASS}" ""
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${FILE_TYPE}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\project.ico,0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  !insertmacro TELL_EXPLORER
SectionEnd

Section "Uninstall"
  SetShellVarContext current
  ; File by file, and folders only when they are empty: whatever else somebody put here stays.
  !include "${GONE}"
  Delete "$INSTDIR\${UNINSTALLER}"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"

  ; An update takes the files only, so that nothing that a person pinned or chose is lost in between.
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/KEEP_ENTRIES" $2
  ${If} ${Errors}
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\${NAME}"
    DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${PROGRAM}"
    DeleteRegKey HKCU "${CLASSES}\${CLASS}"
    DeleteRegValue HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${CLASS}"
    ReadRegStr $0 HKCU "${CLASSES}\${ENDING}" ""
    ${If} $0 == "${CLASS}"
      DeleteRegKey HKCU "${CLASSES}\${ENDING}"
    ${EndIf}
    !insertmacro TELL_EXPLORER
  ${EndIf}
SectionEnd
