"""The number that stands on every figure says by which method it was made."""

import hashlib
import json
from dataclasses import asdict

from flask import Flask

from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.headline import METHOD_VERSION
from portal.visits.figures.indicators.catalogue import INDICATORS
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.wording import formula_words

# By version of the method, what its formulas, thresholds and rules of disclosure read like.
# What was published stays under the version that it was made by: add one, change none.
METHODS = {
    "3": "61e49cdc248f52f1",
    "4": "c430e1cec23ec7c9",
    "5": "b6ccfc0c554486b9",
    "6": "2fcad4bf155183f5",
}


def test_another_method_has_another_version(app: Flask) -> None:
    with app.test_request_context():
        formulas = [(one.id, one.label, formula_words(one, DEFAULTS)) for one in INDICATORS]
    thresholds = asdict(DEFAULTS) | {"service_types": sorted(DEFAULTS.service_types)}
    told = [formulas, thresholds, asdict(Protection()), repr(declared())]

    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    assert METHODS.get(METHOD_VERSION) == digest, (
        "The method is not what it was: raise METHOD_VERSION, and write its digest here."
    )
