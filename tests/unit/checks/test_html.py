"""Links and anchors are found where a browser finds them."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.checks import html as hrefs


def links(html: str) -> list[str]:
    return [link.url for link in hrefs.of_html(html.encode()).links]


def ids(html: str) -> list[str]:
    return hrefs.of_html(html.encode()).ids


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/x/">x</a>', ["/x/"]),
        ("<a href=/x/>x</a>", ["/x/"]),
        ("<A HREF = '/x/'>x</A>", ["/x/"]),
        ('<a class=c\nhref="/a?b=1&amp;c=2">', ["/a?b=1&c=2"]),
        ('<a href="/a?b=1&copy=2">', ["/a?b=1&copy=2"]),
        ('<a title="<a href=/no/>" href="/x/">', ["/x/"]),
        ('<a href="/x/" href="/second/">', ["/x/"]),
        ("1 < 2 <3 <a href=/x/>", ["/x/"]),
        ('<a data-href="/no/">', []),
        ('<img src="a.png" srcset="b.png 1x, c.png 2x">', ["a.png", "b.png", "c.png"]),
        ('<video poster="p.png"><source src="v.webm"></video>', ["p.png", "v.webm"]),
        ('<form action="/search/"><button formaction="/other/">', ["/search/", "/other/"]),
        ('<svg><use href="icons.svg#star"/><image xlink:href="i.png"/></svg>', ["icons.svg#star", "i.png"]),
        ('<meta http-equiv="refresh" content="0; url=/new/">', ["/new/"]),
        ('<link rel="canonical" href="/c/"><meta property="og:url" content="/o/">', ["/c/", "/o/"]),
        ('<link rel="preconnect" href="https://fonts.example/">', []),
        ('<p style="background: url(b.png)">', ["b.png"]),
        ("<style>@import 'a.css'; p { background: url(b.png) } /* url(no.png) */</style>", ["b.png", "a.css"]),
    ],
)
def test_a_link_is_found_as_it_is_written(html: str, expected: list[str]) -> None:
    assert sorted(links(html)) == sorted(expected)


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <a href=/no/> -->",
        "<!--><!-- <a href=/no/> --!>",
        "<script>'<a href=/no/>'</script>",
        "<textarea><a href=/no/></textarea>",
        "<title><a href=/no/></title>",
        "<a href='/no/",
        "<p>1 < 2 and <3 <a</p>",
    ],
)
def test_what_only_looks_like_a_link_is_none(html: str) -> None:
    assert links(html) == []


def test_what_stands_after_a_comment_or_a_script_is_read() -> None:
    assert links("<!-- a --><script>x</script><svg><style/></svg><a href=/x/>") == ["/x/"]


def test_a_link_has_the_place_of_its_tag() -> None:
    (link,) = hrefs.of_html(b"<p>\xc3\xa9</p>\n<a class=c href=/x/>").links
    assert link.at == len(b"<p>\xc3\xa9</p>\n")


def test_ids_and_names_of_anchors_can_be_linked_to_and_an_id_that_stands_twice_is_there_twice() -> None:
    assert ids('<p id="a"><p id=a><a name="b"></a><a id="c" name="c"></a><input name="d">') == ["a", "a", "c", "b"]


def test_a_page_says_whether_it_is_to_be_found_and_under_which_address() -> None:
    assert hrefs.of_html(b"<p>").indexed
    assert not hrefs.of_html(b'<meta name="robots" content="noindex, follow">').indexed
    assert hrefs.of_html(b'<link rel="canonical" href="/c/">').canonical == "/c/"
    assert hrefs.of_html(b'<base href="/b/">').base == "/b/"


def test_a_style_sheet_and_a_module_name_what_they_need() -> None:
    css = (
        b"""@import url("a.css"); p { background: URL( b.png ) no-repeat; content: "url(no.png)" } /* url(no.png) */"""
    )
    assert [link.url for link in hrefs.of_css(css).links] == ["a.css", "b.png"]
    script = b'import{a}from"./a.js";import"../b.js";const c=await import("./c.js");let d="./d.js";import e from"bare"'
    assert [link.url for link in hrefs.of_script(script).links] == ["./a.js", "../b.js", "./c.js"]


# What a parser finds

_VALUES = st.sampled_from(
    ["/x/", "a b", "#y", "a&amp;b", "a&b=c", "&copy", "&copy=1", "é", "x>y", "/a/?b='c'", "", "a=b"]
)
_NAMES = st.sampled_from(["href", "HREF", "id", "name", "class", "title", "src", "=x", "data-href", "a'b"])
_BLANKS = st.sampled_from([" ", "\n", "\t ", " / ", ""])


@st.composite
def attributes(draw: st.DrawFn) -> str:
    value = draw(_VALUES)
    quote = draw(st.sampled_from(['"', "'", ""]))
    if not quote and (not value or set(value) & set(" >'")):
        quote = '"'
    if quote in value:
        quote = '"'
    form = draw(st.sampled_from(["{n}={q}{v}{q}", "{n} = {q}{v}{q}", "{n}"]))
    return draw(st.sampled_from([" ", "\n", " / "])) + form.format(n=draw(_NAMES), q=quote, v=value)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    kind = draw(st.integers(0, 5))
    if kind <= 2:
        tag = draw(st.sampled_from(["a", "A", "img", "p", "i", "div", "span"]))
        return f"<{tag}{''.join(draw(st.lists(attributes(), max_size=4)))}{draw(_BLANKS)}>"
    inner = draw(st.sampled_from(["<a href=/in/>", "x", "--", "-", "<p", "<!--", "</a href='>'>", "'", '"']))
    if kind == 3:
        return draw(st.sampled_from(["<!--{}-->", "<!--{}--!>", "<!{}>", "<?{}>", "</{}>"])).format(inner)
    if kind == 4:
        name = draw(st.sampled_from(["style", "textarea", "title", "xmp", "noframes"]))
        return f"<{name}>{inner}</{name}>"
    return draw(st.sampled_from(["text", " 1 < 2 ", "</p>", "</a >", "&lt;", "<3", "< a href=/no/>", "</>"]))


def of_parser(html: str) -> tuple[list[str], list[str]]:
    """Return links and ids as a real parser sees them: each tag once, for it may copy formatting elements."""
    links: list[str] = []
    ids: list[str] = []
    names: list[str] = []
    tokenizer = html5lib._tokenizer.HTMLTokenizer(html)
    for token in tokenizer:
        if token["type"] != html5lib.constants.tokenTypes["StartTag"]:
            continue
        name, data = token["name"], token["data"]
        links += [data[key] for tag, key in (("a", "href"), ("img", "src")) if tag == name and key in data]
        ids.append(data.get("id", ""))
        names.append(data.get("name", "") if name == "a" else "")
        if name in {"textarea", "title"}:
            tokenizer.state = tokenizer.rcdataState
        elif name in {"style", "xmp", "noframes"}:
            tokenizer.state = tokenizer.rawtextState
    anchors = [id_ for id_ in ids if id_]
    anchors += [name for name in dict.fromkeys(names) if name and name not in anchors]
    return [link for link in links if link], anchors


@given(st.lists(pieces(), max_size=8).map("".join))
def test_the_scanner_finds_what_a_parser_finds(html: str) -> None:
    found = hrefs.of_html(html.encode())
    assert ([link.url for link in found.links if link.url], found.ids) == of_parser(html)
