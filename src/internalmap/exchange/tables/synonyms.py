"""The usual names of columns, as `headings.plain` gives them: understood without being told.

Each is a guess, and is shown.
"""

from __future__ import annotations

#: What one also calls the two ends of a dependency: only both together say which is which.
PAIRS = (
    ("customer", "supplier"),
    ("who", "depends on"),
    ("who", "needs"),
    ("who", "from whom"),
    ("internal customer", "internal supplier"),
    ("consumer", "provider"),
    ("consumer", "producer"),
    ("client", "server"),
    ("dependent", "dependency"),
    ("depender", "dependee"),
    ("downstream", "upstream"),
    ("receiver", "giver"),
    ("receiver", "provider"),
    ("recipient", "provider"),
    ("source", "target"),
    ("from", "to"),
    ("kunde", "leverandør"),
    ("klient", "dostawca"),
    ("odbiorca", "dostawca"),
    ("cliente", "fornitore"),
    ("kunde", "lieferant"),
    ("client", "fournisseur"),
    ("cliente", "proveedor"),
    ("hvem", "avhenger av"),
    ("kto", "zależy od"),
    ("chi", "dipende da"),
    ("wer", "hängt ab von"),
)
#: What one also calls the customer, where the supplier is known.
CUSTOMERS = (
    "customer", "who", "party", "name", "team", "department", "unit", "person", "respondent",
    "internal customer", "consumer", "dependent", "asker", "who asks", "service", "app",
    "application", "system", "component", "id", "for whom", "enhet", "avdeling", "kto", "dział",
    "zespół", "chi", "reparto", "wer", "abteilung",
)  # fmt: skip
#: What one also calls the supplier.
SUPPLIERS = (
    "supplier", "depends on", "depend on", "dependson", "dependency", "dependencies", "needs",
    "from whom", "relies on", "relied on", "supplied by", "served by", "internal supplier",
    "provider", "uses", "required from", "asks", "who is asked", "from", "avhengig av",
    "avhenger av", "zależy od", "dipende da", "abhängig von", "hängt ab von", "dépend de",
)  # fmt: skip

#: What a party may be known by where there is no id.
NAMES = (
    "person", "employee", "role", "team", "department", "unit", "system", "app", "application",
    "service", "component", "respondent",
)  # fmt: skip
#: What one also calls the keys of parties.
PARTY_SYNONYMS = {
    "id": ("party", "key", "code", "identifier"),
    "name": ("full name", "display name", "title", "friendly name", "label"),
    "kind": ("kind of party",),
    "engagement": ("contract", "employment", "employment type"),
    "part_of": (
        "team", "unit", "department", "dept", "group", "division", "member of", "section",
        "belongs to", "parent", "avdeling", "dział", "reparto", "abteilung",
    ),
    "reports_to": ("manager", "boss", "supervisor", "line manager", "reports to", "leder"),
    "headcount": ("people", "staff", "size", "fte", "employees", "number of people"),
    "min_members": ("minimum members", "minimum staffing", "min staff", "minimum staff"),
    "can": ("skills", "also does", "could supply", "cross training", "competences"),
    "stands_in": ("may stand in", "stands in for others"),
    "capacity": ("hours per week", "working time"),
    "availability": ("uptime", "presence"),
    "restore": ("rto", "recovery time", "time to restore", "recovery"),
    "limit": (
        "mtpd", "mao", "impact tolerance", "maximum tolerable period of disruption",
        "maximum acceptable outage", "mtd",
    ),
    "owner": ("responsible", "accountable", "owned by"),
    "contact": ("email", "e mail", "phone", "telephone", "mail"),
    "location": ("site", "place", "office", "city"),
    "url": ("link", "page", "website", "web"),
    "note": ("notes", "comment", "comments", "remark", "remarks", "description",
             "kommentar", "komentarz", "commento"),
    "tags": ("tag", "labels", "keywords"),
    "was": ("former id", "former ids", "old id", "previous name"),
}  # fmt: skip
#: What one also calls the keys of needs.
NEED_SYNONYMS = {
    "need": ("need id", "need number"),
    "at_least": ("at least", "minimum", "how many"),
    "service": (
        "what",
        "what is supplied",
        "product",
        "deliverable",
        "for what",
        "what for",
        "tjeneste",
        "usługa",
        "servizio",
        "leistung",
        "dienst",
    ),
    "importance": (
        "criticality",
        "critical",
        "priority",
        "how important",
        "viktighet",
        "ważność",
        "importanza",
        "wichtigkeit",
    ),
    "frequency": ("how often", "often", "times"),
    "effort": ("work", "time each", "workload"),
    "within": ("sla", "standard", "service standard", "response time", "how soon", "promised"),
    "buffer": ("can wait", "slack", "how long without"),
    "limit": ("mtpd", "mao", "mtd", "impact tolerance", "tolerable time"),
    "satisfaction": (
        "rating",
        "score",
        "answer",
        "satisfied",
        "how satisfied",
        "grade",
        "tilfredshet",
        "ocena",
        "soddisfazione",
        "zufriedenheit",
    ),
    "expectation": ("expected", "expects"),
    "reviewed": ("last talk", "last review", "feedback date", "last reviewed"),
    "request": ("how to ask", "ordered by", "channel"),
    "applies_to": ("applies to",),
    "tags": PARTY_SYNONYMS["tags"],
    "url": PARTY_SYNONYMS["url"],
    "note": PARTY_SYNONYMS["note"],
}

#: What questions of surveys say, where one heading alone says it.
QUESTIONS = {
    "customer": r"your (name|team|department|unit|role)\b|who are you|are you in\b|\bmy team\b",
    "supplier": r"\bdepend(s|ing)? (up)?on\b|\brel(y|ies) on\b|whom? do you need|from whom\b",
    "service": r"\bwhat (do|does|is)\b.*\b(get|gets|need|supplied|provided|from them)\b",
    "satisfaction": r"\bsatisf|\bhow well\b",
    "expectation": r"\bexpect",
    "importance": r"\bimportan",
    "buffer": r"\bhow long can\b|\bcan (you )?(wait|do without|go on)\b",
    "note": r"\bcomments?\b|\bremarks?\b|anything else",
}

#: Units that may stand behind a heading of durations, and what they are in a model.
UNITS = {
    "s": "s", "sec": "s", "secs": "s", "seconds": "s",
    "min": "min", "mins": "min", "minutes": "min",
    "h": "h", "hr": "h", "hrs": "h", "hours": "h",
    "d": "d", "days": "d", "w": "w", "weeks": "w",
    "mo": "mo", "months": "mo", "y": "y", "years": "y",
}  # fmt: skip
