"""Templates that would keep a process busy for minutes, or fill its memory, are stopped inside it."""

import time

import pytest

from backend.mail.errors import RenderError
from backend.mail.language import HTML, MAX_OUTPUT, TEXT, parse, run

LOOP = "{% for i in range(1000) %}{% for j in range(1000) %}"
END = "{% endfor %}{% endfor %}"


def outcome(source: str, **data: object) -> str:
    """The code of the refusal, or "rendered"."""
    try:
        run(HTML.build(parse(HTML, source)), dict(data))
    except RenderError as error:
        return error.code
    return "rendered"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (LOOP + "{% for k in range(1000) %}{% endfor %}" + END, "template_too_slow"),
        (LOOP + "{% if memo|upper|lower == memo %}{% endif %}" * 300 + END, "template_too_slow"),
        (LOOP + "y" * 1000 + END, "template_too_large"),
        ("{{ 'a' * 50000000 }}", "template_failed"),
        ("{{ 'a'|center(50000000) }}", "template_unsupported"),
        ("{{ '%050000000d'|format(1) }}", "template_unsupported"),
        ("{{ '%050000000d' % 1 }}", "template_failed"),
        ("{{ 'a'.ljust(50000000) }}", "template_unsupported"),
        ("{{ 10 ** 10 ** 10 }}", "template_unsupported"),
        ("{% set n = 99999999 %}" + "{% set n = n * n %}" * 40 + "{{ n }}", "template_too_large"),
        ("{% set a = memo %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", "template_too_large"),
        ("{% set a = memo %}" + "{% set a = a + a %}" * 60 + "{{ a }}", "template_too_large"),
        ("{{ memo|replace('a', memo) }}", "template_too_large"),
        ("{{ range(100000) }}", "template_too_large"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "template_unsupported"),
        ("{% for i in tags recursive %}{{ loop(tags) }}{% endfor %}", "template_unsupported"),
        ("{% include 'x' %}", "template_unsupported"),
        ("{% set a %}x{% endset %}", "template_unsupported"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "template_too_deep"),
        ("{% if 1 %}" * 60 + "{% endif %}" * 60, "template_too_deep"),
        ("{{ score }}" * 4000, "template_too_large"),
        ("x" * 300_000, "template_too_large"),
        ("{{ 1 / 0 }}", "template_failed"),
    ],
)
def test_a_template_that_never_ends_is_stopped_and_does_not_take_the_process_with_it(source: str, code: str) -> None:
    began = time.thread_time()
    assert outcome(source, memo="a" * 30_000, tags=["x"], score=1) == code
    assert time.thread_time() - began < 1.5


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ memo['__class__'] }}",
        "{{ _meter }}",
        "{{ company.items() }}",
        "{{ company.__init__ }}",
        "{{ self }}",
        "{{ tags.append(1) }}",
        "{% for k in company %}{{ k.upper() }}{% endfor %}",
    ],
)
def test_a_template_reaches_nothing_but_plain_data(source: str) -> None:
    assert outcome(source, memo="x", company={"name": "c"}, tags=["x"]) in ("template_unsupported", "unknown_field")


def test_output_is_cut_off_before_it_fills_the_memory() -> None:
    source = "{% for i in range(1000) %}{{ memo }}{% endfor %}"
    assert MAX_OUTPUT < 1000 * 30_000
    assert outcome(source, memo="a" * 30_000) == "template_too_large"


def test_methods_named_like_fields_are_fields() -> None:
    template = TEXT.build(parse(TEXT, "{{ company.items }}/{{ company.keys }}"))
    assert run(template, {"company": {"items": "商品"}}) == "商品/"


def test_a_line_is_named_for_what_does_not_parse() -> None:
    with pytest.raises(RenderError) as caught:
        parse(TEXT, "一行目\n二行目\n{% if last_name %}")
    assert (caught.value.code, caught.value.line) == ("template_syntax", 3)


def test_ordinary_templates_need_no_apology() -> None:
    source = (
        "{% for tag in tags %}{{ loop.index }}.{{ tag }}{% if not loop.last %}、{% endif %}{% endfor %}"
        "{{ score + 1 }} {{ company.name|default('貴社') }} {{ consent_on|date }} {{ n|comma }} {{ memo|truncate(3) }}"
        "{{ tags|join('/') }} {{ last_name|sama }} {{ company.name|onchu }} {{ '%s' ~ 1 }}"
    )
    data = {
        "tags": ["甲", "乙"],
        "score": 4,
        "company": {"name": ""},
        "consent_on": "2026-04-01",
        "n": 12345,
        "memo": "あいうえお",
        "last_name": "山田",
    }
    out = run(TEXT.build(parse(TEXT, source)), data)
    assert out == "1.甲、2.乙5 貴社 2026年4月1日 12,345 あいう…甲/乙 山田 様  %s1"
