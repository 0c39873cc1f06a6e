"""Write examples/govuk.yaml from an edge list of GOV.UK's apps.

    python examples/make_govuk.py app_edges.csv > examples/govuk.yaml

The edge list has the columns customer_app, supplier_app, customer_team and supplier_team.
A team is a chat channel such as `#govuk-search`, or empty. The same edge list always gives
the same file.
"""

import csv
import re
import sys

# Our addition: what the public comes for, and the app that serves it.
FRONTENDS = {
    "frontend": "Pages",
    "collections": "Topics and organisations",
    "finder-frontend": "Search",
    "smart-answers": "Smart answers",
    "email-alert-frontend": "Signing up for email alerts",
    "feedback": "Contact and feedback",
    "datagovuk_find": "Data sets on data.gov.uk",
}

ACRONYMS = {"ai": "AI", "apis": "APIs"}

WIDTH = 100  # a longer line is broken up

HEADER = """\
# GOV.UK, the website of the UK government: its apps and the teams that own them.
#
# Shows: real data, and a few systems under everything. No app here has a
# fallback, so whatever a public app depends on is a single point of failure,
# and six of the eleven teams own such an app. The widest reach is that of the
# web proxy: without it, 45 of the other 74 stop. Its card:
# `internalmap party examples/govuk.yaml nginx-proxy`.
#
# What `internalmap analyze` shows:
#   parties: {parties}
#   needs: {needs}
#   whole units: none (to lose a team is no worse than to lose one of its apps)
#   top bottleneck: nginx-proxy
#   paper fallbacks: 0
#   circles: 0
#
# It fails `internalmap check`: no app has a fallback in this data.
#   check errors: 25 single-point-of-failure
#
# Source: the compose files of github.com/alphagov/govuk-docker say which app
# depends on which; github.com/alphagov/govuk-developer-docs, data/repos.yml, says
# which team owns which app. Both: MIT licence,
# Copyright (c) 2018 Crown Copyright (Government Digital Service).
#
# The compose files describe a developer's machine, not the live site, and do not
# tell what an app can do without: here every need is essential. One party is our
# addition: `public`, the people who use the site, with a need for each public app.
#
# Made by examples/make_govuk.py: change that, not this file.

organization: GOV.UK

# Apps, databases, queues, the proxy: all but the public and the teams.
defaults:
  party: {{kind: system}}

parties:
  public:
    kind: customer
    name: The public
    needs:"""


def words(channel: str) -> list[str]:
    """The telling part of a channel: `#govuk-navigation-tech` is about navigation."""
    told = channel.lstrip("#").split("-")
    return [word for word in told if word not in ("govuk", "tech", "team", "dev")]


def team_id(channel: str) -> str:
    """An id that no app has: `team-navigation`."""
    return "-".join(["team", *words(channel)])


def team_name(channel: str) -> str:
    """What people would call it: `Navigation`."""
    name = " ".join(ACRONYMS.get(word, word) for word in words(channel))
    return name[0].upper() + name[1:]


def entry(app: str, team: str, suppliers: list[str]) -> str:
    """An app's lines in the model."""
    keys = []
    if team:
        keys.append(f"part_of: {team_id(team)}")
    if suppliers:
        keys.append(f"needs: [{', '.join(sorted(suppliers))}]")
    line = f"  {app}: {{{', '.join(keys)}}}" if keys else f"  {app}:"
    return line if len(line) <= WIDTH else "\n    ".join([f"  {app}:", *keys])


def main() -> None:
    """Read the edge list named on the command line and print the model."""
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        edges = list(csv.DictReader(file))

    suppliers: dict[str, list[str]] = {}
    team_of: dict[str, str] = {}
    for edge in edges:
        for end in ("customer", "supplier"):
            app = edge[f"{end}_app"]
            suppliers.setdefault(app, [])
            team_of[app] = team_of.get(app) or edge[f"{end}_team"]
        suppliers[edge["customer_app"]].append(edge["supplier_app"])
    if odd := [app for app in suppliers if not re.fullmatch(r"[a-z][a-z0-9._-]*", app)]:
        sys.exit(f"these ids would need quotes: {', '.join(odd)}")
    if missing := sorted(FRONTENDS.keys() - suppliers.keys()):
        sys.exit(f"no such app in {sys.argv[1]}: {', '.join(missing)}")

    apps = sorted(suppliers)
    teams = sorted(set(team_of.values()) - {""}, key=team_id)
    parties = 1 + len(teams) + len(apps)
    lines = [HEADER.format(parties=parties, needs=len(FRONTENDS) + len(edges))]
    lines += [f"      - {{service: {what}, from: {app}}}" for app, what in FRONTENDS.items()]
    for team in teams:
        lines.append(f"\n  {team_id(team)}: {{kind: team, name: {team_name(team)}}}")
        lines += [entry(app, team, suppliers[app]) for app in apps if team_of[app] == team]
    lines.append("\n  # No team is named for these.")
    lines += [entry(app, "", suppliers[app]) for app in apps if not team_of[app]]
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
