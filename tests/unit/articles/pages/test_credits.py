"""Captions of pictures: what they show is the article's text, who took them is not."""

from __future__ import annotations

import pytest

from spanloop.articles.pages import read_page

TEXT = "<p>The river army reached the ford of Tarn on Monday, two villagers said. Nobody was hurt.</p>" * 2

BARE = """
Photo: Agency
Photo: agency
Photo: Lena Korst
Photo: Lena Korst/Agency
Photos by Agency
Photo courtesy of Agency
Agency photo
© Lena Korst / Agency
AFP
Фото: Пётр Зотов / Агентство
צילום: סוכנות
تصوير: وكالة
عکس: خبرگزاری
Fotoğraf: Ajans
图片来源：河谷社
图：河谷通讯社
王岚 摄
""".strip().splitlines()

SHOWN = """
A convoy on the road. Photo: Agency
A convoy on the road (Photo: Agency)
Photo: convoy burns near Lesk
Picture of Tarn Bridge
© The bridge burned on Monday
Edra Bridge
Колонна на дороге у Эдры. Фото: Агентство
صورة الجسر المدمر
公路上的一支车队。图：河谷社
图：桥梁在袭击后被毁
一名士兵在拍摄
""".strip().splitlines()


def silent(caption: str, *, headline: str = "<h1>Ford of Tarn shelled</h1>", above: bool = False) -> bool:
    """Whether most of a caption is no article text."""
    figure = f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"
    body = f"{figure}{headline}{TEXT}" if above else f"{headline}{figure}{TEXT}"
    page = f"<html><head><title>Ford of Tarn shelled</title></head><body><article>{body}</article></body></html>"
    draft = read_page(page.encode(), name="a.html")
    start = draft.text.index(caption)
    end = start + len(caption)
    covered = sum(
        max(0, min(zone.end, end) - max(zone.start, start)) for zone in draft.zones if zone.kind == "boilerplate"
    )
    assert all(zone.kind != "headline" or not start <= zone.start < end for zone in draft.zones)
    return covered > 0.9 * len(caption)


@pytest.mark.parametrize("caption", BARE)
def test_a_bare_credit_is_no_article_text(caption: str) -> None:
    assert silent(caption)
    assert silent(caption, above=True)
    assert silent(caption, headline="")


@pytest.mark.parametrize("caption", SHOWN)
def test_what_a_picture_shows_is_article_text(caption: str) -> None:
    assert not silent(caption)
