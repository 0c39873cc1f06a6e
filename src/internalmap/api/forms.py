"""`forms`: an organisation in, a form for each unit out, and who has answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date

from internalmap._dataclass import dataclass
from internalmap._gc import gc_paused, gc_running
from internalmap.analyses.absence.times import MAX_STEPS, Watched, times
from internalmap.analyses.assumptions import AssumedWays
from internalmap.analyses.fallbacks import Defeats, SmallestDefeats
from internalmap.analyses.single_points import SingleFailures
from internalmap.api.parts.form_folder import LIST, FormFolder, FoundForm
from internalmap.api.query import Query, checked_model
from internalmap.arguments import callback, day, flag, one_of, optional_text, path
from internalmap.errors import InternalMapError, InvalidArgument
from internalmap.exchange.forms.changes import says_other
from internalmap.exchange.forms.content import FormContent, Forms
from internalmap.exchange.forms.file_names import ENDING, file_stem, folded, free_name
from internalmap.exchange.forms.labels import cut
from internalmap.exchange.forms.layout import settled
from internalmap.exchange.forms.respondents import BY, Respondents, respondents
from internalmap.exchange.forms.workbook import workbook
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.organization import Organization
from internalmap.model.phrases import Names, listed
from internalmap.results.forms import FormRound, FormRow
from internalmap.text.escape import escape

#: How long the contact may be that a form names.
_LONGEST_ASK = 200
#: The most forms that are made at once.
MAX_FORMS = 10_000
#: After how many it is told how far it has come.
_TOLD = 100


@dataclass(frozen=True)
class FormFiles:
    """A round of forms, and what is to be written for it: `files`, by their paths. Nothing is
    written before `save`."""

    round: FormRound
    files: Mapping[str, bytes] = field(repr=False)

    def save(self) -> tuple[str, ...]:
        """Write the files, all or none, in a folder that is made where there is none; their paths.

        Raises `InternalMapError` where that fails.
        """
        from internalmap._atomic_write import folder_for_files, write_files

        with folder_for_files(self.round.folder):
            write_files(self.files)
        return tuple(self.files)


def forms(
    organization: Organization,
    to: str | os.PathLike[str],
    *,
    by: str | None = None,
    due: date | None = None,
    ask: str | None = None,
    status: bool = False,
    again: bool = False,
    progress: Callable[[str], None] | None = None,
) -> FormFiles:
    """A form for each unit: a workbook that asks what it needs and what it gives, filled in with
    what the model says; and `forms.csv`, the list of them, with who has answered.

    `to` is the folder, which is read: forms that nobody has written into are made anew, and others
    are kept. `by` is `unit` (as it is by default; see `docs/forms.md` for who stands in whose form)
    or `party`. `due` is the date until which answers are wanted, `ask` whom to ask about the form;
    both stand in it. With `status`, no form is made, and the list tells what lies there. With
    `again`, there is another form for each that has answered and of whose needs somebody else has
    changed something since.

    >>> import internalmap, tempfile
    >>> hotel = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = internalmap.forms(hotel, folder)
    ...     [(row.unit, row.file, row.state) for row in made.round.forms]
    [('bar', 'bar.xlsx', 'not answered')]

    Raises `InternalMapError` where there is nobody to ask, where forms in the folder have been
    filled in and `again` does not say that this is meant, and where the folder cannot be read.
    """
    checked_model("organization", organization)
    to = path("to", to)
    if by is not None:
        by = one_of("by", by, BY)
    due, ask = day("due", due), _contact(ask)
    status, again = flag("status", status), flag("again", again)
    log = callback("progress", progress)
    if not to:
        raise InvalidArgument("to", "no folder is named", "Name one: --to forms")
    if status and again:
        raise InternalMapError(
            "--status makes no form, and --again makes some", "Give one of them."
        )
    if status and (due is not None or ask is not None):
        option = "--due" if due is not None else "--ask"
        raise InternalMapError(
            f"{option} stands in forms, and --status makes none", "Leave it out."
        )
    log("reading the forms")
    with gc_running():
        folder = FormFolder(to)
    made_by = folder.by(by)
    asked = respondents(organization, made_by)
    work = _Round(organization, folder, made_by, asked)
    if status:
        work.tell()
    else:
        work.make(due, ask, again, log)
    return work.result()


def _contact(ask: object) -> str | None:
    text = optional_text("ask", ask)
    if text is None:
        return None
    if not settled(text):
        raise InvalidArgument("ask", "it names nobody", 'Write, for example: --ask "Ada, ext. 47"')
    if len(text) > _LONGEST_ASK:
        raise InvalidArgument("ask", f"it is longer than {_LONGEST_ASK} characters", "Shorten it.")
    return settled(text)


class _Round:
    """Puts a round together."""

    def __init__(
        self, organization: Organization, folder: FormFolder, by: str, asked: Respondents
    ) -> None:
        self.organization = organization
        self.folder = folder
        self.by = by
        self.asked = asked
        self.names = {party.id: party.name for party in organization.parties.values()}
        self.rows: list[FormRow] = []
        self.files: dict[str, bytes] = {}
        self.notices: list[str] = []

    def tell(self) -> None:
        """The state of what lies there."""
        self._check_folder()
        if not self.folder.found:
            raise InternalMapError(
                f"there are no forms in {escape(self.folder.path)}",
                "Name the folder that they lie in, or leave out --status: that makes them.",
            )
        for each in self.folder.found:
            self.rows.append(self._row(each))
        there = {row.unit for row in self.rows}
        for unit in self.asked.asked:
            if unit not in there:
                self.rows.append(FormRow(unit, None, self._owner(unit), None, "missing", 0, 0))

    def make(
        self, due: date | None, ask: str | None, again: bool, log: Callable[[str], None]
    ) -> None:
        """Make the forms that are wanted, and keep the others."""
        if not self.asked.asked:
            raise InternalMapError(
                "there is nobody to ask",
                "Forms are for teams, departments, persons and roles of the house: add some; or "
                "ask about each party that is there: --by party.",
            )
        self._check_folder()
        self._refuse_to_replace(again)
        self._refuse_too_many()
        with gc_paused():
            weights = self._weights(log)
        log("making the forms")
        maker = Forms(self.organization, weights)
        there: dict[str, list[FoundForm]] = {}
        for each in self.folder.found:
            if each.form is not None and each.form.unit in self.asked.asked:
                there.setdefault(each.form.unit, []).append(each)
            else:
                self.rows.append(self._row(each))
        count = len(self.asked.asked)
        with gc_running():
            for number, (unit, parties) in enumerate(self.asked.asked.items(), 1):
                if number % _TOLD == 0:
                    log(f"making form {number:,} of {count:,}")
                content = maker.form(unit, parties, by=self.by, due=due, ask=ask)
                self._add(content, there.get(unit, []))

    def _add(self, content: FormContent, files: Sequence[FoundForm]) -> None:
        """Make the form of a unit, given those of it that lie there, and keep what is filled in."""
        self.notices += content.left_out
        untouched = [
            each
            for each in files
            if each.state == "not answered" and each.file.lower().endswith(ENDING)
        ]
        kept = [each for each in files if each not in untouched]
        self.rows += map(self._row, kept)
        for each in untouched:
            self._take(content, each.file)
        if not untouched and (not kept or self._is_due(content, kept)):
            name = free_name(file_stem(content.unit), self.folder.names)
            self.folder.names.add(folded(name))
            self._take(content, name)

    def _is_due(self, content: FormContent, kept: list[FoundForm]) -> bool:
        """Whether another form is to be made beside those that were filled in."""
        if any(each.state == "begun" for each in kept):
            return False
        return all(each.form is not None and says_other(content, each.form) for each in kept)

    def _refuse_too_many(self) -> None:
        count = len(self.asked.asked)
        if count > MAX_FORMS:
            raise InternalMapError(
                f"that would be {count:,} forms, and more than {MAX_FORMS:,} are not made",
                "Make them by unit: --by unit, or leave it out."
                if self.by != "unit"
                else "Say in part_of which unit each party is in: a unit has one form.",
            )

    def _refuse_to_replace(self, again: bool) -> None:
        found = self.folder.found
        filled = [each.file for each in found if each.state in ("begun", "answered")]
        if again or not filled:
            return
        raise InternalMapError(
            f"in {escape(self.folder.path)}, {listed(_shown(filled), limit=3)} "
            f"{'is' if len(filled) == 1 else 'are'} filled in already",
            "For a second round, which keeps what is there: --again. To see who has answered: "
            "--status. Or name another folder.",
        )

    def _check_folder(self) -> None:
        for file in self.folder.strange:
            self.notices.append(f"{escape(file)} is no form, and is left as it is")
        for each in self.folder.found:
            if each.form is None:
                self.notices.append(f"Not read: {each.problem}")
            elif each.form.unit not in self.asked.asked:
                self.notices.append(
                    f"{escape(each.file)} is of {escape(each.form.unit)}, which the model does not "
                    "ask any more"
                )

    def _weights(self, log: Callable[[str], None]) -> Mapping[int, int]:
        """How many ways lead over each need, by its number, as the report on assumptions has it."""
        log("removing each party")
        scope: Scope = Query.of().scope(self.organization)
        failures, defeats, ways = SingleFailures(), Defeats(), AssumedWays()
        for block in single_failures(scope.network):
            failures.take(scope, block)
            defeats.take(scope, block)
        log("timing what stops")
        watched = Watched(SmallestDefeats(scope, defeats), defeats.unmet)
        timed = times(scope, failures.stops, failures.stopped, watched, [ways.take])
        if timed.complete:
            return ways.over
        self.notices.append(
            f"What decides most does not stand first: the model takes more than {MAX_STEPS:,} "
            "steps to follow"
        )
        return {}

    def _take(self, content: FormContent, file: str) -> None:
        self.files[os.path.join(self.folder.path, file)] = workbook(content)
        rows = sum(len(sheet.rows) for sheet in content.sheets)
        self.rows.append(
            FormRow(
                content.unit,
                file,
                self._owner(content.unit),
                content.due,
                "not answered",
                rows,
                content.open_cells(),
                made=True,
            )
        )

    def _row(self, found: FoundForm) -> FormRow:
        form = found.form
        if form is None:
            return FormRow(None, found.file, None, None, "unreadable", 0, 0)
        by, on = form.filled_by, form.filled_on
        return FormRow(
            form.unit,
            found.file,
            self._owner(form.unit),
            None if form.due is None else _date(form.due),
            found.state,
            sum(map(len, form.base.values())),
            form.open_cells(),
            None if by is None else cut(by.text, _LONGEST_ASK),
            None if on is None else cut(on.text, _LONGEST_ASK),
        )

    def _owner(self, unit: str) -> str | None:
        party = self.organization.parties.get(unit)
        who = None if party is None else party.owner or party.reports_to
        return None if who is None else Names(self.names).someone(who)

    def result(self) -> FormFiles:
        """The round, with the list of its forms."""
        from internalmap.reports.formats.csv import render

        self.rows.sort(key=lambda row: (row.unit is None, row.unit or "", row.file or ""))
        made = FormRound(
            organization=self.organization.title,
            folder=self.folder.path,
            by=self.by,
            forms=tuple(self.rows),
            unanswered=self.asked.unanswered,
            outside=len(self.asked.outside),
            boxes=self.asked.boxes,
            names=self.names,
            notices=(*self.organization.notices, *self.notices),
            marking=self.organization.marking,
        )
        # Without this mark, Excel takes a file for an older encoding.
        listing = f"\ufeff{render(made)}".encode()
        return FormFiles(made, {**self.files, os.path.join(self.folder.path, LIST): listing})


def _shown(ids: Iterable[str]) -> list[str]:
    return [escape(id) for id in ids]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
