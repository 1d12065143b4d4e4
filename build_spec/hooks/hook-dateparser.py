"""dateparser imports the words of a language by its name, when that language is first met."""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

datas = collect_data_files("dateparser")
hiddenimports = collect_submodules("dateparser.data")
