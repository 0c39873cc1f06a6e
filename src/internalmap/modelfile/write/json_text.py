"""An organisation as a model in JSON: a party a line, so that versions compare line by line."""

from __future__ import annotations

from json import JSONEncoder

from internalmap.model.organization import Organization
from internalmap.modelfile.write.dump import LAST, need_entry, party_entries, settings, shortened


def json_text(organization: Organization) -> str:
    """The text of the model file."""
    # Nothing in it goes in a circle: looking for that takes a third of the time.
    encoded = JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode
    root = settings(organization)
    last = {key: root.pop(key) for key in LAST if key in root}
    keys = ['  "internalmap": 1']
    keys += [f"  {encoded(key)}: {encoded(value)}" for key, value in root.items()]
    parties = ",\n".join(
        f"    {encoded(id)}: {encoded(party)}" for id, party in party_entries(organization)
    )
    keys.append(f'  "parties": {{\n{parties}\n  }}')
    everyone = [shortened(need_entry(need)) for need in organization.needs if need.customer is None]
    if everyone:
        keys.append(f'  "everyone": {encoded({"needs": everyone})}')
    keys += [f"  {encoded(key)}: {encoded(value)}" for key, value in last.items()]
    return "{\n" + ",\n".join(keys) + "\n}\n"
