"""The policy layers as a tree: the statements that decided, and those that almost did."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, Tree
from textual.widgets.tree import TreeNode

from diagnostics.trace import Layer, Policy, Statement, Trace
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import Line, Role
from troubleshooter.tui.widgets.reader import Reader

_MARKS: dict[str, tuple[str, Role, str]] = {
    "decides": ("◂", "accent", "decides"), "near": ("~", "warn", "almost applies"), "": ("", "muted", ""),
}  # fmt: skip
_DECISION: dict[str, tuple[str, Role]] = {
    "allowed": ("✓", "good"), "implicitly-denied": ("✗", "bad"), "explicitly-denied": ("✗", "bad"), "unknown": ("?", "warn"),
}  # fmt: skip
_COLOURS: dict[Role, str] = {
    "bad": "bold red",
    "good": "green",
    "warn": "yellow",
    "accent": "bold yellow",
    "muted": "dim",
}


class TraceScreen(Screen[None]):
    """Shows one answer of the judge; the marked statement stands beside the tree as it is written."""

    BINDINGS = bindings("trace")

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace

    def compose(self) -> ComposeResult:
        yield Static(paint.content(*head(self._trace)), id="trace-head")
        with Horizontal(id="trace-body"):
            yield Tree(Text("layers"), id="trace")
            yield Reader(id="statement")
        yield Footer()

    def on_mount(self) -> None:
        tree: Tree[Layer | Policy | Statement] = self.query_one(Tree)
        tree.border_title = Content(" Layers, in the order in which they are asked ")
        self.query_one(Reader).border_title = Content(" Statement ")
        tree.show_root = False
        shown: list[tuple[int, TreeNode[Layer | Policy | Statement]]] = []
        for layer in self._trace.layers:
            branch = tree.root.add(_layer(layer), layer, expand=True)
            for policy in layer.policies:
                node = branch.add(_policy(policy), policy, expand=any(s.mark for s in policy.statements))
                for statement in policy.statements:
                    leaf = node.add_leaf(_statement(statement), statement)
                    if statement.mark:
                        shown.append((2 * (statement.mark != "decides") + (not layer.blocks), leaf))
        tree.root.expand()
        tree.focus()
        if shown:  # what decided, else what almost did where it was refused
            self.call_after_refresh(tree.move_cursor, min(shown, key=lambda row: row[0])[1])

    @on(Tree.NodeHighlighted)
    def _marked(self, event: Tree.NodeHighlighted[Layer | Policy | Statement]) -> None:
        reader = self.query_one(Reader)
        reader.show(_detail(event.node, reader.scrollable_content_region.width))

    def action_back(self) -> None:
        self.dismiss(None)


def head(trace: Trace) -> list[Line]:
    """Return the request and what became of it."""
    asked = trace.asked
    sign, role = _DECISION[trace.decision]
    rows: list[Line] = [
        (
            (f"{sign} {trace.decision.replace('-', ' ')}  ", role),
            (line(asked.action or "not named"), "strong"),
        ),
        (("by  ", "muted"), (line(asked.principal or "not named"), "plain")),
        (("on  ", "muted"), (line(asked.resource or "not named"), "plain")),
    ]
    if trace.missing:
        rows.append(
            (("?   ", "warn"), (f"not known, and would decide: {line(', '.join(trace.missing))}", "warn"))
        )
    return rows


def _styled(*spans: tuple[str, Role]) -> Text:
    text = Text()
    for word, role in spans:
        text.append(word, _COLOURS.get(role, ""))
    return text


def _layer(layer: Layer) -> Text:
    sign: tuple[str, Role] = ("✗ ", "bad") if layer.blocks else ("· ", "muted")
    tail: tuple[str, Role] = ("   stands against it", "bad") if layer.blocks else ("", "muted")
    return _styled(sign, (line(layer.name), "plain"), tail)


def _policy(policy: Policy) -> Text:
    unread: tuple[str, Role] = ("   ? not read" if policy.unread else "", "warn")
    return _styled((line(policy.name, 40), "plain"), unread)


def _statement(statement: Statement) -> Text:
    sign, role, word = _MARKS[statement.mark]
    tail: tuple[str, Role] = (f"   {sign} {word}" if statement.mark else "", role)
    name = f"{line(statement.effect)} {line(statement.name, 40)}"
    return _styled((name, role if statement.mark else "muted"), tail)


def _detail(node: TreeNode[Layer | Policy | Statement], width: int) -> list[Line]:
    match node.data:
        case Statement() as found:
            sign, role, word = _MARKS[found.mark]
            told = _wrapped(f"{sign} {word}: {found.why}", width, role) if found.mark else []
            return [*told, (("", "plain"),), *paint.json_lines(found.body)]
        case Policy() as found:
            said = found.unread or paint.count(len(found.statements), "statement")
            return [*_wrapped(found.name, width, "strong"), *_wrapped(said, width, "muted")]
        case Layer() as found:
            role = "bad" if found.blocks else "muted"
            return [*_wrapped(found.name, width, "strong"), *_wrapped(found.note, width, role)]
    return []


def _wrapped(text: str, width: int, role: Role) -> list[Line]:
    return [((row, role),) for row in paint.wrapped(line(text), width)]
