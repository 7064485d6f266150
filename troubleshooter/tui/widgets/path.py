"""The path as a picture: source ─▶ function ─▶ target, the four questions answered under each hop."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from diagnostics.case import Node
from troubleshooter.present.clean import line, shorten
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Role, Span
from troubleshooter.tui.picture import Leg, Picture

_LABEL = 11  # `permitted  ✓`
_ROWS = 6  # the arrow with what stands over it, and four questions
_ARROW = 15  # cells between two boxes at the least
_INBOUND = ("wired", "permitted", "admitted")
_OUTBOUND = ("permitted", "admitted", "reachable")


class Path(Widget):
    """Shows one `Picture`; hovering a box or an arrow tells its full name and why it is marked so.

    *compact* draws it in two lines, for terminals that are low.
    """

    picture: reactive[Picture | None] = reactive(None, layout=True)
    compact: reactive[bool] = reactive(False, layout=True)

    def render(self) -> Content:
        return paint.content(*self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        del container, viewport
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Line]:
        if self.picture is None:
            return [(("▸ looking for the function", "muted"),)]
        return in_short(self.picture, width) if self.compact else drawn(self.picture, width)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.picture is not None:
            told = _told(self.picture, event.x / max(1, self.size.width))
            self.tooltip = Content("\n".join(line(row) for row in told))


def drawn(picture: Picture, width: int) -> list[Line]:
    """Return the picture in lines no wider than *width*."""
    left = picture.inbound[0] if picture.inbound else None
    right = picture.outbound[0] if picture.outbound else None
    source = left.source if left else None
    target = right.target if right else None
    boxes = _widths([source, picture.function, target], width - 2 * _ARROW)
    spare = width - sum(boxes)
    arrows = (min(spare // 2, 34), min(spare - spare // 2, 34))
    margin = max(0, (width - sum(boxes) - sum(arrows)) // 2)
    columns = [
        _box(source, boxes[0], _end_state(left), _nothing(picture.inbound, "no event source found")),
        _arrow(left, arrows[0], _INBOUND, picture.inbound is None),
        _box(picture.function, boxes[1], picture.state, ""),
        _arrow(right, arrows[1], _OUTBOUND, picture.outbound is None),
        _box(target, boxes[2], _end_state(right), _nothing(picture.outbound, "no refused call seen")),
    ]
    for row, (question, (state, _)) in enumerate(picture.own.items()):
        if row < 2:
            columns[2][3 + row] = _question(question, state, boxes[1])
    rows: list[Line] = []
    for row in range(_ROWS):
        spans: list[Span] = [(" " * margin, "plain")]
        for column in columns:
            spans += column[row]
        rows.append(tuple(spans))
    while rows and not "".join(text for text, _ in rows[-1]).strip():
        rows.pop()
    return rows + _others(picture, width, margin)


def in_short(picture: Picture, width: int) -> list[Line]:
    """Return the picture in two lines, or three where there are more hops: the hops, and the questions under them."""
    left = picture.inbound[0] if picture.inbound else None
    right = picture.outbound[0] if picture.outbound else None
    names = [
        (left.source if left else None, _nothing(picture.inbound, "no event source found")),
        (picture.function, ""),
        (right.target if right else None, _nothing(picture.outbound, "no refused call seen")),
    ]
    said = [nothing if node is None else line(node.name) for node, nothing in names]
    arrow = 11
    rooms = _shared([cell_len(text) for text in said], width - 2 * arrow - 2)
    said = [shorten(text, room) for text, room in zip(said, rooms, strict=True)]
    first: list[Span] = []
    for number, (text, leg, side) in enumerate(
        zip(said, (left, right, None), (picture.inbound, picture.outbound, ()), strict=True)
    ):
        role: Role = "muted" if names[number][0] is None else "strong"
        first += [("λ ", "accent")] if number == 1 else []
        first.append((text, role))
        if number < 2:
            dash = "╌" if side is None else ("━" if leg else " ")
            state = leg.state if leg else ("waiting" if side is None else "silent")
            first += _shaft(arrow, state, dash) if leg or side is None else ((" " * arrow, "plain"),)
    below_left = _in_a_row(left, _INBOUND)
    below_right = _in_a_row(right, _OUTBOUND)
    gap = width - sum(cell_len(t) for t, _ in (*below_left, *below_right))
    second: Line = (*below_left, (" " * max(2, gap), "plain"), *below_right)
    return [tuple(first), second, *_others(picture, width, 0)]


def _in_a_row(leg: Leg | None, questions: tuple[str, ...]) -> Line:
    """Return the answers of one hop side by side."""
    if leg is None:
        return ()
    asked = [q for q, a in leg.answers.items() if q in questions or a[0] not in {"silent", "waiting"}]
    spans: list[Span] = []
    for question in asked:
        state = leg.answers[question][0]
        role: Role = "bad" if state == "failed" else "muted"
        spans += [(f"{question} ", role), paint.sign(state), ("  ", "plain")]
    return tuple(spans[:-1])


def _end_state(leg: Leg | None) -> str:
    return "failed" if leg is not None and leg.state == "failed" else "passed"


def _nothing(side: tuple[Leg, ...] | None, said: str) -> str:
    return "▸ reading" if side is None else said


def _widths(nodes: list[Node | None], room: int) -> list[int]:
    """Return a width for each box: what its name needs, the widest cut first where the room is short."""
    wanted = [24 if n is None else max(len(line(n.name)) + 4, len(line(n.kind)) + 6) for n in nodes]
    wanted = [min(w, 44) for w in wanted]
    if nodes[1] is not None:
        wanted[1] += 2  # the λ
    return _shared(wanted, room)


def _shared(wanted: list[int], room: int) -> list[int]:
    """Return *wanted* cells cut until they fit into *room*, the widest first, none below twelve."""
    cells = list(wanted)
    while sum(cells) > room and max(cells) > 12:
        cells[cells.index(max(cells))] -= 1
    return cells


def _box(node: Node | None, width: int, state: str, nothing: str) -> list[Line]:
    """Return the lines of a box of three around *node*, or *nothing* in its middle."""
    blank: Line = ((" " * width, "plain"),)
    if node is None:
        return [blank, ((shorten(nothing, width).center(width), "muted"),), *[blank] * (_ROWS - 2)]
    edge: Role = "bad" if state == "failed" else "muted"
    kind = shorten(line(node.kind), width - 6)
    mark = {"failed": "✗ ", "waiting": ""}.get(state, "") if nothing == "" else ""
    glyph = "λ " if nothing == "" else ""
    name = shorten(line(node.name), width - 4 - len(glyph) - len(mark))
    fill = " " * max(0, width - 4 - len(glyph) - len(mark) - cell_len(name))
    return [
        (("╭ ", edge), (kind, "muted"), (" " + "─" * max(0, width - 4 - cell_len(kind)) + "╮", edge)),
        (("│ ", edge), (mark, "bad"), (glyph, "accent"), (name, "strong"), (fill, "plain"), (" │", edge)),
        (("╰" + "─" * (width - 2) + "╯", edge),),
        *[blank] * (_ROWS - 3),
    ]


def _arrow(leg: Leg | None, width: int, questions: tuple[str, ...], reading: bool) -> list[Line]:
    """Return the lines of an arrow: the refused action, the arrow with its sign, and the questions under it."""
    blank: Line = ((" " * width, "plain"),)
    if leg is None:
        state, dash = ("waiting", "╌") if reading else ("silent", " ")
        return [blank, _shaft(width, state, dash) if reading else blank, *[blank] * (_ROWS - 2)]
    label = shorten(line(leg.label), width - 2).center(width) if leg.state == "failed" else " " * width
    rows = [(q, a[0]) for q, a in leg.answers.items() if q in questions or a[0] not in {"silent", "waiting"}]
    dash = "╌" if leg.state == "waiting" else "━"
    return [
        ((label, "bad"),),
        _shaft(width, leg.state, dash),
        *[_question(q, state, width) for q, state in rows],
        *[blank] * (_ROWS - 2 - len(rows)),
    ]


def _shaft(width: int, state: str, dash: str) -> Line:
    role = paint.ROLE_OF[state]
    calm: Role = "bad" if state == "failed" else "muted"
    inner = width - 2
    before = (inner - 3) // 2
    return (
        (" " + dash * before + " ", calm),
        (paint.SIGNS[state], role),
        (" " + dash * (inner - before - 4) + "▶ ", calm),
    )


def _question(question: str, state: str, width: int) -> Line:
    text = f"{question:<{_LABEL - 1}}"
    left = max(0, (width - _LABEL - 1) // 2)
    role: Role = (
        "bad"
        if state == "failed"
        else ("plain" if state in {"blocked", "inconclusive", "remark"} else "muted")
    )
    right = max(0, width - left - len(text) - 1)
    return ((" " * left, "plain"), (text, role), paint.sign(state), (" " * right, "plain"))


def _others(picture: Picture, width: int, margin: int) -> list[Line]:
    """Return one muted line that names the further sources and targets with their signs."""
    spans: list[Span] = []
    for title, legs, end in (("also from", picture.inbound, 0), ("also to", picture.outbound, 1)):
        more = (legs or ())[1:]
        if not more:
            continue
        spans.append((f"{title}  ", "muted"))
        for leg in more[:3]:
            node = leg.target if end else leg.source
            spans += [paint.sign(leg.state), (f" {shorten(line(node.name), 24)}   ", "muted")]
        if len(more) > 3:
            spans.append((f"+{len(more) - 3}   ", "muted"))
    if not spans:
        return []
    kept: list[Span] = [(" " * margin, "plain")]
    room = width - margin
    for text, role in spans:
        kept.append((text[: max(0, room)], role))
        room -= len(text)
    return [tuple(kept)]


def _told(picture: Picture, where: float) -> list[str]:
    """Return what stands at the fraction *where* of the width: full names, and why each question is marked."""
    left = picture.inbound[0] if picture.inbound else None
    right = picture.outbound[0] if picture.outbound else None
    if where < 0.2:
        return [left.source.kind, left.source.id] if left else ["no event source found"]
    if 0.42 < where < 0.58:
        return [picture.function.kind, picture.function.id]
    if where > 0.8:
        return [right.target.kind, right.target.id] if right else ["no refused call seen"]
    leg = left if where < 0.5 else right
    if leg is None:
        return ["nothing known here"]
    return [f"{paint.SIGNS[state]} {question}: {why}" for question, (state, why) in leg.answers.items()]
