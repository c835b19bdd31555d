"""Markdown to Typst markup: the parts of Markdown that the chapters and the deployment guide use.

A link to another chapter becomes a link inside the PDF, an image alone in its paragraph a numbered figure,
and a table a numbered table if a paragraph ``*Tabla: caption*`` stands before it.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from memoria_columns import LANDSCAPE, PORTRAIT, UNBROKEN, stays_whole, widths

FULL_WIDTH_PX = 1640
"""A window so wide takes the whole width of the text."""
PAGE_HEIGHT_PT, PAGE_WIDTH_PT = 610.0, 453.0
SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~/\-+=\"';.(])")
"""What Typst does not take as plain text; the last three would belong to a function that ends before them."""
OPTION = re.compile(r"(?<![^\s(])(\\-\\-(?:[a-z]|\\-(?=[a-z]))+)")
"""An option of a command line in escaped text, which is not broken at its hyphens."""
BREAKABLE = re.compile(r"([/_.:#=,-]+)(?=\w)")
CAPTION = "Tabla: "
SHORT_CODE = 20
"""Code of so few characters in a sentence is not broken."""
CODE_PT, CODE_LEAST_PT, CODE_WIDTH_PT = 7.8, 5.6, 428.0
"""Size of code in a block; long lines are set smaller rather than broken."""
WHOLE_LINES = 20
"""A block of so few lines stays on one page."""
FLOATS_FROM_PT = 330.0
"""A figure so high goes to the bottom of a page, and the text goes on above it."""


class CannotTypeset(Exception):
    """Something in a chapter that has no place in the PDF, as one sentence."""


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading."""
    kept = "".join(c for c in heading.strip().lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def label(path: Path, anchor: str = "") -> str:
    """The label of a heading in the PDF; of a whole chapter without ``anchor``."""
    plain = unicodedata.normalize("NFKD", f"{path.stem}--{anchor}" if anchor else path.stem)
    return re.sub(r"[^a-zA-Z0-9-]", "-", plain.encode("ascii", "ignore").decode())


def string(text: str) -> str:
    """A string of Typst."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{quoted}"'


def escaped(text: str) -> str:
    """``text`` as plain text of Typst's markup."""
    return SPECIAL.sub(r"\\\1", text)


class Chapter:
    """One Markdown file. ``chapters`` are the files of the PDF, ``title`` is instead of its own."""

    def __init__(self, path: Path, root: Path, chapters: Sequence[Path], title: str = "") -> None:
        self._path = path
        self._title = title
        self._root = root
        self._chapters = {chapter.resolve() for chapter in chapters}
        self._in_table = False
        self._landscape = False
        self._caption = ""
        self._headings: dict[str, int] = {}
        self._has_numbers = False

    def typst(self) -> str:
        """The markup. Raises :class:`CannotTypeset`."""
        text = self._path.read_text("utf-8")
        self._landscape = "<!-- apaisado -->" in text
        parser = MarkdownIt("commonmark").enable("table")
        body = "\n".join(self._blocks(_Tokens(parser.parse(text)), ""))
        return f"#apaisado[\n{body}\n]" if self._landscape else body

    # --- blocks

    def _blocks(self, tokens: _Tokens, end: str) -> Iterator[str]:
        """The blocks up to the token ``end``."""
        for token in tokens:
            if token.type == end:
                return
            match token.type:
                case "heading_open":
                    yield self._heading(token, tokens.inline("heading_close"))
                case "paragraph_open":
                    yield self._paragraph(
                        tokens.inline("paragraph_close"), token.hidden, last=tokens.peek() is None
                    )
                case "fence" | "code_block":
                    yield _code(token.content.rstrip())
                case "bullet_list_open":
                    yield self._list(tokens, "list", "bullet_list_close", "")
                case "ordered_list_open":
                    start = token.attrGet("start") or 1
                    yield self._list(tokens, "enum", "ordered_list_close", f"start: {start}, ")
                case "blockquote_open":
                    inside = "\n".join(self._blocks(tokens, "blockquote_close"))
                    yield f"#nota[\n{inside}\n]"
                case "table_open":
                    yield self._table(tokens)
                case "hr":
                    yield ""
                case "html_block":
                    if re.sub(r"<!--.*?-->", "", token.content, flags=re.DOTALL).strip():
                        raise CannotTypeset(f"{self._path.name}: HTML has no place here: {token.content}")
                case _:
                    raise CannotTypeset(f"{self._path.name}: {token.type} has no place here")

    def _heading(self, token: Token, inline: Token) -> str:
        level = int(token.tag[1])
        anchor = slug(inline.content)
        count = self._headings.get(anchor, 0)
        self._headings[anchor] = count + 1
        name = label(self._path, "" if level == 1 else f"{anchor}-{count}" if count else anchor)
        options = ", supplement: [apaisado]" if level == 1 and self._landscape else ""
        # The PDF numbers its headings itself, but "section 12" of a page that has numbers stays 12.
        title, own = re.subn(r"^\d+\\?\. ", "", self._inline(inline))
        self._has_numbers = self._has_numbers or bool(own)
        if level == 1 and self._title:
            title = escaped(self._title)
        if level > 1 and self._has_numbers:
            options += ", numbering: propia"
        return f"\n#heading(level: {level}{options})[{title}] <{name}>\n"

    def _paragraph(self, inline: Token, hidden: bool, last: bool) -> str:
        children = inline.children or []
        if inline.content.startswith(f"*{CAPTION}"):
            self._caption = self._inlines(children[1:-1]).removeprefix(CAPTION).removesuffix("\\.")
            return ""
        if len(children) == 1 and children[0].type == "image":
            return self._figure(children[0], last)
        if inline.content.endswith(":") and not hidden:  # not alone at the foot of a page
            return f"#anuncio[{self._inline(inline)}]\n"
        return self._inline(inline) + ("" if hidden else "\n")

    def _list(self, tokens: _Tokens, kind: str, end: str, options: str) -> str:
        items, tight = [], True
        for token in tokens:
            if token.type == end:
                break
            following = tokens.peek()
            tight = tight and (following is None or following.type != "paragraph_open" or following.hidden)
            items.append("[" + "\n".join(self._blocks(tokens, "list_item_close")) + "]")
        return f"#{kind}({options}tight: {str(tight).lower()}, {', '.join(items)})\n"

    def _figure(self, image: Token, last: bool) -> str:
        source = str(image.attrGet("src"))
        path = (self._path.parent / source).resolve()
        if not path.is_file():
            raise CannotTypeset(f"{self._path.name}: there is no image {source}")
        width, height = _size(path)
        share = min(1.0, width / (680 if path.suffix == ".svg" else FULL_WIDTH_PX))
        share = min(share, PAGE_HEIGHT_PT / (PAGE_WIDTH_PT * height / width))
        name = string("/" + path.relative_to(self._root).as_posix())
        picture = f"image({name}, width: {share * 100:.1f}%)"
        framed = picture if path.suffix == ".svg" else f"captura({picture})"
        is_high = PAGE_WIDTH_PT * share * height / width > FLOATS_FROM_PT
        floats = "placement: bottom, " if is_high and not last else ""
        return f"#figure({framed}, {floats}caption: [{self._inlines(image.children or [])}])\n"

    def _table(self, tokens: _Tokens) -> str:
        rows: list[list[Token]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        self._in_table = True
        cells = [[f"[{self._inline(cell)}]" for cell in row] for row in rows]
        self._in_table = False
        texts = [[cell.content for cell in row] for row in rows]
        columns = ", ".join(widths(texts, LANDSCAPE if self._landscape else PORTRAIT))
        head, body = ", ".join(cells[0]), ",\n".join(", ".join(row) for row in cells[1:])
        caption, self._caption = self._caption, ""
        said = f"caption: [{caption[0].upper()}{caption[1:]}], " if caption else ""
        said += "entera: true, " if stays_whole(texts) else ""
        return f"#tabla({said}columns: ({columns},), cabecera: ({head},),\n{body})\n"

    # --- inlines

    def _inline(self, token: Token) -> str:
        return self._inlines(token.children or [])

    def _inlines(self, tokens: Sequence[Token]) -> str:
        parts: list[str] = []
        closings: list[str] = []
        for token in tokens:
            match token.type:
                case "text":
                    parts.append(OPTION.sub(r"#box[\1]", escaped(token.content)))
                case "softbreak":
                    parts.append(" ")
                case "hardbreak":
                    parts.append("#linebreak()")
                case "code_inline":
                    may_break = len(token.content) > SHORT_CODE or (self._in_table and " " in token.content)
                    kind = "#c" if may_break else "#corto"
                    parts.append(f"{kind}({string(self._breakable(token.content))})")
                case "strong_open":
                    parts.append("#strong[")
                case "em_open":
                    parts.append("#emph[")
                case "strong_close" | "em_close":
                    parts.append("]")
                case "link_open":
                    opening, closing = self._link(str(token.attrGet("href")))
                    parts.append(opening)
                    closings.append(closing)
                case "link_close":
                    parts.append(closings.pop())
                case "html_inline" if token.content.startswith("<br"):
                    parts.append("#linebreak()")
                case "html_inline" if token.content.startswith("<!--"):
                    pass
                case _:
                    raise CannotTypeset(
                        f"{self._path.name}: {token.type} ({token.content}) has no place here"
                    )
        return "".join(parts)

    def _breakable(self, code: str) -> str:
        """In the narrow columns of a table code may be broken behind its punctuation."""
        if not self._in_table:
            return code
        words = code.split(" ")
        return " ".join(BREAKABLE.sub("\\1\u200b", one) if len(one) > UNBROKEN else one for one in words)

    def _link(self, target: str) -> tuple[str, str]:
        if re.match(r"[a-z]+:", target):
            return f"#link({string(target)})[", "]"
        name, _, anchor = target.partition("#")
        path = (self._path.parent / name).resolve() if name else self._path.resolve()
        if path in self._chapters:
            return f"#link(<{label(path, anchor)}>)[", "]"
        return "", ""  # a page of the repository that is not part of the PDF


class _Tokens:
    """A stream of tokens that can be looked into."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def __iter__(self) -> Iterator[Token]:
        while self._next < len(self._tokens):
            self._next += 1
            yield self._tokens[self._next - 1]

    def peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def inline(self, end: str) -> Token:
        """The inline token that stands here, before ``end``."""
        token = self._tokens[self._next]
        assert self._tokens[self._next + 1].type == end
        self._next += 2
        return token


def _code(text: str) -> str:
    lines = text.split("\n")
    size = CODE_WIDTH_PT / (0.602 * max(1, *map(len, lines)))
    size = max(CODE_LEAST_PT, min(CODE_PT, size))
    whole = str(len(lines) <= WHOLE_LINES).lower()
    return f"#codigo(cuerpo: {size:.1f}pt, entero: {whole}, {string(text)})"


def _size(path: Path) -> tuple[float, float]:
    """Width and height in pixels of a PNG or of one of our SVG."""
    if path.suffix == ".png":
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        return float(width), float(height)
    found: Mapping[str, str] | None = None
    match = re.search(r'<svg[^>]*? width="(?P<w>[\d.]+)" height="(?P<h>[\d.]+)"', path.read_text("utf-8"))
    found = match.groupdict() if match else None
    if found is None:
        raise CannotTypeset(f"{path.name} does not say how large it is")
    return float(found["w"]), float(found["h"])
