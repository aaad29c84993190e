"""Whatever is sent to the API: it answers as it is described, and never breaks (ABMETRY_HUNT=400 sends more)."""

import os

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from abmetry.api.rest import describe

EXAMPLES = int(os.environ.get("ABMETRY_HUNT", "12"))
PATHS = sorted(describe()["paths"])


@pytest.mark.parametrize("path", PATHS)
def test_the_api_never_breaks(served, path):
    schema = schemathesis.openapi.from_dict(describe())
    schema.app = served.app
    headers = {"authorization": f"Bearer {served.tokens['adam']}"}
    operation = schema[path]["GET"]
    answered = []

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        derandomize=True,
        database=None,
    )
    @hypothesis.given(case=operation.as_strategy())
    def send(case):
        response = case.call(headers=headers)
        answered.append(response.status_code)
        case.validate_response(
            response, checks=(not_a_server_error, status_code_conformance, content_type_conformance)
        )

    send()
    assert answered
