# syntax=docker/dockerfile:1
# The tracker as an image. Give it a PostgreSQL by TRACKER_DATABASE_URL, as docker-compose.yml does; without one it
# starts its embedded server in /data.

FROM python:3.11.15-slim-bookworm AS build
# Extras of the package, as "dask"; none by default.
ARG EXTRAS=""
ENV PIP_CACHE_DIR=/pip \
    PIP_CONSTRAINT=/src/constraints.txt \
    PIP_BUILD_CONSTRAINT=/src/constraints.txt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    COMPILE_RULES=1
# The rules that read articles are compiled; the image itself needs no compiler.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/pip \
    python -m venv /opt/tracker && \
    /opt/tracker/bin/python -m pip install --quiet pip && \
    /opt/tracker/bin/python -m pip install --quiet --compile ".${EXTRAS:+[$EXTRAS]}"

FROM python:3.11.15-slim-bookworm
LABEL org.opencontainers.image.title="claims-tracker" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --create-home tracker && install --directory --owner=tracker --group=tracker /data
COPY --from=build /opt/tracker /opt/tracker
ENV PATH=/opt/tracker/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TRACKER_DATA_DIR=/data
USER tracker
WORKDIR /data
VOLUME /data
ENTRYPOINT ["tracker"]
EXPOSE 8321
CMD ["run"]
