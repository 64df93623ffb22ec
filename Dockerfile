# syntax=docker/dockerfile:1
# docker build -t mentorbot . && docker run -e MENTORBOT_TOKEN -v mentorbot:/data mentorbot

# By digest, so that what is built is what was looked at; docs/operator.md says how it is renewed.
ARG BASE=python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

FROM ${BASE} AS build
WORKDIR /src
RUN python -m venv /opt/mentorbot
COPY requirements/run.txt requirements/
RUN /opt/mentorbot/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
# The tools that make the wheel are pinned too, and stay behind in this stage.
COPY requirements/build.txt requirements/
RUN python -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY mentorbot mentorbot
COPY cogs cogs
COPY content content
COPY migrations migrations
RUN /opt/tools/bin/python -m build --wheel --no-isolation --outdir /dist \
    && /opt/mentorbot/bin/pip install --no-cache-dir --no-deps --no-index /dist/*.whl

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin mentorbot \
    && install -d -o mentorbot -g mentorbot -m 700 /backups
COPY --from=build /opt/mentorbot /opt/mentorbot
ENV PATH=/opt/mentorbot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MENTORBOT_DATABASE=/data/mentorbot.sqlite3 \
    MENTORBOT_HEALTH_PORT=8080
USER mentorbot
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["mentorbot"]
CMD ["run"]
