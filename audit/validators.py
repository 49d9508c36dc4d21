"""`python -m audit.validators RELEASE --python VENV/bin/python`: our files, judged by others.

RELEASE is a release.zip, or a folder of a release's files. The validators have no place in our
environment, so they run under a Python of its own:

    python3 -m venv /tmp/other
    /tmp/other/bin/pip install frictionless==5.21.0 csvw==4.1.1 pikepdf==10.18.0 \\
        page-validation==0.11.0 python-calamine==0.9.1 rdflib==7.6.0 pyshacl==0.40.1

frictionless judges the Data Package and every row of its tables, csvw each table by its metadata,
calamine reads the spreadsheet and finds the figures of the table in it, page judges each document
by PDF/UA-1 and pikepdf reads its structure. `--page FILE`, a saved page of the release, has its
description for catalogues judged by pyshacl (audit/dcat.ttl) and held against the files.
`--schemas FOLDER` has every part of the spreadsheet judged by the schemas of OASIS, with jing. Both
come with Debian: `apt-get install jing`, and of the package emacs-common the folder etc/schema:

    apt-get download emacs-common && dpkg -x emacs-common_*.deb /tmp/emacs
    ... --schemas /tmp/emacs/usr/share/emacs/*/etc/schema

Ends with status 1 where anything is wrong.
"""

import argparse
import subprocess
import sys
from pathlib import Path

OTHER = Path(__file__).with_name("other_validators.py")


def main() -> None:
    """Let the validators judge a release, and end as they do."""
    parser = argparse.ArgumentParser(prog="python -m audit.validators", description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--python", required=True, help="a Python that has the validators")
    parser.add_argument("--schemas", default="", help="a folder with the schemas of ODF")
    parser.add_argument("--page", action="append", default=[], help="may be repeated")
    chosen = parser.parse_args()
    given = [chosen.python, str(OTHER), str(chosen.release), chosen.schemas, *chosen.page]
    done = subprocess.run(given, check=False)  # noqa: S603
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
