"""Results as JSON, format 1: made from the results key by key, on purpose and not by accident.

Durations are in seconds, rates per week, shares from 0 to 1; what is unknown is null. The schemas
in `internalmap/modelfile/schema/reports` say what each key means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from internalmap.model.organization import Said
from internalmap.reports.formats.json_layout import Rows, pieces_of
from internalmap.reports.formats.json_records import Key, Keys, Records, fields, whole
from internalmap.results.absences import Absence, AbsenceTable, Effect
from internalmap.results.advise import Advice, AdviceStep, Exposure, LetDown, Question
from internalmap.results.agenda import Agenda, AgendaItem
from internalmap.results.analyze import (
    ActionRow,
    Analysis,
    Assumed,
    AssumedNeed,
    AssumedNeeds,
    Bottleneck,
    Cycle,
    Defeat,
    ExternalCustomer,
    FailsAnyway,
    FragileSet,
    HollowFallback,
    NeedRef,
    Overload,
    PartyRow,
    PromiseNotBacked,
    RatedNeed,
    RestsOn,
    Settings,
    SinglePoint,
    Summary,
    UnitRow,
    WeakestLink,
    Works,
)
from internalmap.results.bia import (
    Activity,
    Bia,
    BiaSettings,
    NeedPage,
    OverTime,
    RecoveryStep,
    Resource,
    Slower,
    StandsOn,
    WeakPoint,
    Workaround,
    WorstAbsence,
)
from internalmap.results.check import Finding
from internalmap.results.diff import (
    AbsenceTimes,
    AffectedParties,
    CutSet,
    Difference,
    GainedLost,
    ImpactChange,
    MoveInBand,
    NeedChange,
    Notification,
    PartyChange,
    RenamedScenario,
    ScenarioChange,
    ScenarioState,
    TimeChange,
)
from internalmap.results.forms import FormRound, FormRow
from internalmap.results.impact import Delayed, Impact, StillMetNeed, Stopped, Unmet
from internalmap.results.merge import (
    CONTRADICTIONS,
    AnswerFile,
    Conflict,
    Merge,
    MergedChange,
    NewName,
    Remark,
    Side,
)
from internalmap.results.party import Card, Cards, LetDownBy, Service
from internalmap.results.scenarios import Outcome, RunAgain, ScenarioResult, Scenarios
from internalmap.results.simulate import Chance, RiskImportance, Simulation
from internalmap.results.trace import Trace

FORMAT = 1

#: Keys that hold seconds, or a mapping to seconds.
_SECONDS = frozenset(
    {"after", "needed", "restore", "load", "within", "buffer", "limit", "by", "late"}
    | {"restore_target", "max_data_loss", "backup_every"}
    | {"duration", "returns", "runs_again"}
    | {"without", "intolerable", "expected", "holds_for", "at"}
)


def _keys(names: str, **made: Callable[[Any], object]) -> tuple[Key, ...]:
    return tuple((name, made[name]) if name in made else name for name in names.split())


def _changed(row: PartyChange | NeedChange) -> list[str]:
    return [each.key for each in row.changes]


def _intervals(row: Stopped | Outcome) -> list[dict[str, object]]:
    return [{"from": whole(start), "until": whole(end)} for start, end in row.intervals]


_SERVICE = _keys("customer service suppliers importance within satisfaction expectation request")

#: The keys of each record, in their order. What is not named here is not written.
_KEYS: Keys = {
    NeedRef: _keys("customer service suppliers"),
    RatedNeed: _keys("*need satisfaction"),
    CutSet: _keys("protected parties"),
    FragileSet: _keys("protected parties single grade after needed restore gap covered hidden"),
    Effect: _keys("protected after needed let_down"),
    Absence: _keys("party restore effects"),
    AbsenceTable: _keys("total rows without_effects"),
    # analyze
    Analysis: _keys(
        "organization sources settings summary parties single_points_of_failure bottlenecks"
        " hollow_fallbacks fragile_sets cycles without_customer without_line_of_sight"
        " external_customers promises_not_backed works absences assumed_needs units actions"
        " overloads scenarios steps"
    ),
    Settings: _keys("protected candidates stops_on cut_size bands soon"),
    Summary: _keys(
        "parties needs dependencies staffing_needs location_needs single_points_of_failure"
        " fragile_sets hollow_fallbacks cycles without_customer without_line_of_sight reciprocity"
        " density mean_stopped units_left_out satisfaction assumed"
    ),
    Assumed: _keys("importance buffer"),
    PartyRow: _keys(
        "id name kind part_of customers suppliers reach level demand through gateway load"
        " load_unknown utilisation impact stops satisfaction_given satisfaction_received gap"
    ),
    SinglePoint: _keys(
        "party single grade after needed restore gap covered let_down later stops impact way"
        " frequency frequency_at_least"
    ),
    Bottleneck: _keys("party utilisation demand through gateway"),
    HollowFallback: _keys("*need at_least importance defeated_by defeated_by_total"),
    Defeat: _keys("party after"),
    Cycle: _keys("parties example"),
    ExternalCustomer: _keys("party satisfaction chain_satisfaction weakest_link"),
    WeakestLink: _keys("*need satisfaction chain"),
    PromiseNotBacked: _keys("party promised_to service within needs"),
    RestsOn: _keys("service suppliers within buffer buffer_stated"),
    Works: _keys(
        "fallbacks_that_hold fallbacks_that_hold_total fails_anyway fails_anyway_total best_rated"
        " worst_rated backed_promises"
    ),
    FailsAnyway: _keys("*need party"),
    AssumedNeeds: _keys("pairs total rows"),
    AssumedNeed: _keys("*need importance buffer pairs"),
    UnitRow: _keys("unit parties e_i"),
    ActionRow: _keys("party service what owner due done"),
    Overload: _keys("gone overloaded utilisation"),
    # bia
    Bia: _keys(
        "organization settings activities resources needs needs_total recovery not_needed scenarios"
    ),
    BiaSettings: _keys("protected candidates stops_on bands"),
    Activity: _keys("party owner limit needs_limit said stands_on worst over_time"),
    StandsOn: _keys("people processes technology information sites third_parties"),
    Said: _keys("by date"),
    WorstAbsence: _keys("party after needed restore gap let_down"),
    OverTime: _keys("gone after needed bands"),
    Resource: _keys(
        "party owner needed needed_for tier restore_target restore gap slower workarounds"
        " max_data_loss max_data_loss_of backup_every ask"
    ),
    Slower: _keys("party restore"),
    Workaround: _keys("*need stand_ins needed"),
    NeedPage: _keys(
        "*need protected importance buffer limit customer_limit max_data_loss said stands_on"
        " weak_points weak_points_total paper_fallbacks paper_fallbacks_total actions"
    ),
    WeakPoint: _keys("party after needed restore gap"),
    RecoveryStep: _keys("by parties"),
    # party
    Card: _keys(
        "party serves needs owner contact location located limit restore restore_target"
        " max_data_loss backup_every stops after needed effects let_down_by"
        " step question defeats not_known",
        needs=lambda card: [
            fields(one, (*_SERVICE, "at_least", "buffer", "limit", "max_data_loss"), _SECONDS)
            for one in card.needs
        ],
    ),
    Service: _SERVICE,
    LetDownBy: _keys("party=point.party restore=point.restore effect"),
    # agenda
    Agenda: _keys("today items"),
    AgendaItem: _keys("kind unit party owner with=with_party what due days_overdue"),
    # impact
    Impact: _keys(
        "gone duration returns late effects stopped delayed held protected_stopped"
        " protected_delayed"
    ),
    Stopped: _keys(
        "party after intervals runs_again unmet chain",
        intervals=_intervals,
    ),
    Unmet: _keys("service suppliers at_least"),
    Delayed: _keys("party by chain"),
    StillMetNeed: _keys("customer service lost still"),
    # trace
    Trace: _keys("supplier customer chains always_through stops complete"),
    # scenarios
    Scenarios: _keys("protected stops_on total scenarios=results"),
    ScenarioResult: _keys(
        "id name gone duration only_needs late outcomes stopped delayed run_again holds holds_for"
    ),
    Outcome: _keys(
        "party intervals without runs_again intolerable late expected holds holds_for",
        intervals=_intervals,
    ),
    RunAgain: _keys("at parties"),
    # simulate
    Simulation: _keys(
        "draws seed exact complete at_least single_points_of_failure with_availability"
        " protected parties"
    ),
    Chance: _keys("party customer probability low high"),
    RiskImportance: _keys("party availability restore worth scenarios"),
    # advise
    Advice: _keys("before steps questions ended complete"),
    AdviceStep: _keys(
        "measure for=party stand_in needs because restore restore_now longer buffers removes"
        " covers after ask scenarios"
    ),
    Exposure: _keys("absences pairs soon bands"),
    LetDown: _keys("party protected needed"),
    Question: _keys("party asks needed restore lets_down ask"),
    # diff
    Difference: _keys(
        "old new verdict parties needs single_points_of_failure hollow_fallbacks fragile_sets"
        " times moved also_worse scenarios scenarios_renamed impact mean_stopped tell",
        parties=lambda found: {
            "added": found.parties_added,
            "removed": found.parties_removed,
            "changed": found.parties_changed,
        },
        needs=lambda found: {
            "added": found.needs_added,
            "removed": found.needs_removed,
            "changed": found.needs_changed,
        },
        mean_stopped=lambda found: dict(zip(("before", "after"), found.mean_stopped, strict=True)),
    ),
    ScenarioChange: _keys("id name worse better before after"),
    RenamedScenario: _keys("id before after"),
    ScenarioState: _keys("holds holds_for outcomes"),
    PartyChange: _keys("id keys", keys=_changed),
    NeedChange: _keys("*need keys", keys=_changed),
    GainedLost: _keys("gained lost"),
    AffectedParties: _keys("party stops"),
    TimeChange: _keys("parties protected worse better before after"),
    MoveInBand: _keys("parties protected sooner before after"),
    Finding: _keys("rule severity title message remedy parties service stops"),
    AbsenceTimes: _keys("after needed restore gap let_down single"),
    ImpactChange: _keys("party before after"),
    Notification: _keys("party about contact"),
    # forms
    FormRound: _keys("by asked answered forms unanswered outside boxes"),
    FormRow: _keys("unit file owner due state rows open filled_by filled_on made"),
    # merge
    Merge: _keys(
        "on_conflict complete asked answered begun not_answered needs said not_said files changes"
        " conflicts contradictions new_names remarks changed_files notices",
        contradictions=lambda found: [
            number for number, each in enumerate(found.conflicts) if each.kind in CONTRADICTIONS
        ],
    ),
    AnswerFile: _keys("file unit state by date created changed same refused"),
    MergedChange: _keys("created need party key before after sides"),
    Conflict: _keys("kind need party key model place sides settled"),
    Side: _keys("file place by before value"),
    NewName: _keys("name near place count party"),
    Remark: _keys("text need party side"),
}


def render(result: Any) -> str:
    """A result, or a list of cards, under the number of the format."""
    return "".join(pieces(result))


def pieces(result: Any) -> Iterator[str]:
    """As `render`, made while it is written, row by row."""
    records = Records(_KEYS, _SECONDS)
    if isinstance(result, Cards):
        cards = Rows(result.cards, lambda card: records.row(card, marking=card.marking))
        return pieces_of({"internalmap": FORMAT, "parties": cards})
    members = records.members(result)
    return pieces_of({"internalmap": FORMAT, "marking": result.marking, **members})
