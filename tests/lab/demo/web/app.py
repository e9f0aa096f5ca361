"""Counts visits in redis."""

import os

from flask import Flask
from redis import Redis

app = Flask(__name__)
redis = Redis(host=os.environ.get("REDIS_HOST", "db"))


@app.get("/")
def visits() -> str:
    return f"visit {redis.incr('visits')}\n"


app.run(host="0.0.0.0", port=5000)
