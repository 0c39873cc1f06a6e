"""The folder in which forms lie: what is there, and what of it are forms."""

from __future__ import annotations

import os

from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError
from internalmap.exchange.forms.file_names import ENDINGS, folded
from internalmap.exchange.forms.filled import FilledForm
from internalmap.exchange.forms.reading import NoForm, read_form
from internalmap.exchange.forms.respondents import BY
from internalmap.exchange.inputs import Input
from internalmap.formats import MODELS
from internalmap.model.phrases import listed
from internalmap.results.forms import FormState
from internalmap.text.escape import escape

#: The list of a folder's forms.
LIST = "forms.csv"
#: How much of the first line of a list is looked at.
_LONGEST_HEAD = 1_000


@dataclass(frozen=True)
class FoundForm:
    """A workbook in the folder: its name, the form that it is, or why it cannot be read."""

    file: str
    data: bytes
    form: FilledForm | None
    problem: str = ""

    @property
    def state(self) -> FormState:
        """Whether it has been filled in, as far as it tells."""
        if self.form is None:
            return "unreadable"
        if self.form.filled_on is not None:
            return "answered"
        return "begun" if self.form.is_touched() else "not answered"


class FormFolder:
    """What lies in the folder of the forms."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[FoundForm] = []
        self.strange: list[str] = []
        self.names: set[str] = set()
        self._check_list()
        for file in self._files():
            self.names.add(folded(file))
            if file.lower().endswith(ENDINGS) and not file.startswith(("~$", ".")):
                self._read(file)

    def _check_list(self) -> None:
        """Refuse to write over a file that is called like the list, and is none."""
        name = os.path.join(self.path, LIST)
        try:
            with open(name, "rb") as stream:
                head = stream.readline(_LONGEST_HEAD).decode("utf-8-sig", "replace")
        except OSError:
            return  # it is not there; or it is told when it is written
        except ValueError:
            return  # no folder can have this name, which is told when it is read
        if head.strip() and not head.startswith("unit,name,file,"):
            raise InternalMapError(
                f"{escape(name)} is there, and is no list of forms",
                "Name another folder, or move that file.",
            )

    def _files(self) -> list[str]:
        try:
            return sorted(os.listdir(self.path))
        except FileNotFoundError:
            return []
        except NotADirectoryError:
            raise InternalMapError(
                f"{escape(self.path)} is a file", "Name a folder: --to forms"
            ) from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InternalMapError(f"{escape(self.path)} cannot be read: {reason}") from None
        except ValueError:
            raise InternalMapError(f"{escape(self.path)}: no folder can have this name") from None

    def _read(self, file: str) -> None:
        name = os.path.join(self.path, file)
        data = b""
        try:
            form = MODELS.of_file(name).name
            data = Input(name, None, form).read()
            self.found.append(FoundForm(file, data, read_form(data, name, form)))
        except NoForm:
            self.strange.append(file)
        except InternalMapError as error:
            self.found.append(FoundForm(file, data, None, error.message))

    def by(self, asked: str | None) -> str:
        """What the forms are made by: as those in the folder are, if there are any."""
        there = sorted({each.form.by for each in self.found if each.form is not None})
        for one in there:
            if one not in BY or (asked is not None and one != asked):
                raise InternalMapError(
                    f"the forms in {escape(self.path)} are by {escape(one)}",
                    f"Write --by {one}, or name another folder." if one in BY else "Name another.",
                )
        if len(there) > 1:
            raise InternalMapError(
                f"the forms in {escape(self.path)} are by {listed(there)}", "Keep one of the two."
            )
        return there[0] if there else asked or "unit"
