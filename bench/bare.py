"""The bare application: what every ratio is measured against.

A bare page is a Flask view returning a short string. A bare submission is a GET of a form and a
POST that commits one durable row, on the same engine with the same settings.
"""

import os

from flask import Flask, request
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, insert

from portal.config import THREADS
from portal.database import listen

metadata = MetaData()
said = Table("said", metadata, Column("id", Integer, primary_key=True), Column("words", Text))
engine = create_engine(os.environ["BENCH_DATABASE_URL"], pool_size=THREADS)
listen(engine)
metadata.create_all(engine)

app = Flask(__name__)
FORM = "<!doctype html><title>Say</title><form method=post><textarea name=words></textarea></form>"


@app.get("/")
def page() -> str:
    """A short string."""
    return "A short string."


@app.get("/say")
def form() -> str:
    """A form."""
    return FORM


@app.post("/say")
def say() -> str:
    """One durable row."""
    with engine.begin() as connection:
        connection.execute(insert(said), {"words": request.form["words"]})
    return "Thank you."
