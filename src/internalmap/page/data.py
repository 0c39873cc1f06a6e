"""What the page knows: the network that its clock goes by, and what its cards, its list and its
findings say, from the results that the report is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from internalmap.kernel.scope import Scope
from internalmap.model.organization import KINDS, Action, Need, Organization, Party
from internalmap.model.phrases import Names, counted, rating
from internalmap.page.columns import Column, Texts, column
from internalmap.page.findings import findings
from internalmap.page.network import page_network
from internalmap.reports.analyze.sections.bottlenecks import taken
from internalmap.results.analyze import Analysis
from internalmap.text.escape import escape

#: What may be followed with a click. Browsers read some of what else there is as a program.
_LINK = re.compile(r"(?:https?://|mailto:)[!-~\u00a1-\U0010ffff]+", re.IGNORECASE)


def page_data(scope: Scope, analysis: Analysis, *, contacts: bool = False) -> dict[str, Any]:
    """What a page holds, as plain JSON of whole numbers and texts that are safe to show.

    `network` is as `page_network` has it. `texts` are those that columns name by number. `parties`
    are columns by party, of which nothing says what nobody wrote down:

    - `name` where it is not the id, `kind` (its place in `kinds`), `tags` and `location` (numbers
      of texts), `url`, `actions` (what, due, done, who answers), `level`;
    - `impact`: how many others its absence stops at most; `busy`: how much of its hours is taken;
    - of single points of failure `grade`, `after`, `needed`, `let_down` (how many) and `why`: whom
      it lets down or would, and when;
    - with contacts `contact`, `owner` and `note`.

    `needs` are columns by written need: `service`, `tags`, `within`, `satisfaction`, `url`,
    `actions`, and `assumed`: 1 that nobody said how much it matters, 2 how long its customer can
    wait, 3 both; with contacts `request` and `note`. `findings` are those of the report, each with
    whom it is about; `notices` say what is left out, and on what the figures rest.

    `contacts`: also whom to call, who answers, and notes. What is no web address is never a link.
    """
    organization = scope.organization
    texts = Texts()
    parties = [*organization.parties.values()]
    found, notices = findings(scope, analysis, contacts=contacts)
    urls = [party.url for party in parties] + [need.url for need in organization.needs]
    refused = sum(url is not None and _link(url) is None for url in urls)
    if refused:
        notices.append(
            f"{counted(refused, 'web address', 'web addresses')} left out: only http, https and "
            "mailto can be followed."
        )
    return {
        "organization": escape(analysis.organization),
        "marking": None if analysis.marking is None else escape(analysis.marking),
        "network": page_network(scope),
        "kinds": [*KINDS],
        "parties": _parties(analysis, parties, texts, contacts=contacts),
        "needs": _needs(organization, texts, contacts=contacts),
        "texts": [*texts.known],
        "findings": found,
        "notices": [*map(escape, analysis.notices), *notices],
    }


def _parties(
    analysis: Analysis, parties: Sequence[Party], texts: Texts, *, contacts: bool
) -> dict[str, Column]:
    names = Names(analysis.names)
    rows = {row.id: row for row in analysis.parties}
    points = {point.party: point for point in analysis.single_points_of_failure}
    single = [points.get(party.id) for party in parties]
    found = {
        "name": column(_other(names.short(party.id), party.id) for party in parties),
        "kind": column((KINDS.index(party.kind) for party in parties), KINDS.index("team")),
        "tags": column(texts.numbers(party.tags) for party in parties),
        "location": column(texts.numbers(party.location) for party in parties),
        "url": column(_link(party.url) for party in parties),
        "actions": _actions((party.actions for party in parties), names, contacts=contacts),
        "level": column(rows[party.id].level for party in parties),
        "impact": column((rows[party.id].impact for party in parties), 0),
        "busy": column(_busy(rows[party.id].utilisation) for party in parties),
        "grade": column(point and point.grade for point in single),
        "after": column(point and _whole(point.after) for point in single),
        "needed": column(point and _whole(point.needed) for point in single),
        "let_down": column((len(point.let_down) if point else 0 for point in single), 0),
    }
    if contacts:
        found["contact"] = column(_shown(party.contact) for party in parties)
        found["owner"] = column(
            None if party.owner is None else names.someone(party.owner) for party in parties
        )
        found["note"] = column(_shown(party.note) for party in parties)
    return found


def _needs(organization: Organization, texts: Texts, *, contacts: bool) -> dict[str, Column]:
    needs = organization.needs
    names = Names({party.id: party.name for party in organization.parties.values()})
    found = {
        "service": column(texts.number(need.service) for need in needs),
        "tags": column(texts.numbers(need.tags) for need in needs),
        "within": column(need.within for need in needs),
        "satisfaction": column(texts.number(_rated(need, organization)) for need in needs),
        "url": column(_link(need.url) for need in needs),
        "actions": _actions((need.actions for need in needs), names, contacts=contacts),
        "assumed": column(
            ((not need.importance_given) + 2 * (need.buffer is None) for need in needs), 0
        ),
    }
    if contacts:
        found["request"] = column(texts.number(need.request) for need in needs)
        found["note"] = column(_shown(need.note) for need in needs)
    return found


def _actions(every: Iterable[Sequence[Action]], names: Names, *, contacts: bool) -> Column:
    """What was promised: what it is, when it is due, when it was done, and who answers for it."""

    def entry(action: Action) -> list[str | None]:
        due, done = (None if day is None else day.isoformat() for day in (action.due, action.done))
        owner = names.someone(action.owner) if contacts and action.owner is not None else None
        return [escape(action.what), due, done, owner]

    return column([entry(action) for action in actions] or None for actions in every)


def _other(text: str, usual: str) -> str | None:
    return None if text == usual else text


def _shown(text: str | None) -> str | None:
    """A text of several lines, safe to show; the lines stay."""
    return None if text is None else "\n".join(map(escape, text.split("\n")))


def _link(url: str | None) -> str | None:
    """A web address that can be followed."""
    return url if url is not None and _LINK.fullmatch(url) and escape(url) == url else None


def _busy(utilisation: float | None) -> str | None:
    return None if utilisation is None else taken(utilisation).text


def _rated(need: Need, organization: Organization) -> str | None:
    given = need.satisfaction
    return None if given is None else rating(given.mean, organization.scale)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)
