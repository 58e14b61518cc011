"""The mail template language: Jinja2's syntax, with every way of running away taken out.

Jinja2's sandbox protects objects, not resources: `{{ 'a' * 50000000 }}`, a width filter, doubling `~` or two nested
loops keep a process busy for minutes. Rendering each mail in a process of its own with rlimits would cost a hundred
times the mail itself, so the language is made total instead, and the bound holds inside the process:

- the syntax tree is checked against a list of allowed nodes: no macros, calls, imports, includes, recursion, blocks;
  the only call is `range(n)` with n <= 1000, so time can only be spent in `for` loops over data;
- every `for` is rewritten to draw its items through a meter that counts steps over the whole render and looks at the
  thread's CPU time (not the wall clock: a machine that stalls must not fail good mails);
- operators go through `call_binop`, `~` through a bounded filter, filters are our own: no value exceeds 32 kB;
- output is drawn piece by piece under a byte cap, source size, node count and nesting are capped before anything runs.

So the longest possible render is `CPU_LIMIT` plus one pass over at most `MAX_NODES` bounded operations.
"""

import re
from collections.abc import Iterable, Iterator
from time import thread_time
from typing import Any, Final, Protocol, cast

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.environment import Template
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from backend.mail.errors import RenderError
from backend.mail.fields import GROUPS
from backend.mail.filters import FILTERS, TESTS, bounded, concat, limited_range, number

MAX_SOURCE: Final = 262_144
MAX_NODES: Final = 6_000
MAX_DEPTH: Final = 40
MAX_LOOPS: Final = 3
MAX_STEPS: Final = 20_000
MAX_OUTPUT: Final = 1_000_000
CPU_LIMIT: Final = 0.25
"""Seconds of the thread's own CPU time a render may spend in loops."""

_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Tuple, nodes.List,
    nodes.For, nodes.If, nodes.Assign, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Getattr, nodes.Getitem,
    nodes.Slice, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add,
    nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Concat, nodes.Call, nodes.Keyword,
)  # fmt: skip
_LOOP_FIELDS: Final = frozenset({"index", "index0", "first", "last", "length", "revindex"})
_RESERVED: Final = frozenset({"self", "super", "caller", "varargs", "kwargs"})
OURS: Final = re.compile(r"_link\d+|_track|_open")
"""Names that only we put into a template."""
CALLS: Final = {"range": 1, "_track": 2}
"""What may be called, with how many arguments."""
_METER: Final = "_meter"


class Meter:
    """Counts what one render spends."""

    __slots__ = ("_deadline", "_steps")

    def __init__(self) -> None:
        self._steps = MAX_STEPS
        self._deadline = 0.0

    def draw(self, values: Iterable[Any]) -> Iterator[Any]:
        """The values one by one, until the render has spent its share."""
        if not self._deadline:
            self._deadline = thread_time() + CPU_LIMIT
        for value in values:
            self._steps -= 1
            if self._steps < 0 or thread_time() > self._deadline:
                raise RenderError("template_too_slow", "The template loops too long; shorten its loops.")
            yield value


class _Instrument(NodeTransformer):
    """Puts the meter into every loop and the bound into every `~`."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        call = nodes.Getattr(nodes.Name(_METER, "load"), "draw", "load")
        node.iter = nodes.Call(call, [node.iter], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return nodes.Filter(nodes.List(node.nodes), "_concat", [], [], None, None, lineno=node.lineno)


class MailEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 restricted as the module describes. One instance with escaping (HTML), one without (text, subject)."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape, undefined=StrictUndefined, finalize=_finalize, cache_size=0)
        self.filters = {**FILTERS, "_concat": concat}
        self.tests = dict(TESTS)
        self.globals = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Keys of plain dicts; fields of `loop`; nothing else has attributes. A missing custom field is empty."""
        if isinstance(obj, dict):
            return cast("dict[str, Any]", obj).get(attribute, "")
        if attribute in _LOOP_FIELDS or isinstance(obj, Meter):
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Items of plain dicts, lists and texts."""
        if isinstance(obj, dict):
            return cast("dict[Any, Any]", obj).get(argument, "")
        if isinstance(obj, str | list | tuple) and isinstance(argument, int | slice):
            try:
                return cast("list[Any]", obj)[argument]
            except IndexError:
                return ""
        return self.undefined(obj=obj, name=str(argument))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Only what the checked tree can contain is ever called. The keyword arguments are Jinja's own."""
        return __obj(*args)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on bounded numbers, `+` on bounded texts; no repetition, no formatting, no powers."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return bounded(left + right) if len(left) + len(right) < MAX_OUTPUT else bounded("x" * MAX_OUTPUT)
        if operator == "**":
            raise RenderError("template_unsupported", "** is not part of the template language.", what="**")
        try:
            return number(self.binop_table[operator](number(left), number(right)))
        except ZeroDivisionError:
            raise RenderError("template_failed", "Division by zero.") from None

    def build(self, tree: nodes.Template) -> Template:
        """A runnable template of a checked tree."""
        return self.template_class.from_code(self, self.compile(_Instrument().visit(tree)), {}, None)


def _finalize(value: Any) -> Any:
    return "" if value is None else value


class NameCheck(Protocol):
    """Called for every field a template names, with its line."""

    def __call__(self, name: str, line: int) -> None: ...


def parse(
    environment: MailEnvironment, source: str, on_name: NameCheck | None = None, *, made: bool = False
) -> nodes.Template:
    """The checked syntax tree. Raises RenderError with the line for anything outside the language.

    `made`: the source was made from an author's by the HTML tools. It may use our own names, and it is checked all the
    same: those tools decode `&#123;&#123;`, which the check of the author's text could not see.
    """
    if len(source) > MAX_SOURCE * (4 if made else 1) or source.count("{{") + source.count("{%") > MAX_NODES // 2:
        raise RenderError("template_too_large", "The template is too large.")
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise RenderError("template_syntax", error.message or "syntax error", line=error.lineno) from None
    except (RecursionError, MemoryError):
        raise RenderError("template_too_deep", "The template is nested too deeply.") from None
    _check(environment, tree, on_name, OURS if made else re.compile(r"(?!)"))
    return tree


def _check(
    environment: MailEnvironment, tree: nodes.Template, on_name: NameCheck | None, ours: re.Pattern[str]
) -> None:
    count = 0
    stack: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    local = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"} | {"loop"}
    while stack:
        node, depth, loops = stack.pop()
        count += 1
        loops += isinstance(node, nodes.For)
        if count > MAX_NODES:
            raise RenderError("template_too_large", "The template has too many parts.", line=node.lineno)
        if depth > MAX_DEPTH or loops > MAX_LOOPS:
            raise RenderError("template_too_deep", "The template is nested too deeply.", line=node.lineno)
        _check_node(environment, node, ours)
        path = _path(node)
        if path is not None:
            if on_name is not None and path.split(".")[0] not in local:
                on_name(path, node.lineno)
            continue
        children = node.args if isinstance(node, nodes.Call) else node.iter_child_nodes()
        stack.extend((child, depth + 1, loops) for child in children)


def _check_node(environment: MailEnvironment, node: nodes.Node, ours: re.Pattern[str]) -> None:
    what = type(node).__name__.lower()
    refused = not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and node.recursive)
    if isinstance(node, nodes.Call):
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        refused = len(node.args) != CALLS.get(called) or (called != "range" and not ours.fullmatch(called))
        refused = refused or bool(node.kwargs or node.dyn_args or node.dyn_kwargs)
        what = "call"
    elif isinstance(node, nodes.Name | nodes.Getattr):
        name = node.name if isinstance(node, nodes.Name) else node.attr
        refused = (name.startswith("_") and not ours.fullmatch(name)) or name in _RESERVED
    elif isinstance(node, nodes.Filter):
        refused, what = node.name not in environment.filters or node.name.startswith("_"), f"|{node.name}"
    elif isinstance(node, nodes.Test):
        refused, what = node.name not in environment.tests, f"is {node.name}"
    if refused:
        message = f"{what} is not part of the template language."
        raise RenderError("template_unsupported", message, line=node.lineno, what=what)


def _path(node: nodes.Node) -> str | None:
    """The dotted field a node names: `last_name`, `company.name`, `attributes["x"]`; None for anything else."""
    if isinstance(node, nodes.Name) and node.ctx == "load":
        return node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in GROUPS:
        return f"{node.node.name}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name) and node.node.name in GROUPS:
        key = node.arg.value if isinstance(node.arg, nodes.Const) else "?"
        return f"{node.node.name}.{key}"
    return None


def run(template: Template, data: dict[str, Any]) -> str:
    """The output of one render. Raises RenderError when it fails, runs too long or grows too large."""
    data[_METER], data["range"] = Meter(), limited_range
    pieces: list[str] = []
    size = 0
    try:
        for piece in template.root_render_func(template.new_context(data, shared=True)):
            size += len(piece)
            if size > MAX_OUTPUT:
                raise RenderError("template_too_large", f"The mail grew over {MAX_OUTPUT} characters.")
            pieces.append(piece)
    except RenderError:
        raise
    except UndefinedError as error:
        raise RenderError("unknown_field", error.message or "unknown field") from None
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
        raise RenderError("template_failed", str(error)) from None
    return "".join(pieces)


HTML: Final = MailEnvironment(autoescape=True)
TEXT: Final = MailEnvironment(autoescape=False)
