"""Conversion between two formats that both have a bridge to the hub: across both bridges in one step."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace

from runbridge._runtime import NULL
from runbridge._runtime.addresses import steps_of
from runbridge._runtime.registry import NAME, Direction, Format
from runbridge.errors import RecordError, Unconvertible
from runbridge.losses import Loss
from runbridge.problem_messages import pointer
from runbridge.problems import Problem
from runbridge.record.converter import Conversion, Converter, FindResidue, show_json, span_of, value_at


class HubConverter(msgspec.Struct, frozen=True, dict=True):
    """A conversion to the hub, whose residue is kept aside, and from there to another format.

    The residue of the second conversion has that of the first as an unknown field of the hub's record. The report is
    about fields of the source and of the target: those of the hub are traced to the ones that rules join to them.
    """

    first: Converter
    second: Converter

    @property
    def source(self) -> Format:
        """The format of the records."""
        return self.first.source

    @property
    def profile(self) -> str:
        """The profile that the records are read by."""
        return self.first.profile

    @property
    def bridge(self) -> str:
        """The names and versions of both bridges."""
        return f"{self.first.bridge} {self.second.bridge}"

    @property
    def batch_converter(self) -> None:
        """None: records are converted one by one."""

    def convert(self, data: bytes, find: FindResidue | None = None) -> Conversion:
        """The conversion of one record; `find` returns the residue from a sidecar for an id and the text of the record.

        Raises InvalidRecord, and Unconvertible where a rule has no value.
        """
        try:
            hub = self.first.convert(data, find)
        except Unconvertible as error:
            raise Unconvertible([*error.problems, *self._later_problems(error, data, find)]) from error.__cause__
        try:
            done = self.second.convert(hub.data, previous=hub.residue)
        except RecordError as error:
            raise Unconvertible([self._in_source(problem, data) for problem in error.problems]) from None
        return self._composed(hub, done)

    def _later_problems(self, error: Unconvertible, data: bytes, find: FindResidue | None) -> Iterator[Problem]:
        """The problems of the second conversion of a record for which the first one needs options."""
        assuming = self.first.assuming_options(error.__context__, data, find)
        if assuming is None:
            return
        try:
            self.second.convert(assuming.convert(data, find).data)
        except RecordError as later:
            problems = (self._in_source(problem, data) for problem in later.problems)
            # The others are those of the assumed values.
            yield from (each for each in problems if each.pointer or each.code == "unfilled-field")

    def _composed(self, hub: Conversion, done: Conversion) -> Conversion:
        """The second conversion with the report of both."""
        preserved = [*hub.preserved, *self._traced(done.preserved, hub)]
        approximated = [*hub.approximated, *self._traced(done.approximated, hub)]
        losses = [loss for each in (hub, done) for loss in each.losses if loss.kind in ("ignored", "altered")]
        losses += [Loss(kind="defaulted", field=field) for field in self._defaulted(hub, done)]
        carried = (*hub.carried, *done.carried)
        if self.second.residue == "drop":
            dropped = [*preserved, *approximated, *([NAME] if carried else [])]
            dropped += self._traced(_fields_of(done, "dropped"), hub)
            dropped += [field for field, of in self._computed.items() if not set(dropped).isdisjoint(of)]
            losses += [Loss(kind="dropped", field=field) for field in dropped]
            preserved, approximated, carried = [], [], ()
        return replace(
            done,
            losses=tuple({(loss.kind, loss.field): loss for loss in losses}.values()),
            preserved=tuple(dict.fromkeys(preserved)),
            approximated=tuple(dict.fromkeys(field for field in approximated if field not in preserved)),
            carried=carried,
        )

    def _traced(self, fields: Iterable[str], hub: Conversion) -> Iterator[str]:
        """The fields of the source for fields of the hub.

        A field of the hub without counterpart is reported only if it comes from a residue: else it has its default.
        """
        for field in fields:
            if field in self._sources:
                yield from self._sources[field]
            elif hub.is_restored:
                yield field

    def _defaulted(self, hub: Conversion, done: Conversion) -> Iterator[str]:
        """The fields of the target that have their defaults, or those of fields of the hub."""
        of_hub = set(_fields_of(hub, "defaulted"))
        yield from _fields_of(done, "defaulted")
        yield from (field for field, joined in self._joined.items() if of_hub.issuperset(joined))

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        """The fields of the source for each field of the hub."""
        return _counterparts(self.first.direction)

    @cached_property
    def _computed(self) -> Mapping[str, tuple[str, ...]]:
        """The fields of the source that have no other value than one made of these fields, if they are not reported."""
        from runbridge.bridge_table import computed_fields

        return computed_fields(self.first.direction)

    @cached_property
    def _joined(self) -> Mapping[str, tuple[str, ...]]:
        """The fields of the hub for each field of the target."""
        return _counterparts(self.second.direction)

    def _in_source(self, problem: Problem, data: bytes) -> Problem:
        """A problem of the hub's record as one of the record that it was made of."""
        if not problem.pointer:
            return replace(problem, **_START)
        field = problem.pointer.split("/")[1].replace("~1", "/").replace("~0", "~")
        of_hub = f"{problem.actual} of `{self.second.source.name}.{field}`"
        for path in map(steps_of, self._sources.get(field, ())):
            raw = value_at(data, path)
            if raw is not None and raw != NULL:
                own, actual = show_json(bytes(raw)), problem.actual
                if problem.code == "unmapped-value":
                    actual = own
                elif problem.code == "unrepresentable-value" and own != actual:
                    # A rule made another value of it.
                    actual = of_hub
                return replace(problem, pointer=pointer(path), actual=actual, **span_of(path, data))
        return replace(problem, pointer="", actual=of_hub, **_START)


#: The location of a problem of a whole record.
_START: dict[str, Any] = {"line": 1, "column": 1, "end_line": None, "end_column": None, "offset": 0}


def _fields_of(conversion: Conversion, kind: str) -> list[str]:
    return [loss.field for loss in conversion.losses if loss.kind == kind]


def _counterparts(direction: Direction) -> Mapping[str, tuple[str, ...]]:
    # Its imports are those of files in packages, which most conversions do not need.
    from runbridge.bridge_table import counterparts

    return counterparts(direction)
