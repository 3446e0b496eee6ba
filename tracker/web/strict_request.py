"""Reading addresses and forms without guessing: bytes that are no UTF-8 become a sign that is then refused.

Werkzeug would keep such bytes as the text "%B9%E3", which looks like something that a person typed.
"""

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property


def pairs_of(data: bytes) -> list[tuple[str, str]]:
    """Return the names and values of an encoded form or query; U+FFFD stands for what cannot be read."""
    return parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


class StrictFormParser(FormDataParser):
    """Reads encoded forms strictly, and none larger than a form may be."""

    def _parse_urlencoded(
        self, stream: IO[bytes], _mimetype: str, content_length: int | None, _options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        limit = self.max_form_memory_size
        if limit is not None and (content_length or 0) > limit:
            raise RequestEntityTooLarge
        return stream, self.cls(pairs_of(stream.read())), self.cls()


class StrictRequest(Request):
    """A request whose texts are exact, or refused."""

    form_data_parser_class = StrictFormParser

    def _load_form_data(self) -> None:
        """Read the form; raises BadRequest where the server finds only now that the body is no good HTTP.

        The form is then empty for whoever looks at it again, such as the page that tells of it.
        """
        try:
            super()._load_form_data()
        except (ParseException, NoMoreData) as error:
            self.__dict__.update(form=self.parameter_storage_class(), files=self.parameter_storage_class())
            raise BadRequest from error

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return the parameters of the address."""
        return self.parameter_storage_class(pairs_of(self.query_string))
