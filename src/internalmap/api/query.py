"""What every question may ask for: whom to protect, who may be gone, what stops a customer, which
needs count, and whether names are hidden.

The commands load this before anything else: what takes time is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, cast

from internalmap._dataclass import dataclass

if TYPE_CHECKING:
    from internalmap.kernel.scope import Scope
    from internalmap.model.organization import Importance, Organization


class Settings(TypedDict):
    """The arguments that most functions take of a query about an organisation that has the needs
    that are asked about."""

    protect: tuple[str, ...]
    candidates: tuple[str, ...]
    stops_on: Importance


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a model, checked; `of` makes it from what a caller gives.

    `protect` and `candidates` are selectors, `only_needs` and `without_needs` are tags, and
    `stops_on` is the weakest importance that stops a customer.
    """

    protect: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    stops_on: Importance = "essential"
    only_needs: tuple[str, ...] = ()
    without_needs: tuple[str, ...] = ()
    anonymize: bool = False

    @classmethod
    def of(
        cls,
        *,
        protect: Iterable[str] | None = (),
        candidates: Iterable[str] | None = (),
        stops_on: str = "essential",
        only_needs: Iterable[str] | None = (),
        without_needs: Iterable[str] | None = (),
        anonymize: bool = False,
    ) -> Query:
        """The query that arguments or options ask for. A single selector or tag stands for a list
        of one.

        Raises `InvalidArgument` for one that cannot be meant.
        """
        from internalmap.arguments import flag, one_of, texts
        from internalmap.model.organization import IMPORTANCES

        return cls(
            protect=texts("protect", protect),
            candidates=texts("candidates", candidates),
            stops_on=cast("Importance", one_of("stops_on", stops_on, IMPORTANCES)),
            only_needs=texts("only_needs", only_needs),
            without_needs=texts("without_needs", without_needs),
            anonymize=flag("anonymize", anonymize),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything else is asked for than what is asked without a word."""
        return (
            bool(self.protect or self.candidates or self.only_needs or self.without_needs)
            or self.stops_on != "essential"
        )

    @property
    def settings(self) -> Settings:
        """What is asked of an organisation beside its needs, as arguments of a function."""
        return {
            "protect": self.protect,
            "candidates": self.candidates,
            "stops_on": self.stops_on,
        }

    def needs_of(self, organization: Organization) -> Organization:
        """The organisation with the needs alone that are asked about.

        Raises `InternalMapError` for a tag that no need has, and for what is no organisation.
        """
        return checked_model("organization", organization).with_needs(
            self.only_needs, self.without_needs
        )

    def scope(self, organization: Organization) -> Scope:
        """The organisation with these needs alone, as the analyses look at it.

        Raises `InternalMapError` for a selector that picks nobody or a tag that no need has.
        """
        from internalmap.kernel.scope import scope

        return scope(self.needs_of(organization), **self.settings)

    def as_options(self) -> str:
        """The options that ask the same again, as they are typed behind a model; no selector where
        it would tell an id that the result hides.

        >>> Query.of(protect=["guests"], stops_on="important", only_needs="late shift").as_options()
        ' --protect guests --stops-on important --only-needs "late shift"'
        """
        from internalmap.model.phrases import quote

        given: Mapping[str, tuple[str, ...]] = {
            "--protect": () if self.anonymize else self.protect,
            "--candidates": () if self.anonymize else self.candidates,
            "--stops-on": () if self.stops_on == "essential" else (self.stops_on,),
            "--only-needs": self.only_needs,
            "--without-needs": self.without_needs,
        }
        return "".join(
            f" {option} {quote(value)}" for option, values in given.items() for value in values
        )

    def caveats(self, *, stops_on: bool = True) -> tuple[str, ...]:
        """What was asked for, in sentences that stand in the report. `stops_on`: also what stops a
        customer, for a report that does not say it elsewhere.

        >>> Query.of(without_needs=["training"]).caveats()
        ('As asked, needs with the tag training are left out.',)
        """
        from internalmap.model.phrases import listed
        from internalmap.text.escape import escape

        found = []
        if stops_on and self.stops_on != "essential":
            weaker = "important" if self.stops_on == "important" else "important or helpful"
            found.append(
                f"As asked, needs that are {weaker} stop their customer when they are unmet, not "
                "only essential ones."
            )
        if self.only_needs:
            tags = listed([escape(tag) for tag in self.only_needs], "or")
            found.append(f"As asked, only needs with the tag {tags} are looked at.")
        if self.without_needs:
            tags = listed([escape(tag) for tag in self.without_needs], "or")
            found.append(f"As asked, needs with the tag {tags} are left out.")
        return tuple(found)


def checked_model(argument: str, value: Any) -> Organization:
    """An organisation. Raises `InvalidArgument` for anything else, such as the name of its file."""
    from internalmap.arguments import instance
    from internalmap.model.organization import Organization

    return instance(argument, value, Organization, "Read a model with internalmap.load(path).")
